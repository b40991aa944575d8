import type { Result } from '../base'
import type { DataKeyLabel } from './data-key'
import type { KeyLevel } from './hierarchy'
import type { KeyLabel } from './label'
import type { PosVault } from './pos-vault'
import type { PurseMacFacts, SessionFacts, TacFacts } from './purse-mac'
import type { ProtectedCommand } from './secure-messaging'
import type { TacBatch } from './tac-rows'

/**
 * `key-unknown`: the vault has no key under this label.
 * `key-purpose-wrong`: the key exists and is for something else.
 * `key-level-wrong`: this key does not lead to a card's key by so many factors.
 */
export type VaultRefusal = 'key-unknown' | 'key-purpose-wrong' | 'key-level-wrong'

/** A card's key by name: the master key's label and the factors, in the order they are applied. */
export interface CardKeyLabel {
  readonly label: KeyLabel
  /** Issuer or city first, card last; 8 bytes each. */
  readonly factors: readonly Uint8Array[]
}

/** What may be told about a key. Never the key. */
export interface KeyDescription {
  readonly label: KeyLabel
  readonly level: KeyLevel
  /** Left three bytes of the encrypted zero block, as hex. */
  readonly checkValue: string
  /** First and last day of use, "YYYY-MM-DD". */
  readonly validFrom: string
  readonly validTo: string
  readonly chinese: string
  /** What it is for, in words. */
  readonly purpose: string
}

/** What may be told about a key over stored data. Never the key. */
export interface DataKeyDescription {
  readonly label: DataKeyLabel
  /** Left three bytes of a keyed digest, as hex. */
  readonly checkValue: string
  /** First and last day of use, "YYYY-MM-DD". */
  readonly validFrom: string
  readonly validTo: string
  readonly chinese: string
  /** What it is for, in words. */
  readonly purpose: string
}

/** `key-unknown`: sealed under a version that the vault no longer (or not yet) holds. */
export type OpenRefusal = 'key-unknown' | 'sealed-data-damaged'

/** A question about one card's key: which, over what, and (for a check) the MAC or TAC to compare. */
export interface VaultMake<Facts> {
  readonly key: CardKeyLabel
  readonly facts: Facts
}
export interface VaultCheck<Facts> extends VaultMake<Facts> {
  readonly mac: Uint8Array
}

export type LoadMac1Facts = SessionFacts<'load'> & PurseMacFacts<'load-mac1'>
export type LoadMac2Facts = SessionFacts<'load'> & PurseMacFacts<'load-mac2'>
export type UnloadMac1Facts = SessionFacts<'unload'> & PurseMacFacts<'unload-mac1'>
export type UnloadMac2Facts = SessionFacts<'unload'> & PurseMacFacts<'unload-mac2'>
export type UnloadMac3Facts = SessionFacts<'unload'> & PurseMacFacts<'unload-mac3'>
export type OverdraftMac1Facts = SessionFacts<'overdraft'> & PurseMacFacts<'overdraft-mac1'>
export type OverdraftMac2Facts = SessionFacts<'overdraft'> & PurseMacFacts<'overdraft-mac2'>
export type GreyUnlockMac1Facts = SessionFacts<'grey-unlock'> & PurseMacFacts<'grey-unlock-mac1'>
export type GreyUnlockMac2Facts = SessionFacts<'grey-unlock'> & PurseMacFacts<'grey-unlock-mac2'>

/** The digest of a file that travels between an operator and the centre. */
export interface OperatorFile {
  readonly operator: string
  /** SHA-256 over what the file's format signs. */
  readonly digest: Uint8Array
}

type Made = Promise<Result<Buffer, VaultRefusal>>
type Checked = Promise<Result<boolean, VaultRefusal>>

/**
 * The one door to the keys of the centre. Callers name keys and never hold them; each question diversifies,
 * computes and forgets in one call, and answers only what its purpose allows. A check answers true or false
 * and never which byte was wrong. Throws `Fault` when the device behind it fails.
 */
export interface KeyVault {
  describe(): Promise<readonly KeyDescription[]>
  checkValue(label: KeyLabel): Promise<Result<string, 'key-unknown'>>

  /**
   * Checks purchase TACs in bulk. One byte per row: 1 genuine, 0 not, 2 key unknown (a label without a key,
   * one for another purpose, or too many factors for it). Memory does not grow with what was checked before.
   */
  checkTacs(batch: TacBatch): Promise<Uint8Array>

  /** The card asks to be loaded: is it ours, and is this its balance? */
  checkLoadMac1(question: VaultCheck<LoadMac1Facts>): Checked
  /** Lets the card add the amount. Ask it only after the paying account was debited. */
  makeLoadMac2(question: VaultMake<LoadMac2Facts>): Made
  /** The card says that it added the amount. */
  checkLoadTac(question: VaultCheck<TacFacts<'load'>>): Checked

