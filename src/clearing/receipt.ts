import { fenInJson } from '../base'
import type { Database, Sql } from '../base'
import { bearerOf } from './card-standing'
import { reasons } from './reasons.table'
import { rulingsOf } from './store-rulings'
import {
  batchesOf,
  uploadNumbered,
  verdictsOf,
  type BatchRow,
  type UploadRow,
} from './store-uploads'
import {
  movedByRulings,
  rejectsOf,
  rejectsOfBatch,
  waitingCount,
  waitingLines,
} from './store-receipts'
import { allReasons, reasonOf, verdictOf, verdicts, type Reason, type Verdict } from './verdict'

/** How many exceptions a receipt lists itself; all of them are in the record list. */
const LISTED_MAX = 200

/** The answer to an upload: what became of every record, with totals that equal the file's. Fen as integers. */
export interface Receipt {
  readonly version: 1
  readonly operator: string
  readonly fileNo: number
  readonly form: string
  readonly digest: string
  readonly receivedAt: string
  readonly records: number
  readonly sumFen: number
  readonly verdicts: Readonly<Record<Verdict, number>>
  readonly verdictFen: Readonly<Record<Verdict, number>>
  readonly reasons: Readonly<Partial<Record<Reason, number>>>
  /** Accepted records that wait for a predecessor of their card: paid, but the card's chain has a gap. */
  readonly waiting: number
  /** Accepted records of an earlier day than the one they settle in. */
  readonly late: number
  /** Records that came after a later one of the same SAM. */
  readonly outOfOrder: number
  readonly settleDates: readonly string[]
  readonly exceptions: readonly RecordVerdict[]
  readonly exceptionsLeftOut: number
}

export interface RecordVerdict {
  readonly line: number
  readonly verdict: Verdict
  readonly reason: Reason
  readonly meaning: string
  readonly act: string
  /** Who bears the tap of a card that was stopped when it was made. */
  readonly liable?: 'operator' | 'holder' | 'centre'
  readonly field?: string
  readonly detail?: string
  readonly waiting?: true
}

/** Draws up the receipt of an upload whose records have all been judged. */
export async function drawReceipt(sql: Sql, upload: UploadRow): Promise<Receipt> {
  const batches = await batchesOf(sql, upload.upload)
  const ruled = new Map(
    (await rulingsOf(sql, upload.upload)).map(({ line, reason }) => [line, reason]),
  )
  const counts = new Map<Reason, number>()
  const exceptional: { line: number; reason: Reason }[] = []
  let left = 0
  forEachVerdict(batches, ruled, (line, reason) => {
    counts.set(reason, (counts.get(reason) ?? 0) + 1)
    if (verdictOf(reason) === 'accepted') return
    if (exceptional.length < LISTED_MAX) exceptional.push({ line, reason })
    else left++
  })
  const rejects = await rejectsOf(sql, upload.upload, LISTED_MAX)
  const moved = await movedByRulings(sql, upload.upload)
  return {
    version: 1,
    operator: upload.operator,
    fileNo: Number(upload.fileNo),
    form: upload.form,
    digest: upload.digest?.toString('hex') ?? '',
    receivedAt: upload.receivedAt.toISOString(),
    records: Number(upload.recordCount ?? 0n),
    sumFen: fenInJson(upload.sumFen ?? 0n),
    verdicts: perVerdict((verdict) =>
      sumOf(
        [...counts].filter(([reason]) => verdictOf(reason) === verdict).map(([, count]) => count),
      ),
    ),
    verdictFen: perVerdict((verdict) =>
      fenInJson(
        batches.reduce((sum, batch) => sum + batch.claimedFen[verdict], 0n) +
          (moved.get(verdict) ?? 0n),
      ),
    ),
    reasons: Object.fromEntries(
      allReasons.flatMap((reason) => (counts.has(reason) ? [[reason, counts.get(reason)]] : [])),
    ),
    waiting: await waitingCount(sql, upload.upload),
    late: sumOf(batches.map(({ late }) => late)),
    outOfOrder: sumOf(batches.map(({ outOfOrder }) => outOfOrder)),
    settleDates: [...new Set(batches.map(({ settleDate }) => settleDate))].sort(),
    exceptions: exceptional.map(({ line, reason }) =>
      describe({ line, reason, ...rejects.get(line) }),
    ),
    exceptionsLeftOut: left,
  }
}

/** Every record of an upload with its verdict of now, in the order of the file. Memory stays bounded. */
export async function* recordVerdicts(
  database: Database,
  upload: bigint,
): AsyncGenerator<RecordVerdict, void, undefined> {
  if ((await uploadNumbered(database, upload)) === undefined) return
  const ruled = new Map(
    (await rulingsOf(database, upload)).map(({ line, reason }) => [line, reason]),
  )
  const waiting = await waitingLines(database, upload)
  for await (const { batch, firstLine, verdicts: codes } of verdictsOf(database, upload)) {
    const rejects = await rejectsOfBatch(database, batch)
    for (let index = 0; index < codes.length; index++) {
      const line = Number(firstLine) + index
      const reason = ruled.get(line) ?? reasonOf(codes[index] as number)
      yield {
        ...describe({ line, reason, ...rejects.get(line) }),
        ...(waiting.has(line) ? { waiting: true } : {}),
      }
    }
  }
}

const describe = (of: {
  readonly line: number
  readonly reason: Reason
  readonly field?: string
  readonly detail?: string
}): RecordVerdict => ({
  line: of.line,
  verdict: verdictOf(of.reason),
  reason: of.reason,
  meaning: reasons[of.reason].en,
  act: reasons[of.reason].act,
  ...liableFor(of.reason),
  ...(of.field === undefined ? {} : { field: of.field }),
  ...(of.detail === undefined ? {} : { detail: of.detail }),
})

function liableFor(reason: Reason): Pick<RecordVerdict, 'liable'> {
  const liable = bearerOf(reason)
  return liable === undefined ? {} : { liable }
}

function forEachVerdict(
  batches: readonly BatchRow[],
  ruled: ReadonlyMap<number, Reason>,
  tell: (line: number, reason: Reason) => void,
): void {
  for (const { firstLine, verdicts: codes } of batches) {
    for (let index = 0; index < codes.length; index++) {
      const line = Number(firstLine) + index
      tell(line, ruled.get(line) ?? reasonOf(codes[index] as number))
    }
  }
}

const perVerdict = (of: (verdict: Verdict) => number): Record<Verdict, number> =>
  Object.fromEntries(verdicts.map((verdict) => [verdict, of(verdict)])) as Record<Verdict, number>

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0)
