import { grouped, type Sql } from '../base'
import type { Finding } from '../ledger'
import { rulingEvidence } from './rule'
import { evidenceOf, tapsOfBatches } from './store-taps'
import type { Tap } from './tap'
import { codeOf } from './verdict'

/** How many breaches one finding names. */
const NAMED_MAX = 20

/**
 * What must be true of clearing at any moment, each checked by a road of its own. While the centre is at work
 * hand in a transaction that sees one moment (repeatable read). Cards of batches whose chains have not been
 * looked at yet, and cards noted as changed, are left out of what only chains can say.
 */
export async function auditClearing(sql: Sql): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const check of checks) findings.push(await runCheck(sql, check))
  findings.push(...(await batchesStand(sql)), await rulingsStand(sql))
  return findings
}

interface Check {
  readonly check: string
  readonly holds: string
  /** Answers one row per breach: `where_` and `drift_fen`. */
  readonly sql: string
}

/** Cards whose chains wait to be looked at. */
const WAITING_CARDS = `
  select card from clearing_tap join clearing_chain_todo using (batch)
  union all select card from clearing_claim join clearing_chain_todo using (batch)
  union all select card from clearing_card_todo`

const checks: readonly Check[] = [
  {
    check: 'verdicts-equal-files',
    holds: 'every record of every whole file has one verdict, and the amounts add up to the file',
    sql: `
      select 'upload ' || upload.operator || '/' || upload.file_no as where_,
             upload.sum_fen - coalesce(sum(accepted_fen + duplicate_fen + suspect_fen + rejected_fen), 0)::int8
               as drift_fen
        from clearing_upload upload left join clearing_batch batch using (upload)
       where upload.state = 'complete'
       group by upload.upload
      having upload.record_count <> coalesce(sum(length(batch.verdicts)), 0)
          or upload.sum_fen <>
             coalesce(sum(accepted_fen + duplicate_fen + suspect_fen + rejected_fen), 0)`,
  },
  {
    check: 'journal-equals-taps',
    holds: 'what the ledger took from cardholders for a batch is what its taps add up to',
    sql: `
      with taken as (
        select batch, count(*) as taps, sum(amount_fen)::int8 as charged_fen, sum(list_fen)::int8 as list_fen
          from clearing_tap group by batch),
      journal as (
        select movement.reference,
               sum(case when entry.side = 'D' then entry.amount_fen else -entry.amount_fen end)::int8 as fen
          from ledger_movement_view movement
          join ledger_entry_view entry on entry.movement = movement.movement
         where movement.kind = 'takings' and entry.account = '2001.cardholder-value'
         group by movement.reference),
      totals as (
        select batch, sum(taps)::int8 as taps, sum(charged_fen)::int8 as charged_fen,
               sum(list_fen)::int8 as list_fen
          from clearing_batch_total where cause = 'takings' group by batch)
      select 'batch ' || batch.batch as where_,
             coalesce(journal.fen, 0) - coalesce(taken.charged_fen, 0) as drift_fen
        from clearing_batch batch
        left join taken using (batch)
        left join totals using (batch)
        left join journal on journal.reference = 'takings:' || batch.batch
       where coalesce(journal.fen, 0) <> coalesce(taken.charged_fen, 0)
          or coalesce(totals.charged_fen, 0) <> coalesce(taken.charged_fen, 0)
          or coalesce(totals.list_fen, 0) <> coalesce(taken.list_fen, 0)
          or coalesce(totals.taps, 0) <> coalesce(taken.taps, 0)`,
  },
  {
    check: 'cardholder-value-equals-cards',
    holds:
      'what the centre owes to cardholders is what was loaded less what was paid and what closed cards left',
    sql: `
      select '2001.cardholder-value' as where_, drift_fen from (
        select (select coalesce(sum(case when side = 'C' then amount_fen else -amount_fen end), 0)
                  from ledger_entry_view where account = '2001.cardholder-value')
             - (select coalesce(sum(amount_fen), 0) from registry_card_load_view)
             + (select coalesce(sum(sign * charged_fen), 0) from clearing_paid_view)
             + (select coalesce(sum(purse_fen), 0) from card_care_value_closed_view) as drift_fen) value
       where drift_fen <> 0`,
  },
  {
    check: 'shadows-equal-cards',
    holds:
      'where no gap is open, the balance of a purse is what was loaded less what was paid or is held',
    sql: `
      with loaded as (
        select card, sum(amount_fen) as fen from registry_card_load_view group by card),
      paid as (
        select card, sum(sign * charged_fen) as fen from clearing_paid_view group by card),
      shadow as (
        select card, sum(balance_fen) as balance, sum(held_fen) as held, sum(paid_fen) as paid,
               sum(gap_count + break_count) as open
          from clearing_card_shadow group by card)
      select 'card ' || left(card::text, 6) || '…' || right(card::text, 4) as where_,
             (shadow.balance + shadow.held + coalesce(paid.fen, 0) - coalesce(loaded.fen, 0))::int8 as drift_fen
        from shadow left join loaded using (card) left join paid using (card)
       where shadow.open = 0 and shadow.card not in (${WAITING_CARDS})
         and (shadow.balance + shadow.held + coalesce(paid.fen, 0) <> coalesce(loaded.fen, 0)
              or shadow.paid <> coalesce(paid.fen, 0))`,
  },
  {
    check: 'one-counter-paid-once',
    holds: 'no counter of a purse is paid twice, and no signed record either',
    sql: `
      select 'card ' || left(card::text, 6) || '…' || right(card::text, 4) || ' counter ' || counter as where_,
             0::int8 as drift_fen
        from (
          select tap.card, case when tap.type in (4, 5) then 1 else 2 end as purse, tap.counter
            from clearing_tap tap
            left join (
              select card, event_date, sam, term_seq, batch, line, sum(sign) as sign
                from clearing_ruling group by 1, 2, 3, 4, 5, 6) ruled
              on ruled.card = tap.card and ruled.event_date = tap.event_date and ruled.sam = tap.sam
             and ruled.term_seq = tap.term_seq and ruled.batch = tap.batch and ruled.line = tap.line
           where coalesce(ruled.sign, 0) = 0
          union all
          select ruling.card, case when claim.type in (4, 5) then 1 else 2 end, claim.counter
            from clearing_ruling ruling
            join clearing_claim claim using (card, event_date, sam, term_seq, batch, line)
           group by 1, 2, 3, ruling.event_date, ruling.sam, ruling.term_seq, ruling.batch, ruling.line
          having sum(ruling.sign) > 0) standing
       where card not in (${WAITING_CARDS})
       group by card, purse, counter having count(*) > 1`,
  },
]