  checkUnloadMac1(question: VaultCheck<UnloadMac1Facts>): Checked
  makeUnloadMac2(question: VaultMake<UnloadMac2Facts>): Made
  /** The card says that it took the amount off. */
  checkUnloadMac3(question: VaultCheck<UnloadMac3Facts>): Checked

  checkOverdraftMac1(question: VaultCheck<OverdraftMac1Facts>): Checked
  makeOverdraftMac2(question: VaultMake<OverdraftMac2Facts>): Made

  checkGreyUnlockMac1(question: VaultCheck<GreyUnlockMac1Facts>): Checked
  makeGreyUnlockMac2(question: VaultMake<GreyUnlockMac2Facts>): Made

  /** One TAC of any purse transaction with a dateTime and SAM number (a single purchase, a debit for unlock). */
  checkPurchaseTac(question: VaultCheck<TacFacts<'purchase'>>): Checked

  /** MAC of a protected command: file updates, block, unblock. */
  makeCommandMac(question: { readonly key: CardKeyLabel } & ProtectedCommand): Made
  /** A whole protected command with its data encrypted under the same key (PIN unblock). */
  makeProtectedCommand(
    question: { readonly key: CardKeyLabel; readonly plain: Uint8Array } & Omit<
      ProtectedCommand,
      'data'
    >,
  ): Made
  makeReloadPinMac(question: { readonly key: CardKeyLabel; readonly newPin: Uint8Array }): Made
  /** Answer to a card's challenge (EXTERNAL AUTHENTICATE), 8 bytes. */
  answerChallenge(question: { readonly key: CardKeyLabel; readonly challenge: Uint8Array }): Made
  /**
   * WRITE KEY: the whole command that puts one card key into the card, encrypted and MACed under another.
   * `attributes` stand before the key in its record.
   */
  wrapKey(
    question: {
      readonly under: CardKeyLabel
      readonly key: CardKeyLabel
      readonly attributes: Uint8Array
    } & Omit<ProtectedCommand, 'data'>,
  ): Made

  /** MAC over a file of an operator, 8 bytes, under the newest file key. */
  makeFileMac(file: OperatorFile): Promise<Buffer>
  /** Whether a file's MAC was made under one of the file keys held (so that keys may be changed). */
  checkFileMac(file: OperatorFile & { readonly mac: Uint8Array }): Promise<boolean>

  /** What POS terminals need: master and work keys, MACs of messages, PINs. */
  readonly pos: PosVault

  /** The keys over stored data, newest version first; never a key. */
  describeDataKeys(): Promise<readonly DataKeyDescription[]>
  /**
   * Seals personal data or another small secret under the newest version (its number is the first byte of
   * the answer). `context` names the place it belongs to, such as "citizens_person.phone:person_1f…": it must
   * be given again to open, so that nobody can move a sealed value to another place.
   */
  sealPersonal(question: { readonly context: string; readonly plain: Uint8Array }): Promise<Buffer>
  /** The plain bytes of what `sealPersonal` gave, whatever version of ours it was sealed under. */
  openPersonal(question: {
    readonly context: string
    readonly sealed: Uint8Array
  }): Promise<Result<Buffer, OpenRefusal>>
  /**
   * 16 bytes that are equal for equal text in an equal context and tell nothing else, under the newest
   * version (its number is the first byte). Callers normalise the text first.
   */
  blindIndex(question: { readonly context: string; readonly text: string }): Promise<Buffer>
  /** The same under every version held, newest first: to find what an older version indexed. */
  blindIndexes(question: {
    readonly context: string
    readonly text: string
  }): Promise<readonly Buffer[]>
  /** The versions that seal and index now: what carries an older number is due to be sealed anew. */
  personalDataVersion(): Promise<{ readonly personalData: number; readonly blindIndex: number }>
}

/** Which purposes each question may use; a vault refuses the rest. */
export const PURPOSES_ALLOWED = {
  load: ['load'],
  unload: ['unload'],
  overdraft: ['overdraft'],
  greyUnlock: ['grey-unlock', 'unload'],
  tac: ['tac'],
  command: [
    'application-maintenance',
    'card-maintenance',
    'application-master',
    'card-master',
    'application-block',
    'application-unblock',
    'pin-unblock',
  ],
  reloadPin: ['pin-reload'],
  challenge: ['external-auth', 'application-master', 'card-master', 'transport'],
  wrap: ['card-master', 'application-master', 'transport'],
  file: ['file-mac'],
  terminal: ['terminal-master'],
} as const satisfies Readonly<Record<string, readonly string[]>>
