import { invariant, type OperatorId } from '../base'
import { breathe } from './breathe'
import type { ClearingDesk, UploadForm } from './desk'
import { gatherFacts, type KnownFacts } from './facts'
import { judge } from './judge'
import { firstOfEachKey } from './sift'
import { addTakings, NO_TAKINGS, takingsOf, type Takings } from './split'
import { copyOf, evidenceOf, nextBatchNumber, type TapsToBook } from './store-taps'
import { batchOf, type BatchRow } from './store-uploads'
import { eventDateOf, order, type ClaimLine, type Tap, type TapClaim } from './tap'
import type { Reason } from './verdict'

/** A part of an upload, raw as it came. */
export interface UploadPart {
  readonly upload: bigint
  readonly operator: OperatorId
  readonly form: UploadForm
  readonly chunk: number
  readonly firstLine: number
  readonly raw: Buffer
}

/** A part that is ready to be booked, or the batch it became before. */
export type JudgedPart =
  | { readonly part: UploadPart; readonly posted: BatchRow }
  | { readonly part: UploadPart; readonly sheet: JudgedSheet }

/** The lines of a part with the verdict each deserves by itself, and all that follows from them alone. */
export interface JudgedSheet {
  readonly batch: bigint
  readonly lines: readonly ClaimLine[]
  readonly reasons: readonly Reason[]
  /** The lines that could be read, as they would be booked. */
  readonly taps: readonly (Tap | undefined)[]
  /** Payable taps, one for each signed key, and the lines that repeat one of them. */
  readonly toBook: TapsToBook
  readonly repeats: readonly Tap[]
  /** What all of `toBook` add up to, if none of them is booked already. */
  readonly takings: BookedTakings
  readonly takingsOf: (taps: readonly Tap[]) => BookedTakings
  readonly outOfOrder: number
}

/** Money and proof of some taps. */
export interface BookedTakings {
  readonly byContract: ReadonlyMap<string, Takings>
  readonly evidence: Buffer
}

/**
 * Reads and judges the lines and prepares all that their booking needs, so that the transaction that books
 * them is short. It may be done while the part before is booked: nothing here depends on what is booked.
 */
export async function judgePart(desk: ClearingDesk, part: UploadPart): Promise<JudgedPart> {
  const posted = await batchOf(desk.database, part)
  return posted === undefined ? { part, sheet: await judgeLines(desk, part) } : { part, posted }
}

async function judgeLines(desk: ClearingDesk, part: UploadPart): Promise<JudgedSheet> {
  const lines = desk.decode(part.form, part.raw, part.firstLine)
  await breathe()
  const claims = lines.flatMap((line) => ('record' in line ? [line.record] : []))
  const facts = await gatherFacts(desk, desk.database, { operator: part.operator, claims })
  let index = 0
  const reasons = lines.map((line): Reason => {
    if (!('record' in line)) return 'record-malformed'
    return judge({ claim: line.record, facts: facts.of(index++), limits: facts.limits })
  })
  await breathe()
  const batch = await nextBatchNumber(desk.database)
  const taps = lines.map((line) =>
    'record' in line ? tapOf(line.record, { batch, line: line.line }) : undefined,
  )
  const { first, repeats } = firstOfEachKey(tapsWith('paid', taps, reasons))
  await breathe()
  const takings = (some: readonly Tap[]): BookedTakings => ({
    byContract: totalsByContract(some, facts),
    evidence: evidenceOf(some),
  })
  const inOrder = [...first].sort((left, right) => order(left.card, right.card))
  await breathe()
  const toBook = copyOf(inOrder)
  await breathe()
  return {
    batch,
    lines,
    reasons,
    taps,
    toBook,
    repeats,
    takings: takings(first),
    takingsOf: takings,
    outOfOrder: outOfOrder(lines),
  }
}

export const tapsWith = (
  reason: Reason,
  taps: readonly (Tap | undefined)[],
  reasons: readonly Reason[],
): Tap[] => taps.filter((tap, index): tap is Tap => tap !== undefined && reasons[index] === reason)

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
