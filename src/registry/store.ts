import {
  grouped,
  ok,
  type OperatorId,
  refuse,
  type Result,
  type SamNumber,
  type Sql,
  type Tx,
} from '../base'
import type { CardState } from './card-lifecycle'
import type { CardProduct } from './card-products'
import { type CardChange, type CardFacts, type CardLoad, cardNumberOf } from './cards'
import type { Contract } from './contracts'
import type { KeyVersion } from './key-versions'
import type { Operator } from './operators'
import type { RegistryRefusal, Sheet } from './sheet'
import type { SamBinding, Terminal } from './terminals'

/**
 * Writes any number of entries of one kind in a few statements and answers how many were new. An entry that
 * stands there already with the same content changes nothing; the first that may not stand is refused by
 * name, and the caller rolls back.
 */
export async function enter<Entry>(
  tx: Tx,
  sheet: Sheet<Entry>,
  entries: readonly Entry[],
): Promise<Result<number, RegistryRefusal>> {
  if (entries.length === 0) return ok(0)
  const values = sheet.columns.map((column) => entries.map((entry) => column.of(entry)))
  const given = givenRows(sheet)
  for (const reference of sheet.refersTo) {
    const { rows } = await tx.query<{ nth: bigint }>(
      `select given.nth from ${given}
         left join ${reference.table} kept
           on ${reference.on.map(([own, its]) => `given.${own} = kept.${its}`).join(' and ')}
        where kept.${reference.on[0]?.[1]} is null order by given.nth limit 1`,
      values,
    )
    if (rows[0] !== undefined) return refusedEntry(reference.refused, rows[0].nth)
  }
  const names = sheet.columns.map(({ column }) => column)
  // No conflict target: an overlap in time is skipped like a repeated key, and told apart below.
  const { rowCount: fresh } = await tx.query(
    `insert into ${sheet.table} (${names.join(', ')})
     select ${names.map((name) => `given.${name}`).join(', ')} from ${given}
      order by ${sheet.key.map((name) => `given.${name}`).join(', ')}
     on conflict do nothing`,
    values,
  )
  if (fresh === entries.length) return ok(fresh)
  const {
    rows: [wrong],
  } = await tx.query<{ nth: bigint; missing: boolean }>(
    `select given.nth, kept.${sheet.key[0]} is null as missing
       from ${given}
       left join ${sheet.table} kept
         on ${sheet.key.map((name) => `given.${name} = kept.${name}`).join(' and ')}
      where kept.${sheet.key[0]} is null or ${sheet.columns.map(differs).join(' or ')}
      order by given.nth limit 1`,
    values,
  )
  if (wrong === undefined) return ok(fresh)
  return refusedEntry(wrong.missing ? 'validity-overlaps' : 'registered-otherwise', wrong.nth)

  function refusedEntry(refused: RegistryRefusal, nth: bigint): Result<number, RegistryRefusal> {
    const index = Number(nth) - 1
    const entry = entries[index]
    return refuse(refused, {
      field: `[${index}]`,
      ...(entry === undefined ? {} : { detail: `${sheet.named(entry)}: ${refusalWords[refused]}` }),
    })
  }
}

const refusalWords: Readonly<Record<RegistryRefusal, string>> = {
  'entry-malformed': 'it cannot be as written',
  'operator-unknown': 'its operator is not registered',
  'terminal-unknown': 'its operator has no such terminal',
  'card-product-unknown': 'there is no such version of the product',
  'card-unknown': 'its card is not registered',
  'merchant-unknown': 'its merchant is not registered',
  'agent-unknown': 'its agent is not registered',
  'application-unknown': 'the catalogue has no such application',
  'registered-otherwise': 'it is registered with other content',
  'validity-overlaps': 'another entry covers part of the same time',
}

function givenRows<Entry>({ columns }: Sheet<Entry>): string {
  const arrays = columns.map(({ type }, index) => `$${index + 1}::${type}[]`)
  const names = columns.map(({ column }) => column)
  return `unnest(${arrays.join(', ')}) with ordinality as given(${names.join(', ')}, nth)`
}

function differs<Entry>({ column, isEnd }: Sheet<Entry>['columns'][number]): string {
  return isEnd === true
    ? `(given.${column} is not null and given.${column} is distinct from kept.${column})`
    : `given.${column} is distinct from kept.${column}`
}

const operatorColumns = `operator, name, kind, active_from as "activeFrom", active_to as "activeTo"`

/** Every operator, in order of id. */
export async function operators(sql: Sql): Promise<Operator[]> {
  const { rows } = await sql.query<Operator>(
    `select ${operatorColumns} from registry_operator order by operator`,
  )
  return rows
}

export async function operatorOf(sql: Sql, operator: string): Promise<Operator | undefined> {
  const { rows } = await sql.query<Operator>(
    `select ${operatorColumns} from registry_operator where operator = $1`,
    [operator],
  )
  return rows[0]
}

