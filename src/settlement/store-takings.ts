import { setTimeout as pause } from 'node:timers/promises'
import { grouped, type BusinessDate, type Sql, type Tx } from '../base'
import { soldByJournal } from './store-pos'
import { remediedByJournal } from './store-remedies'
import { type ContractTakings, takingsFields } from './takings'

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
