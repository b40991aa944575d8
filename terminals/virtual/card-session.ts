import { Fault, type Chance } from '../../src/base'
import { type CardProfile, type FileLayout, reply } from '../../src/card'
import type { Algorithm, KeyPurpose } from '../../src/keys'
import type { CardPersonalisation } from './card-personalisation'
import type { CardState } from './card-state'
import type { ChipKey, ChipKeys } from './chip-keys'
import type { CachedRecord } from './card-files'

/** What INITIALIZE remembered; it lives in working memory and dies with the power or the next SELECT. */
export interface PendingTransaction {
  readonly act: PendingAct
  readonly purse: 'ep' | 'ed'
  readonly online: boolean
  readonly key: ChipKey
  readonly amountFen: number
  readonly amount: Buffer
  readonly type: Buffer
  readonly terminal: Buffer
  readonly random: Buffer
  /** Online acts have their session key from the start. */
  readonly session: Buffer | undefined
  /** Records that the DEBIT of a compound purchase will write. */
  readonly cache: CachedRecord[]
}

export type PendingAct =
  'load' | 'unload' | 'overdraft' | 'purchase' | 'cash' | 'compound' | 'grey-lock' | 'grey-unlock'

/** Where a torn card loses its power: just before, or just after, the one write that counts. */
export type Tear = 'before-write' | 'after-write'

/** A powered card: what it keeps for ever, and what it knows only as long as the field lasts. */
export class CardSession {
  pending: PendingTransaction | undefined
  /** The challenge of the previous command, if that was GET CHALLENGE. */
  challenge: Buffer | undefined
  selected: 'nothing' | 'environment' | 'application' = 'environment'
  file: FileLayout | undefined
  pinVerified = false
  /** The centre has proved itself by the key that rules the chip. */
  controlProved = false
  tear: Tear | undefined

  constructor(
    readonly profile: CardProfile,
    readonly personal: CardPersonalisation,
    readonly keys: ChipKeys,
    readonly chance: Chance,
    public state: CardState,
  ) {}

  /** The one place where the card's memory changes: all at once, or not at all. */
  commit(next: CardState): void {
    if (this.tear === 'before-write') this.loseThePower()
    this.state = next
    if (this.tear === 'after-write') this.loseThePower()
  }

  /** A small write outside transactions. */
  change(change: Partial<CardState>): void {
    this.commit({ ...this.state, ...change })
  }

  powerOff(): void {
    this.pending = undefined
    this.challenge = undefined
    this.selected = 'environment'
    this.file = undefined
    this.pinVerified = false
    this.controlProved = false
  }

  key(purpose: KeyPurpose, index: number): ChipKey | undefined {
    const { chip } = this.state
    if (chip === undefined) return this.keys.byIndex(purpose, index)
    return chip.keys.find((one) => one.purpose === purpose && one.index === index)
  }

  keyOf(purpose: KeyPurpose, algorithm: Algorithm): ChipKey | undefined {
    const { chip } = this.state
    if (chip === undefined) return this.keys.byAlgorithm(purpose, algorithm)
    return chip.keys.find((one) => one.purpose === purpose && one.algorithm === algorithm)
  }

  private loseThePower(): never {
    this.tear = undefined
    this.powerOff()
    throw new Fault('card', 'the card left the field before it answered', false)
  }
}

export const DONE = 0x9000

/** The bare status words are answered often: each is put together once. */
const bareReplies = new Map<number, Buffer>()

export function only(status: number): Buffer {
  const known = bareReplies.get(status)
  if (known !== undefined) return Buffer.from(known)
  const made = reply(status)
  bareReplies.set(status, made)
  return Buffer.from(made)
}

export function u16(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(2)
  bytes.writeUInt16BE(value, 0)
  return bytes
}

export function u24(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(3)
  bytes.writeUIntBE(value, 0, 3)
  return bytes
}

export function u32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeUInt32BE(value, 0)
  return bytes
}
