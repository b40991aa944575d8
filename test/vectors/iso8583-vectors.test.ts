import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { runVectors } from '../../src/commands/vectors'

interface Vector {
  readonly id: string
  readonly [name: string]: unknown
}

type Corpus = Readonly<Record<'vectors' | 'lengthMicroVectors' | 'negative' | 'tlv', Vector[]>> & {
  readonly specs: Readonly<Record<string, unknown>>
  readonly crypto: Readonly<Record<string, unknown>>
}

const file = readFileSync(join(__dirname, 'iso8583-vectors.json'), 'utf8')
const corpus = JSON.parse(file) as Corpus
const NOTHING_WRONG = { failed: [], skipped: [] }
/** Rows of DUKPT count one by one, their common part as one more. */
const CRYPTO_COUNT = 42

test('the whole file: none failed, none skipped', () => {
  const { vectors, lengthMicroVectors, negative, tlv } = corpus
  const count = vectors.length + lengthMicroVectors.length + negative.length + tlv.length
  expect(runVectors(corpus)).toEqual({ passed: count + CRYPTO_COUNT, ...NOTHING_WRONG })
})

test.each(corpus.vectors.map((vector) => [vector.id, vector] as const))(
  'a changed character of any value of %s is found and named',
  (id, vector) => {
    const fields = vector['fields'] as Record<string, string>
    for (const [number, value] of Object.entries(fields)) {
      const wrong = value.slice(0, -1) + (value.endsWith('0') ? '1' : '0')
      const changed = { ...vector, fields: { ...fields, [number]: wrong } }
      const { failed } = runVectors({ specs: corpus.specs, vectors: [changed] })
      expect(failed).toContainEqual({ id, field: number, expected: wrong, got: value })
    }
  },
)

test.each(corpus.negative.map((vector) => [vector.id, vector] as const))(
  '%s: another reason is not taken for the right one',
  (id, vector) => {
    const other = vector['mustFail'] === 'TRAILING' ? 'TRUNCATED' : 'TRAILING'
    const { failed } = runVectors({ negative: [{ ...vector, mustFail: other }] })
    expect(failed).toEqual([{ id, field: 'mustFail', expected: other, got: vector['mustFail'] }])
  },
)

test('a frame that says something else than its bytes is found', () => {
  const framed = corpus.vectors.find(({ id }) => id.startsWith('cn-04')) as Vector
  const frame = { ...(framed['frame'] as object), header: '602200000001', length: 64 }
  const { failed } = runVectors({ specs: corpus.specs, vectors: [{ ...framed, frame }] })
  expect(failed.map(({ field }) => field)).toEqual(['frame.header', 'frame.length'])
})

test.each(['macX919', 'workKeys', 'pinBlockFormat0'])('a wrong value of %s is found', (name) => {
  const [entry] = corpus.crypto[name] as Record<string, string>[]
  const field = { macX919: 'mac', workKeys: 'makClear', pinBlockFormat0: 'block' }[name] as string
  const got = (entry as Record<string, string>)[field] as string
  const wrong = got.slice(0, -1) + (got.endsWith('0') ? '1' : '0')
  const { failed } = runVectors({ crypto: { [name]: [{ ...entry, [field]: wrong }] } })
  expect(failed).toEqual([expect.objectContaining({ field, expected: wrong, got })])
})

test.each([
  ['an unknown specification', { specs: {}, vectors: [{ id: 'X', spec: 'no', hex: '00' }] }],
  ['an unknown attribute', spec({ enc: 'ascii', size: 4, twist: 1 })],
  ['an unknown coding', spec({ enc: 'morse', size: 4 })],
  ['no size', spec({ enc: 'ascii' })],
  ['no hex', { specs: {}, vectors: [{ id: 'X', hex: 'XY' }] }],
  ['unknown crypto', { crypto: { rsa: [{ id: 'X' }] } }],
  ['a value nobody can work out', { crypto: { macX919: [{ id: 'X', key: '00', mac: '00' }] } }],
])('%s: skipped with a reason', (_what, document) => {
  const { passed, failed, skipped } = runVectors(document)
  expect({ passed, failed }).toEqual({ passed: 0, failed: [] })
  expect(skipped[0]?.why).not.toBe('')
  expect(skipped).toHaveLength(1)
})

function spec(field: object): object {
  const own = { mti: 'ascii', bitmap: 'hex', fields: { 2: field } }
  return { negative: [{ id: 'X', spec: own, hex: '00', mustFail: 'TRUNCATED' }] }
}

test('no malformed vector stops the run', () => {
  const junk = fc.oneof(
    fc.constant(null),
    fc.integer(),
    fc.string(),
    fc.constant({}),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('hex')),
    fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
  )
  const all = [...corpus.vectors, ...corpus.negative, ...corpus.tlv]
  fc.assert(
    fc.property(fc.constantFrom(...all), fc.nat(12), junk, (vector, at, value) => {
      const name = Object.keys(vector)[at % Object.keys(vector).length] as string
      const broken = { ...vector, [name]: value }
      const report = runVectors({ specs: corpus.specs, vectors: [broken] })
      expect(report.passed + Math.min(report.failed.length, 1) + report.skipped.length).toBe(1)
    }),
    { numRuns: 1000 },
  )
})
