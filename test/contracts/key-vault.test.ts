import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { labelText, openSoftVault, parseDataKeys, parseKeyFile, sealKeyFile } from '../../src/keys'
import { keyVaultContract } from './key-vault'

const keysFile = join(__dirname, '../../keys-dev/hierarchy.json')
const text = readFileSync(keysFile, 'utf8')
const parsed = parseKeyFile(text)
const parsedDataKeys = parseDataKeys(text)
const keys = parsed.ok ? parsed.value : []
const dataKeys = parsedDataKeys.ok ? parsedDataKeys.value.map(({ key }) => key) : []
const masterKey = (label: string): Buffer =>
  keys.find((key) => labelText(key.label) === label)?.key ?? Buffer.alloc(16)

keyVaultContract('the soft vault', {
  masterKey,
  dataKeys,
  open: async () => {
    const vault = await openSoftVault({ keysFile, production: false })
    if (!vault.ok) throw new Error(vault.refused)
    return vault.value
  },
})

let folder = ''
afterAll(() => rm(folder, { recursive: true, force: true }))
keyVaultContract('the soft vault from a sealed copy', {
  masterKey,
  dataKeys,
  open: async () => {
    folder = await mkdtemp(join(tmpdir(), 'citycard-vault-'))
    const sealedFile = join(folder, 'keys.sealed')
    await sealKeyFile({ keysFile, sealedFile, passphrase: '一卡通 dev' })
    const vault = await openSoftVault({ sealedFile, passphrase: '一卡通 dev', production: false })
    if (!vault.ok) throw new Error(vault.refused)
    return vault.value
  },
})
