import { fen, invariant, type BusinessDate, type Fen, type Sql, type Tx } from '../base'
import type { MessageState } from './lifecycle'
import type { KeptMessage, MessageKey } from './message'

const COLUMNS = `message, terminal, merchant_number as "merchantNumber", batch, trace, class,
  business_date as "businessDate", fingerprint, kind, state, response, answer, amount_fen as "amountFen", payer_card as card,
  card_masked as "cardMasked", person, operator, merchant, contract, original, day, booked_fen as "bookedFen",
  booked_count as "bookedCount", refunded_fen as "refundedFen", hold, held_until as "heldUntil", load,
  arrived_at as "arrivedAt"`

/**
 * So long a key is remembered. Batch and trace numbers begin again; a terminal that comes round to both within this
 * time would have made a hundred thousand million messages.
 */
const REMEMBERED_DAYS = 60

/** The newest message under each key, by the text of the key. Their terminals are locked by the caller. */
export async function messagesUnder(
  tx: Tx,
  keys: readonly MessageKey[],
  today: BusinessDate,
): Promise<KeptMessage[]> {
  const { rows } = await tx.query<KeptMessage>(
    `select kept.* from unnest($1::text[], $2::int4[], $3::int4[], $4::text[]) as given (t, b, n, c)
      cross join lateral (select ${COLUMNS} from acquiring_message
                           where terminal = given.t and batch = given.b and trace = given.n and class = given.c
                             and business_date >= $5::date - ${REMEMBERED_DAYS}
                           order by business_date desc limit 1) kept`,
    [
      keys.map(({ terminal }) => terminal),
      keys.map(({ batch }) => batch),
      keys.map(({ trace }) => trace),
      keys.map((key) => key.class),
      today,
    ],
    'acquiring-messages-under',
  )
  return rows
}

/** One message, kept from others until the transaction ends. */
export async function lockMessage(tx: Tx, message: bigint): Promise<KeptMessage | undefined> {
  const { rows } = await tx.query<KeptMessage>(
    `select ${COLUMNS} from acquiring_message where message = $1 for no key update`,
    [message],
    'acquiring-lock-message',
  )
  return rows[0]
}

/** Some messages, kept from others until the transaction ends; locked in the order of their numbers. */
export async function lockMessages(tx: Tx, messages: readonly bigint[]): Promise<KeptMessage[]> {
  const { rows } = await tx.query<KeptMessage>(
    `select kept.* from (select asked from unnest($1::int8[]) as asked order by asked) given
      cross join lateral (select ${COLUMNS} from acquiring_message where message = given.asked
                             for no key update) kept`,
    [messages],
    'acquiring-lock-messages',
  )
  return rows
}

/** A number for one message more than a turn has questions. */
export async function nextMessage(tx: Tx): Promise<bigint> {
  const { rows } = await tx.query<{ message: bigint }>(
    `select nextval('acquiring_reference') as message`,
    [],
    'acquiring-next-message',
  )
  const [row] = rows
  invariant(row !== undefined, 'a sequence has a next number')
  return row.message
}

/** Adds what is booked to the totals of its day, after its accounts were locked: in the order of their keys. */
const addedToDay = (booked: string): string => `
     insert into acquiring_day_total as total (day, operator, contract, booked_fen, booked_count)
     select day, operator, contract, sum(booked_fen)::int8, sum(booked_count)::int8
       from ${booked} where day is not null group by day, operator, contract order by day, operator, contract
     on conflict (day, operator, contract) do update
       set booked_fen = total.booked_fen + excluded.booked_fen,
           booked_count = total.booked_count + excluded.booked_count`

/** Writes messages with their answers; a key that stands already breaks the statement. */
export async function insertMessages(tx: Tx, messages: readonly KeptMessage[]): Promise<void> {
  if (messages.length === 0) return
  await tx.query(
    `with given as materialized (
       select *
         from jsonb_to_recordset($1::jsonb) as given (message int8, terminal text, merchant_number text, batch int4,
              trace int4, class text, business_date date, fingerprint text, kind text, state text, response text,
              answer jsonb, amount_fen int8, payer_card int8, card_masked text, person text, operator text,
              merchant text, contract text, original int8, day date, booked_fen int8, booked_count int4, hold text,
              held_until timestamptz, load text, arrived_at timestamptz)
     ), kept as (
     insert into acquiring_message (message, terminal, merchant_number, batch, trace, class, business_date,
       fingerprint, kind, state, response, answer, amount_fen, payer_card, card_masked, person, operator, merchant,
       contract, original, day, booked_fen, booked_count, refunded_fen, hold, held_until, load, arrived_at)
     select message, terminal, merchant_number, batch, trace, class, business_date, decode(fingerprint, 'hex'),
            kind, state, response, answer, amount_fen, payer_card, card_masked, person, operator, merchant, contract,
            original, day, booked_fen, booked_count, 0, hold, held_until, load, arrived_at
       from given
     )${addedToDay('given')}`,
    [JSON.stringify(messages.map(rowOf))],
    'acquiring-insert-messages',
  )
}

