import type { Algorithm, KeyPurpose } from '../../src/keys'
import type { ChipKey } from './chip-keys'

/**
 * Everything a card keeps without power, as one value that is never changed: a write swaps the whole value
 * at once, so that a power cut finds either all of a transaction or nothing of it.
 *
 * Money is a plain whole number here: four unsigned bytes of fen, as the chip holds it.
 */
export interface CardState {
  readonly ep: PurseState
  readonly ed: PurseState
  /** Codes of the last transaction of each type, for GET TRANSACTION PROVE. */
  readonly proofs: readonly KeptProof[]
  /** Files that differ from what the card was issued with, by `fileKey`. */
  readonly files: ReadonlyMap<number, FileContent>
  readonly application: 'active' | 'blocked' | 'locked-for-good'
  readonly card: 'active' | 'blocked'
  readonly pin: PinState | undefined
  /** Wrong codes the maintenance key still endures before the application locks for good. */
  readonly maintenanceTriesLeft: number
  readonly greyLock: GreyLockState | undefined
  readonly greyTriesLeft: number
  /** After a debit for unlock, until the terminal says it has read the TAC. */
  readonly greyTac: Buffer | undefined
  /** Of a chip that came blank and is written by us; a card made whole at once has none. */
  readonly chip: ChipState | undefined
}

/** A chip as it comes from its maker, and the keys it was given since. */
export interface ChipState {
  /** Its own serial number, 8 bytes. */
  readonly serial: Buffer
  /** The transport key rules the chip until a card master key is written. */
  readonly transport: ChipKey | undefined
  readonly keys: readonly WrittenKey[]
}

export interface WrittenKey extends ChipKey {
  readonly purpose: KeyPurpose
}

export interface PurseState {
  readonly balanceFen: number
  readonly onlineCounter: number
  readonly offlineCounter: number
  readonly overdraftLimitFen: number
  readonly overdraftUsedFen: number
}

export interface KeptProof {
  readonly type: number
  /** Counter after the transaction: what the command must ask for. */
  readonly number: number
  /** MAC, then TAC, 8 bytes. */
  readonly codes: Buffer
}

/** A binary file's bytes, or the records of a record file (cyclic: newest first). */
export type FileContent = Buffer | readonly Buffer[]

export interface PinState {
  readonly value: Buffer
  readonly triesLeft: number
}

/** A grey lock outlives the power: with the session key, and the terminal that holds it. */
export interface GreyLockState {
  readonly purse: 'ep' | 'ed'
  readonly session: Buffer
  readonly algorithm: Algorithm
  readonly keyIndex: number
  readonly offlineCounter: number
  readonly terminal: Buffer
  readonly terminalSequence: Buffer
  readonly dateTime: Buffer
  readonly gtac: Buffer
}

export const PIN_TRIES = 3
export const MAINTENANCE_TRIES = 3
export const GREY_TRIES = 3
export const LAST_COUNTER = 0xffff

export const emptyPurse: PurseState = {
  balanceFen: 0,
  onlineCounter: 0,
  offlineCounter: 0,
  overdraftLimitFen: 0,
  overdraftUsedFen: 0,
}

const NO_FILES: ReadonlyMap<number, FileContent> = new Map()

/** A card fresh from the press. */
export const freshState: CardState = {
  ep: emptyPurse,
  ed: emptyPurse,
  proofs: [],
  files: NO_FILES,
  application: 'active',
  card: 'active',
  pin: undefined,
  maintenanceTriesLeft: MAINTENANCE_TRIES,
  greyLock: undefined,
  greyTriesLeft: GREY_TRIES,
  greyTac: undefined,
  chip: undefined,
}

/** What can be spent: own money and what is left of the overdraft. */
export const availableFen = (purse: PurseState): number =>
  purse.balanceFen + purse.overdraftLimitFen - purse.overdraftUsedFen

/** After an offline debit: own money goes first, overdraft after it; the offline counter steps on. */
export function spent(purse: PurseState, amountFen: number): PurseState {
  const ownFen = Math.min(purse.balanceFen, amountFen)
  return {
    balanceFen: purse.balanceFen - ownFen,
    onlineCounter: purse.onlineCounter,
    offlineCounter: purse.offlineCounter + 1,
    overdraftLimitFen: purse.overdraftLimitFen,
    overdraftUsedFen: purse.overdraftUsedFen + amountFen - ownFen,
  }
}

/** After a load: used overdraft is paid back first; the online counter steps on. */
export function received(purse: PurseState, amountFen: number): PurseState {
  const backFen = Math.min(purse.overdraftUsedFen, amountFen)
  return {
    balanceFen: purse.balanceFen + amountFen - backFen,
    onlineCounter: purse.onlineCounter + 1,
    offlineCounter: purse.offlineCounter,
    overdraftLimitFen: purse.overdraftLimitFen,
    overdraftUsedFen: purse.overdraftUsedFen - backFen,
  }
}

/** What one transaction writes. */
export interface TransactionWrite {
  readonly purse: 'ep' | 'ed'
  readonly after: PurseState
  readonly files: ReadonlyMap<number, FileContent>
  readonly proof: KeptProof
}

/**
 * The whole memory after a transaction. Every field stands here by name, because copying such an object by
 * spread showed up in the profile of a city's morning.
 */
export const afterTransaction = (state: CardState, write: TransactionWrite): CardState => ({
  ep: write.purse === 'ep' ? write.after : state.ep,
  ed: write.purse === 'ed' ? write.after : state.ed,
  proofs: withProof(state.proofs, write.proof),
  files: write.files,
  application: state.application,
  card: state.card,
  pin: state.pin,
  maintenanceTriesLeft: state.maintenanceTriesLeft,
  greyLock: state.greyLock,
  greyTriesLeft: state.greyTriesLeft,
  greyTac: state.greyTac,
  chip: state.chip,
})

/** The proofs after one more transaction: only the last of each type is kept. */
function withProof(proofs: readonly KeptProof[], proof: KeptProof): readonly KeptProof[] {
  if (proofs.length === 0) return [proof]
  const kept = proofs.filter(({ type }) => type !== proof.type)
  kept.push(proof)
  return kept
}
