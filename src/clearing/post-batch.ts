import { businessDateOf, fen, invariant, type Tx } from '../base'
import { dayForPosting, movements, post } from '../ledger'
import { judgedUnder } from './checks-told'
import type { ClearingDesk } from './desk'
import { rowsWith, type JudgedPart, type JudgedSheet, type UploadPart } from './judge-part'
import type { Limits } from './judge'
import { siftRepeats, siftTooLate, siftUnconfirmed, type Sifted } from './sift'
import { addTakings, NO_TAKINGS, subsidiesOf } from './split'
import { claimsUnder } from './store-standing'
import {
  insertClaims,
  insertRejects,
  insertTaps,
  MARK,
  tapsUnder,
  type Booking,
  type HeldClaim,
  type Reject,
} from './store-taps'
import { batchOf, insertBatch, insertTotals, type BatchRow } from './store-uploads'
import type { Tap } from './tap'
import type { TapRows } from './tap-table'
import { codeOf, verdictOf, type Reason, type Verdict } from './verdict'

export interface PostedBatch {
  readonly batch: BatchRow
  /** What was booked, for the chain step that follows; absent where the batch was posted before. */
  readonly taps?: TapRows
}

/**
 * Books a judged part once: every line gets its verdict, new genuine taps become transactions, and the
 * operator's takings one movement, all in one transaction. Asked again it answers what it did.
 *
 * @param how.durableLater the file of the part is on the list of unfinished ones, whose next commit makes it
 *   durable: a server that crashes meanwhile books the part again, from the raw bytes on disk
 */
export async function bookPart(
  desk: ClearingDesk,
  judged: JudgedPart,
  how: { readonly durableLater?: boolean } = {},
): Promise<PostedBatch> {
  if ('posted' in judged) return { batch: judged.posted }
  try {
    return await desk.database.transaction((tx) => book(desk, tx, judged), how)
  } catch (error) {
    // Somebody else posted this very part at the same time: theirs stands.
    const theirs = await batchOf(desk.database, judged.part)
    if (theirs !== undefined) return { batch: theirs }
    throw error
  }
}

async function book(
  desk: ClearingDesk,
  tx: Tx,
  work: { readonly part: UploadPart; readonly sheet: JudgedSheet },
): Promise<PostedBatch> {
  const { part, sheet } = work
  const { batch, table, toBook } = sheet
  const at = desk.clock.now()
  const settleDate = await dayForPosting(tx, businessDateOf(at, desk.rules.cutOffMinutes))

  const booking = await insertTaps(tx, toBook)
  const final = await finalReasons(tx, sheet, booking)
  await insertClaims(tx, heldClaims(sheet, final, part.operator))
  await insertRejects(tx, batch, rejectsOf(sheet, final))

  const isBooked = (row: number): boolean => booking.marks[row] === MARK.booked
  const fresh = booking.taken === 0 ? toBook.rows : toBook.rows.filter(isBooked)
  const { byContract, evidence } =
    booking.taken === 0 ? sheet.takings : sheet.takingsOf(Int32Array.from(fresh).sort())
  const sum = [...byContract.values()].reduce((all, one) => addTakings(all, one), NO_TAKINGS)
  const [posted] = await post(
    tx,
    [
      movements.takings({
        batch: String(batch),
        operator: part.operator,
        chargedFen: fen(sum.chargedFen),
        taps: sum.taps,
        subsidies: subsidiesOf(sum).map(({ kind, amount }) => ({ kind, amount: fen(amount) })),
        evidence,
        at,
      }),
    ],
    { day: settleDate, at },
  )
  invariant(posted?.ok === true, 'the takings of a new batch can be posted', { batch })
  await insertTotals(
    tx,
    [...byContract].map(([contract, takings]) => ({
      batch,
      contract,
      cause: 'takings',
      operator: part.operator,
      settleDate,
      takings,
    })),
  )
  const row: BatchRow = {
    batch,
    upload: part.upload,
    chunk: part.chunk,
    operator: part.operator,
    settleDate,
    judgedAt: at,
    firstLine: BigInt(part.firstLine),
    verdicts: verdictCodes(sheet, { firstLine: part.firstLine, final }),
    claimedFen: claimedByVerdict(sheet, final),
    outOfOrder: sheet.outOfOrder,
    late: daysBefore(settleDate, { table, rows: fresh }),
    evidence,
  }
  await insertBatch(tx, row, judgedUnder(sheet.limits))
  return { batch: row, taps: { table, rows: fresh } }
}

