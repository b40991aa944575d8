import {
  businessDateOf,
  NO_FEN,
  type BusinessDate,
  type CardNumber,
  type Fen,
  type Sql,
} from '../base'
import { cardKey } from '../registry'
import { rulesAt } from '../rules'
import { refundsSince } from './store'

/** What the rules of a city say on a date about value that leaves cards as money. Fen and millionths. */
export interface RefundRule {
  readonly ppm: bigint
  /** From this total on it costs something. */
  readonly from: bigint
  /** The fee is rounded down to whole steps: the odd fen stay with the holder. */
  readonly step: bigint
  readonly windowDays: bigint
}

/** What left a card as money before, within the window, and what was kept of it. Fen. */
export interface Refunds {
  readonly refundedFen: bigint
  readonly feeFen: bigint
}

/** A rule in the two languages of the house, with its arithmetic. */
export interface Why {
  readonly en: string
  readonly zh: string
}

export interface RefundFee {
  readonly feeFen: Fen
  readonly why: Why
}

/** What is kept of a total: a share from a value on, in whole steps rounded down. */
const feeOn = (total: bigint, rule: Pick<RefundRule, 'ppm' | 'from' | 'step'>): bigint =>
  total < rule.from ? 0n : ((total * rule.ppm) / 1_000_000n / rule.step) * rule.step

/**
 * The fee on a refund 退资 (domain 2.3): on everything that left the card as money within the window together, less
 * what was kept of it already, so that it makes no difference in how many parts or by which way the value leaves.
 * Never more than the refund itself.
 */
export function refundFee(value: bigint, before: Refunds, rule: RefundRule): RefundFee {
  const total = before.refundedFen + value
  const due = feeOn(total, rule) - before.feeFen
  const feeFen = (due <= 0n ? NO_FEN : due < value ? due : value) as Fen
  return { feeFen, why: whyOf({ value, total, feeFen }, before, rule) }
}

const yuan = (amount: bigint): string =>
  `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`
const percent = (ppm: bigint): string => String(Number(ppm) / 10_000)

function whyOf(
  of: { readonly value: bigint; readonly total: bigint; readonly feeFen: bigint },
  before: Refunds,
  { ppm, from, step, windowDays }: RefundRule,
): Why {
  const earlier = before.refundedFen > 0n
  const share = percent(ppm)
  const en = [
    `${yuan(of.value)} yuan leave the card as money`,
    ...(earlier
      ? [
          `with ${yuan(before.refundedFen)} yuan of the last ${windowDays} days ${yuan(of.total)} yuan`,
        ]
      : []),
    of.total < from
      ? `below ${yuan(from)} yuan no fee`
      : `from ${yuan(from)} yuan on ${share} % is kept, in whole steps of ${yuan(step)} yuan` +
        (before.feeFen > 0n ? `, less ${yuan(before.feeFen)} yuan kept before` : ''),
    `fee ${yuan(of.feeFen)} yuan`,
  ]
  const zh = [
    `退出 ${yuan(of.value)} 元`,
    ...(earlier
      ? [`连同近 ${windowDays} 天已退 ${yuan(before.refundedFen)} 元共 ${yuan(of.total)} 元`]
      : []),
    of.total < from
      ? `不足 ${yuan(from)} 元免手续费`
      : `满 ${yuan(from)} 元收 ${share}%，按 ${yuan(step)} 元取整` +
        (before.feeFen > 0n ? `，减已收 ${yuan(before.feeFen)} 元` : ''),
    `手续费 ${yuan(of.feeFen)} 元`,
  ]
  return { en: en.join('; '), zh: zh.join('；') }
}

/** The rules of refunds on a date. */
export async function refundRuleOn(sql: Sql, date: BusinessDate): Promise<RefundRule> {
  const rules = await rulesAt(
    sql,
    ['refund-fee-ppm', 'refund-fee-from-fen', 'refund-fee-step-fen', 'refund-window-days'],
    date,
  )
  return {
    ppm: rules['refund-fee-ppm'],
    from: rules['refund-fee-from-fen'],
    step: rules['refund-fee-step-fen'],
    windowDays: rules['refund-window-days'],
  }
}

const DAY_MS = 86_400_000

/** The fee on so much value of a card leaving it as money at an instant, after its unloads of the window before. */
export async function refundFeeOf(
  sql: Sql,
  refund: {
    readonly card: CardNumber
    readonly value: bigint
    readonly at: Date
    /** Refunded out of the card's closing before. */
    readonly more?: Refunds
  },
): Promise<RefundFee> {
  const { card, value, at, more } = refund
  const rule = await refundRuleOn(sql, businessDateOf(at, 0))
  const since = new Date(at.getTime() - Number(rule.windowDays) * DAY_MS)
  const unloaded = await refundsSince(sql, cardKey(card), since)
  const before = {
    refundedFen: unloaded.refundedFen + (more?.refundedFen ?? 0n),
    feeFen: unloaded.feeFen + (more?.feeFen ?? 0n),
  }
  return refundFee(value, before, rule)
}
