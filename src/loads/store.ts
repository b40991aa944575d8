import { fen, type Act, type CardNumber, type SamNumber, type Sql, type Tx } from '../base'
import type { Account } from '../ledger'
import { cardNumberOf } from '../registry'
import type { Funding } from '../tills'
import type { Cause, LoadOrder, OrderOpening, Way } from './order'
import type { Evidence, OrderAct, OrderState } from './order-lifecycle'
import type { RefundFee, Refunds, Why } from './refund-fee'

interface OrderRow {
  readonly card: bigint
  readonly load: string
  readonly digits: number
  readonly way: Way
  readonly cause: Cause
  readonly original: string | null
  readonly amountFen: bigint
  readonly funding: Funding
  readonly account: Account
  readonly terminal: SamNumber
  readonly cityTime: string
  readonly state: OrderState
  readonly requestedBy: string
  readonly requestedAt: Date
  readonly session: string | null
  readonly heldUntil: Date
  readonly counter: number | null
  readonly oldBalanceFen: bigint | null
  readonly keyVersion: number | null
  readonly algorithm: number | null
  readonly random: Buffer | null
  readonly evidence: Evidence | null
  readonly resolvedAt: Date | null
  readonly settledAccount: Account | null
  readonly settledAt: Date | null
  readonly feeFen: bigint
  readonly feeWhy: Why | null
  readonly overdraftFen: bigint
}

const COLUMNS = `card, load, digits, way, cause, original, amount_fen as "amountFen", funding, account, terminal,
  city_time as "cityTime", state, requested_by as "requestedBy", requested_at as "requestedAt", session,
  held_until as "heldUntil", counter, old_balance_fen as "oldBalanceFen", key_version as "keyVersion", algorithm,
  random, evidence, resolved_at as "resolvedAt", settled_account as "settledAccount", settled_at as "settledAt",
  fee_fen as "feeFen", fee_why as "feeWhy", overdraft_fen as "overdraftFen"`

function orderOf(row: OrderRow): LoadOrder {
  const { digits, counter, oldBalanceFen, keyVersion, algorithm, random, ...order } = row
  const opening: OrderOpening | null =
    counter === null || random === null
      ? null
      : {
          counter,
          oldBalanceFen: fen(oldBalanceFen ?? 0n),
          keyVersion: keyVersion ?? 0,
          algorithm: algorithm ?? 0,
          random,
        }
  return {
    ...order,
    number: cardNumberOf(order.card, digits),
    amountFen: fen(order.amountFen),
    feeFen: fen(order.feeFen),
    overdraftFen: fen(order.overdraftFen),
    opening,
  }
}

export type NewOrder = Pick<
  LoadOrder,
  | 'load'
  | 'card'
  | 'number'
  | 'way'
  | 'cause'
  | 'original'
  | 'amountFen'
  | 'funding'
  | 'account'
  | 'terminal'
  | 'cityTime'
  | 'session'
  | 'heldUntil'
>

/** False when the load it takes back is being taken back, or has been. */
export async function insertOrder(act: Act, order: NewOrder): Promise<boolean> {
  const { rowCount } = await act.tx.query(
    `with fresh as (
       insert into loads_order (card, load, digits, way, cause, original, amount_fen, funding, account,
                                terminal, city_time, requested_by, requested_at, held_until, session, steps)
       values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, $11, $12, $13, $14, $16, 1)
       on conflict do nothing returning card, load)
     insert into loads_step (card, load, step, act, from_state, to_state, at, actor, reference)
     select card, load, 1, 'request', '', 'requested', $13, $12, $15 from fresh`,
    [
      order.card,
      order.load,
      order.number.length,
      order.way,
      order.cause,
      order.original,
      order.amountFen,
      JSON.stringify(order.funding),
      order.account,
      order.terminal,
      order.cityTime,
      act.actor.id,
      act.at,
      order.heldUntil,
      act.reference,
      order.session,
    ],
    'loads-insert-order',
  )
  return rowCount === 1
}

export interface OrderStep {
  readonly act: OrderAct | 'settle'
  readonly to: OrderState
  readonly evidence?: Evidence
  readonly opening?: OrderOpening & { readonly amountFen: bigint }
  /** Kept of what an unload gives. */
  readonly fee?: RefundFee
  /** Of a load so much has paid back an overdraft. */
  readonly overdraftFen?: bigint
  /** The money was given back or paid out. */
  readonly settledTo?: Account
}