const rowOf = (kept: KeptMessage) => ({
  message: String(kept.message),
  terminal: kept.terminal,
  merchant_number: kept.merchantNumber,
  batch: kept.batch,
  trace: kept.trace,
  class: kept.class,
  business_date: kept.businessDate,
  fingerprint: kept.fingerprint?.toString('hex') ?? null,
  kind: kept.kind,
  state: kept.state,
  response: kept.response,
  answer: kept.answer,
  amount_fen: String(kept.amountFen),
  payer_card: kept.card === null ? null : String(kept.card),
  card_masked: kept.cardMasked,
  person: kept.person,
  operator: kept.operator,
  merchant: kept.merchant,
  contract: kept.contract,
  original: kept.original === null ? null : String(kept.original),
  day: kept.day,
  booked_fen: String(kept.bookedFen),
  booked_count: kept.bookedCount,
  hold: kept.hold,
  held_until: kept.heldUntil,
  load: kept.load,
  arrived_at: kept.arrivedAt,
})

/** What of a message may still change. */
export interface MessageMove {
  readonly state?: MessageState
  readonly refundedFen?: Fen
  readonly hold?: string
}

/** Writes a change of a message that the caller has locked. */
export async function moveMessage(tx: Tx, message: bigint, to: MessageMove): Promise<void> {
  await tx.query(
    `update acquiring_message
        set state = coalesce($2, state), refunded_fen = coalesce($3, refunded_fen), hold = coalesce($4, hold)
      where message = $1`,
    [message, to.state ?? null, to.refundedFen ?? null, to.hold ?? null],
    'acquiring-move-message',
  )
}

/** As `moveMessage`, for many at once. */
export async function moveMessages(tx: Tx, moves: ReadonlyMap<bigint, MessageMove>): Promise<void> {
  const all = [...moves.values()]
  await tx.query(
    `update acquiring_message m
        set state = coalesce(moved.state, m.state), refunded_fen = coalesce(moved.refunded, m.refunded_fen),
            hold = coalesce(moved.hold, m.hold)
       from unnest($1::int8[], $2::text[], $3::int8[], $4::text[]) as moved (message, state, refunded, hold)
      where m.message = moved.message`,
    [
      [...moves.keys()],
      all.map(({ state }) => state ?? null),
      all.map(({ refundedFen }) => refundedFen ?? null),
      all.map(({ hold }) => hold ?? null),
    ],
    'acquiring-move-messages',
  )
}

/** A claim that stands is booked for its merchant after all. */
export async function bookClaim(
  tx: Tx,
  message: bigint,
  booked: { readonly day: BusinessDate; readonly amountFen: bigint },
): Promise<void> {
  await tx.query(
    `with booked as (
       update acquiring_message set state = 'upheld', day = $2, booked_fen = $3, booked_count = 1 where message = $1
       returning day, operator, contract, booked_fen, booked_count
     )${addedToDay('booked')}`,
    [message, booked.day, booked.amountFen],
  )
}

/** Pre-authorisations whose time is over, oldest first, each kept from others; those at work are left out. */
export async function lockLapsedHolds(tx: Tx, now: Date, limit: number): Promise<KeptMessage[]> {
  const { rows } = await tx.query<KeptMessage>(
    `select ${COLUMNS} from acquiring_message where state = 'held' and held_until <= $1
      order by held_until limit $2 for no key update skip locked`,
    [now, limit],
  )
  return rows
}

export interface MessagesAsked {
  readonly operator?: string | undefined
  readonly terminal?: string | undefined
  readonly after?: bigint | undefined
  readonly limit: number
}

/** Messages, newest first; of one operator or one terminal. */
export async function listMessages(sql: Sql, asked: MessagesAsked): Promise<KeptMessage[]> {
  const { rows } = await sql.query<KeptMessage>(
    `select ${COLUMNS} from acquiring_message
      where ($1::text is null or operator = $1) and ($2::text is null or terminal = $2)
        and ($3::int8 is null or message < $3)
      order by message desc limit $4`,
    [asked.operator ?? null, asked.terminal ?? null, asked.after ?? null, asked.limit],
  )
  return rows
}

/** Debit and credit of one batch, in fen, as the books of the host have them. */
export interface BatchTotals {
  readonly debitFen: bigint
  readonly debits: number
  readonly creditFen: bigint
  readonly credits: number
}

export const NO_TOTALS: BatchTotals = {
  debitFen: fen(0n),
  debits: 0,
  creditFen: fen(0n),
  credits: 0,
}
