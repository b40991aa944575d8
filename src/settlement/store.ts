import { setTimeout as pause } from 'node:timers/promises'
import { grouped, type BusinessDate, type MicroFen, type Sql, type Tx } from '../base'
import type { DayState } from '../ledger'
import type { StatementLine, Sums } from './statement'
import { soldByJournal } from './store-pos'
import { remediedByJournal } from './store-remedies'
import { type ContractTakings, takingsFields } from './takings'

/** A closed day as it was written down. */
export interface SettledDay extends Omit<
  Sums,
  'cityCardFen' | 'cityConcessionFen' | 'cityTransferFen'
> {
  readonly day: BusinessDate
  readonly previousDay: BusinessDate | null
  readonly previousDigest: Buffer | null
  readonly statements: number
  readonly bytes: string
  readonly digest: Buffer
  readonly closedAt: Date
}

/** A statement line with the day it is of. */
export interface DatedLine extends StatementLine {
  readonly day: BusinessDate
}

type DatedTakings = ContractTakings & { readonly day: BusinessDate }

/**
 * What a day took, by operator and contract: taps from the per-batch totals of clearing, never tap by tap, and what
 * POS terminals sold online under the contracts of their merchants, less what disputes gave back of it.
 */
export async function takingsOfDay(sql: Sql, day: BusinessDate): Promise<ContractTakings[]> {
  const { rows } = await sql.query<ContractTakings>(
    `with taken as (
       select operator, contract, taps, list_fen, charged_fen, card_discount_fen, concession_fen, transfer_fen,
              city_card_fen, city_concession_fen, city_transfer_fen
         from clearing_batch_total_view where settle_date = $1::date
       union all
       select operator, contract, booked_count, booked_fen, booked_fen, 0, 0, 0, 0, 0, 0
         from acquiring_day_total_view where day = $1::date
       union all
       select operator, contract, 0, -fen, -fen, 0, 0, 0, 0, 0, 0
         from card_care_remedy_view where day = $1::date and operator is not null
     )
     select operator, contract, sum(taps)::int8 as taps, sum(list_fen)::int8 as "listFen",
            sum(charged_fen)::int8 as "chargedFen", sum(card_discount_fen)::int8 as "cardDiscountFen",
            sum(concession_fen)::int8 as "concessionFen", sum(transfer_fen)::int8 as "transferFen",
            sum(city_card_fen)::int8 as "cityCardFen", sum(city_concession_fen)::int8 as "cityConcessionFen",
            sum(city_transfer_fen)::int8 as "cityTransferFen"
       from taken group by operator, contract`,
    [day],
    'settlement-takings-of-day',
  )
  return rows
}

/** In how many slices a day is derived again with rests between them. */
export const SLICES = 8

/**
 * What was taken by the independent roads: taps by taps, sales and remedies by the journal. At once, or with a rest after
 * each slice of the taps, so that those who post meanwhile are served as before.
 */
export const takingsFromTaps = async (
  sql: Sql | Tx,
  day?: BusinessDate,
  pace: { readonly restMs: number } | 'at once' = 'at once',
): Promise<DatedTakings[]> =>
  together([
    ...(await (pace === 'at once' ? tappedByTaps(sql, day) : tappedInSlices(sql, day, pace))),
    ...(await soldByJournal(sql, day)),
    ...(await remediedByJournal(sql, day)),
  ])

/**
 * The same by the independent road: from every tap that was paid and every ruling, with the contract of its
 * own date and that contract's bearers, and without any total. For one day, or for all days when none is
 * named.
 *
 * Each batch is summed by itself, in one pass over its taps that looks nothing up and groups by nothing:
 * that is a third of the cost of grouping by date and discount, and a batch of one operator whose earliest
 * and latest tap fall under one contract is all under it (an operator has one contract a day at most). Only
 * batches that straddle two contracts, or lie outside of all, are summed again date by date.
 *
 * Outside of a transaction half of the batches are summed on another connection at the same time; what is asked
 * for must then stand still, as a settled day does.
 */
async function tappedByTaps(sql: Sql | Tx, day?: BusinessDate): Promise<DatedTakings[]> {
  if ('inTransaction' in sql) return partFromTaps(sql, day, { part: 0, of: 1 })
  const parts = await Promise.all([
    partFromTaps(sql, day, { part: 0, of: 2 }),
    partFromTaps(sql, day, { part: 1, of: 2 }),
  ])
  return together(parts.flat())
}

