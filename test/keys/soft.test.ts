import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { hex } from '../../src/base'
import {
  diversifyThrough,
  openSoftVault,
  openVirtualKeyFactory,
  parseDataKeys,
  parseKeyFile,
  sealKeyFile,
  SoftVault,
  type MasterKey,
} from '../../src/keys'

const keysFile = join(__dirname, '../../keys-dev/hierarchy.json')
const parsed = parseKeyFile(readFileSync(keysFile, 'utf8'))
const keys: readonly MasterKey[] = parsed.ok ? parsed.value : []
const parsedDataKeys = parseDataKeys(readFileSync(keysFile, 'utf8'))
const dataKeys = parsedDataKeys.ok ? parsedDataKeys.value : []
const passphrase = 'a long walk through a small city'
const FACTORS = [hex('02002900FFFFFFFF'), hex('3104881000000017')]

let folder: string
let sealedFile: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citycard-keys-'))
  sealedFile = join(folder, 'keys.sealed')
  await sealKeyFile({ keysFile, sealedFile, passphrase })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function openVault() {
  const vault = await openSoftVault({ keysFile, production: false })
  if (!vault.ok) throw new Error(vault.refused)
  return vault.value
}

/** Text in every spelling in which bytes of a key could turn up. */
function expectNoKeyIn(shown: string): void {
  const text = shown.toLowerCase()
  for (const { key } of [...keys, ...dataKeys]) {
    expect(text).not.toContain(key.toString('hex', 2, 8))
    expect(text).not.toContain(key.toString('hex', 2, 8).replace(/..(?!$)/g, '$& '))
    expect(shown).not.toContain(key.toString('base64').slice(4, 12))
    expect(text).not.toContain([...key.subarray(2, 8)].join(','))
    expect(text).not.toContain([...key.subarray(2, 8)].join(', '))
  }
}

test.each([
  ['the development keys', { keysFile }],
  ['a sealed copy', { sealedFile: 'anything', passphrase }],
])('in production the soft vault refuses to start, even with %s', async (_what, source) => {
  expect(await openSoftVault({ ...source, production: true })).toMatchObject({
    ok: false,
    refused: 'soft-vault-in-production',
  })
})

test('virtual chips get no keys in production', async () => {
  expect(await openVirtualKeyFactory({ keysFile, production: true })).toMatchObject({
    refused: 'virtual-keys-in-production',
  })
})

test('a sealed copy shows no key, belongs to its owner alone and differs each time', async () => {
  const sealed = await readFile(sealedFile)
  expectNoKeyIn(sealed.toString('latin1'))
  for (const { key } of keys) expect(sealed.includes(key.subarray(2, 8))).toBe(false)
  expect((await stat(sealedFile)).mode & 0o777).toBe(0o600)
  const again = join(folder, 'again.sealed')
  await sealKeyFile({ keysFile, sealedFile: again, passphrase })
  expect(await readFile(again)).not.toEqual(sealed)
})

test('a sealed copy opens with its passphrase and with no other', async () => {
  const opened = await openSoftVault({ sealedFile, passphrase, production: false })
  expect(opened.ok && (await opened.value.describe()).length).toBe(keys.length)
  for (const wrong of ['', `${passphrase} `, 'guess']) {
    const refused = await openSoftVault({ sealedFile, passphrase: wrong, production: false })
    expect(refused).toMatchObject({ ok: false, refused: 'passphrase-wrong' })
    expect(JSON.stringify(refused)).not.toContain(passphrase)
  }
})

test('a changed or cut copy does not open', async () => {
  const lines = (await readFile(sealedFile, 'utf8')).split('\n')
  const body = Buffer.from(lines[3] as string, 'base64')
  body.writeUInt8(body.readUInt8(9) ^ 1, 9)
  const changed = join(folder, 'changed.sealed')
  await writeFile(changed, [...lines.slice(0, 3), body.toString('base64'), ''].join('\n'))
  expect(await openSoftVault({ sealedFile: changed, passphrase, production: false })).toMatchObject(
    {
      refused: 'passphrase-wrong',
    },
  )
  const cut = join(folder, 'cut.sealed')
  await writeFile(cut, lines.slice(0, 2).join('\n'))
  expect(await openSoftVault({ sealedFile: cut, passphrase, production: false })).toMatchObject({
    refused: 'sealed-file-malformed',
  })
})

test('a missing file, or one that is no key file, is a refusal', async () => {
  const missing = join(folder, 'none.json')
  expect(await openSoftVault({ keysFile: missing, production: false })).toMatchObject({
    refused: 'keys-file-unreadable',
  })
  expect(await openSoftVault({ production: false })).toMatchObject({
    refused: 'keys-file-unreadable',
  })
  expect(await openSoftVault({ keysFile: sealedFile, production: false })).toMatchObject({
    refused: 'keys-file-malformed',
  })
})

