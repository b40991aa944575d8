import { invariant, type OperatorId } from '../base'
import { breathe } from './breathe'
import type { ClearingDesk, UploadForm } from './desk'
import { gatherFacts, type KnownFacts } from './facts'
import { judge, type Limits } from './judge'
import { evidenceOfRows, nextBatchNumber, rowsToBook, type TapsToBook } from './store-taps'
import { batchOf, type BatchRow } from './store-uploads'
import { addTakings, NO_TAKINGS, takingsOfSum, type Takings } from './split'
import type { RefusedLine, Tap } from './tap'
import {
  allRows,
  inCardOrder,
  numbered,
  repeatedNumbers,
  TapTable,
  type TapRows,
} from './tap-table'
import { firstOfEachKey } from './sift'
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
  /** How many lines there are; the first `count` rows of the table are those that could be read. */
  readonly lines: number
  readonly refused: readonly RefusedLine[]
  readonly table: TapTable
  readonly count: number
  /** For each row. */
  readonly reasons: readonly Reason[]
  /** Payable taps, one for each signed key, and the lines that repeat one of them. */
  readonly toBook: TapsToBook
  readonly repeats: readonly Tap[]
  /** What all of `toBook` add up to, if none of them is booked already. */
  readonly takings: BookedTakings
  /** The same for rows in the order of their lines. */
  readonly takingsOf: (rows: Int32Array) => BookedTakings
  readonly outOfOrder: number
  /** What the day of judging allowed. */
  readonly limits: Limits
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
  let table = new TapTable(0)
  const decoded = desk.decode(part.form, part, (records) => (table = new TapTable(records)))
  const { lines, rows: count, refused } = decoded
  await breathe()
  const all = { table, rows: allRows(count) }
  const sams = numbered(table.sam, count)
  const byCard = inCardOrder(all)
  const facts = await gatherFacts(desk, desk.database, {
    operator: part.operator,
    table,
    count,
    byCard,
    samPlaces: sams.places,
    sams: sams.values,
  })
  const reasons = judgeRows(all, facts)
  await breathe()
  const batch = await nextBatchNumber(desk.database)
  const { first, repeats } = firstRows(
    { table, rows: rowsWith('paid', reasons) },
    batch,
    sams.places,
  )
  const takingsOf = (rows: Int32Array): BookedTakings => ({
    byContract: totalsByContract({ table, rows }, facts),
    evidence: evidenceOfRows({ table, rows }),
  })
  const takings = takingsOf(first)
  await breathe()
  const booked = new Set(first.length === count ? [] : first)
  const inOrder = first.length === count ? byCard : byCard.filter((row) => booked.has(row))
  const toBook = rowsToBook({ table, rows: inOrder }, { batch, samPlaces: sams.places })
  await breathe()
  return {
    batch,
    lines,
    refused,
    table,
    count,
    reasons,
    toBook,
    repeats,
    takings,
    takingsOf,
    outOfOrder: outOfOrder(all, sams.places),
    limits: facts.limits,
  }
}

function judgeRows({ table, rows }: TapRows, facts: KnownFacts): Reason[] {
  const reasons = new Array<Reason>(rows.length)
  const claim = { type: 0, amount: 0n, at: '', state: 0, test: 0 }
  let [day, time] = [-1, -1]
  for (let row = 0; row < rows.length; row++) {
    claim.type = table.type[row] as number
    claim.amount = BigInt(table.amount[row] as number)
    claim.state = table.state[row] as number
    claim.test = table.test[row] as number
    if (day !== table.day[row] || time !== table.time[row]) {
      day = table.day[row] as number
      time = table.time[row] as number
      claim.at = String(day * 1_000_000 + time).padStart(14, '0')
    }
    reasons[row] = judge({ claim, facts: facts.of(row), limits: facts.limits })
  }
  return reasons
}

/** Ascending. */
export const rowsWith = (reason: Reason, reasons: readonly Reason[]): Int32Array => {
  const rows: number[] = []
  reasons.forEach((one, row) => {
    if (one === reason) rows.push(row)
  })
  return Int32Array.from(rows)
}

/** Of several claims of one signed key the first line stands for the key; the rest repeat it. */
function firstRows(
  paid: TapRows,
  batch: bigint,
  samPlaces: Int32Array,
): { readonly first: Int32Array; readonly repeats: readonly Tap[] } {
  const { table, rows } = paid
  // Where no SAM shows a transaction number twice, no signed key is there twice either.
  if (repeatedNumbers(paid, samPlaces).length === 0) return { first: rows, repeats: [] }
  const { repeats } = firstOfEachKey([...rows].map((row) => table.tap(row, batch)))
  const repeating = new Set(repeats.map(({ line }) => line))
  return { first: rows.filter((row) => !repeating.has(table.line[row] as number)), repeats }
}

/** Fares of one day and kind of discount, in fen. */
interface RunningSum {
  readonly day: number
  readonly discount: number
  taps: number
  listFen: bigint
  chargedFen: bigint
  letOffFen: bigint
}

function totalsByContract({ table, rows }: TapRows, facts: KnownFacts): Map<string, Takings> {
  const sums = new Map<number, RunningSum>()
  for (const row of rows) {
    const [day, discount] = [table.day[row] as number, table.discount[row] as number]
    const list = BigInt(table.listFare[row] as number)
    const charged = BigInt(table.amount[row] as number)
    const key = day * 256 + discount
    let sum = sums.get(key)
    if (sum === undefined) {
      sum = { day, discount, taps: 0, listFen: 0n, chargedFen: 0n, letOffFen: 0n }
      sums.set(key, sum)
    }
    sum.taps++
    sum.listFen += list
    sum.chargedFen += charged
    if (list > charged) sum.letOffFen += list - charged
  }
  const totals = new Map<string, Takings>()
  for (const { day, ...sum } of sums.values()) {
    const contract = facts.contractFor(day)
    invariant(contract !== undefined, 'a booked tap has a contract', { day })
    const before = totals.get(contract.contract) ?? NO_TAKINGS
    totals.set(contract.contract, addTakings(before, takingsOfSum(sum, contract)))
  }
  return totals
}

/** Lines whose terminal transaction number is below one that came before it from the same SAM. */
function outOfOrder({ table, rows }: TapRows, samPlaces: Int32Array): number {
  const last = new Float64Array(rows.length)
  let count = 0
  for (let row = 0; row < rows.length; row++) {
    const [sam, termSeq] = [samPlaces[row] as number, table.termSeq[row] as number]
    if (termSeq < (last[sam] as number)) count++
    else last[sam] = termSeq
  }
  return count
}
