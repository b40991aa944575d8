import type { Sql, Tx } from '../base'
import type { BatchTotals } from './store-messages'
import type { BatchState } from './terminal'
import type { SettlementResult } from './totals'

/** A batch of a terminal, as both sides counted it. */
export interface PosBatch {
  readonly terminal: string
  readonly batch: number
  readonly openedAt: Date
  readonly state: BatchState
  readonly theirs: BatchTotals | null
  readonly ours: BatchTotals | null
  readonly result: SettlementResult | null
  readonly lines: number
  readonly closedAt: Date | null
}

interface BatchRow extends Omit<PosBatch, 'theirs' | 'ours'> {
  readonly theirDebitFen: bigint | null
  readonly theirDebits: number | null
  readonly theirCreditFen: bigint | null
  readonly theirCredits: number | null
  readonly ourDebitFen: bigint | null
  readonly ourDebits: number | null
  readonly ourCreditFen: bigint | null
  readonly ourCredits: number | null
}

const COLUMNS = `b.terminal, b.batch, b.opened_at as "openedAt", b.state, b.result, b.lines, b.closed_at as "closedAt",
  b.their_debit_fen as "theirDebitFen", b.their_debits as "theirDebits", b.their_credit_fen as "theirCreditFen",
  b.their_credits as "theirCredits", b.our_debit_fen as "ourDebitFen", b.our_debits as "ourDebits",
  b.our_credit_fen as "ourCreditFen", b.our_credits as "ourCredits"`

function batchOf(row: BatchRow): PosBatch {
  const { terminal, batch, openedAt, state, result, lines, closedAt } = row
  const totals = (of: readonly (bigint | number | null)[]): BatchTotals | null => {
    const [debitFen, debits, creditFen, credits] = of
    return debitFen === null
      ? null
      : {
          debitFen: debitFen as bigint,
          debits: debits as number,
          creditFen: creditFen as bigint,
          credits: credits as number,
        }
  }
  return {
    terminal,
    batch,
    openedAt,
    state,
    result,
    lines,
    closedAt,
    theirs: totals([row.theirDebitFen, row.theirDebits, row.theirCreditFen, row.theirCredits]),
    ours: totals([row.ourDebitFen, row.ourDebits, row.ourCreditFen, row.ourCredits]),
  }
}

/** The newest batch of a terminal under a number. Its terminal is locked by the caller. */
export async function batchNamed(
  sql: Sql,
  of: { readonly terminal: string; readonly batch: number },
): Promise<PosBatch | undefined> {
  const { rows } = await sql.query<BatchRow>(
    `select ${COLUMNS} from acquiring_batch b where terminal = $1 and batch = $2
      order by opened_at desc limit 1`,
    [of.terminal, of.batch],
  )
  return rows[0] === undefined ? undefined : batchOf(rows[0])
}

/** Kinds of messages that count as money taken, and as money given back; a purse sale is money taken. */
const DEBITS = `('purchase', 'completion', 'completion-notice', 'offline-sale', 'purse-sale')`

/** A message of a batch that counts in its totals, as we have it. */
export interface CountedMessage {
  readonly message: bigint
  readonly trace: number
  readonly amountFen: bigint
  readonly isCredit: boolean
  readonly cardMasked: string
}

/**
 * What counts in the totals of a batch: sales and refunds that stand. A sale that was voided or reversed is not there
 * any more; pre-authorisations and loads never count.
 */
export async function countedIn(
  sql: Sql,
  { terminal, batch, openedAt }: Pick<PosBatch, 'terminal' | 'batch' | 'openedAt'>,
): Promise<CountedMessage[]> {
  const { rows } = await sql.query<CountedMessage>(
    `select message, trace, amount_fen as "amountFen", kind = 'refund' as "isCredit",
            card_masked as "cardMasked"
       from acquiring_message
      where terminal = $1 and batch = $2 and arrived_at >= $3 and class in ('request', 'notice')
        and ((kind in ${DEBITS} and state in ('approved', 'claimed', 'upheld', 'rejected', 'taken'))
             or (kind = 'refund' and state = 'approved'))
      order by trace`,
    [terminal, batch, openedAt],
    'acquiring-counted',
  )
  return rows
}

export function totalsOf(counted: readonly CountedMessage[]): BatchTotals {
  const sum = (of: readonly CountedMessage[]): bigint =>
    of.reduce((total, { amountFen }) => total + amountFen, 0n)
  const credits = counted.filter(({ isCredit }) => isCredit)
  const debits = counted.filter(({ isCredit }) => !isCredit)
  return {
    debitFen: sum(debits),
    debits: debits.length,
    creditFen: sum(credits),
    credits: credits.length,
  }
}

/** Both sides of a batch as they were compared. */
export async function writeCompared(
  tx: Tx,
  batch: Pick<PosBatch, 'terminal' | 'batch' | 'openedAt'>,
  to: {
    readonly state: BatchState
    readonly closedAt: Date | null
    readonly theirs: BatchTotals | null
    readonly ours: BatchTotals
    readonly result: SettlementResult | null
  },
): Promise<void> {
  await tx.query(
    `update acquiring_batch
        set state = $4, closed_at = $5, result = $6,
            their_debit_fen = $7, their_debits = $8, their_credit_fen = $9, their_credits = $10,
            our_debit_fen = $11, our_debits = $12, our_credit_fen = $13, our_credits = $14
      where terminal = $1 and batch = $2 and opened_at = $3`,
    [
      batch.terminal,
      batch.batch,
      batch.openedAt,
      to.state,
      to.closedAt,
      to.result,
      to.theirs?.debitFen ?? null,
      to.theirs?.debits ?? null,
      to.theirs?.creditFen ?? null,
      to.theirs?.credits ?? null,
      to.ours.debitFen,
      to.ours.debits,
      to.ours.creditFen,
      to.ours.credits,
    ],
  )
}