/** Writes one step of an order, and the order as it stands after it. The order is locked already. */
export async function writeStep(act: Act, order: LoadOrder, step: OrderStep): Promise<void> {
  const { opening } = step
  const resolved = step.to === 'confirmed' || step.to === 'not-done'
  await act.tx.query(
    `with moved as (
       update loads_order set
              state = $3, steps = steps + 1, evidence = coalesce($8, evidence),
              resolved_at = case when $9::boolean then coalesce(resolved_at, $5) else resolved_at end,
              counter = coalesce($10, counter), old_balance_fen = coalesce($11, old_balance_fen),
              key_version = coalesce($12, key_version), algorithm = coalesce($13, algorithm),
              random = coalesce($14, random), amount_fen = coalesce($15, amount_fen),
              authorised_at = case when $3 = 'authorised' then $5 else authorised_at end,
              settled_account = coalesce($16, settled_account),
              settled_at = case when $16::text is null then settled_at else $5 end,
              fee_fen = coalesce($18, fee_fen), fee_why = coalesce($19::jsonb, fee_why),
              overdraft_fen = coalesce($20, overdraft_fen)
        where card = $1 and load = $2
       returning card, load, steps)
     insert into loads_step (card, load, step, act, from_state, to_state, at, actor, reference, evidence)
     select card, load, steps, $4, $17, $3, $5, $6, $7, $8 from moved`,
    [
      order.card,
      order.load,
      step.to,
      step.act,
      act.at,
      act.actor.id,
      act.reference,
      step.evidence ?? null,
      resolved,
      opening?.counter ?? null,
      opening?.oldBalanceFen ?? null,
      opening?.keyVersion ?? null,
      opening?.algorithm ?? null,
      opening?.random ?? null,
      opening?.amountFen ?? null,
      step.settledTo ?? null,
      order.state,
      step.fee?.feeFen ?? null,
      step.fee === undefined ? null : JSON.stringify(step.fee.why),
      step.overdraftFen ?? null,
    ],
    'loads-write-step',
  )
}

export async function lockOrder(
  tx: Tx,
  { card, load }: { readonly card: bigint; readonly load: string },
): Promise<LoadOrder | undefined> {
  const { rows } = await tx.query<OrderRow>(
    `select ${COLUMNS} from loads_order where card = $1 and load = $2 for no key update`,
    [card, load],
    'loads-lock-order',
  )
  return rows[0] === undefined ? undefined : orderOf(rows[0])
}

/** The order of a card that nobody knows the end of, kept from others; there is one at most. */
export async function lockDoubtOf(tx: Tx, card: bigint): Promise<LoadOrder | undefined> {
  const { rows } = await tx.query<OrderRow>(
    `select ${COLUMNS} from loads_order
      where card = $1 and state in ('authorised', 'unknown') for no key update`,
    [card],
    'loads-lock-doubt',
  )
  return rows[0] === undefined ? undefined : orderOf(rows[0])
}

/** The same, only looked at. */
export async function doubtOf(sql: Sql, card: bigint): Promise<LoadOrder | undefined> {
  const { rows } = await sql.query<OrderRow>(
    `select ${COLUMNS} from loads_order where card = $1 and state in ('authorised', 'unknown')`,
    [card],
    'loads-doubt-of',
  )
  return rows[0] === undefined ? undefined : orderOf(rows[0])
}

export async function lockNamed(tx: Tx, load: string): Promise<LoadOrder | undefined> {
  const { rows } = await tx.query<OrderRow>(
    `select ${COLUMNS} from loads_order where load = $1 for no key update`,
    [load],
  )
  return rows[0] === undefined ? undefined : orderOf(rows[0])
}

export async function orderNamed(sql: Sql, load: string): Promise<LoadOrder | undefined> {
  const { rows } = await sql.query<OrderRow>(`select ${COLUMNS} from loads_order where load = $1`, [
    load,
  ])
  return rows[0] === undefined ? undefined : orderOf(rows[0])
}

/** Of a card, a state, or what is owed; newest first, by time and name. */
export interface OrdersAsked {
  readonly card?: CardNumber | undefined
  readonly state?: OrderState | undefined
  readonly owed?: boolean | undefined
  readonly requestedBy?: string | undefined
  readonly account?: string | undefined
  /** The last order of the page before. */
  readonly after?: { readonly requestedAt: Date; readonly load: string } | undefined
  readonly limit: number
}

export async function ordersOf(sql: Sql, asked: OrdersAsked): Promise<LoadOrder[]> {
  const { rows } = await sql.query<OrderRow>(
    `select ${COLUMNS} from loads_order
      where ($1::int8 is null or card = $1) and ($2::text is null or state = $2)
        and (not $3::boolean or (settled_at is null
             and ((way = 'load' and state = 'not-done') or (way = 'unload' and state = 'confirmed'))))
        and ($4::text is null or requested_by = $4)
        and ($5::timestamptz is null or (requested_at, load) < ($5, $6))
        and ($8::text is null or account = $8)
      order by requested_at desc, load desc limit $7`,
    [
      asked.card === undefined ? null : BigInt(asked.card),
      asked.state ?? null,
      asked.owed ?? false,
      asked.requestedBy ?? null,
      asked.after?.requestedAt ?? null,
      asked.after?.load ?? '',
      asked.limit,
      asked.account ?? null,
    ],
  )
  return rows.map(orderOf)
}

