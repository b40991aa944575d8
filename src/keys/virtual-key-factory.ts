import { readFile } from 'node:fs/promises'
import { ok, refuse, type Result } from '../base'
import { diversify } from './derive'
import { parseKeyFile, type KeyFileRefusal, type MasterKey } from './key-file'
import { labelText, type KeyLabel } from './label'

export type VirtualKeyRefusal =
  'virtual-keys-in-production' | 'keys-file-unreadable' | KeyFileRefusal

/**
 * Personalises virtual chips: a chip holds its keys, so somebody must hand them to it. Only virtual cards,
 * virtual SAMs and the simulation may use this, and only with development keys.
 */
export class VirtualKeyFactory {
  readonly #keys: ReadonlyMap<string, MasterKey>
  /** The levels above cards are few and asked for again with every card. */
  readonly #upperLevels = new Map<string, Buffer>()

  constructor(keys: readonly MasterKey[]) {
    this.#keys = new Map(keys.map((key) => [labelText(key.label), key]))
  }

  /** Labels of all keys there are. */
  labels(): readonly KeyLabel[] {
    return [...this.#keys.values()].map(({ label }) => label)
  }

  /**
   * The key that a chip holds: no factors for the master itself (a SAM that takes all factors), the issuer
   * for a city's SAM, issuer and card (or the card alone) for a card.
   */
  key(label: KeyLabel, factors: readonly Uint8Array[] = []): Result<Buffer, 'key-unknown'> {
    const master = this.#keys.get(labelText(label))
    if (master === undefined) {
      return refuse('key-unknown', { detail: `there is no ${labelText(label)}` })
    }
    const last = factors.at(-1)
    if (last === undefined) return ok(Buffer.from(master.key))
    const above = this.#above(master, factors.slice(0, -1))
    return ok(diversify(label.algorithm, above, last))
  }

  #above({ label, key }: Pick<MasterKey, 'label' | 'key'>, factors: readonly Uint8Array[]): Buffer {
    const last = factors.at(-1)
    if (last === undefined) return key
    const name = [labelText(label), ...factors.map((factor) => Buffer.from(factor).toString('hex'))]
    const known = this.#upperLevels.get(name.join(' '))
    if (known !== undefined) return known
    const above = this.#above({ label, key }, factors.slice(0, -1))
    const derived = diversify(label.algorithm, above, last)
    this.#upperLevels.set(name.join(' '), derived)
    return derived
  }
}

/** Opens the factory over a development key file; refused in production. */
export async function openVirtualKeyFactory(source: {
  readonly keysFile: string
  readonly production: boolean
}): Promise<Result<VirtualKeyFactory, VirtualKeyRefusal>> {
  if (source.production) {
    return refuse('virtual-keys-in-production', { detail: 'virtual chips are for development' })
  }
  const text = await readFile(source.keysFile, 'utf8').catch(() => undefined)
  if (text === undefined) {
    return refuse('keys-file-unreadable', { detail: 'the key file cannot be read' })
  }
  const keys = parseKeyFile(text)
  return keys.ok ? ok(new VirtualKeyFactory(keys.value)) : keys
}
