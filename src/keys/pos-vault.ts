import type { Result } from '../base'
import type { KeyLabel } from './label'
import type { PosMacAlgorithm } from './pos-mac'
import type { WorkKeyLayout, WorkKeyName } from './work-keys'

/**
 * The master key (TMK, 终端主密钥) of one POS, by name. Without `entered` the vault derives it from its own master
 * by the terminal's number; with it, it is the key that custodians brought in components.
 */
export interface TerminalKeyName {
  /** f41: one to eight characters. */
  readonly terminal: string
  /** Of purpose `terminal-master`; its algorithm is that of the work keys too. */
  readonly label: KeyLabel
  /** What `enterTerminalKey` gave. */
  readonly entered?: Uint8Array
}

/**
 * A key of a POS as the centre may store it: sealed by the vault and bound to terminal and use, so that it opens
 * nowhere else. Safe in tables and logs.
 */
export type SealedKey = Buffer

export interface MadeWorkKeys {
  /** The f62 of a sign-in answer: each key under the TMK, each with its check value. */
  readonly wrapped: Buffer
  readonly sealed: { readonly [Name in Exclude<WorkKeyName, 'tdk'>]: SealedKey } & {
    readonly tdk?: SealedKey
  }
  /** Eight hex characters each: what may be shown and compared. */
  readonly checkValues: Readonly<Partial<Record<WorkKeyName, string>>>
}

/** A message to be proved by a MAC. `data` runs from the MTI to the last field before the MAC. */
export interface PosMacQuestion {
  readonly terminal: string
  readonly sealedMak: Uint8Array
  readonly algorithm: PosMacAlgorithm
  readonly data: Uint8Array
}

/** A PIN as a POS sends it: f52 in format 0 under the PIK of its sign-in. */
export interface PinQuestion {
  readonly terminal: string
  readonly sealedPik: Uint8Array
  /** Eight bytes of f52; sixteen under SM4. */
  readonly block: Uint8Array
  /** f2, or the digits of track 2 before its separator. */
  readonly cardNumber: string
}

/** One part of a terminal's master key as a custodian types it. */
export interface KeyComponent {
  /** 16 bytes. */
  readonly part: Uint8Array
  /** The first four to eight characters of its check value in hex, from the custodian's letter. */
  readonly checkValue: string
}

/** A part that a custodian gave earlier, sealed for the centre to keep until the others have given theirs. */
export interface KeptComponent {
  /** What `keepComponent` gave. */
  readonly kept: SealedKey
  /** Which part it is, from 1. */
  readonly place: number
}

/**
 * `key-unknown`: there is no such master, or the key was sealed under a version that the vault no longer holds.
 * `sealed-data-damaged`: the sealed key was changed or belongs to another terminal or use.
 * `key-purpose-wrong`: the key exists and is for something else (a MAC algorithm that takes no such key, too).
 */
export type PosVaultRefusal = 'key-unknown' | 'key-purpose-wrong' | 'sealed-data-damaged'

/**
 * `pin-malformed`: no PIN block of this card under this key; it says nothing on whether a PIN is right.
 */
export type PinRefusal = PosVaultRefusal | 'pin-malformed' | 'card-number-malformed'

export type EnterKeyRefusal = 'components-malformed' | 'check-value-differs' | 'key-purpose-wrong'
export type KeptComponentRefusal = 'key-unknown' | 'sealed-data-damaged'

/**
 * What the vault does for POS terminals: iso8583.md 3.7, 3.10, 3.11 and 5. Clear keys and clear PINs never leave
 * it; only `keepPin` takes a clear PIN in. Throws `Fault` when the device behind it fails or holds no key for
 * sealing.
 */
export interface PosVault {
  /** Eight hex characters by which two people see that they hold the same master key. */
  terminalKeyCheckValue(key: TerminalKeyName): Promise<Result<string, PosVaultRefusal>>

  /**
   * Seals one part of a master key, so that custodians need not come together: no two of them ever see each other's.
   * Refuses a part that is not its check value's.
   */
  keepComponent(question: {
    readonly terminal: string
    readonly label: KeyLabel
    readonly place: number
    readonly component: KeyComponent
  }): Promise<Result<{ readonly kept: SealedKey; readonly checkValue: string }, EnterKeyRefusal>>

  /**
   * Puts a master key together from the parts of two or three custodians (combined bit by bit). Refuses a part
   * that is not its check value's, a weak sum, and equal parts, naming the part and never a value.
   */
  enterTerminalKey(question: {
    readonly terminal: string
    readonly label: KeyLabel
    readonly components: readonly (KeyComponent | KeptComponent)[]
  }): Promise<
    Result<
      { readonly entered: SealedKey; readonly checkValue: string },
      EnterKeyRefusal | KeptComponentRefusal
    >
  >

  /**
   * Fresh work keys for one sign-in: 001 single keys, 003 double ones, 004 with a key for tracks. The MAK has the
   * length its algorithm takes (X9.9 eight bytes, X9.19 sixteen); a layout in which it finds no room is refused.
   */
  makeWorkKeys(question: {
    readonly key: TerminalKeyName
    readonly layout: WorkKeyLayout
    readonly mac: PosMacAlgorithm
  }): Promise<Result<MadeWorkKeys, PosVaultRefusal>>

  /** f64 of a message, 8 bytes. */
  makeMac(question: PosMacQuestion): Promise<Result<Buffer, PosVaultRefusal>>
  /** Whether f64 is the MAC of this message; takes the same time whichever byte is wrong. */
  checkMac(
    question: PosMacQuestion & { readonly mac: Uint8Array },
  ): Promise<Result<boolean, PosVaultRefusal>>

  /** The same PIN under another sealed PIK, perhaps of another terminal (an upstream) and card number. */
  translatePin(
    question: PinQuestion & {
      readonly to: {
        readonly terminal: string
        readonly sealedPik: Uint8Array
        readonly cardNumber?: string
      }
    },
  ): Promise<Result<Buffer, PinRefusal>>

  /**
   * What the centre stores of a PIN: a version byte and 16 bytes of a keyed digest bound to `context` (whose PIN
   * it is). The PIN comes clear (a holder sets it at the centre) or as a block (at a POS).
   */
  keepPin(
    question: { readonly context: string } & (
      { readonly pin: string } | { readonly from: PinQuestion }
    ),
  ): Promise<Result<Buffer, PinRefusal>>
  /** Whether the PIN in a block is the one kept. The caller counts wrong tries. */
  checkPin(
    question: PinQuestion & { readonly context: string; readonly kept: Uint8Array },
  ): Promise<Result<boolean, PinRefusal>>
}
