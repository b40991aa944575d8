import {
  ok,
  refuse,
  type CardNumber,
  type Fen,
  type Result,
  type SamNumber,
  type Sql,
} from '../base'
import { isSamePerson } from '../citizens'
import type { Account } from '../ledger'
import type { CardState } from '../registry'
import type { Funding } from '../tills'
import type { Evidence, OrderState } from './order-lifecycle'
import type { Why } from './refund-fee'

export type Way = 'load' | 'unload'

/** Why an order was made: asked for, to take a load back, wished for before, or because the card is returned. */
export type Cause = 'counter' | 'void' | 'auto' | 'return'

/** In which states a card may be loaded or unloaded: asked when it begins, and again when the card gets its code. */
export const statesFor = (cause: Cause): readonly CardState[] =>
  cause === 'return' ? ['active', 'blocked', 'expired', 'lost'] : ['active']

/** Whether value that an unload takes off a card leaves it as money at once, and may cost the fee on a refund. */
export const isRefund = ({ way, cause, funding }: Pick<LoadOrder, 'way' | 'cause' | 'funding'>) =>
  way === 'unload' && cause !== 'void' && funding.kind !== 'closed-card'

/** One load or unload, as the books know it. */
export interface LoadOrder {
  readonly load: string
  /** The card number as an integer, and as printed. */
  readonly card: bigint
  readonly number: CardNumber
  readonly way: Way
  readonly cause: Cause
  /** The load that this void takes back. */
  readonly original: string | null
  /** Zero while an unload of everything has not been opened. */
  readonly amountFen: Fen
  /** Where the money comes from, or goes to. */
  readonly funding: Funding
  readonly account: Account
  /** Number of the loading terminal; it stands under the codes. */
  readonly terminal: SamNumber
  /** Local time under the codes, YYYYMMDDHHMMSS. */
  readonly cityTime: string
  readonly state: OrderState
  readonly requestedBy: string
  readonly requestedAt: Date
  readonly session: string | null
  readonly heldUntil: Date
  readonly opening: OrderOpening | null
  readonly evidence: Evidence | null
  readonly resolvedAt: Date | null
  /** Where the money went when it was given back or paid out. */
  readonly settledAccount: Account | null
  readonly settledAt: Date | null
  /** Kept of what an unload gave, with the rule behind it; 0 where nothing is kept. */
  readonly feeFen: Fen
  readonly feeWhy: Why | null
  /** Of a load so much has paid back what the chip had overdrawn. */
  readonly overdraftFen: Fen
}

/** What the card said when it was opened, under a genuine MAC1. */
export interface OrderOpening {
  /** Online counter before the transaction. */
  readonly counter: number
  readonly oldBalanceFen: Fen
  readonly keyVersion: number
  readonly algorithm: number
  /** Its challenge, 4 bytes: an unload's receipt is made under it. */
  readonly random: Buffer
}

/** Whether there is money that somebody has to get: of a load not done, or of an unload done. */
export const isOwed = (order: LoadOrder): boolean =>
  order.settledAt === null &&
  ((order.way === 'load' && order.state === 'not-done') ||
    (order.way === 'unload' && order.state === 'confirmed'))

/**
 * Whether money of an order may go to an account that somebody names: it goes back to the account it came from, which
 * may by now stand under another entry of the same person. Only cash has no one to go back to, and is handed over
 * out of the drawer of whoever acts.
 */
export async function goesBackTo(
  sql: Sql,
  order: Pick<LoadOrder, 'funding' | 'account'>,
  named: { readonly funding: Funding; readonly account: Account },
): Promise<Result<undefined, 'funding-not-yours'>> {
  const [from, to] = [order.funding, named.funding]
  const same =
    named.account === order.account ||
    (from.kind === 'cash' && to.kind === 'cash') ||
    (from.kind === 'online' &&
      to.kind === 'online' &&
      (await isSamePerson(sql, from.person, to.person)))
  return same
    ? ok(undefined)
    : refuse('funding-not-yours', { detail: 'the money goes back to where it came from' })
}