/** A line of the terminal's own log. */
export interface UploadedLine {
  readonly trace: number
  readonly amountFen: bigint
  readonly cardMasked: string
  /** f60.3, or f60.1 where the line is a message of its own. */
  readonly upload: string
}

/** Keeps lines by their trace numbers: one that came before changes nothing. */
export async function insertLines(
  tx: Tx,
  batch: Pick<PosBatch, 'terminal' | 'batch' | 'openedAt'>,
  lines: readonly UploadedLine[],
  at: Date,
): Promise<void> {
  await tx.query(
    `with fresh as (
       insert into acquiring_line (terminal, batch, opened_at, trace, upload, card_masked, amount_fen, received_at)
       select $1, $2, $3, * from (
         select given.*, $8::timestamptz from unnest($4::int4[], $5::text[], $6::text[], $7::int8[]) as given) lines
       on conflict do nothing returning 1)
     update acquiring_batch set lines = lines + (select count(*) from fresh)
      where terminal = $1 and batch = $2 and opened_at = $3`,
    [
      batch.terminal,
      batch.batch,
      batch.openedAt,
      lines.map(({ trace }) => trace),
      lines.map(({ upload }) => upload),
      lines.map(({ cardMasked }) => cardMasked),
      lines.map(({ amountFen }) => amountFen),
      at,
    ],
  )
}

export async function linesOf(
  sql: Sql,
  batch: Pick<PosBatch, 'terminal' | 'batch' | 'openedAt'>,
): Promise<UploadedLine[]> {
  const { rows } = await sql.query<UploadedLine>(
    `select trace, amount_fen as "amountFen", card_masked as "cardMasked", upload from acquiring_line
      where terminal = $1 and batch = $2 and opened_at = $3 order by trace`,
    [batch.terminal, batch.batch, batch.openedAt],
  )
  return rows
}

/** What one line of a batch turned out to be. */
export interface Difference {
  readonly trace: number
  readonly found: 'host-only' | 'terminal-only' | 'amounts-differ'
  readonly hostFen: bigint | null
  readonly terminalFen: bigint | null
  readonly message: bigint | null
}

export async function insertDifferences(
  tx: Tx,
  batch: Pick<PosBatch, 'terminal' | 'batch' | 'openedAt'>,
  differences: readonly Difference[],
): Promise<void> {
  await tx.query(
    `insert into acquiring_difference (terminal, batch, opened_at, trace, found, host_fen, terminal_fen, message)
     select $1, $2, $3, * from unnest($4::int4[], $5::text[], $6::int8[], $7::int8[], $8::int8[])
     on conflict do nothing`,
    [
      batch.terminal,
      batch.batch,
      batch.openedAt,
      differences.map(({ trace }) => trace),
      differences.map(({ found }) => found),
      differences.map(({ hostFen }) => hostFen),
      differences.map(({ terminalFen }) => terminalFen),
      differences.map(({ message }) => message),
    ],
  )
}

export async function differencesOf(
  sql: Sql,
  batch: Pick<PosBatch, 'terminal' | 'batch' | 'openedAt'>,
): Promise<Difference[]> {
  const { rows } = await sql.query<Difference>(
    `select trace, found, host_fen as "hostFen", terminal_fen as "terminalFen", message
       from acquiring_difference where terminal = $1 and batch = $2 and opened_at = $3 order by trace`,
    [batch.terminal, batch.batch, batch.openedAt],
  )
  return rows
}

/** Batches of one operator or one terminal, newest first. */
export async function listBatches(
  sql: Sql,
  asked: {
    readonly operator?: string | undefined
    readonly terminal?: string | undefined
    readonly after?: { readonly openedAt: Date; readonly terminal: string } | undefined
    readonly limit: number
  },
): Promise<PosBatch[]> {
  const { rows } = await sql.query<BatchRow>(
    `select ${COLUMNS} from acquiring_batch b join acquiring_terminal t using (terminal)
      where ($1::text is null or t.operator = $1) and ($2::text is null or b.terminal = $2)
        and ($3::timestamptz is null or (b.opened_at, b.terminal) < ($3, $4))
      order by b.opened_at desc, b.terminal desc limit $5`,
    [
      asked.operator ?? null,
      asked.terminal ?? null,
      asked.after?.openedAt ?? null,
      asked.after?.terminal ?? '',
      asked.limit,
    ],
  )
  return rows.map(batchOf)
}

/** Batches begun before an instant that nobody has closed and that hold something; by terminal. */
export async function batchesLeftOpen(
  sql: Sql,
  before: Date,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await sql.query<{ terminal: string }>(
    `select b.terminal from acquiring_batch b
      where b.closed_at is null and b.opened_at < $1
        and exists (select from acquiring_message m
                     where m.terminal = b.terminal and m.batch = b.batch and m.arrived_at >= b.opened_at)
      order by b.opened_at limit $2`,
    [before, limit],
  )
  return rows.map(({ terminal }) => terminal)
}