async function runCheck(sql: Sql, { check, holds, sql: text }: Check): Promise<Finding> {
  const { rows } = await sql.query<{ where_: string; drift_fen: bigint | string }>(
    `${text} limit ${NAMED_MAX}`,
  )
  if (rows.length === 0) return { check, ok: true, detail: holds }
  return {
    check,
    ok: false,
    detail: `not so: ${holds}`,
    where: rows.map(({ where_ }) => where_).join(', '),
    driftFen: rows.reduce((sum, row) => sum + absolute(BigInt(row.drift_fen)), 0n),
  }
}

const BATCHES_A_PAGE = 8

interface KeptBatch {
  readonly batch: bigint
  readonly verdicts: Buffer
  readonly accepted: bigint
  readonly evidence: Buffer
}

/**
 * Recomputes every batch from its taps: their hash is the one its movement was posted for, and the lines and
 * the money called accepted are these taps and no others.
 */
async function batchesStand(sql: Sql): Promise<Finding[]> {
  const posted = await keptEvidence(sql, 'takings')
  const altered: string[] = []
  const relabelled: string[] = []
  for (let last = 0n; ;) {
    const page = await batchesAfter(sql, last)
    const taps = await tapsByBatch(sql, page)
    for (const { batch, verdicts, accepted, evidence } of page) {
      const own = taps.get(batch) ?? []
      const hash = evidenceOf(own)
      if (!hash.equals(evidence) || posted.get(String(batch)) !== hash.toString('hex')) {
        altered.push(`batch ${batch}`)
      }
      const paidLines = verdicts.filter((code) => code === codeOf('paid')).length
      const paidFen = own.reduce((sum, tap) => sum + tap.amountFen, 0n)
      if (paidLines !== own.length || paidFen !== accepted) relabelled.push(`batch ${batch}`)
      posted.delete(String(batch))
    }
    const end = page.at(-1)
    if (end === undefined) break
    last = end.batch
  }
  for (const batch of posted.keys()) altered.push(`batch ${batch}`)
  return [
    named(
      'evidence-stands',
      altered,
      'the taps of every batch are the ones its movement was posted for',
    ),
    named('verdicts-equal-taps', relabelled, 'what every batch calls accepted are its taps'),
  ]
}

