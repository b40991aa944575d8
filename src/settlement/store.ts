import type { BusinessDate, MicroFen, Sql, Tx } from '../base'
import type { DayState } from '../ledger'
import type { StatementLine, Sums } from './statement'

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
