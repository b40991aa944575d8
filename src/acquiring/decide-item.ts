import {
  businessDateOf,
  fen,
  fenInJson,
  invariant,
  ok,
  refuse,
  type Act,
  type Fen,
  type Result,
  type Sql,
} from '../base'
import { dayForPosting, movements, postAct } from '../ledger'
import type { ItemKind } from './items'
import { stepped } from './lifecycle'
import { movementOf } from './message'
import { bookClaim, lockMessage, moveMessage } from './store-messages'
import { operatorOf } from './undo'

/** Something before people. */
export interface PosItem {
  readonly item: string
  readonly kind: ItemKind
  readonly terminal: string
  readonly operator: string
  readonly message: bigint | null
  readonly amountFen: Fen
  readonly detail: string
  readonly openedAt: Date
  readonly state: 'open' | 'upheld' | 'rejected'
  readonly decidedAt: Date | null
  readonly decidedBy: string | null
  readonly reason: string | null
}

const COLUMNS = `item, kind, terminal, operator, message, amount_fen as "amountFen", detail,
  opened_at as "openedAt", state, decided_at as "decidedAt", decided_by as "decidedBy", reason`

/** Items of one operator or of all, open ones only where asked, newest first. */
export async function listItems(
  sql: Sql,
  asked: {
    readonly operator?: string | undefined
    readonly open?: boolean | undefined
    readonly after?: { readonly openedAt: Date; readonly item: string } | undefined
    readonly limit: number
  },
): Promise<PosItem[]> {
  const { rows } = await sql.query<PosItem>(
    `select ${COLUMNS} from acquiring_item
      where ($1::text is null or operator = $1) and (not $2::boolean or state = 'open')
        and ($3::timestamptz is null or (opened_at, item) < ($3, $4))
      order by opened_at desc, item desc limit $5`,
    [
      asked.operator ?? null,
      asked.open ?? false,
      asked.after?.openedAt ?? null,
      asked.after?.item ?? '',
      asked.limit,
    ],
  )
  return rows
}

export type DecideRefusal =
  | 'item-unknown'
  | 'item-decided'
  | 'money-moved-already'
  | 'claim-without-contract'
  | 'second-person-needed'

/**
 * Two people decide an item. Upheld, a claim is booked for its merchant's operator, under the contract of its day;
 * rejected, it falls. What else people found is closed with the reason: money that has to go back goes back as a refund
 * at the POS, or as an adjustment.
 */
export async function decideItem(
  act: Act,
  asked: {
    readonly item: string
    readonly verdict: 'upheld' | 'rejected'
    readonly reason: string
  },
): Promise<Result<PosItem, DecideRefusal>> {
  if (act.approvedBy === undefined) {
    return refuse('second-person-needed', { detail: 'an item is decided by two people' })
  }
  const item = await lockItem(act, asked.item)
  if (item === undefined) return refuse('item-unknown', { field: 'item', detail: 'no such item' })
  if (item.state !== 'open') {
    return refuse('item-decided', { field: 'item', detail: `the item was ${item.state}` })
  }
  const moved = await moneyOf(act, item, asked.verdict)
  if (!moved.ok) return moved
  await act.tx.query(
    `update acquiring_item set state = $2, decided_at = $3, decided_by = $4, reason = $5 where item = $1`,
    [item.item, asked.verdict, act.at, act.actor.id, asked.reason],
  )
  await act.trail({
    act: `pos-item.${asked.verdict}`,
    subject: `pos:${item.terminal}`,
    reason: asked.reason,
    detail: { item: item.item, kind: item.kind, amountFen: fenInJson(item.amountFen) },
  })
  return ok({
    ...item,
    state: asked.verdict,
    decidedAt: act.at,
    decidedBy: act.actor.id,
    reason: asked.reason,
  })
}

async function lockItem({ tx }: Act, item: string): Promise<PosItem | undefined> {
  const { rows } = await tx.query<PosItem>(
    `select ${COLUMNS} from acquiring_item where item = $1 for update`,
    [item],
  )
  return rows[0]
}

const moved = ok(undefined)

/** What a decision moves: a claim is booked for its operator or falls, anything else moves nothing here. */
async function moneyOf(
  act: Act,
  item: PosItem,
  verdict: 'upheld' | 'rejected',
): Promise<Result<undefined, 'money-moved-already' | 'claim-without-contract'>> {
  if (item.message === null || item.kind !== 'claim') return moved
  const kept = await lockMessage(act.tx, item.message)
  if (kept?.state !== 'claimed') {
    return refuse('money-moved-already', { detail: 'the message is no claim any more' })
  }
  const isUpheld = verdict === 'upheld'
  if (isUpheld && kept.contract === null) {
    return refuse('claim-without-contract', {
      detail:
        'its merchant had no contract then, under which it could be settled: it can only fall',
    })
  }
  const amount = fen(kept.amountFen)
  const movement = (isUpheld ? movements.posClaimUpheld : movements.posClaimRejected)({
    reference: `${movementOf(kept.message)}:${verdict}`,
    amount,
    at: act.at,
    operator: operatorOf(kept),
    corrects: movementOf(kept.message),
  })
  const posted = await postAct(act, [movement])
  invariant(posted.ok, 'a claim that stands in the books can be booked or fall', {
    message: kept.message,
    refused: posted.ok ? undefined : posted.refused,
  })
  if (isUpheld) {
    const day = await dayForPosting(act.tx, businessDateOf(act.at, 0))
    await bookClaim(act.tx, kept.message, { day, amountFen: amount })
  } else await moveMessage(act.tx, kept.message, { state: stepped(kept.state, 'reject') })
  return moved
}
