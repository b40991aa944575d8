import type { KeyPurpose, PurseFact } from '../keys'
import type { CardFactors } from './wire'

/** A card's key by name. Who asks never holds it: the vault derives, uses and forgets it. */
export interface CardKeyName extends CardFactors {
  readonly purpose: KeyPurpose
  /** Key version and algorithm byte as the card's INITIALIZE answer gave them. */
  readonly version: number
  readonly algorithm: number
}

export const cardKey = (
  { issuer, card }: CardFactors,
  named: Pick<CardKeyName, 'purpose' | 'version' | 'algorithm'>,
): CardKeyName => ({
  issuer,
  card,
  purpose: named.purpose,
  version: named.version,
  algorithm: named.algorithm,
})

/** Facts of one transaction as bytes of the wire (sizes in the keys district's table). */
export type Facts<Name extends PurseFact> = Readonly<Record<Name, Uint8Array>>

type LoadFacts = Facts<'random' | 'onlineSequence' | 'oldBalance' | 'amount' | 'type' | 'terminal'>
type LoadAnswerFacts = Facts<
  'random' | 'onlineSequence' | 'amount' | 'type' | 'terminal' | 'dateTime'
>

/**
 * What a conversation may ask the vault. Checks are answered with one byte (01 genuine, 00 not), codes with
 * their bytes; an empty answer means that the vault has no such key.
 */
export type VaultQuestion =
  | {
      readonly act: 'check-load-mac1' | 'check-unload-mac1'
      readonly key: CardKeyName
      readonly facts: LoadFacts
      readonly code: Buffer
    }
  | {
      readonly act: 'make-load-mac2' | 'make-unload-mac2'
      readonly key: CardKeyName
      readonly facts: LoadAnswerFacts
    }
  | {
      readonly act: 'check-load-tac'
      readonly key: CardKeyName
      readonly facts: Facts<
        'newBalance' | 'onlineSequence' | 'amount' | 'type' | 'terminal' | 'dateTime'
      >
      readonly code: Buffer
    }
  | {
      readonly act: 'check-unload-mac3'
      readonly key: CardKeyName
      readonly facts: LoadAnswerFacts & Facts<'newBalance'>
      readonly code: Buffer
    }
  | {
      readonly act: 'make-command-mac'
      readonly key: CardKeyName
      readonly header: Buffer
      readonly data: Buffer
      readonly challenge: Buffer
    }
  | {
      /** Encrypts `plain` and protects the command; the answer is the whole command. */
      readonly act: 'make-protected-command'
      readonly key: CardKeyName
      readonly header: Buffer
      readonly plain: Buffer
      readonly challenge: Buffer
    }
  | { readonly act: 'make-reload-pin-mac'; readonly key: CardKeyName; readonly pin: Buffer }
  | {
      /** EXTERNAL AUTHENTICATE: 8 bytes that only who has the key can make of the challenge. */
      readonly act: 'answer-challenge'
      readonly key: CardKeyName
      readonly challenge: Buffer
    }
  | {
      /** WRITE KEY: the whole command that puts `key` into the chip, encrypted and protected by `under`. */
      readonly act: 'wrap-key'
      readonly key: CardKeyName
      readonly under: CardKeyName
      readonly attributes: Buffer
      readonly header: Buffer
      readonly challenge: Buffer
    }
