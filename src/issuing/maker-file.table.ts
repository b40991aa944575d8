/**
 * The two files that go between the centre and a card maker (制卡数据 and 回盘), version 2. Lines of UTF-8 text end in
 * LF, fields are parted by "|". A key is named by its label and check value and is never in a file: the maker has
 * the master keys by a ceremony of its own, and the check value tells whether they are the same.
 *
 * Both files: a header, rows, and a trailer with the count of rows, the SHA-256 (hex) of all lines before it, line
 * feeds included, and a MAC (16 hex digits) over that digest: under the file key of the vault, made for "maker:" and
 * the maker's name, so that neither another maker nor an operator can make it. The first word of a file says which way it
 * goes; a maker file sent back is no return file. The digest tells damage, the MAC tells who wrote it.
 */
export const makerFile = {
  header: [
    'CITYCARD-MAKER',
    'version',
    'order',
    'maker',
    'product',
    'productVersion',
    'profile',
    'orderedAt',
  ],
  /** One line a key, in the order the keys are written. */
  key: ['K', 'label', 'checkValue'],
  row: ['R', 'nth', 'chip', 'card', 'issuer', 'validFrom', 'validTo', 'cardKind'],
  trailer: ['E', 'rowCount', 'digest', 'mac'],
} as const

export const returnFile = {
  header: ['CITYCARD-RETURN', 'version', 'order'],
  /** The result is ok, scrap (废卡) or not-dispensed. */
  row: ['R', 'nth', 'chip', 'card', 'result'],
  trailer: ['E', 'rowCount', 'digest', 'mac'],
} as const

export const FILE_VERSION = '2'

/** What a maker may say of a row. */
export const rowResults = ['ok', 'scrap', 'not-dispensed'] as const

/** What the centre says of each row of a return file. */
export const rowVerdicts = {
  accepted: 'the row is answered now',
  repeated: 'the row was answered with the same result before',
  'answered-otherwise': 'the row was answered with another result before',
  'row-malformed': 'the line cannot be read as a row',
  'row-unknown': 'the order has no such row',
  'row-twice': 'the file has this row twice; the first one counts',
  'serial-wrong': 'the row belongs to another chip',
  'card-wrong': 'the row belongs to another card number',
  'result-unknown': 'the result is none a maker may give',
  'state-forbids': 'the chip or the card of this row is elsewhere by now',
} as const