test('no inspection, JSON or listing of a vault shows any part of a key', async () => {
  const vault = await openVault()
  const everything = { depth: Infinity, showHidden: true, maxArrayLength: null, getters: true }
  expectNoKeyIn(inspect(vault, everything))
  expectNoKeyIn(JSON.stringify(vault))
  expectNoKeyIn(inspect(Object.getOwnPropertyDescriptors(vault), everything))
  expectNoKeyIn(JSON.stringify(await vault.describe()))
  expectNoKeyIn(JSON.stringify(await vault.describeDataKeys()))
  expectNoKeyIn(inspect(structuredClone(await vault.describe()), everything))
})

test('the virtual key factory shows none either, although it hands keys to chips', async () => {
  const factory = await openVirtualKeyFactory({ keysFile, production: false })
  if (!factory.ok) throw new Error(factory.refused)
  factory.value.key({ purpose: 'tac', version: 1, algorithm: '3des' }, FACTORS)
  expectNoKeyIn(inspect(factory.value, { depth: Infinity, showHidden: true }))
  expectNoKeyIn(JSON.stringify(factory.value))
})

test('no refusal and no error shows any part of a key', async () => {
  const vault = await openVault()
  const label = { purpose: 'purchase', version: 1, algorithm: '3des' } as const
  const facts = {
    random: hex('A1B2C3D4'),
    onlineSequence: hex('0001'),
    amount: hex('0000'),
    type: hex('02'),
    terminal: hex('999000000001'),
    dateTime: hex('20240115093000'),
  }
  expectNoKeyIn(
    JSON.stringify(await vault.makeLoadMac2({ key: { label, factors: FACTORS }, facts })),
  )
  const load = { label: { ...label, purpose: 'load' as const }, factors: FACTORS }
  const wrongSize = await vault.makeLoadMac2({ key: load, facts }).catch((error: unknown) => error)
  expect(wrongSize).toBeInstanceOf(Error)
  expectNoKeyIn(inspect(wrongSize, { depth: Infinity, showHidden: true }))
  const wrongFactor = { ...load, factors: [Buffer.alloc(7)] }
  const thrown = await vault
    .makeLoadMac2({ key: wrongFactor, facts: { ...facts, amount: hex('00000000') } })
    .catch((error: unknown) => error)
  expectNoKeyIn(inspect(thrown, { depth: Infinity, showHidden: true }))
})

test.each(
  keys
    .filter(({ factorCounts }) => factorCounts.includes(2))
    .slice(0, 8)
    .map((key) => [key]),
)('a chip gets the key the centre derives ($label.purpose)', async ({ label, key }) => {
  const factory = await openVirtualKeyFactory({ keysFile, production: false })
  if (!factory.ok) throw new Error(factory.refused)
  for (const factors of [[], FACTORS.slice(1), FACTORS, FACTORS]) {
    expect(factory.value.key(label, factors)).toEqual({
      ok: true,
      value: diversifyThrough(label.algorithm, key, factors),
    })
  }
  expect(factory.value.key({ ...label, version: 77 }, FACTORS)).toMatchObject({
    refused: 'key-unknown',
  })
})

test('what an older version sealed opens, and what is sealed now carries the newest', async () => {
  const older = dataKeys.filter(({ label }) => label.version === 1)
  const before = new SoftVault([], 0, older)
  const now = new SoftVault([], 0, dataKeys)
  const context = 'citizens_person.name:person_one'
  const plain = Buffer.from('张三')
  const sealed = await before.sealPersonal({ context, plain })
  expect(sealed[0]).toBe(1)
  expect(await now.openPersonal({ context, sealed })).toEqual({ ok: true, value: plain })
  const anew = await now.sealPersonal({ context, plain })
  expect(anew[0]).toBe(2)
  expect(await before.openPersonal({ context, sealed: anew })).toMatchObject({
    refused: 'key-unknown',
  })
  expect(await now.personalDataVersion()).toEqual({ personalData: 2, blindIndex: 1 })
})

test('without data keys nothing is sealed in another way', async () => {
  const vault = new SoftVault(keys, 0)
  await expect(
    vault.sealPersonal({ context: 'any', plain: Buffer.from('secret words') }),
  ).rejects.toThrow('the vault holds no personal-data key')
  await expect(vault.blindIndex({ context: 'any', text: 'secret words' })).rejects.toThrow(
    'the vault holds no blind-index key',
  )
})