function named(check: string, wrong: readonly string[], holds: string): Finding {
  if (wrong.length === 0) return { check, ok: true, detail: holds }
  const where = wrong.slice(0, NAMED_MAX).join(', ')
  return { check, ok: false, detail: `not so: ${holds}`, where }
}

async function batchesAfter(sql: Sql, last: bigint): Promise<KeptBatch[]> {
  const { rows } = await sql.query<KeptBatch>(
    `select batch, verdicts, accepted_fen as accepted, evidence from clearing_batch
      where batch > $1 order by batch limit $2`,
    [last, BATCHES_A_PAGE],
  )
  return rows
}

async function tapsByBatch(sql: Sql, page: readonly KeptBatch[]): Promise<Map<bigint, Tap[]>> {
  const numbers = page.map(({ batch }) => batch)
  return grouped(await tapsOfBatches(sql, numbers), ({ batch }) => batch)
}

/** Recomputes the evidence of every ruling movement from the rulings. */
async function rulingsStand(sql: Sql): Promise<Finding> {
  const check = 'rulings-stand'
  const holds = 'the rulings of every run are the ones its movement was posted for'
  const kept = await keptEvidence(sql, 'takings-ruled')
  const { rows } = await sql.query<
    Tap & { run: bigint; operator: string; settleDate: string; sign: -1 | 1 }
  >(
    `select ruling.run, ruling.operator, ruling.settle_date as "settleDate", ruling.sign, record.*
       from clearing_ruling ruling
       join lateral (
         select card, sam, term_seq as "termSeq", event_date as "eventDate", event_time as "eventTime", type,
                discount, key_version as "keyVersion", algorithm, counter, line, amount_fen as "amountFen",
                list_fen as "listFen", balance_before as "balanceBefore", batch, tac
           from clearing_tap where card = ruling.card and event_date = ruling.event_date
            and sam = ruling.sam and term_seq = ruling.term_seq and batch = ruling.batch and line = ruling.line
         union all
         select card, sam, term_seq, event_date, event_time, type, discount, key_version, algorithm, counter,
                line, amount_fen, list_fen, balance_before, batch, tac
           from clearing_claim where card = ruling.card and event_date = ruling.event_date
            and sam = ruling.sam and term_seq = ruling.term_seq and batch = ruling.batch and line = ruling.line
       ) record on true
      where ruling.sign <> 0`,
  )
  const runs = grouped(
    rows.map(({ run, operator, settleDate, sign, ...tap }) => ({
      key: `${run}:${operator}:${settleDate}`,
      tap,
      sign,
    })),
    ({ key }) => key,
  )
  const altered = [...runs.keys()].filter(
    (key) => kept.get(key) !== rulingEvidence(runs.get(key) ?? []).toString('hex'),
  )
  const missing = [...kept.keys()].filter((key) => !runs.has(key))
  return named(
    check,
    [...altered, ...missing].map((key) => `ruling ${key}`),
    holds,
  )
}

async function keptEvidence(
  sql: Sql,
  kind: 'takings' | 'takings-ruled',
): Promise<Map<string, string>> {
  const { rows } = await sql.query<{ key: string; evidence: Buffer }>(
    `select substr(reference, position(':' in reference) + 1) as key, evidence
       from ledger_movement_view where kind = $1`,
    [kind],
  )
  return new Map(rows.map(({ key, evidence }) => [key, evidence.toString('hex')]))
}

const absolute = (value: bigint): bigint => (value < 0n ? -value : value)
