export {
  describeRecord,
  type DescribedField,
  type DescribedRecord,
  type DescribeRefusal,
} from './describe'
export type { FieldRefusal } from './explain-field'
export {
  FARE_LINES_MAX,
  FARE_MAX_FEN,
  FARE_TEXT_BYTES_MAX,
  fareLinesText,
  readFareLines,
  readFareTableFile,
  writeFareTableFile,
  type FareLine,
  type FareTableFile,
  type FareTableHeader,
  type FareTableRefusal,
} from './fare-table-file'
export { formatPage } from './format-page'
export {
  readHotlistFile,
  writeHotlistFile,
  type HotlistFile,
  type HotlistFileLine,
  type HotlistFileRefusal,
  type HotlistHeader,
} from './hotlist-file'
export * from './iso8583'
export { maskRecordLine } from './mask'
export { readTapFile, type TapFileLimits } from './read-tap-file'
export type {
  RefusedTapFile,
  TapFileChunk,
  TapFileEnd,
  TapFileHeader,
  TapFilePart,
  TapFileRefusal,
} from './tap-file-frame'
export { decodeColumns, type DecodedColumns, type TapColumns } from './tap-columns'
export { tapFile, tapRecordFields, transactionTypes } from './tap-file.table'
export {
  decodeRecords,
  encodeRecord,
  encodeRecords,
  recordBytes,
  type DecodedLine,
  type RecordRefusal,
  type RefusedLine,
  type TapFileForm,
  type TapRecord,
} from './tap-record'
export {
  streamTapFile,
  TapFileWriter,
  writeTapFile,
  type FileMac,
  type TapBatch,
} from './write-tap-file'
export { cardLogTypes } from './card-log.table'
