import { join } from 'node:path'
import { invariant } from '../base'
import { openSoftVault, openVirtualKeyFactory, type SoftVault } from '../keys'
import { packageRoot } from '../package-root'
import { ISSUER } from './bench-cards'

/** The development keys, and of them what makers of virtual chips have. */
export interface BenchKeys {
  readonly vault: SoftVault
  /** TAC keys of the first version: of the nation, of the city. */
  readonly masterTacKey: Buffer
  readonly cityTacKey: Buffer
}

const KEYS_FILE = join(packageRoot, 'keys-dev', 'hierarchy.json')

/** Whoever opens them closes the vault. */
export async function openBenchKeys(): Promise<BenchKeys> {
  const source = { keysFile: KEYS_FILE, production: false }
  const [vault, factory] = await Promise.all([openSoftVault(source), openVirtualKeyFactory(source)])
  invariant(vault.ok && factory.ok, 'the development keys open')
  const tac = { purpose: 'tac', version: 1, algorithm: '3des' } as const
  const masterTacKey = factory.value.key(tac)
  const cityTacKey = factory.value.key(tac, [Buffer.from(ISSUER, 'hex')])
  invariant(masterTacKey.ok && cityTacKey.ok, 'the development keys hold a TAC key')
  return { vault: vault.value, masterTacKey: masterTacKey.value, cityTacKey: cityTacKey.value }
}
