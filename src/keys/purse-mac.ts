import { complement, concat, invariant } from '../base'
import { encryptBlocks } from './block-cipher'
import type { Algorithm } from './label'
import { fold, mac } from './mac'
import { PURSE_FACT_BYTES, PURSE_MACS, SESSION_INPUTS, TACS } from './purse.table'

export type PurseFact = keyof typeof PURSE_FACT_BYTES
export type SessionKind = keyof typeof SESSION_INPUTS
export type PurseMacName = keyof typeof PURSE_MACS
export type TacKind = keyof typeof TACS

/** Facts as bytes of the wire; each has its size in `PURSE_FACT_BYTES`. More than needed may be given. */
export type FactsFor<Name extends PurseFact> = Readonly<Record<Name, Uint8Array>>
export type SessionFacts<Kind extends SessionKind> = FactsFor<
  (typeof SESSION_INPUTS)[Kind] extends readonly (infer Part)[]
    ? Part extends PurseFact
      ? Part
      : Part extends 'terminalSequenceRight'
        ? 'terminalSequence'
        : never
    : never
>
export type PurseMacFacts<Name extends PurseMacName> = FactsFor<(typeof PURSE_MACS)[Name][number]>
export type TacFacts<Kind extends TacKind> = FactsFor<(typeof TACS)[Kind][number]>
type SomeFacts = Readonly<Partial<Record<PurseFact, Uint8Array>>>

/**
 * The session key of one transaction from the card's key of that purpose: 8 bytes under 3DES, 16 under
 * SM4 (card-protocol §3.2, §3.7). For a grey lock this is the temporary key; see `greyLockSessionKey`.
 */
export const sessionKey = <Kind extends SessionKind>(
  algorithm: Algorithm,
  kind: Kind,
  cardKey: Uint8Array,
  facts: SessionFacts<Kind>,
): Buffer => encryptedInput(algorithm, cardKey, sessionInput(kind, facts))

/** A grey lock's session key: the temporary key turned once more by the terminal's random (fuel cards). */
export function greyLockSessionKey(
  algorithm: Algorithm,
  cardKey: Uint8Array,
  facts: SessionFacts<'grey-lock'> & FactsFor<'terminalRandom'>,
): Buffer {
  const temporary = sessionKey(algorithm, 'grey-lock', cardKey, facts)
  const input = concat(part(facts, 'terminalRandom'), Buffer.from('80000000', 'hex'))
  return encryptedInput(algorithm, temporary, input)
}

/** One MAC of a purse transaction under its session key: 4 bytes (card-protocol §3.3). */
export const purseMac = <Name extends PurseMacName>(
  algorithm: Algorithm,
  name: Name,
  session: Uint8Array,
  facts: PurseMacFacts<Name>,
): Buffer => mac(algorithm, { key: session, data: joined(facts, PURSE_MACS[name]) })

/** The transaction proof a card leaves: 4 bytes under the card's DTK, folded for 3DES (card-protocol §3.4). */
export const purseTac = <Kind extends TacKind>(
  algorithm: Algorithm,
  kind: Kind,
  cardTacKey: Uint8Array,
  facts: TacFacts<Kind>,
): Buffer =>
  mac(algorithm, { key: tacKeyOf(algorithm, cardTacKey), data: joined(facts, TACS[kind]) })

/** The key a TAC is made with: the folded DTK for 3DES, the DTK itself for SM4. */
export const tacKeyOf = (algorithm: Algorithm, cardTacKey: Uint8Array): Uint8Array =>
  algorithm === 'sm4' ? cardTacKey : fold(cardTacKey)

/** The bytes a TAC covers; for a purchase the 22 that the bulk check takes. */
export const tacInput = <Kind extends TacKind>(kind: Kind, facts: TacFacts<Kind>): Buffer =>
  joined(facts, TACS[kind])

function sessionInput(kind: SessionKind, facts: SomeFacts): Buffer {
  return concat(
    ...SESSION_INPUTS[kind].map((name) => {
      if (name === 'filler') return Buffer.of(0x80, 0x00)
      if (name === 'terminalSequenceRight') return part(facts, 'terminalSequence').subarray(2)
      return part(facts, name)
    }),
  )
}

/** Under SM4 the same eight bytes are followed by their complement to fill the block. */
const encryptedInput = (algorithm: Algorithm, key: Uint8Array, input: Buffer): Buffer =>
  encryptBlocks(algorithm, key, algorithm === 'sm4' ? concat(input, complement(input)) : input)

const joined = (facts: SomeFacts, names: readonly PurseFact[]): Buffer =>
  concat(...names.map((name) => part(facts, name)))

function part(facts: SomeFacts, name: PurseFact): Uint8Array {
  const bytes = facts[name]
  invariant(bytes?.length === PURSE_FACT_BYTES[name], 'a purse fact has its size', { name })
  return bytes
}
