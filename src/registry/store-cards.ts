import type { CardNumber, Fen, Sql, Tx } from '../base'
import type { ApplicationAct, ApplicationState } from './application-lifecycle'
import type { CardAct, CardReason, CardState } from './card-lifecycle'
import { type CardRegistration, cardKey, cardNumberOf } from './cards'

/** The state of a card and the time of its last step, kept from others until the transaction ends. */
export async function lockLife(
  tx: Tx,
  card: bigint,
): Promise<{ readonly state: CardState; readonly changedAt: Date | null } | undefined> {
  const { rows } = await tx.query<{ state: CardState; changedAt: Date | null }>(
    `select c.state, (select max(h.changed_at) from registry_card_change h where h.card = c.card)
              as "changedAt"
       from registry_card c where c.card = $1 for no key update of c`,
    [card],
    'registry-lock-life',
  )
  return rows[0]
}

/** One step of a card's life, with all that is kept of it. */
export interface LifeStep {
  readonly card: bigint
  readonly at: Date
  readonly act: CardAct
  readonly from: CardState
  readonly to: CardState
  readonly reason: CardReason
  readonly reference: string
  readonly actor: string
  readonly feeFen: Fen
}

/** Writes a step and the state it leads to; `issues` writes the time of issue too. */
export async function writeLifeStep(
  tx: Tx,
  step: LifeStep & { readonly issues: boolean },
): Promise<void> {
  await tx.query(
    `insert into registry_card_change (card, changed_at, act, from_state, to_state, reason, reference, actor,
                                       fee_fen)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      step.card,
      step.at,
      step.act,
      step.from,
      step.to,
      step.reason,
      step.reference,
      step.actor,
      step.feeFen,
    ],
    'registry-write-life-step',
  )
  await tx.query(
    step.issues
      ? `update registry_card set state = $2, issued_at = $3 where card = $1`
      : `update registry_card set state = $2 where card = $1`,
    step.issues ? [step.card, step.to, step.at] : [step.card, step.to],
  )
}

/** Every step of a card's life in order of time. */
export async function cardLife(sql: Sql, card: CardNumber): Promise<Omit<LifeStep, 'card'>[]> {
  const { rows } = await sql.query<Omit<LifeStep, 'card'>>(
    `select changed_at as at, act, from_state as "from", to_state as "to", reason, reference, actor,
            fee_fen as "feeFen"
       from registry_card_change where card = $1 order by changed_at`,
    [cardKey(card)],
  )
  return rows
}

/** Enters a card that is not written yet. */
export async function insertBlankCard(
  tx: Tx,
  card: CardRegistration,
): Promise<'entered' | 'registered-otherwise' | 'card-product-unknown'> {
  const { rows } = await tx.query<{ known: boolean; entered: boolean }>(
    `with product as (select from registry_card_product where product = $3 and version = $4),
     entered as (
       insert into registry_card (card, digits, product, product_version, issuer, state, issued_at, valid_from,
                                  valid_to, opening_counter, key_version, algorithm)
       select $1::int8, $2::smallint, $3::text, $4::smallint, $5::text, 'blank', $6::timestamptz, $7::date,
              $8::date, $9::int4, $10::smallint, $11::smallint from product
       on conflict do nothing returning 1)
     select exists (select from product) as known, exists (select from entered) as entered`,
    [
      cardKey(card.card),
      card.card.length,
      card.product,
      card.productVersion,
      card.issuer,
      card.issuedAt,
      card.validFrom,
      card.validTo,
      card.openingCounter,
      card.keyVersion,
      card.algorithm,
    ],
  )
  if (rows[0]?.known !== true) return 'card-product-unknown'
  return rows[0].entered ? 'entered' : 'registered-otherwise'
}

/** Begins a holding; false when the card is somebody's. */
export async function insertHolding(
  tx: Tx,
  holding: {
    readonly card: bigint
    readonly person: string
    readonly at: Date
    readonly reference: string
  },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into registry_card_holder (card, held_from, person, reference)
     select $1, greatest($2, (select max(h.held_to) + interval '1 millisecond'
                                from registry_card_holder h where h.card = $1)), $3, $4
     on conflict do nothing`,
    [holding.card, holding.at, holding.person, holding.reference],
  )
  return rowCount === 1
}