/** The operator if its taps of that calendar date count; undefined when unknown or not active then. */
export async function operatorAt(
  sql: Sql,
  operator: string,
  date: string,
): Promise<Operator | undefined> {
  const { rows } = await sql.query<Operator>(
    `select ${operatorColumns} from registry_operator
      where operator = $1 and active_from <= $2::date and (active_to is null or active_to >= $2::date)`,
    [operator, date],
  )
  return rows[0]
}

const contractColumns = `contract, operator, valid_from as "validFrom", valid_to as "validTo",
  fee_ppm as "feePpm", card_discount_bearer as "cardDiscountBearer",
  concession_bearer as "concessionBearer", transfer_bearer as "transferBearer", demo, notes`

/** Every contract an operator ever had, oldest first; `contractOn` picks the one of an event date. */
export async function contractsOf(sql: Sql, operator: OperatorId): Promise<Contract[]> {
  const { rows } = await sql.query<Contract>(
    `select ${contractColumns} from registry_contract where operator = $1 order by valid_from`,
    [operator],
  )
  return rows
}

/**
 * The contracts of these ids, by id: those of operators, and those of their merchants for sales, which the operator
 * settles. A merchant bears its own discounts.
 */
export async function contractsById(
  sql: Sql,
  contracts: readonly string[],
): Promise<Map<string, Contract>> {
  const { rows } = await sql.query<Contract>(
    `select ${contractColumns} from registry_contract where contract = any($1::text[])
     union all
     select c.contract, m.operator, c.valid_from, c.valid_to, c.rate_ppm, 'operator', 'operator', 'operator',
            c.demo, c.notes
       from registry_party_contract c join registry_merchant m on m.merchant = c.party
      where c.contract = any($1::text[]) and c.party_kind = 'merchant'`,
    [contracts],
    'registry-contracts-by-id',
  )
  return new Map(rows.map((row) => [row.contract, row]))
}

export async function terminalsOf(sql: Sql, operator: OperatorId): Promise<Terminal[]> {
  const { rows } = await sql.query<Terminal>(
    `select terminal, operator, kind, place, installed_from as "installedFrom",
            installed_to as "installedTo"
       from registry_terminal where operator = $1 order by terminal`,
    [operator],
  )
  return rows
}

/** Every binding of these SAMs, oldest first. A SAM that was never bound is not in the answer. */
export async function samBindings(
  sql: Sql,
  sams: readonly string[],
): Promise<Map<string, SamBinding[]>> {
  const { rows } = await sql.query<SamBinding>(
    `select sam, bound_from as "boundFrom", bound_to as "boundTo", operator, terminal,
            blocked_from as "blockedFrom"
       from registry_sam_binding where sam = any($1::text[]) order by sam, bound_from`,
    [sams],
    'registry-sam-bindings',
  )
  return grouped(rows, ({ sam }) => sam)
}

export async function cardProducts(sql: Sql): Promise<CardProduct[]> {
  const { rows } = await sql.query<CardProduct>(
    `select product, version, name, profile, valid_from as "validFrom", valid_to as "validTo",
            max_balance_fen as "maxBalanceFen", max_tap_fen as "maxTapFen",
            deposit_fen as "depositFen"
       from registry_card_product order by product, version`,
  )
  return rows
}

/** Every key version, oldest first; `keyVersionAt` picks the one a record names. */
export async function keyVersions(sql: Sql): Promise<KeyVersion[]> {
  const { rows } = await sql.query<KeyVersion>(
    `select label, purpose, version, algorithm, valid_from as "validFrom", valid_to as "validTo"
       from registry_key_version order by purpose, valid_from, label`,
  )
  return rows
}

interface CardRow extends Omit<CardFacts, 'number' | 'changes'> {
  readonly digits: number
}

/** What is known of these cards, in one statement. A card that is not registered is not in the answer. */
export async function cardFacts(
  sql: Sql,
  cards: readonly bigint[],
): Promise<Map<bigint, CardFacts>> {
  const { rows } = await sql.query<
    CardRow & { changedAt: Date[]; acts: string[]; fromStates: CardState[]; toStates: CardState[] }
  >(
    `select c.card, c.digits, c.product, c.product_version as "productVersion", p.profile,
            p.max_tap_fen as "maxTapFen", c.issuer, c.state, c.issued_at as "issuedAt",
            c.valid_from as "validFrom", c.valid_to as "validTo",
            c.opening_counter as "openingCounter", c.key_version as "keyVersion", c.algorithm,
            coalesce(l.loaded_fen, 0)::int8 as "loadedFen",
            coalesce(h.changed_at, '{}') as "changedAt", coalesce(h.acts, '{}') as acts,
            coalesce(h.from_states, '{}') as "fromStates", coalesce(h.to_states, '{}') as "toStates"
       from registry_card c
       join registry_card_product p on p.product = c.product and p.version = c.product_version
       left join (select card, sum(amount_fen) as loaded_fen
                    from registry_card_load where card = any($1::int8[]) group by card) l
         on l.card = c.card
       left join (select card, array_agg(changed_at order by changed_at) as changed_at,
                         array_agg(act order by changed_at) as acts,
                         array_agg(from_state order by changed_at) as from_states,
                         array_agg(to_state order by changed_at) as to_states
                    from registry_card_change where card = any($1::int8[]) group by card) h
         on h.card = c.card
      where c.card = any($1::int8[])`,
    [cards],
    'registry-card-facts',
  )
  return new Map(rows.map((row) => [row.card, factsOf(row)]))
}

