import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { runCardVectors } from '../../src/card/vectors'

interface Vector {
  readonly id: string
  readonly op: string
  readonly inputs: Readonly<Record<string, unknown>>
  readonly expected: Readonly<Record<string, string | string[]>>
}

const file = readFileSync(join(__dirname, 'card-vectors.json'), 'utf8')
const { vectors } = JSON.parse(file) as { vectors: Vector[] }
const vector = (id: string): Vector => vectors.find((each) => each.id === id) as Vector

test.each(vectors.map((each) => [each.id, each] as const))('vector %s comes out', (_id, each) => {
  expect(runCardVectors({ vectors: [each] })).toEqual({ passed: 1, failed: [], skipped: [] })
})

test('the whole file: none failed, none skipped', () => {
  expect(runCardVectors(JSON.parse(file))).toEqual({ passed: 46, failed: [], skipped: [] })
})

test('a changed digit of any single value is found and named', () => {
  for (const each of vectors) {
    for (const [field, value] of Object.entries(each.expected)) {
      if (Array.isArray(value)) continue
      const wrong = value.slice(0, -1) + (value.endsWith('0') ? '1' : '0')
      const changed = { ...each, expected: { ...each.expected, [field]: wrong } }
      const { failed } = runCardVectors({ vectors: [changed] })
      expect(failed).toEqual([{ id: each.id, field, expected: wrong, got: value }])
    }
  }
})

test.each([
  [0, '805000020B010000271199900000000110'],
  [1, '-> 0000000000010100A1B2C3D459BDCF789000'],
  [1, '-> 0000000000010100A1B2C3D459BDCF799001'],
  [2, '805200000B2024011509300145642E5C04'],
  [2, '805200000B2024011509300045642E5D04'],
  [3, '-> FCD73E5E9000'],
])('a wrong byte in line %i of an exchange is found', (at, line) => {
  const load = vector('C1')
  const apdu = (load.expected['apdu'] as string[]).map((right, index) =>
    index === at ? line : right,
  )
  const changed = { ...load, expected: { ...load.expected, apdu } }
  expect(runCardVectors({ vectors: [changed] }).failed.map(({ field }) => field)).toEqual(['apdu'])
})

test('a vector without a TAC key is fine while no TAC is expected', () => {
  const { dtk: _dtk, ...inputs } = vector('C2').inputs
  const { mac1, mac2 } = vector('C2').expected
  const reduced = { ...vector('C2'), inputs, expected: { mac1, mac2 } }
  expect(runCardVectors({ vectors: [reduced] }).passed).toBe(1)
})

test('a value that nothing leads to is skipped, and says what is missing', () => {
  const { dtk: _dtk, ...inputs } = vector('C2').inputs
  const { skipped, passed } = runCardVectors({ vectors: [{ ...vector('C2'), inputs }] })
  expect(passed).toBe(0)
  expect(skipped[0]?.why).toContain('tac cannot be worked out without dtk')
})

test('lower case and spaces between bytes make no difference', () => {
  const text = JSON.stringify(vector('C4'))
  const lower = JSON.parse(text.replace(/"[0-9A-F]{8,}"/g, (hex) => hex.toLowerCase())) as Vector
  const spaced = { ...lower, expected: { ...lower.expected, mac1: 'fd 5c 13 2f' } }
  expect(runCardVectors({ vectors: [lower, spaced] }).passed).toBe(2)
})

test('where only one MAC1 is expected of a card with a code, it carries the code', () => {
  const one = { ...vector('C4'), expected: { mac1: vector('C4').expected['mac1WithAuthCode'] } }
  expect(runCardVectors({ vectors: [one] }).passed).toBe(1)
})

test('a compound purchase may list its cache update, a proof and reads', () => {
  const exit = vector('C4')
  const apdu = [
    '00B0950000',
    '805003020B01000001F49990000001010F',
    '-> 00002648000900000001 0091A2B3C49000',
    '80DC01C8050102030405',
    '-> 9000',
    '805401000F0001E24220240115123456FBF864AA08',
    '-> 2883ACB61DF7D9159000',
    '805A000902000A08',
    '-> 1DF7D9152883ACB69000',
  ]
  const listed = { ...exit, expected: { ...exit.expected, apdu } }
  expect(runCardVectors({ vectors: [listed] })).toEqual({ passed: 1, failed: [], skipped: [] })
})

test.each([
  [
    'no values',
    { id: 'X', op: 'mac-des', inputs: {}, note: 'values are cut off in print' },
    'cut off',
  ],
  ['empty values', { id: 'X', op: 'mac-des', inputs: {}, expected: {} }, 'no expected values'],
  ['an unknown operation', { id: 'X', op: 'rsa', inputs: {}, expected: { out: '00' } }, '"rsa"'],
  ['no operation', { id: 'X', inputs: {}, expected: { out: '00' } }, 'no operation'],
  ['no inputs', { id: 'X', op: 'mac-des', expected: { mac4: '00' } }, 'no inputs'],
  ['a short key', { ...vector('P02'), inputs: { key: '01', data: '00' } }, 'key'],
  ['broken hex', { ...vector('P02'), inputs: { key: 'XY', data: '00' } }, 'without key'],
  ['a number', 17, 'an object'],
])('%s: skipped with a reason', (_what, broken, why) => {
  const report = runCardVectors({ vectors: [broken] })
  expect(report.failed).toEqual([])
  expect(report.skipped[0]?.why).toContain(why)
})

test.each([[null], ['text'], [{}], [{ vectors: 'none' }]])(
  '%j is no file of vectors',
  (document) => {
    expect(runCardVectors(document).failed).toHaveLength(1)
  },
)

test('no malformed vector stops the run', () => {
  const junk = fc.oneof(
    fc.constant(undefined),
    fc.integer(),
    fc.string(),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('hex')),
    fc.array(fc.string(), { maxLength: 3 }),
    fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
  )
  fc.assert(
    fc.property(
      fc.constantFrom(...vectors),
      fc.constantFrom('inputs', 'expected'),
      fc.nat(12),
      junk,
      (each, part, at, value) => {
        const fields = each[part]
        const name = Object.keys(fields)[at % Object.keys(fields).length] as string
        const broken = { ...each, [part]: { ...fields, [name]: value } }
        const { passed, failed, skipped } = runCardVectors({ vectors: [broken] })
        expect(passed + Math.min(failed.length, 1) + skipped.length).toBe(1)
      },
    ),
    { numRuns: 3000 },
  )
})