async function tappedInSlices(
  sql: Sql,
  day: BusinessDate | undefined,
  { restMs }: { readonly restMs: number },
): Promise<DatedTakings[]> {
  const slices: DatedTakings[][] = []
  for (let part = 0; part < SLICES; part++) {
    slices.push(await partFromTaps(sql, day, { part, of: SLICES }))
    await pause(restMs)
  }
  return together(slices.flat())
}

/** What parts took, added up by operator and contract, and by day where they have one. */
function together<Taken extends ContractTakings & { readonly day?: BusinessDate }>(
  parts: readonly Taken[],
): Taken[] {
  const groups = grouped(
    parts,
    ({ day, operator, contract }) => `${day ?? ''} ${operator} ${contract}`,
  )
  return [...groups.values()].map((group) =>
    group.reduce((sum, taken) => ({
      ...sum,
      ...Object.fromEntries(takingsFields.map((field) => [field, sum[field] + taken[field]])),
    })),
  )
}

/** Of every `of` batches one, and all rulings in part 0. */
async function partFromTaps(
  sql: Sql,
  day: BusinessDate | undefined,
  { part, of }: { readonly part: number; readonly of: number },
): Promise<DatedTakings[]> {
  const { rows } = await sql.query<DatedTakings>(
    `with whole as materialized (
       select booked.settle_date as day, booked.batch, booked.operator, agreed.contract, summed.*
         from clearing_batch_view booked
        cross join lateral (
          select min(event_date) as first, max(event_date) as last, count(*) as taps, ${sums('')}
            from clearing_taken_view taken where taken.batch = booked.batch
        ) summed
         left join registry_contract_view agreed
           on agreed.operator = booked.operator and agreed.valid_from <= summed.first
          and (agreed.valid_to is null or agreed.valid_to >= summed.last)
        where ($1::date is null or booked.settle_date = $1::date) and abs(booked.batch) % $2::int8 = $3::int8
          and summed.taps > 0
     ), dated as (
       select whole.day, whole.operator, summed.*
         from whole
        cross join lateral (
          select event_date, count(*) as taps, ${sums('')}
            from clearing_taken_view taken where taken.batch = whole.batch group by event_date
        ) summed
        where whole.contract is null
       union all
       select settle_date, operator, event_date, sum(sign) as taps, ${sums('sign * ')}
         from clearing_ruled_view
        where ($1::date is null or settle_date = $1::date) and $3::int8 = 0
        group by settle_date, operator, event_date
     ), taken as (
       select day, operator, contract, taps, list_fen, charged_fen, let_off_fen, concession_fen, transfer_fen
         from whole where contract is not null
       union all
       select dated.day, dated.operator, coalesce(agreed.contract, 'none'), taps, list_fen, charged_fen,
              let_off_fen, concession_fen, transfer_fen
         from dated
         left join registry_contract_view agreed
           on agreed.operator = dated.operator and agreed.valid_from <= dated.event_date
          and (agreed.valid_to is null or agreed.valid_to >= dated.event_date)
     ), shared as (
       select day, operator, contract, sum(taps) as taps, sum(list_fen) as list_fen,
              sum(charged_fen) as charged_fen,
              sum(let_off_fen - concession_fen - transfer_fen) as card_fen,
              sum(concession_fen) as concession_fen, sum(transfer_fen) as transfer_fen
         from taken group by day, operator, contract
     )
     select shared.day, shared.operator, shared.contract, taps::int8 as taps,
            list_fen::int8 as "listFen", charged_fen::int8 as "chargedFen",
            card_fen::int8 as "cardDiscountFen", concession_fen::int8 as "concessionFen",
            transfer_fen::int8 as "transferFen",
            (case when agreed.card_discount_bearer = 'city' then card_fen else 0 end)::int8 as "cityCardFen",
            (case when agreed.concession_bearer = 'city' then concession_fen else 0 end)::int8
              as "cityConcessionFen",
            (case when agreed.transfer_bearer = 'city' then transfer_fen else 0 end)::int8 as "cityTransferFen"
       from shared left join registry_contract_view agreed on agreed.contract = shared.contract`,
    [day ?? null, of, part],
  )
  return rows
}

/** Sums over taps, or over rulings, which have a sign. Discounts by kind: 2 concession, 3 transfer, else card. */
function sums(sign: '' | 'sign * '): string {
  const letOff = `${sign}greatest(list_fen - charged_fen, 0)`
  const ofKind = (kind: number): string =>
    `coalesce(sum(${letOff}) filter (where discount = ${kind}), 0)`
  return `sum(${sign}list_fen) as list_fen, sum(${sign}charged_fen) as charged_fen,
    sum(${letOff}) as let_off_fen, ${ofKind(2)} as concession_fen, ${ofKind(3)} as transfer_fen`
}

