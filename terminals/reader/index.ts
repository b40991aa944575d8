export { exchange, withLength } from './exchange'
export type { CardLine, ReaderEvent, ReaderFace, Readers, Sharing } from './reader'
export { ReaderTrouble, wordsOf } from './trouble'
export { troubles, type InWords, type Trouble } from './trouble.table'
