import fc from 'fast-check'
import {
  checkTacRows,
  checkTacsOneByOne,
  diversifyThrough,
  purseTac,
  TAC_ROW_BYTES,
  type Algorithm,
} from '../../src/keys'

const MASTER = Buffer.from('7E57C0DE00112233445566778899AABB', 'hex')

interface Row {
  readonly issuer: Buffer
  readonly card: Buffer
  readonly input: Buffer
  /** 0 leaves the TAC genuine; another value is mixed into it. */
  readonly forgery: number
}

const bytes = (size: number) =>
  fc.uint8Array({ minLength: size, maxLength: size }).map((array) => Buffer.from(array))
const row = fc.record({
  issuer: fc
    .constantFrom('02002900FFFFFFFF', '9990FF0000000000')
    .map((text) => Buffer.from(text, 'hex')),
  card: bytes(8),
  input: bytes(22),
  forgery: fc.oneof(fc.constant(0), fc.integer()),
})

/** The TAC by the formula of the single transaction, on a third road. */
function tacOf(algorithm: Algorithm, levels: 1 | 2, { issuer, card, input }: Row): Buffer {
  const cardKey = diversifyThrough(algorithm, MASTER, levels === 1 ? [card] : [issuer, card])
  return purseTac(algorithm, 'purchase', cardKey, {
    amount: input.subarray(0, 4),
    type: input.subarray(4, 5),
    terminal: input.subarray(5, 11),
    terminalSequence: input.subarray(11, 15),
    dateTime: input.subarray(15, 22),
  })
}

function rowsOf(algorithm: Algorithm, levels: 1 | 2, list: readonly Row[]): Buffer {
  const rows = Buffer.alloc(list.length * TAC_ROW_BYTES)
  list.forEach((each, index) => {
    const tac = tacOf(algorithm, levels, each)
    tac.writeInt32BE(tac.readInt32BE() ^ each.forgery)
    Buffer.concat([each.issuer, each.card, each.input, tac]).copy(rows, index * TAC_ROW_BYTES)
  })
  return rows
}

test.each([
  ['3des', 1],
  ['3des', 2],
  ['sm4', 1],
  ['sm4', 2],
] as const)(
  '%s with %i levels: in bulk, one by one and by the formula is the same',
  (algorithm, levels) => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 9 }), (list) => {
        const batch = { levels, count: list.length, rows: rowsOf(algorithm, levels, list) }
        const bulk = checkTacRows(algorithm, MASTER, batch)
        expect([...bulk]).toEqual(list.map(({ forgery }) => (forgery === 0 ? 1 : 0)))
        expect([...checkTacsOneByOne(algorithm, MASTER, batch)]).toEqual([...bulk])
      }),
      { numRuns: 150 },
    )
  },
)

test('any single bit of what a TAC covers, or of the card, makes it not genuine', () => {
  const [genuine] = fc.sample(row, { numRuns: 1, seed: 7 })
  const rows = rowsOf('3des', 2, [{ ...(genuine as Row), forgery: 0 }])
  for (let bit = 0; bit < 42 * 8; bit++) {
    const changed = Buffer.from(rows)
    changed[bit >> 3] = (changed[bit >> 3] as number) ^ (0x80 >> (bit & 7))
    const batch = { levels: 2 as const, count: 1, rows: changed }
    expect([bit, ...checkTacRows('3des', MASTER, batch)]).toEqual([bit, 0])
  }
})

test('the last two bytes of a row say nothing', () => {
  const rows = rowsOf(
    '3des',
    2,
    fc.sample(row, { numRuns: 1, seed: 8 }).map((each) => ({ ...each, forgery: 0 })),
  )
  rows.fill(0xff, 42)
  expect([...checkTacRows('3des', MASTER, { levels: 2, count: 1, rows })]).toEqual([1])
})

test('fewer rows than the batch says is our own error', () => {
  const batch = { levels: 2 as const, count: 2, rows: Buffer.alloc(TAC_ROW_BYTES) }
  expect(() => checkTacRows('3des', MASTER, batch)).toThrow('as many rows as it says')
})