export interface StepTaken {
  readonly step: number
  readonly act: string
  readonly to: OrderState
  readonly at: Date
  readonly actor: string
  readonly evidence: Evidence | null
}

export async function stepsOf(
  sql: Sql,
  { card, load }: Pick<LoadOrder, 'card' | 'load'>,
): Promise<StepTaken[]> {
  const { rows } = await sql.query<StepTaken>(
    `select step, act, to_state as "to", at, actor, evidence from loads_step
      where card = $1 and load = $2 order by step`,
    [card, load],
  )
  return rows
}

/** Loads that may have been done, less those taken back; the value of a closed card has been loaded before. */
const LOADED = `
  select coalesce(sum(amount_fen) filter (where way = 'load' and state not in ('dropped', 'not-done')
                                            and funding ->> 'kind' <> 'closed-card'), 0)::int8
         - coalesce(sum(amount_fen) filter (where cause = 'void' and state = 'confirmed'), 0)::int8 as fen
    from loads_order`

/** What has been or may still be loaded onto a card since an instant. */
export async function loadedSince(
  sql: Sql,
  { card, since }: { readonly card: bigint; readonly since: Date },
): Promise<bigint> {
  const { rows } = await sql.query<{ fen: bigint }>(
    `${LOADED} where card = $1 and requested_at >= $2`,
    [card, since],
    'loads-loaded-since',
  )
  return rows[0]?.fen ?? 0n
}

/** The same for all cards that one account pays for. */
export async function loadedFrom(
  sql: Sql,
  { account, since }: { readonly account: Account; readonly since: Date },
): Promise<bigint> {
  const { rows } = await sql.query<{ fen: bigint }>(
    `${LOADED} where account = $1 and requested_at >= $2`,
    [account, since],
  )
  return rows[0]?.fen ?? 0n
}

/** Orders whose money has been held too long for a card that was never told; those at work are left out. */
export async function lockLapsed(tx: Tx, now: Date, limit: number): Promise<LoadOrder[]> {
  const { rows } = await tx.query<OrderRow>(
    `select ${COLUMNS} from loads_order
      where state = 'requested' and held_until <= $1 order by requested_at limit $2
        for no key update skip locked`,
    [now, limit],
  )
  return rows.map(orderOf)
}

/** Orders in doubt, oldest first, after the last one looked at. */
export async function doubts(
  sql: Sql,
  asked: { readonly after: { readonly card: bigint }; readonly limit: number },
): Promise<LoadOrder[]> {
  const { rows } = await sql.query<OrderRow>(
    `select ${COLUMNS} from loads_order
      where state in ('authorised', 'unknown') and card > $1 order by card limit $2`,
    [asked.after.card, asked.limit],
  )
  return rows.map(orderOf)
}

/** Whether value was put on or taken off under this number of the card's online counter before. */
export async function counterTaken(
  sql: Sql,
  { card, counter }: { readonly card: bigint; readonly counter: number },
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `select 1 from registry_card_load_view where card = $1 and online_seq = $2`,
    [card, counter],
    'loads-counter-taken',
  )
  return rowCount > 0
}

/**
 * What left a card as money since an instant and what was kept of it: unloads that may have been done, except those
 * that take a load back or go into the card's own closing, where the fee is kept later.
 */
export async function refundsSince(sql: Sql, card: bigint, since: Date): Promise<Refunds> {
  const { rows } = await sql.query<Refunds>(
    `select coalesce(sum(amount_fen), 0)::int8 as "refundedFen", coalesce(sum(fee_fen), 0)::int8 as "feeFen"
       from loads_order
      where card = $1 and way = 'unload' and cause <> 'void' and funding ->> 'kind' <> 'closed-card'
        and state in ('authorised', 'unknown', 'confirmed') and requested_at >= $2`,
    [card, since],
  )
  return rows[0] ?? { refundedFen: 0n, feeFen: 0n }
}

/**
 * The last value that was put on a card or taken off it, where it was an unload: when, and what the signed opening
 * says was left on the chip. Undefined where the last was a load, or there was none.
 */
export async function lastUnload(
  sql: Sql,
  card: CardNumber,
): Promise<{ readonly at: Date; readonly leftFen: bigint } | undefined> {
  const { rows } = await sql.query<{ at: Date; amount: bigint; leftFen: bigint | null }>(
    `select last.loaded_at as at, last.amount_fen as amount, o.old_balance_fen - o.amount_fen as "leftFen"
       from (select card, online_seq, loaded_at, amount_fen from registry_card_load_view
              where card = $1 order by online_seq desc limit 1) last
       left join loads_order o on o.card = last.card and o.counter = last.online_seq and o.state = 'confirmed'`,
    [BigInt(card)],
  )
  const [last] = rows
  return last === undefined || last.amount >= 0n
    ? undefined
    : { at: last.at, leftFen: last.leftFen ?? 0n }
}
