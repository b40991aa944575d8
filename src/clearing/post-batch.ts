import { businessDateOf, fen, invariant, type OperatorId, type Tx } from '../base'
import { dayForPosting, movements, post } from '../ledger'
import type { ClearingDesk, UploadForm } from './desk'
import { gatherFacts, type KnownFacts } from './facts'
import { judge } from './judge'
import { firstOfEachKey, siftRepeats, siftTooLate, siftUnconfirmed, type Sifted } from './sift'
import { addTakings, NO_TAKINGS, subsidiesOf, takingsOf, type Takings } from './split'
import { claimsUnder } from './store-chains'
import {
  evidenceOf,
  insertClaims,
  insertRejects,
  insertTaps,
  nextBatchNumber,
  tapsUnder,
  type Reject,
} from './store-taps'
import { batchOf, insertBatch, insertTotals, type BatchRow } from './store-uploads'
import { eventDateOf, type ClaimLine, type Tap, type TapClaim } from './tap'
import { codeOf, verdictOf, type Reason, type Verdict } from './verdict'

/** A part of an upload, raw as it came. */
export interface UploadPart {
  readonly upload: bigint
  readonly operator: OperatorId
  readonly form: UploadForm
  readonly chunk: number
  readonly firstLine: number
  readonly raw: Buffer
}

export interface PostedBatch {
  readonly batch: BatchRow
  /** What was booked, for the chain step that follows; absent where the batch was posted before. */
  readonly taps?: readonly Tap[]
}

/** A part with the verdict each line deserves by itself, or with the batch it became before. */
export type JudgedPart =
  | { readonly part: UploadPart; readonly posted: BatchRow }
  | { readonly part: UploadPart; readonly sheet: JudgedSheet }

interface JudgedSheet {
  readonly lines: readonly ClaimLine[]
  readonly reasons: Reason[]
  readonly facts: KnownFacts
}

/**
 * Judges and books one part of an upload: every line gets its verdict, new genuine taps become transactions,
 * and the operator's takings one movement, all in one transaction. Asked again it answers what it did.
 */
export const postBatch = async (desk: ClearingDesk, part: UploadPart): Promise<PostedBatch> =>
  bookPart(desk, await judgePart(desk, part))

/** Reads and judges the lines, which needs no transaction: it may be done while the part before is booked. */
export async function judgePart(desk: ClearingDesk, part: UploadPart): Promise<JudgedPart> {
  const posted = await batchOf(desk.database, part)
  return posted === undefined ? { part, sheet: await judgeLines(desk, part) } : { part, posted }
}

/** Books a judged part in one transaction, once. */
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

async function judgeLines(desk: ClearingDesk, part: UploadPart): Promise<JudgedSheet> {
  const lines = desk.decode(part.form, part.raw, part.firstLine)
  const claims = lines.flatMap((line) => ('record' in line ? [line.record] : []))
  const facts = await gatherFacts(desk, desk.database, { operator: part.operator, claims })
  let index = 0
  const reasons = lines.map((line): Reason => {
    if (!('record' in line)) return 'record-malformed'
    return judge({ claim: line.record, facts: facts.of(index++), limits: facts.limits })
  })
  return { lines, reasons, facts }
}

async function book(
  desk: ClearingDesk,
  tx: Tx,
  work: { readonly part: UploadPart; readonly sheet: JudgedSheet },
): Promise<PostedBatch> {
  const { part, sheet } = work
  const at = desk.clock.now()
  const settleDate = await dayForPosting(tx, businessDateOf(at, desk.rules.cutOffMinutes))
  const batch = await nextBatchNumber(tx)
  const taps = sheet.lines.map((line) =>
    'record' in line ? tapOf(line.record, { batch, line: line.line }) : undefined,
  )
  const withReason = (reason: Reason): Tap[] =>
    taps.filter((tap, index): tap is Tap => tap !== undefined && sheet.reasons[index] === reason)

  const { first, repeats } = firstOfEachKey(withReason('paid'))
  const taken = await insertTaps(tx, first)
  const fresh = first.filter((tap) => !taken.has(tap.line))
  const sifted = await sift(tx, {
    repeats: [...repeats, ...first.filter((tap) => taken.has(tap.line))],
    unconfirmed: withReason('unconfirmed'),
    tooLate: withReason('too-late'),
  })

  const verdicts = new Map(sifted.map(({ tap, reason }) => [tap.line, reason]))
  const final = sheet.lines.map(
    (line, index) => verdicts.get(line.line) ?? (sheet.reasons[index] as Reason),
  )
  await insertClaims(tx, heldClaims({ taps, final, operator: part.operator }))
  await insertRejects(tx, batch, rejectsOf(sheet.lines, final))

  const evidence = evidenceOf(fresh)
  const totals = totalsByContract(fresh, sheet.facts)
  const sum = [...totals.values()].reduce((all, one) => addTakings(all, one), NO_TAKINGS)
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
    [...totals].map(([contract, takings]) => ({
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
    claimedFen: claimedByVerdict(sheet.lines, final),
    outOfOrder: outOfOrder(sheet.lines),
    late: fresh.filter((tap) => tap.eventDate < settleDate).length,
    evidence,
  }
  await insertBatch(tx, row)
  return { batch: row, taps: fresh }
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

function totalsByContract(taps: readonly Tap[], facts: KnownFacts): Map<string, Takings> {
  const totals = new Map<string, Takings>()
  for (const tap of taps) {
    const contract = facts.contractFor(tap.eventDate)
    invariant(contract !== undefined, 'a booked tap has a contract', { date: tap.eventDate })
    const sum = totals.get(contract.contract) ?? NO_TAKINGS
    totals.set(contract.contract, addTakings(sum, takingsOf(tap, contract)))
  }
  return totals
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

/** Lines whose terminal transaction number is below one that came before it from the same SAM. */
function outOfOrder(lines: readonly ClaimLine[]): number {
  const last = new Map<string, number>()
  let count = 0
  for (const line of lines) {
    if (!('record' in line)) continue
    const { sam, termSeq } = line.record
    if (termSeq < (last.get(sam) ?? 0)) count++
    else last.set(sam, termSeq)
  }
  return count
}

export function tapOf(
  claim: TapClaim,
  where: { readonly batch: bigint; readonly line: number },
): Tap {
  return {
    card: BigInt(claim.card),
    eventDate: eventDateOf(claim.at),
    eventTime: Number(claim.at.slice(8)),
    sam: BigInt(claim.sam),
    termSeq: BigInt(claim.termSeq),
    type: claim.type,
    discount: claim.discount,
    keyVersion: claim.keyVersion,
    algorithm: claim.algorithm,
    counter: claim.counter,
    amountFen: claim.amount,
    listFen: claim.listFare,
    balanceBefore: claim.balanceBefore,
    tac: Number.parseInt(claim.tac, 16) | 0,
    batch: where.batch,
    line: where.line,
  }
}
