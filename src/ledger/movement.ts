import { invariant, type Fen } from '../base'
import type { Account } from './account'

/** One pair of debit and credit. Direction is said by the accounts; the amount is always above zero. */
export interface Posting {
  readonly debit: Account
  readonly credit: Account
  readonly amount: Fen
  /** How many transactions it stands for (0 when it stands for none, e.g. a rounding). */
  readonly count: number
}

/** Money that moves as one: all of its postings or none, once for ever under its reference. */
export interface Movement {
  /** Natural or originator-made key, unique for ever. */
  readonly reference: string
  readonly kind: MovementKind
  readonly postings: readonly Posting[]
  /** When it happened outside; the books know besides when it was posted and in which day. */
  readonly effectiveAt: Date
  /** SHA-256 of the lines it stands for. */
  readonly evidence?: Buffer
  /** Reference of the movement it corrects. */
  readonly corrects?: string
}

/**
 * The ways money may move. `whileClosing`: may still be posted in a day that no longer takes new business,
 * because it is part of the closing itself.
 */
export const movementKinds = {
  takings: { chinese: '消费入账', whileClosing: false },
  'takings-ruled': { chinese: '消费裁定', whileClosing: true },
  commission: { chinese: '佣金', whileClosing: true },
  load: { chinese: '圈存', whileClosing: false },
  'load-authorised': { chinese: '圈存在途', whileClosing: false },
  'load-refunded': { chinese: '圈存退款', whileClosing: false },
  unload: { chinese: '圈提', whileClosing: false },
  'unload-paid': { chinese: '圈提付款', whileClosing: false },
  'stopped-taps-given-back': { chinese: '挂失期消费退还', whileClosing: false },
  'deposit-taken': { chinese: '收押金', whileClosing: false },
  'deposit-returned': { chinese: '退押金', whileClosing: false },
  'deposit-kept': { chinese: '押金转收入', whileClosing: false },
  'online-top-up': { chinese: '联机账户充值', whileClosing: false },
  'online-payment': { chinese: '联机消费', whileClosing: false },
  'pos-sale': { chinese: 'POS 联机消费', whileClosing: false },
  'pos-sale-undone': { chinese: 'POS 消费撤销或冲正', whileClosing: false },
  'pos-refund': { chinese: 'POS 退货', whileClosing: false },
  'pos-claim': { chinese: 'POS 离线交易挂账', whileClosing: false },
  'pos-claim-upheld': { chinese: 'POS 挂账核实入账', whileClosing: false },
  'pos-claim-rejected': { chinese: 'POS 挂账驳回', whileClosing: false },
  'online-withdrawal': { chinese: '联机账户提现', whileClosing: false },
  'agent-prepayment': { chinese: '代理预付', whileClosing: false },
  'handling-fee': { chinese: '手续费', whileClosing: false },
  'pay-out': { chinese: '划拨', whileClosing: false },
  'pay-out-returned': { chinese: '划拨退回', whileClosing: false },
  'subsidy-received': { chinese: '补贴到账', whileClosing: false },
  'subsidy-due': { chinese: '补贴应付', whileClosing: false },
  'cash-handed-over': { chinese: '现金交接', whileClosing: false },
  'money-banked': { chinese: '资金缴存', whileClosing: false },
  'card-closed': { chinese: '销卡', whileClosing: false },
  'card-closing-corrected': { chinese: '销卡补正', whileClosing: false },
  'closed-card-paid-out': { chinese: '销卡付款', whileClosing: false },
  'holder-repaid': { chinese: '卡户还款', whileClosing: false },
  'dispute-remedied': { chinese: '争议调账', whileClosing: false },
  surplus: { chinese: '长款', whileClosing: false },
  shortage: { chinese: '短款', whileClosing: false },
  adjustment: { chinese: '调账', whileClosing: false },
  reversal: { chinese: '冲正', whileClosing: false },
} as const satisfies Record<string, { readonly chinese: string; readonly whileClosing: boolean }>

export type MovementKind = keyof typeof movementKinds

/** int8 of the database. */
const LARGEST_FEN = 9_223_372_036_854_775_807n
const LARGEST_COUNT = 2_147_483_647
const MAX_POSTINGS = 10_000

/** What a movement of ours can never look like; a breach is our own error and stops the work. */
export function assertWellFormed(movement: Movement): void {
  const about = { reference: movement.reference, kind: movement.kind }
  invariant(/^[!-~]{1,200}$/.test(movement.reference), 'a reference is printable and short', about)
  invariant(Object.hasOwn(movementKinds, movement.kind), 'a movement is of a known kind', about)
  invariant(!Number.isNaN(movement.effectiveAt.getTime()), 'a movement has a time', about)
  invariant(
    movement.evidence === undefined || movement.evidence.length === 32,
    'evidence is a SHA-256',
    about,
  )
  invariant(
    movement.postings.length > 0 || movement.evidence !== undefined,
    'a movement moves money or has evidence why it moves none',
    about,
  )
  invariant(
    movement.postings.length <= MAX_POSTINGS,
    'a movement has a bounded number of postings',
    about,
  )
  for (const posting of movement.postings) assertPosting(posting, about)
}

function assertPosting(posting: Posting, about: Readonly<Record<string, unknown>>): void {
  invariant(posting.amount > 0n && posting.amount <= LARGEST_FEN, 'a posting is above zero', about)
  invariant(posting.debit !== posting.credit, 'a posting joins two accounts', about)
  invariant(
    Number.isInteger(posting.count) && posting.count >= 0 && posting.count <= LARGEST_COUNT,
    'a posting stands for a whole number of transactions',
    about,
  )
}