/** Ends the holding of now; answers whose it was. */
export async function endHolding(tx: Tx, card: bigint, at: Date): Promise<string | undefined> {
  const { rows } = await tx.query<{ person: string }>(
    `update registry_card_holder set held_to = greatest($2, held_from)
      where card = $1 and held_to is null returning person`,
    [card, at],
  )
  return rows[0]?.person
}

/** Every holding of these cards in order of card and time. */
export async function selectHoldings(
  sql: Sql,
  cards: readonly bigint[],
): Promise<{ card: bigint; person: string; from: Date; to: Date | null }[]> {
  const { rows } = await sql.query<{ card: bigint; person: string; from: Date; to: Date | null }>(
    `select card, person, held_from as "from", held_to as "to"
       from registry_card_holder where card = any($1::int8[]) order by card, held_from`,
    [cards],
  )
  return rows
}

/** Every card a person holds or held, newest first. */
export async function selectHolders(
  sql: Sql,
  person: string,
): Promise<{ card: CardNumber; person: string; from: Date; to: Date | null }[]> {
  const { rows } = await sql.query<{
    card: bigint
    digits: number
    person: string
    from: Date
    to: Date | null
  }>(
    `select h.card, c.digits, h.person, h.held_from as "from", h.held_to as "to"
       from registry_card_holder h join registry_card c on c.card = h.card
      where h.person = $1 order by h.held_from desc, h.card`,
    [person],
  )
  return rows.map(({ card, digits, ...held }) => ({ card: cardNumberOf(card, digits), ...held }))
}

/** The newest step of one application of a card (the card is locked by the caller). */
export async function lastApplicationStep(
  tx: Tx,
  card: bigint,
  application: string,
): Promise<{ readonly step: number; readonly state: ApplicationState } | undefined> {
  const { rows } = await tx.query<{ step: number; state: ApplicationState }>(
    `select step, to_state as state from registry_card_application_change
      where card = $1 and application = $2 order by step desc limit 1`,
    [card, application],
  )
  return rows[0]
}