/** What each contract's earlier days left below one fen. A contract that never settled is not in it. */
export async function carriesBefore(
  sql: Sql,
  contracts: readonly string[],
  day: BusinessDate,
): Promise<Map<string, MicroFen>> {
  const { rows } = await sql.query<{ contract: string; carried: MicroFen }>(
    `select asked.contract, last.carried
       from unnest($1::text[]) as asked (contract)
       cross join lateral (select carried_out_micro_fen as carried from settlement_statement s
                            where s.contract = asked.contract and s.day < $2::date
                            order by s.day desc limit 1) last`,
    [contracts, day],
    'settlement-carries-before',
  )
  return new Map(rows.map(({ contract, carried }) => [contract, carried]))
}

/** The days of the books that are not closed, oldest first. */
export async function unclosedDays(
  sql: Sql,
): Promise<{ readonly day: BusinessDate; readonly state: DayState }[]> {
  const { rows } = await sql.query<{ day: BusinessDate; state: DayState }>(
    `select day, state from ledger_day_view where state <> 'closed' order by day`,
    [],
    'settlement-unclosed-days',
  )
  return rows
}

const dayColumns = `day, previous_day as "previousDay", previous_digest as "previousDigest", statements,
  taps, list_fen as "listFen", charged_fen as "chargedFen", surcharge_fen as "surchargeFen",
  card_discount_fen as "cardDiscountFen", concession_fen as "concessionFen",
  transfer_fen as "transferFen", subsidy_fen as "subsidyFen", fee_fen as "feeFen",
  net_fen as "netFen", bytes, digest, closed_at as "closedAt"`

export async function settledDay(sql: Sql, day: BusinessDate): Promise<SettledDay | undefined> {
  const { rows } = await sql.query<SettledDay>(
    `select ${dayColumns} from settlement_day where day = $1`,
    [day],
    'settlement-day',
  )
  return rows[0]
}

export async function lastSettledDay(sql: Sql): Promise<SettledDay | undefined> {
  const { rows } = await sql.query<SettledDay>(
    `select ${dayColumns} from settlement_day order by day desc limit 1`,
    [],
    'settlement-last-day',
  )
  return rows[0]
}

/** Every settled day, oldest first. */
export async function settledDays(sql: Sql): Promise<SettledDay[]> {
  const { rows } = await sql.query<SettledDay>(
    `select ${dayColumns} from settlement_day order by day`,
  )
  return rows
}

const lineColumns = `operator, contract, taps, list_fen as "listFen", charged_fen as "chargedFen",
  surcharge_fen as "surchargeFen", card_discount_fen as "cardDiscountFen",
  concession_fen as "concessionFen", transfer_fen as "transferFen",
  city_card_fen as "cityCardFen", city_concession_fen as "cityConcessionFen",
  city_transfer_fen as "cityTransferFen", subsidy_fen as "subsidyFen", fee_ppm as "feePpm",
  fee_fen as "feeFen", carried_in_micro_fen as "carriedInMicroFen",
  carried_out_micro_fen as "carriedOutMicroFen", net_fen as "netFen", demo`

/** Statement lines in order of day, operator and contract; all of them, or of one day. */
export async function statementLines(sql: Sql, day?: BusinessDate): Promise<DatedLine[]> {
  const { rows } = await sql.query<DatedLine>(
    `select day, ${lineColumns} from settlement_statement
      where $1::date is null or day = $1::date order by day, operator, contract`,
    [day ?? null],
  )
  return rows
}