/** One card as `packedCards` writes it: number 8, standing 1, product 2, issued at 8, valid from 4, valid to 4. */
export const PACKED_CARD_BYTES = 27

/**
 * What judging needs of these cards, packed, in no order; a card that is not registered is not among
 * them. Standing is 1 for a card that is active ever since its issue, 2 where something happened; then the
 * place of its product in `profiles` from 1; then times as the server sends them (microseconds and days since
 * 2000). Reading the cards by one list of numbers visits every page of the index once.
 */
export async function packedCards(
  sql: Sql,
  cards: Buffer,
): Promise<{ readonly packed: Buffer; readonly profiles: readonly string[] }> {
  const { rows } = await sql.query<{ packed: Buffer | null; profiles: string[] | null }>(
    `with product as materialized (
       select product, version, profile, row_number() over (order by product, version)::int2 as place
         from registry_card_product),
     changed as materialized (
       select distinct card from registry_card_change
        where card = any($1::int8[])
          and from_state not in ('blank', 'personalised', 'ready', 'spoiled'))
     select (select array_agg(profile order by place) from product) as profiles,
            (select string_agg(
                      int8send(c.card)
                        || case when c.state = 'active' and c.card not in (select card from changed)
                                then '\\x01'::bytea else '\\x02'::bytea end
                        || int2send(p.place) || timestamptz_send(c.issued_at)
                        || date_send(c.valid_from) || date_send(c.valid_to), ''::bytea)
               from registry_card c
               join product p on p.product = c.product and p.version = c.product_version
              where c.card = any($1::int8[])) as packed`,
    [cards],
    'registry-packed-cards',
  )
  return { packed: rows[0]?.packed ?? Buffer.alloc(0), profiles: rows[0]?.profiles ?? [] }
}

function factsOf({
  digits,
  changedAt,
  acts,
  fromStates,
  toStates,
  ...card
}: CardRow & {
  readonly changedAt: readonly Date[]
  readonly acts: readonly string[]
  readonly fromStates: readonly CardState[]
  readonly toStates: readonly CardState[]
}): CardFacts {
  const changes = changedAt.flatMap((at, index): CardChange[] => {
    const [act, from, to] = [acts[index], fromStates[index], toStates[index]]
    return act === undefined || from === undefined || to === undefined
      ? []
      : [{ at, act, from, to }]
  })
  return { ...card, number: cardNumberOf(card.card, digits), changes }
}

/** Every load of these cards, in order of card and time. */
export async function cardLoads(sql: Sql, cards: readonly bigint[]): Promise<CardLoad[]> {
  const { rows } = await sql.query<Omit<CardLoad, 'card'> & { card: bigint; digits: number }>(
    `select l.card, c.digits, l.online_seq as "onlineSeq", l.amount_fen as "amountFen",
            l.loaded_at as "loadedAt"
       from registry_card_load l join registry_card c on c.card = l.card
      where l.card = any($1::int8[]) order by l.card, l.loaded_at, l.online_seq`,
    [cards],
  )
  return rows.map(({ digits, card, ...load }) => ({ ...load, card: cardNumberOf(card, digits) }))
}

/** Ends a contract on a date; false when it is unknown or has ended already. */
export async function writeContractEnd(
  tx: Tx,
  contract: string,
  lastDate: string,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update registry_contract set valid_to = $2
      where contract = $1 and valid_to is null and valid_from <= $2::date`,
    [contract, lastDate],
  )
  return rowCount === 1
}

/** Takes a SAM out of its terminal at an instant; false when it is in none. */
export async function writeSamUnbound(tx: Tx, sam: SamNumber, at: Date): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update registry_sam_binding set bound_to = $2
      where sam = $1 and bound_to is null and bound_from <= $2`,
    [sam, at],
  )
  return rowCount === 1
}

/** Blocks a SAM from an instant, in the binding it has then; false when there is none or it is blocked. */
export async function writeSamBlocked(tx: Tx, sam: SamNumber, from: Date): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update registry_sam_binding set blocked_from = $2
      where sam = $1 and blocked_from is null and bound_from <= $2
        and (bound_to is null or bound_to > $2)`,
    [sam, from],
  )
  return rowCount === 1
}