export async function insertApplicationStep(
  tx: Tx,
  step: {
    readonly card: bigint
    readonly application: string
    readonly step: number
    readonly at: Date
    readonly act: ApplicationAct
    readonly from: ApplicationState
    readonly to: ApplicationState
    readonly reason: string
    readonly reference: string
    readonly actor: string
  },
): Promise<void> {
  await tx.query(
    `insert into registry_card_application_change (card, application, step, changed_at, act, from_state, to_state,
                                                   reason, reference, actor)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      step.card,
      step.application,
      step.step,
      step.at,
      step.act,
      step.from,
      step.to,
      step.reason,
      step.reference,
      step.actor,
    ],
  )
}

/** The applications of a card with the state each has now. */
export async function selectApplications(
  sql: Sql,
  card: bigint,
): Promise<{ application: string; state: ApplicationState; since: Date; reason: string }[]> {
  const { rows } = await sql.query<{
    application: string
    state: ApplicationState
    since: Date
    reason: string
  }>(
    `select distinct on (application) application, to_state as state, changed_at as since, reason
       from registry_card_application_change where card = $1 order by application, step desc`,
    [card],
  )
  return rows
}

/** The states of many cards, locked in order of number; a card that is not registered is not in the answer. */
export async function lockLives(
  tx: Tx,
  cards: readonly bigint[],
): Promise<ReadonlyMap<bigint, CardState>> {
  const { rows } = await tx.query<{ card: bigint; state: CardState }>(
    `select card, state from registry_card where card = any($1::int8[]) order by card for no key update`,
    [cards],
  )
  return new Map(rows.map(({ card, state }) => [card, state]))
}

/** The same step for many cards at once, each after the last step of its own. */
export async function writeLifeSteps(
  tx: Tx,
  cards: readonly bigint[],
  step: Omit<LifeStep, 'card'>,
): Promise<void> {
  await tx.query(
    `insert into registry_card_change (card, changed_at, act, from_state, to_state, reason, reference, actor,
                                       fee_fen)
     select given.card,
            greatest($2::timestamptz, (select max(h.changed_at) + interval '1 millisecond'
                                         from registry_card_change h where h.card = given.card)),
            $3, $4, $5, $6, $7, $8, $9
       from unnest($1::int8[]) as given(card)`,
    [
      cards,
      step.at,
      step.act,
      step.from,
      step.to,
      step.reason,
      step.reference,
      step.actor,
      step.feeFen,
    ],
  )
  await tx.query(`update registry_card set state = $2 where card = any($1::int8[])`, [
    cards,
    step.to,
  ])
}

/** The largest card number in a range, ends included; null when none is taken. */
export async function largestCardIn(
  sql: Sql,
  range: { readonly from: bigint; readonly to: bigint },
): Promise<bigint | null> {
  const { rows } = await sql.query<{ largest: bigint | null }>(
    `select max(card) as largest from registry_card where card between $1 and $2`,
    [range.from, range.to],
  )
  return rows[0]?.largest ?? null
}

/** Cards in use whose last day is before a day; a walk through all cards, for once a day. */
export async function cardsPastDates(
  sql: Sql,
  today: string,
  limit: number,
): Promise<CardNumber[]> {
  const { rows } = await sql.query<{ card: bigint; digits: number }>(
    `select card, digits from registry_card where state = 'active' and valid_to < $1::date limit $2`,
    [today, limit],
  )
  return rows.map(({ card, digits }) => cardNumberOf(card, digits))
}

/** One line of a list of cards. */
export interface CardListed {
  readonly card: CardNumber
  readonly product: string
  readonly productVersion: number
  readonly state: CardState
  readonly validTo: string
}

/** Cards in order of number, `limit` and one more: of a person now, in a state, of a product, or all. */
export async function listCards(
  sql: Sql,
  asked: {
    /** Entries of one person, any of which may hold them. */
    readonly persons?: readonly string[] | undefined
    readonly state?: CardState | undefined
    readonly product?: string | undefined
    readonly after: bigint
    readonly limit: number
  },
): Promise<CardListed[]> {
  const { rows } = await sql.query<Omit<CardListed, 'card'> & { card: bigint; digits: number }>(
    `select c.card, c.digits, c.product, c.product_version as "productVersion", c.state,
            c.valid_to as "validTo"
       from registry_card c
      where c.card > $1
        and ($2::text[] is null or c.card in (select h.card from registry_card_holder h
                                               where h.person = any($2) and h.held_to is null))
        and ($3::text is null or c.state = $3) and ($4::text is null or c.product = $4)
      order by c.card limit $5`,
    [
      asked.after,
      asked.persons ?? null,
      asked.state ?? null,
      asked.product ?? null,
      asked.limit + 1,
    ],
  )
  return rows.map(({ card, digits, ...line }) => ({ card: cardNumberOf(card, digits), ...line }))
}

/** Writes a later last day; answers the one before, or undefined where that is not earlier. */
export async function writeValidTo(
  tx: Tx,
  of: { readonly card: bigint; readonly validTo: string },
): Promise<string | undefined> {
  const { rows } = await tx.query<{ before: string }>(
    `update registry_card c set valid_to = $2
       from (select card, valid_to from registry_card where card = $1 for no key update) old
      where c.card = old.card and old.valid_to < $2::date returning old.valid_to as before`,
    [of.card, of.validTo],
  )
  return rows[0]?.before
}