/** Writes the day with its lines; false when somebody else has just written it (waits until that is certain). */
export async function writeDay(
  tx: Tx,
  day: SettledDay,
  lines: readonly StatementLine[],
): Promise<boolean> {
  const column = (of: (line: StatementLine) => unknown): unknown[] => lines.map(of)
  const { rowCount } = await tx.query(
    `with written as (
       insert into settlement_day (day, previous_day, previous_digest, statements, taps, list_fen,
          charged_fen, surcharge_fen, card_discount_fen, concession_fen, transfer_fen, subsidy_fen,
          fee_fen, net_fen, bytes, digest, closed_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
       on conflict (day) do nothing
       returning day
     ), lines as (
       insert into settlement_statement (day, operator, contract, taps, list_fen, charged_fen,
          surcharge_fen, card_discount_fen, concession_fen, transfer_fen, city_card_fen,
          city_concession_fen, city_transfer_fen, subsidy_fen, fee_ppm, fee_fen, carried_in_micro_fen,
          carried_out_micro_fen, net_fen, demo)
       select written.day, line.*
         from written
        cross join unnest($18::text[], $19::text[], $20::int8[], $21::int8[], $22::int8[], $23::int8[],
          $24::int8[], $25::int8[], $26::int8[], $27::int8[], $28::int8[], $29::int8[], $30::int8[],
          $31::int8[], $32::int8[], $33::int8[], $34::int8[], $35::int8[], $36::boolean[]) as line
     )
     select day from written`,
    [
      day.day,
      day.previousDay,
      day.previousDigest,
      day.statements,
      day.taps,
      day.listFen,
      day.chargedFen,
      day.surchargeFen,
      day.cardDiscountFen,
      day.concessionFen,
      day.transferFen,
      day.subsidyFen,
      day.feeFen,
      day.netFen,
      day.bytes,
      day.digest,
      day.closedAt,
      column((line) => line.operator),
      column((line) => line.contract),
      column((line) => line.taps),
      column((line) => line.listFen),
      column((line) => line.chargedFen),
      column((line) => line.surchargeFen),
      column((line) => line.cardDiscountFen),
      column((line) => line.concessionFen),
      column((line) => line.transferFen),
      column((line) => line.cityCardFen),
      column((line) => line.cityConcessionFen),
      column((line) => line.cityTransferFen),
      column((line) => line.subsidyFen),
      column((line) => line.feePpm),
      column((line) => line.feeFen),
      column((line) => line.carriedInMicroFen),
      column((line) => line.carriedOutMicroFen),
      column((line) => line.netFen),
      column((line) => line.demo),
    ],
    'settlement-write-day',
  )
  return rowCount === 1
}

/** Kinds of movements that are an operator’s takings. */
const TAKEN = `'takings', 'takings-ruled', 'pos-sale', 'pos-sale-undone', 'pos-refund', 'pos-claim-upheld',
  'dispute-remedied'`

/** What the books say of each operator's closed days, in fen: taken, kept as fee, and all the rest. */
export interface PayableInBooks {
  readonly operator: string
  readonly takenFen: bigint
  readonly feeFen: bigint
  /** Pay-outs and what else moved the account (their sign as seen from the operator). */
  readonly otherFen: bigint
  readonly balanceFen: bigint
}

/** The operator payables of all closed days, from the entries of the journal. */
export async function payablesInBooks(sql: Sql): Promise<PayableInBooks[]> {
  const { rows } = await sql.query<PayableInBooks>(
    `with entry as (
       select split_part(e.account, ':', 2) as operator, e.kind,
              case e.side when 'C' then e.amount_fen else -e.amount_fen end as owed_fen
         from ledger_entry_view e
         join ledger_day_view d on d.day = e.day and d.state = 'closed'
        where e.account like '2004.operator-payable:%'
     )
     select operator,
            coalesce(sum(owed_fen) filter (where kind in (${TAKEN})), 0)::int8 as "takenFen",
            coalesce(-sum(owed_fen) filter (where kind = 'commission'), 0)::int8 as "feeFen",
            coalesce(sum(owed_fen) filter
              (where kind not in (${TAKEN}, 'commission')), 0)::int8 as "otherFen",
            sum(owed_fen)::int8 as "balanceFen"
       from entry group by operator order by operator`,
  )
  return rows
}

/** Every commission of the books: its reference and what it took from the operator, in fen. */
export async function commissionsInBooks(
  sql: Sql,
): Promise<{ readonly reference: string; readonly feeFen: bigint }[]> {
  const { rows } = await sql.query<{ reference: string; feeFen: bigint }>(
    `select reference,
            sum(case side when 'D' then amount_fen else -amount_fen end)::int8 as "feeFen"
       from ledger_entry_view
      where kind = 'commission' and account like '2004.operator-payable:%'
      group by reference`,
  )
  return rows
}

/** The closed days of the books with the digest they were closed with. */
export async function closedInBooks(
  sql: Sql,
): Promise<{ readonly day: BusinessDate; readonly digest: Buffer }[]> {
  const { rows } = await sql.query<{ day: BusinessDate; digest: Buffer }>(
    `select day, digest from ledger_day_view where state = 'closed' order by day`,
  )
  return rows
}
