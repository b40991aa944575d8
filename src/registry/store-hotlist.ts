import { grouped, type CardNumber, type Sql, type Tx } from '../base'
import { cardNumberOf } from './cards'
import type { CardStop, HotlistAcknowledgement, HotlistChange, HotlistVersion } from './hotlist'

/** Stops a card; false when it is stopped already. */
export async function insertStop(
  tx: Tx,
  stop: Omit<CardStop, 'liftedAt'> & { readonly reference: string },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into registry_card_stop (card, stopped_at, cause, holder_bears_until, reference)
     values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [stop.card, stop.stoppedAt, stop.cause, stop.holderBearsUntil, stop.reference],
  )
  return rowCount === 1
}

/** Ends the stop of now; false when there is none. */
export async function liftStop(tx: Tx, card: bigint, at: Date): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update registry_card_stop set lifted_at = greatest($2, stopped_at)
      where card = $1 and lifted_at is null`,
    [card, at],
  )
  return rowCount === 1
}

/** Every stop of these cards in order of time, by card; one that was never stopped is not in the answer. */
export async function stopsOfCards(
  sql: Sql,
  cards: readonly bigint[],
): Promise<Map<bigint, CardStop[]>> {
  const { rows } = await sql.query<CardStop>(
    `select card, stopped_at as "stoppedAt", cause, holder_bears_until as "holderBearsUntil",
            lifted_at as "liftedAt"
       from registry_card_stop where card = any($1::int8[]) order by card, stopped_at`,
    [cards],
    'registry-card-stops',
  )
  return grouped(rows, ({ card }) => card)
}

/** Everything hotlists ever said of these cards, by card. */
export async function hotlistChangesOf(
  sql: Sql,
  cards: readonly bigint[],
): Promise<Map<bigint, HotlistChange[]>> {
  const { rows } = await sql.query<HotlistChange>(
    `select card, version, listed, cause from registry_hotlist_entry
      where card = any($1::int8[]) order by card, version`,
    [cards],
  )
  return grouped(rows, ({ card }) => card)
}

/** All that these terminals acknowledged, by terminal. */
export async function acknowledgementsOf(
  sql: Sql,
  terminals: readonly string[],
): Promise<Map<string, HotlistAcknowledgement[]>> {
  const { rows } = await sql.query<HotlistAcknowledgement>(
    `select terminal, version, acknowledged_at as "acknowledgedAt"
       from registry_hotlist_acknowledgement where terminal = any($1::text[]) order by terminal, version`,
    [terminals],
  )
  return grouped(rows, ({ terminal }) => terminal)
}

const VERSION_FIELDS = `version, kind, made_at as "madeAt", effective_at as "effectiveAt",
  card_count as "cardCount", change_count as "changeCount"`

/** The newest version, or undefined before the first. */
export async function newestHotlist(sql: Sql): Promise<HotlistVersion | undefined> {
  const { rows } = await sql.query<HotlistVersion>(
    `select ${VERSION_FIELDS} from registry_hotlist_version order by version desc limit 1`,
  )
  return rows[0]
}

/** When the newest whole list was made. */
export async function newestFullHotlist(sql: Sql): Promise<Date | undefined> {
  const { rows } = await sql.query<{ madeAt: Date }>(
    `select made_at as "madeAt" from registry_hotlist_version where kind = 'full'
      order by version desc limit 1`,
  )
  return rows[0]?.madeAt
}

export async function hotlistVersion(
  sql: Sql,
  version: bigint,
): Promise<HotlistVersion | undefined> {
  const { rows } = await sql.query<HotlistVersion>(
    `select ${VERSION_FIELDS} from registry_hotlist_version where version = $1`,
    [version],
  )
  return rows[0]
}

/** Versions from the newest on, before `before` where it is given. */
export async function hotlistVersions(
  sql: Sql,
  { before, limit }: { readonly before?: bigint | undefined; readonly limit: number },
): Promise<HotlistVersion[]> {
  const { rows } = await sql.query<HotlistVersion>(
    `select ${VERSION_FIELDS} from registry_hotlist_version
      where $1::int8 is null or version < $1 order by version desc limit $2`,
    [before ?? null, limit],
  )
  return rows
}

/** Whoever makes a list waits here for the one who is making it. */
export async function lockHotlist(tx: Tx): Promise<void> {
  await tx.query('select 1 from registry_hotlist_turn for update')
}

/**
 * Writes what changed since the version before: cards that are stopped and not listed, cards that are listed
 * and no longer stopped. Answers how many.
 */
export async function insertHotlistChanges(tx: Tx, version: bigint): Promise<number> {
  const { rowCount } = await tx.query(
    `insert into registry_hotlist_entry (card, version, listed, cause)
     select coalesce(stop.card, known.card), $1, stop.card is not null, coalesce(stop.cause, 'lifted')
       from (select card, cause from registry_card_stop where lifted_at is null) stop
       full join (select card from (
                    select distinct on (card) card, listed from registry_hotlist_entry
                     order by card, version desc) last where listed) known on known.card = stop.card
      where stop.card is null or known.card is null
      order by 1`,
    [version],
  )
  return rowCount
}

/** Cards on the list now. */
export async function listedCount(sql: Sql): Promise<bigint> {
  const { rows } = await sql.query<{ count: bigint }>(
    `select count(*) as count from (
       select distinct on (card) listed from registry_hotlist_entry order by card, version desc) last
      where listed`,
  )
  return rows[0]?.count ?? 0n
}

export async function insertHotlistVersion(tx: Tx, version: HotlistVersion): Promise<void> {
  await tx.query(
    `insert into registry_hotlist_version (version, kind, made_at, effective_at, card_count, change_count)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      version.version,
      version.kind,
      version.madeAt,
      version.effectiveAt,
      version.cardCount,
      version.changeCount,
    ],
  )
}