/** How many of these taps are of an earlier day. */
function daysBefore(settleDate: string, { table, rows }: TapRows): number {
  const settleDay = Number(settleDate.replaceAll('-', ''))
  return rows.reduce((late, row) => ((table.day[row] as number) < settleDay ? late + 1 : late), 0)
}

/** The verdicts of all rows once the books have been asked about those that may stand there already. */
async function finalReasons(
  tx: Tx,
  sheet: JudgedSheet,
  { taken, marks }: Booking,
): Promise<readonly Reason[]> {
  const { table, batch, reasons } = sheet
  const tapsOf = (rows: Int32Array): Tap[] => Array.from(rows, (row) => table.tap(row, batch))
  const conflicting =
    taken === 0 ? [] : tapsOf(sheet.toBook.rows.filter((row) => marks[row] === MARK.taken))
  const sifted = await sift(tx, {
    repeats: [...sheet.repeats, ...conflicting],
    unconfirmed: tapsOf(rowsWith('unconfirmed', reasons)),
    tooLate: tapsOf(rowsWith('too-late', reasons)),
  })
  if (sifted.length === 0 && taken === 0) return reasons
  const verdicts = new Map(sifted.map(({ tap, reason }) => [tap.line, reason]))
  return reasons.map((reason, row) =>
    marks[row] === MARK.same ? 'seen-before' : (verdicts.get(table.line[row] as number) ?? reason),
  )
}

async function sift(
  tx: Tx,
  found: {
    readonly repeats: readonly Tap[]
    readonly unconfirmed: readonly Tap[]
    readonly tooLate: readonly Tap[]
  },
): Promise<Sifted[]> {
  const keys = [...found.repeats, ...found.unconfirmed, ...found.tooLate]
  if (keys.length === 0) return []
  const booked = { taps: await tapsUnder(tx, keys), claims: await claimsUnder(tx, keys) }
  return [
    ...siftRepeats(found.repeats, booked),
    ...siftUnconfirmed(found.unconfirmed, booked),
    ...siftTooLate(found.tooLate, booked),
  ]
}

/** Claims that are kept: all that could be read and were neither booked nor the same as what is. */
function heldClaims(
  { table, batch }: JudgedSheet,
  final: readonly Reason[],
  operator: string,
): HeldClaim[] {
  const held: HeldClaim[] = []
  final.forEach((reason, row) => {
    if (reason === 'paid' || reason === 'seen-before') return
    if (verdictOf(reason) !== 'suspect' && reason !== 'proved-elsewhere') return
    held.push({ tap: table.tap(row, batch), reason, operator })
  })
  return held
}

/** In the order of their lines. */
function rejectsOf({ table, refused, limits }: JudgedSheet, final: readonly Reason[]): Reject[] {
  const rejects: Reject[] = refused.map(({ line, refused: why, field, detail }) => ({
    line,
    reason: 'record-malformed',
    field,
    detail: `${why}: ${detail}`,
  }))
  final.forEach((reason, row) => {
    if (reason === 'paid' || verdictOf(reason) !== 'rejected') return
    const line = table.line[row] as number
    rejects.push({ line, reason, ...formLimits(limits)[reason as FormReason] })
  })
  return rejects.sort((left, right) => left.line - right.line)
}

type FormReason = 'test-record' | 'type-not-taken' | 'amount-over-limit'

/** Field and limit of what is refused for what the record itself says. */
const formLimits = ({
  largestAmount,
}: Limits): Readonly<Record<FormReason, Pick<Reject, 'field' | 'detail'>>> => ({
  'test-record': { field: 'test', detail: 'a live file carries no test records' },
  'type-not-taken': { field: 'type', detail: 'a purchase is of type 04, 05, 06 or 09' },
  'amount-over-limit': { field: 'amount', detail: `one tap takes at most ${largestAmount} fen` },
})

/** One byte a line. */
function verdictCodes(
  { lines, table }: JudgedSheet,
  { firstLine, final }: { readonly firstLine: number; readonly final: readonly Reason[] },
): Buffer {
  const codes = Buffer.alloc(lines, codeOf('record-malformed'))
  final.forEach((reason, row) => {
    codes[(table.line[row] as number) - firstLine] = codeOf(reason)
  })
  return codes
}

/** What the lines claim, by verdict: together the sum that the file's header and trailer show. */
function claimedByVerdict(
  { table, refused }: JudgedSheet,
  final: readonly Reason[],
): Record<Verdict, bigint> {
  const sums = { accepted: 0n, duplicate: 0n, suspect: 0n, rejected: 0n }
  final.forEach((reason, row) => {
    sums[verdictOf(reason)] += BigInt(table.amount[row] as number)
  })
  for (const { amount } of refused) sums.rejected += amount
  return sums
}
