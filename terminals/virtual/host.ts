import { sameBytes } from '../../src/base'
import type { CardKeyName, VaultQuestion } from '../../src/card'
import {
  algorithmOfByte,
  commandMac,
  externalAuthentication,
  protectedCommand,
  purseMac,
  purseTac,
  reloadPinMac,
  sessionKey,
  type Algorithm,
  type VirtualKeyFactory,
} from '../../src/keys'
import { CardKeyPress, keyIndexOf } from './chip-keys'

const YES = Buffer.from([1])
const NO = Buffer.from([0])
const NO_KEY = Buffer.alloc(0)

const yesOrNo = (genuine: boolean): Buffer => (genuine ? YES : NO)

/** A card's key, and the session key last made with it. */
interface HostKey {
  readonly name: CardKeyName
  readonly algorithm: Algorithm
  readonly key: Buffer
  session?: { readonly random: Uint8Array; readonly key: Buffer }
}

interface OnlineFacts {
  readonly random: Uint8Array
  readonly onlineSequence: Uint8Array
}

/**
 * A loading host in software: it answers the vault questions of a conversation at once, from development
 * keys. For virtual cities only; the centre asks its vault (`vaultDoor`). It remembers the key it used
 * last, because a conversation names the same one several times in a row.
 */
export class VirtualHost {
  #last: HostKey | undefined

  readonly #presses = new Map<string, CardKeyPress>()

  /** `levels`: factors that lead to a card's key. */
  constructor(
    private readonly factory: VirtualKeyFactory,
    private readonly levels: 1 | 2,
  ) {}

  answer(asks: VaultQuestion): Buffer {
    const held = this.#keyOf(asks.key)
    if (held === undefined) return NO_KEY
    const { algorithm, key } = held
    switch (asks.act) {
      case 'check-load-mac1': {
        const session = sessionOf(held, 'load', asks.facts)
        return yesOrNo(sameBytes(purseMac(algorithm, 'load-mac1', session, asks.facts), asks.code))
      }
      case 'make-load-mac2':
        return purseMac(algorithm, 'load-mac2', sessionOf(held, 'load', asks.facts), asks.facts)
      case 'check-load-tac':
        return yesOrNo(sameBytes(purseTac(algorithm, 'load', key, asks.facts), asks.code))
      case 'check-unload-mac1': {
        const session = sessionOf(held, 'unload', asks.facts)
        const mac1 = purseMac(algorithm, 'unload-mac1', session, asks.facts)
        return yesOrNo(sameBytes(mac1, asks.code))
      }
      case 'make-unload-mac2':
        return purseMac(algorithm, 'unload-mac2', sessionOf(held, 'unload', asks.facts), asks.facts)
      case 'check-unload-mac3': {
        const session = sessionOf(held, 'unload', asks.facts)
        const mac3 = purseMac(algorithm, 'unload-mac3', session, asks.facts)
        return yesOrNo(sameBytes(mac3, asks.code))
      }
      case 'make-command-mac':
        return commandMac(algorithm, key, asks)
      case 'make-protected-command':
        return protectedCommand(algorithm, key, asks)
      case 'make-reload-pin-mac':
        return reloadPinMac(algorithm, key, asks.pin)
      case 'answer-challenge':
        return externalAuthentication(algorithm, key, asks.challenge)
      case 'wrap-key': {
        const under = this.#keyOf(asks.under)
        if (under === undefined) return NO_KEY
        const plain = Buffer.concat([asks.attributes, key])
        return protectedCommand(under.algorithm, under.key, { ...asks, plain })
      }
    }
  }

  #keyOf(name: CardKeyName): HostKey | undefined {
    if (this.#last?.name === name) return this.#last
    const algorithm = algorithmOfByte(name.algorithm)
    if (algorithm === undefined) return undefined
    const index = keyIndexOf(name.version, algorithm)
    const held = this.#press(name).cardKey(name.purpose, index, name.card)
    if (held === undefined) return undefined
    this.#last = { name, algorithm, key: held.key }
    return this.#last
  }

  #press({ issuer, purpose }: CardKeyName): CardKeyPress {
    const levels = purpose === 'transport' ? 1 : this.levels
    const name = levels === 2 ? issuer.toString('latin1') : ''
    const known = this.#presses.get(name)
    if (known !== undefined) return known
    const made = new CardKeyPress(this.factory, levels === 2 ? issuer : undefined)
    this.#presses.set(name, made)
    return made
  }
}

function sessionOf(held: HostKey, kind: 'load' | 'unload', facts: OnlineFacts): Buffer {
  if (held.session?.random === facts.random) return held.session.key
  const key = sessionKey(held.algorithm, kind, held.key, facts)
  held.session = { random: facts.random, key }
  return key
}
