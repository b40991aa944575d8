import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  algorithmOfByte,
  DATA_KEY_PURPOSES,
  DERIVATIONS,
  factorCountsToCard,
  KEY_LEVELS,
  KEY_PURPOSES,
  labelText,
  mayDerive,
  parseDataKeys,
  parseKeyFile,
  parseLabel,
  PURPOSES_ALLOWED,
} from '../../src/keys'

const text = readFileSync(join(__dirname, '../../keys-dev/hierarchy.json'), 'utf8')
const file = JSON.parse(text) as {
  notice: string
  keys: Record<string, string>[]
  dataKeys: Record<string, string>[]
}

test('the tree leads from the nation to a card, and never back or past a level', () => {
  expect(mayDerive('national', 'city')).toBe(true)
  expect(mayDerive('city', 'card')).toBe(true)
  expect(mayDerive('national', 'card')).toBe(false)
  expect(mayDerive('card', 'city')).toBe(false)
  expect(mayDerive('operator', 'card')).toBe(false)
  const order = Object.keys(KEY_LEVELS)
  for (const { from, to } of DERIVATIONS) {
    expect(order.indexOf(from)).toBeLessThan(order.indexOf(to))
  }
  expect(factorCountsToCard('national')).toContain(2)
})

test('every purpose says in two languages what it is for', () => {
  for (const { chinese, meaning } of Object.values(KEY_PURPOSES)) {
    expect(chinese).toMatch(/密钥$/)
    expect(meaning.length).toBeGreaterThan(10)
  }
})

test('every purpose a vault lets be used is a purpose of the tree', () => {
  for (const purpose of Object.values(PURPOSES_ALLOWED).flat()) {
    expect(Object.keys(KEY_PURPOSES)).toContain(purpose)
  }
})

test('labels are read back as they are written', () => {
  const label = { purpose: 'tac', version: 255, algorithm: 'sm4' } as const
  expect(parseLabel(labelText(label))).toEqual({ ok: true, value: label })
})

test.each([
  '',
  'tac',
  'tac/v1',
  'tac/1/3des',
  'tac/v01/3des',
  'tac/v256/3des',
  'tac/v1/aes',
  'tip/v1/sm4',
  'tac/v1/sm4/x',
  'toString/v1/sm4',
])('"%s" is no label', (wrong) => {
  expect(parseLabel(wrong)).toMatchObject({ ok: false, refused: 'key-label-malformed' })
})

test('only algorithm bytes 00 and 04 are known', () => {
  expect([0x00, 0x01, 0x04, 0x41].map(algorithmOfByte)).toEqual([
    '3des',
    undefined,
    'sm4',
    undefined,
  ])
})

test('every development key says what it is for, is marked as one, and is unlike all others', () => {
  expect(file.notice).toMatch(/DEVELOPMENT KEYS.*nothing real/)
  for (const key of file.keys) {
    expect(key['for']?.length).toBeGreaterThan(10)
    expect(key['key']).toMatch(/^7E57[0-9A-F]{28}$/)
  }
  for (const key of file.dataKeys) {
    expect(key['for']?.length).toBeGreaterThan(10)
    expect(key['key']).toMatch(/^7E57[0-9A-F]{60}$/)
  }
  const all = [...file.keys, ...file.dataKeys].map((key) => key['key'])
  expect(new Set(all).size).toBe(all.length)
})

test('there is a development key for every purpose in both ciphers, and a second generation', () => {
  const labels = new Set(file.keys.map((key) => key['label']))
  for (const purpose of Object.keys(KEY_PURPOSES)) {
    expect(labels).toContain(`${purpose}/v1/3des`)
    expect(labels).toContain(`${purpose}/v1/sm4`)
  }
  expect(labels).toContain('purchase/v2/3des')
  expect(labels).toContain('tac/v2/3des')
  expect(parseKeyFile(text)).toMatchObject({ ok: true })
})

test('there is a development key for every purpose of stored data', () => {
  const purposes = new Set(file.dataKeys.map((key) => key['label']?.split('/')[0]))
  expect([...purposes].sort()).toEqual(Object.keys(DATA_KEY_PURPOSES).sort())
  expect(parseDataKeys(text)).toMatchObject({ ok: true })
  expect(parseDataKeys('{"keys":[]}')).toEqual({ ok: true, value: [] })
})

const firstDataKey = file.dataKeys[0] as Record<string, string>
test.each([
  ['a label that is none', { label: 'personal-data/v0' }],
  ['a version too many', { label: 'personal-data/v256' }],
  ['a purpose that is none', { label: 'toString/v1' }],
  ['a short key', { key: firstDataKey['key']?.slice(2) }],
  ['no purpose in words', { for: '' }],
])('a data key with %s is refused, and the refusal quotes nothing of it', (_what, change) => {
  const refusal = parseDataKeys(JSON.stringify({ dataKeys: [{ ...firstDataKey, ...change }] }))
  expect(refusal).toMatchObject({ ok: false, refused: 'keys-file-malformed' })
  expect(JSON.stringify(refusal)).not.toContain(firstDataKey['key']?.slice(4, 20))
})

const first = file.keys[0] as Record<string, string>
test.each([
  ['no JSON', '{'],
  ['no keys', '{"keys":[]}'],
  ['a label that is none', JSON.stringify({ keys: [{ ...first, label: first['key'] }] })],
  ['a level that is none', JSON.stringify({ keys: [{ ...first, level: 'moon' }] })],
  ['a short key', JSON.stringify({ keys: [{ ...first, key: first['key']?.slice(2) }] })],
  ['no purpose in words', JSON.stringify({ keys: [{ ...first, for: '' }] })],
  ['days the wrong way round', JSON.stringify({ keys: [{ ...first, validTo: '2000-01-01' }] })],
  ['one label twice', JSON.stringify({ keys: [first, first] })],
])('a key file with %s is refused, and the refusal quotes nothing of it', (_what, broken) => {
  const refusal = parseKeyFile(broken)
  expect(refusal).toMatchObject({ ok: false, refused: 'keys-file-malformed' })
  expect(JSON.stringify(refusal)).not.toContain(first['key']?.slice(4, 20))
})
