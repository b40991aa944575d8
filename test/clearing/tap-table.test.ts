import fc from 'fast-check'
import { evidenceOf, evidenceOfRows } from '../../src/clearing/store-taps'
import type { Tap } from '../../src/clearing/tap'
import {
  allRows,
  inCardOrder,
  numbered,
  repeatedNumbers,
  TapTable,
  writeCard,
} from '../../src/clearing/tap-table'
import { TAC_ROW_BYTES, writeTacRow, writeTacRowOf } from '../../src/card'

const word = fc.nat(0xffff_ffff)
const card = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  fc.integer({ min: 0, max: 30 }).map((nth) => 3104403000000000000n + BigInt(nth)),
)
const date = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10))

const anyTap: fc.Arbitrary<Tap> = fc
  .record({
    card,
    eventDate: date,
    eventTime: fc
      .tuple(fc.nat(23), fc.nat(59), fc.nat(59))
      .map(([h, m, s]) => (h * 100 + m) * 100 + s),
    sam: fc.bigInt({ min: 0n, max: 999_999_999_999n }),
    termSeq: word.map(BigInt),
    type: fc.constantFrom(4, 5, 6, 9),
    discount: fc.nat(3),
    keyVersion: fc.nat(255),
    algorithm: fc.constantFrom(0, 4),
    counter: fc.nat(65_535),
    amountFen: word.map(BigInt),
    listFen: word.map(BigInt),
    balanceBefore: word.map(BigInt),
    tac: fc.integer(),
  })
  .map((tap) => ({ ...tap, batch: 5n, line: 0 }))

const taps = fc
  .array(anyTap, { maxLength: 40 })
  .map((some) => some.map((tap, index) => ({ ...tap, line: index + 1 })))

function tableOf(some: readonly Tap[]): TapTable {
  const table = new TapTable(some.length)
  some.forEach((tap, row) => table.put(row, tap))
  return table
}

test('a tap comes back from its row as it was', () => {
  fc.assert(
    fc.property(taps, (some) => {
      const table = tableOf(some)
      const other = new TapTable(some.length)
      some.forEach((_, row) => other.copy(row, { table, row }))
      expect(some.map((_, row) => other.tap(row, 5n))).toEqual(some)
    }),
  )
})

test('the eight bytes of a card are its number', () => {
  fc.assert(
    fc.property(anyTap, (tap) => {
      const bytes = Buffer.alloc(8)
      writeCard(bytes, 0, { table: tableOf([tap]), row: 0 })
      expect(bytes.readBigUInt64BE()).toBe(tap.card)
    }),
  )
})

test('rows are put in the order of their cards, and stay in line order within one card', () => {
  fc.assert(
    fc.property(taps, (some) => {
      const table = tableOf(some)
      const order = inCardOrder({ table, rows: allRows(some.length) })
      const wanted = some
        .map((tap, row) => ({ card: tap.card, row }))
        .sort((one, other) =>
          one.card < other.card ? -1 : one.card > other.card ? 1 : one.row - other.row,
        )
      expect([...order]).toEqual(wanted.map(({ row }) => row))
    }),
  )
})

test('the evidence of rows is the evidence of their taps', () => {
  fc.assert(
    fc.property(taps, (some) => {
      const rows = { table: tableOf(some), rows: allRows(some.length) }
      expect(evidenceOfRows(rows).equals(evidenceOf(some))).toBe(true)
    }),
  )
})

test('numbers are numbered by value, repeated transaction numbers are found', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(3), fc.nat(5)), { maxLength: 30 }),
      fc.nat(2 ** 32),
      (pairs, base) => {
        const table = new TapTable(pairs.length)
        pairs.forEach(([sam, termSeq], row) => {
          table.sam[row] = base * 100 + sam
          table.termSeq[row] = termSeq
        })
        const { places, values } = numbered(table.sam, pairs.length)
        expect([...places].map((place) => values[place])).toEqual([...table.sam])
        expect(new Set(values).size).toBe(values.length)
        const firsts = new Map<string, number>()
        const repeats = pairs.flatMap((pair, row) => {
          const first = firsts.get(pair.join())
          if (first === undefined) firsts.set(pair.join(), row)
          return first === undefined ? [] : [{ row, first }]
        })
        expect(repeatedNumbers({ table, rows: allRows(pairs.length) }, places)).toEqual(repeats)
      },
    ),
  )
})

test('the row of a TAC batch is the same from columns as from a record', () => {
  fc.assert(
    fc.property(anyTap, fc.nat(0xffff_ffff), (tap, issuer) => {
      const table = tableOf([tap])
      table.issuerHigh[0] = issuer
      table.issuerLow[0] = issuer ^ 0x5a5a_5a5a
      const hex = (value: number): string =>
        (value >>> 0).toString(16).toUpperCase().padStart(8, '0')
      const [ours, theirs] = [Buffer.alloc(TAC_ROW_BYTES), Buffer.alloc(TAC_ROW_BYTES)]
      writeTacRowOf(ours, 0, table, 0)
      writeTacRow(theirs, 0, {
        card: String(tap.card).padStart(16, '0'),
        issuer: hex(issuer) + hex(issuer ^ 0x5a5a_5a5a),
        amount: tap.amountFen,
        type: tap.type,
        sam: String(tap.sam).padStart(12, '0'),
        termSeq: Number(tap.termSeq),
        at: tap.eventDate.replaceAll('-', '') + String(tap.eventTime).padStart(6, '0'),
        tac: hex(tap.tac),
      })
      expect(ours.equals(theirs)).toBe(true)
    }),
  )
})