/** One line of a hotlist as terminals read it. */
export interface HotlistLine {
  readonly card: CardNumber
  readonly listed: boolean
  readonly cause: string
}

/**
 * What a terminal that has version `since` must change to have version `version`; with `since` 0 the whole
 * list. In order of card number, each card once.
 */
export async function hotlistLines(
  sql: Sql,
  { version, since }: { readonly version: bigint; readonly since: bigint },
): Promise<HotlistLine[]> {
  const { rows } = await sql.query<{
    card: bigint
    digits: number
    listed: boolean
    cause: string
  }>(
    `select last.card, c.digits, last.listed, last.cause from (
       select distinct on (card) card, listed, cause from registry_hotlist_entry
        where version <= $1 and version > $2 order by card, version desc) last
       join registry_card c on c.card = last.card
      where last.listed or $2::int8 > 0 order by last.card`,
    [version, since],
  )
  return rows.map(({ card, digits, listed, cause }) => ({
    card: cardNumberOf(card, digits),
    listed,
    cause,
  }))
}

/** Cards that versions after `since` and up to `upTo` brought onto the list. */
export async function cardsListedBetween(
  sql: Sql,
  { since, upTo }: { readonly since: bigint; readonly upTo: bigint },
): Promise<bigint[]> {
  const { rows } = await sql.query<{ card: bigint }>(
    `select distinct card from registry_hotlist_entry where version > $1 and version <= $2`,
    [since, upTo],
  )
  return rows.map(({ card }) => card)
}

/** Keeps an acknowledgement; false when the terminal had given it before (the first instant stands). */
export async function insertAcknowledgement(
  tx: Tx,
  given: HotlistAcknowledgement & { readonly actor: string; readonly reference: string },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into registry_hotlist_acknowledgement (terminal, version, acknowledged_at, actor, reference)
     values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [given.terminal, given.version, given.acknowledgedAt, given.actor, given.reference],
  )
  return rowCount === 1
}

/** A terminal in use that does not have the newest list although it is older than the limit. */
export interface StaleTerminal {
  readonly terminal: string
  readonly operator: string
  readonly place: string
  /** The newest version it has; 0 when none. */
  readonly version: bigint
  readonly acknowledgedAt: Date | null
  /** When the oldest list it lacks was made. */
  readonly missingSince: Date
}

/** Terminals in use at `at` that lack a list made before `limit`; in order of id, after `after`. */
export async function staleTerminals(
  sql: Sql,
  asked: {
    readonly at: Date
    readonly limit: Date
    readonly after: string
    readonly count: number
  },
): Promise<StaleTerminal[]> {
  const { rows } = await sql.query<StaleTerminal>(
    `select t.terminal, t.operator, t.place, coalesce(has.version, 0)::int8 as version,
            has.acknowledged_at as "acknowledgedAt", lacks.made_at as "missingSince"
       from registry_terminal t
       left join lateral (
         select version, acknowledged_at from registry_hotlist_acknowledgement a
          where a.terminal = t.terminal order by version desc limit 1) has on true
       join lateral (
         select made_at from registry_hotlist_version v
          where v.version > coalesce(has.version, 0) order by version limit 1) lacks
         on lacks.made_at < $2
      where t.installed_from <= $1 and (t.installed_to is null or t.installed_to > $1) and t.terminal > $3
      order by t.terminal limit $4`,
    [asked.at, asked.limit, asked.after, asked.count],
  )
  return rows
}

/** The operator of a terminal that was in use at an instant. */
export async function terminalAt(
  sql: Sql,
  terminal: string,
  at: Date,
): Promise<{ readonly operator: string } | undefined> {
  const { rows } = await sql.query<{ operator: string }>(
    `select operator from registry_terminal
      where terminal = $1 and installed_from <= $2 and (installed_to is null or installed_to > $2)`,
    [terminal, at],
  )
  return rows[0]
}

/** The SAMs that are in a terminal at an instant or later. */
export async function samsOfTerminal(sql: Sql, terminal: string, from: Date): Promise<bigint[]> {
  const { rows } = await sql.query<{ sam: string }>(
    `select distinct sam from registry_sam_binding
      where terminal = $1 and (bound_to is null or bound_to > $2)`,
    [terminal, from],
  )
  return rows.map(({ sam }) => BigInt(sam))
}

/** Cards that were stopped and are in use again: every stop of theirs is lifted. By number, after one. */
export async function cardsInUseAgain(
  sql: Sql,
  { after, limit }: { readonly after: bigint; readonly limit: number },
): Promise<{ readonly key: bigint; readonly card: CardNumber }[]> {
  const { rows } = await sql.query<{ card: bigint; digits: number }>(
    `select stopped.card, c.digits
       from (select card from registry_card_stop where card > $1
              group by card having bool_and(lifted_at is not null) order by card limit $2) stopped
       join registry_card c using (card) order by stopped.card`,
    [after, limit],
  )
  return rows.map(({ card, digits }) => ({ key: card, card: cardNumberOf(card, digits) }))
}

/** Keeps a card from others who change its state or what is owed for it, until the transaction ends. */
export async function lockCard(tx: Tx, card: bigint): Promise<void> {
  await tx.query('select 1 from registry_card where card = $1 for no key update', [card])
}
