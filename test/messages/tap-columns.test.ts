import fc from 'fast-check'
import { TapTable } from '../../src/clearing/tap-table'
import {
  decodeColumns,
  decodeRecords,
  encodeRecord,
  tapRecordFields,
  type DecodedLine,
  type TapFileForm,
  type TapRecord,
} from '../../src/messages'
import { anyTap } from './some-taps'

const forms: readonly TapFileForm[] = ['text', 'binary']

const encoded = (form: TapFileForm, record: TapRecord): Buffer => {
  const bytes = encodeRecord(form, record)
  if (!bytes.ok) throw new Error(`${bytes.refused} ${bytes.field}`)
  return bytes.value
}

/** What columns hold of a record, put together from its text. */
const rowOf = (line: number, { card, issuer, at, ...record }: TapRecord): object => ({
  line,
  card: BigInt(card),
  issuer,
  day: at.slice(0, 8),
  time: at.slice(8),
  type: record.type,
  counter: record.counter,
  balanceBefore: record.balanceBefore,
  amount: record.amount,
  listFare: record.listFare,
  discount: record.discount,
  sam: record.sam,
  termSeq: record.termSeq,
  tac: record.tac,
  keyVersion: record.keyVersion,
  algorithm: record.algorithm,
  state: record.state,
  test: record.test,
})

const hexOf = (word: number | undefined): string =>
  ((word ?? 0) >>> 0).toString(16).toUpperCase().padStart(8, '0')

const rowIn = (table: TapTable, row: number): object => ({
  line: table.line[row],
  card: table.card(row),
  issuer: hexOf(table.issuerHigh[row]) + hexOf(table.issuerLow[row]),
  day: String(table.day[row]).padStart(8, '0'),
  time: String(table.time[row]).padStart(6, '0'),
  type: table.type[row],
  counter: table.counter[row],
  balanceBefore: BigInt(table.balanceBefore[row] ?? -1),
  amount: BigInt(table.amount[row] ?? -1),
  listFare: BigInt(table.listFare[row] ?? -1),
  discount: table.discount[row],
  sam: String(table.sam[row]).padStart(12, '0'),
  termSeq: table.termSeq[row],
  tac: hexOf(table.tac[row]),
  keyVersion: table.keyVersion[row],
  algorithm: table.algorithm[row],
  state: table.state[row],
  test: table.test[row],
})

/** Reads both ways and compares everything; answers how many lines could be read. */
function agrees(form: TapFileForm, raw: Buffer): number {
  let table = new TapTable(0)
  const columns = decodeColumns(form, { raw, firstLine: 7 }, (room) => (table = new TapTable(room)))
  const lines = decodeRecords(form, raw, 7)
  const read = lines.filter(
    (line): line is Extract<DecodedLine, { record: TapRecord }> => 'record' in line,
  )
  expect(columns.lines).toBe(lines.length)
  expect(columns.refused).toEqual(lines.filter((line) => !('record' in line)))
  expect(Array.from({ length: columns.rows }, (_, row) => rowIn(table, row))).toEqual(
    read.map(({ line, record }) => rowOf(line, record)),
  )
  return columns.rows
}

describe.each(forms)('%s', (form) => {
  test('columns hold what the records say', () => {
    fc.assert(
      fc.property(fc.array(anyTap(form), { maxLength: 6 }), (records) => {
        const raw = Buffer.concat(records.map((record) => encoded(form, record)))
        expect(agrees(form, raw)).toBe(records.length)
      }),
      { numRuns: 300 },
    )
  })

  test('a byte that is changed, lost or added is judged the same', () => {
    fc.assert(
      fc.property(
        anyTap(form),
        fc.nat(),
        fc.constantFrom('change', 'lose', 'add'),
        fc.oneof(fc.constantFrom(...Buffer.from('|0F9 a\n-\u0000')), fc.nat(255)),
        (record, place, what, byte) => {
          const whole = encoded(form, record)
          const at = place % whole.length
          const middle = what === 'lose' ? [] : [byte]
          const rest = whole.subarray(what === 'add' ? at : at + 1)
          agrees(form, Buffer.concat([whole.subarray(0, at), Buffer.from(middle), rest, whole]))
        },
      ),
      { numRuns: 1_500 },
    )
  })

  test('rubbish is judged the same', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        agrees(form, Buffer.from(bytes))
      }),
      { numRuns: 300 },
    )
  })
})

const spellings: Readonly<Record<string, readonly string[]>> = {
  digits: ['0', '9223372036854775807', '9223372036854775808', '0000000000000000', '12345678901x'],
  hex: ['', 'a1b2c3d4', 'A1B2C3D4', 'G1B2C3D4', 'A1B2C3D4E5F60718'],
  whole: ['', '0', '00', '01', '255', '256', '65536', '4294967296', '99999999999999999', '-1'],
  code: ['', '0', '00', '1', '7', '04', '99999999999999999'],
  fen: ['', '0', '00', '4294967295', '4294967296', '9007199254740993', '-1', '1.0'],
  'date-time': ['', '20240229000000', '20230229000000', '18991231235959', '20260101240000'],
  text: ['', '深圳', '\u0000', 'é'.repeat(16), 'é'.repeat(17), 'x'.repeat(33), '\u0085', '\u007f'],
}

test.each(tapRecordFields.map((field) => [field.name, field.of] as const))(
  'the limits of %s (%s) are the same in both',
  (name, of) => {
    const [record] = fc.sample(anyTap('text'), { numRuns: 1, seed: 1 })
    for (const spelling of spellings[of] ?? []) {
      const fields = tapRecordFields.map((field) =>
        field.name === name ? spelling : String(record?.[field.name]),
      )
      agrees('text', Buffer.from(`R|${fields.join('|')}\n`))
    }
    expect(spellings[of]).toBeDefined()
  },
)
