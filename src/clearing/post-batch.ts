import { businessDateOf, fen, invariant, type Tx } from '../base'
import { dayForPosting, movements, post } from '../ledger'
import type { ClearingDesk } from './desk'
import { tapsWith, type JudgedPart, type JudgedSheet, type UploadPart } from './judge-part'
import { siftRepeats, siftTooLate, siftUnconfirmed, type Sifted } from './sift'
import { addTakings, NO_TAKINGS, subsidiesOf } from './split'
import { claimsUnder } from './store-chains'
import { insertClaims, insertRejects, insertTaps, tapsUnder, type Reject } from './store-taps'
import { batchOf, insertBatch, insertTotals, type BatchRow } from './store-uploads'
import type { ClaimLine, Tap } from './tap'
import { codeOf, verdictOf, type Reason, type Verdict } from './verdict'

export interface PostedBatch {
  readonly batch: BatchRow
  /** What was booked, for the chain step that follows; absent where the batch was posted before. */
  readonly taps?: readonly Tap[]
}

/**
 * Books a judged part once: every line gets its verdict, new genuine taps become transactions, and the
 * operator's takings one movement, all in one transaction. Asked again it answers what it did.
 */
export async function bookPart(desk: ClearingDesk, judged: JudgedPart): Promise<PostedBatch> {
  if ('posted' in judged) return { batch: judged.posted }
  try {
    return await desk.database.transaction((tx) => book(desk, tx, judged))
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
  const { batch, lines, taps, toBook } = sheet
  const at = desk.clock.now()
  const settleDate = await dayForPosting(tx, businessDateOf(at, desk.rules.cutOffMinutes))

  const { taken, same } = await insertTaps(tx, toBook)
  const fresh = taken.size === 0 ? toBook.taps : toBook.taps.filter((tap) => !taken.has(tap.line))
  const repeats = [
    ...sheet.repeats,
    ...(taken.size > same.size
      ? toBook.taps.filter(({ line }) => taken.has(line) && !same.has(line))
      : []),
  ]
  const final = await finalReasons(tx, sheet, { same, repeats })
  await insertClaims(tx, heldClaims({ taps, final, operator: part.operator }))
  await insertRejects(tx, batch, rejectsOf(lines, final))

  const { byContract, evidence } = taken.size === 0 ? sheet.takings : sheet.takingsOf(fresh)
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
    verdicts: Buffer.from(final.map(codeOf)),
    claimedFen: claimedByVerdict(lines, final),
    outOfOrder: sheet.outOfOrder,
    late: fresh.reduce((late, tap) => (tap.eventDate < settleDate ? late + 1 : late), 0),
    evidence,
  }
  await insertBatch(tx, row)
  return { batch: row, taps: fresh }
}

/** The verdicts of all lines once the books have been asked about those that may stand there already. */
async function finalReasons(
  tx: Tx,
  sheet: JudgedSheet,
  known: { readonly same: ReadonlySet<number>; readonly repeats: readonly Tap[] },
): Promise<readonly Reason[]> {
  const sifted = await sift(tx, {
    repeats: known.repeats,
    unconfirmed: tapsWith('unconfirmed', sheet.taps, sheet.reasons),
    tooLate: tapsWith('too-late', sheet.taps, sheet.reasons),
  })
  if (sifted.length === 0 && known.same.size === 0) return sheet.reasons
  const verdicts = new Map(sifted.map(({ tap, reason }) => [tap.line, reason]))
  for (const line of known.same) verdicts.set(line, 'seen-before')
  return sheet.lines.map(
    (line, index) => verdicts.get(line.line) ?? (sheet.reasons[index] as Reason),
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
const heldClaims = (sheet: {
  readonly taps: readonly (Tap | undefined)[]
  readonly final: readonly Reason[]
  readonly operator: string
}): { tap: Tap; reason: Reason; operator: string }[] =>
  sheet.taps.flatMap((tap, index) => {
    const reason = sheet.final[index] as Reason
    const kept = verdictOf(reason) === 'suspect' || reason === 'proved-elsewhere'
    return tap !== undefined && kept ? [{ tap, reason, operator: sheet.operator }] : []
  })

const rejectsOf = (lines: readonly ClaimLine[], final: readonly Reason[]): Reject[] =>
  lines.flatMap((line, index) => {
    const reason = final[index] as Reason
    if (verdictOf(reason) !== 'rejected') return []
    return 'record' in line
      ? [{ line: line.line, reason, ...formLimits[reason as keyof typeof formLimits] }]
      : [{ line: line.line, reason, field: line.field, detail: `${line.refused}: ${line.detail}` }]
  })

const formLimits = {
  'test-record': { field: 'test', detail: 'a live file carries no test records' },
  'type-not-taken': { field: 'type', detail: 'a purchase is of type 04, 05, 06 or 09' },
  'amount-over-limit': { field: 'amount', detail: 'more than one tap may take' },
}

/** What the lines claim, by verdict: together the sum that the file's header and trailer show. */
function claimedByVerdict(
  lines: readonly ClaimLine[],
  final: readonly Reason[],
): Record<Verdict, bigint> {
  const claimed = { accepted: 0n, duplicate: 0n, suspect: 0n, rejected: 0n }
  lines.forEach((line, index) => {
    claimed[verdictOf(final[index] as Reason)] +=
      'record' in line ? line.record.amount : line.amount
  })
  return claimed
}
