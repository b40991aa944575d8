import type { Database, Sql, Tx } from '../base'
import type { JudgedUnder } from './checks-told'
import type { UploadForm } from './desk'
import type { Takings } from './split'
import type { Verdict } from './verdict'

export type UploadState = 'receiving' | 'received' | 'complete' | 'refused' | 'cut-off'

export interface UploadRow {
  readonly upload: bigint
  readonly operator: string
  readonly fileNo: bigint
  readonly form: UploadForm
  readonly state: UploadState
  readonly refused: string | null
  readonly field: string | null
  readonly detail: string | null
  readonly createdAt: string
  readonly recordCount: bigint | null
  readonly sumFen: bigint | null
  readonly digest: Buffer | null
  readonly receivedAt: Date
  readonly completedAt: Date | null
  readonly receipt: unknown
}

export interface Presentment {
  readonly chunk: number
  readonly firstLine: number
  readonly recordCount: number
  /** Deflated (RFC 1951). */
  readonly raw: Buffer
}

export interface BatchRow {
  readonly batch: bigint
  readonly upload: bigint
  readonly chunk: number
  readonly operator: string
  readonly settleDate: string
  readonly judgedAt: Date
  readonly firstLine: bigint
  readonly verdicts: Buffer
  /** What the lines claim, by verdict; together the file's own sum. */
  readonly claimedFen: Readonly<Record<Verdict, bigint>>
  readonly outOfOrder: number
  readonly late: number
  readonly evidence: Buffer
}

const UPLOAD_FIELDS = `upload, operator, file_no as "fileNo", form, state, refused, field, detail,
  created_at as "createdAt", record_count as "recordCount", sum_fen as "sumFen", digest,
  received_at as "receivedAt", completed_at as "completedAt", receipt`

const BATCH_FIELDS = `batch, upload, chunk, operator, settle_date as "settleDate", judged_at as "judgedAt",
  first_line as "firstLine", verdicts, out_of_order as "outOfOrder", late, evidence,
  accepted_fen as accepted, duplicate_fen as duplicate, suspect_fen as suspect, rejected_fen as rejected`

type FlatBatch = Omit<BatchRow, 'claimedFen'> & Record<Verdict, bigint>

const batchFrom = ({ accepted, duplicate, suspect, rejected, ...row }: FlatBatch): BatchRow => ({
  ...row,
  claimedFen: { accepted, duplicate, suspect, rejected },
})

export async function beginUpload(
  sql: Sql,
  begun: {
    readonly operator: string
    readonly fileNo: number
    readonly form: UploadForm
    readonly createdAt: string
    readonly at: Date
  },
): Promise<bigint> {
  const { rows } = await sql.query<{ upload: bigint }>(
    `insert into clearing_upload (operator, file_no, form, created_at, received_at)
     values ($1, $2, $3, $4, $5) returning upload`,
    [begun.operator, begun.fileNo, begun.form, begun.createdAt, begun.at],
  )
  return (rows[0] as { upload: bigint }).upload
}

/** The whole file that holds a number, if one does: refused and cut-off attempts do not count. */
export async function uploadHolding(
  sql: Sql,
  file: { readonly operator: string; readonly fileNo: number },
): Promise<UploadRow | undefined> {
  const { rows } = await sql.query<UploadRow>(
    `select ${UPLOAD_FIELDS} from clearing_upload
      where operator = $1 and file_no = $2 and state in ('received', 'complete')`,
    [file.operator, file.fileNo],
  )
  return rows[0]
}

export async function uploadNumbered(sql: Sql, upload: bigint): Promise<UploadRow | undefined> {
  const { rows } = await sql.query<UploadRow>(
    `select ${UPLOAD_FIELDS} from clearing_upload where upload = $1`,
    [upload],
  )
  return rows[0]
}

/** What became of each attempt to bring a file under a number, newest first; at most `limit`. */
export async function attemptsUnder(
  sql: Sql,
  file: { readonly operator: string; readonly fileNo: number; readonly limit: number },
): Promise<Pick<UploadRow, 'state' | 'receivedAt'>[]> {
  const { rows } = await sql.query<Pick<UploadRow, 'state' | 'receivedAt'>>(
    `select state, received_at as "receivedAt" from clearing_upload
      where operator = $1 and file_no = $2 order by upload desc limit $3`,
    [file.operator, file.fileNo, file.limit],
  )
  return rows
}

/** Newest first, all or of one operator; `before` is the number of the last one already seen. */
export async function listUploads(
  sql: Sql,
  page: {
    readonly operator?: string | undefined
    readonly before: bigint | undefined
    readonly limit: number
  },
): Promise<UploadRow[]> {
  const { rows } = await sql.query<UploadRow>(
    `select ${UPLOAD_FIELDS} from clearing_upload
      where ($1::int8 is null or upload < $1) and ($3::text is null or operator = $3)
      order by upload desc limit $2`,
    [page.before ?? null, page.limit, page.operator ?? null],
  )
  return rows
}

export async function insertPresentment(
  sql: Sql,
  upload: bigint,
  part: Presentment,
): Promise<void> {
  await sql.query(
    `insert into clearing_presentment (upload, chunk, first_line, record_count, raw)
     values ($1, $2, $3, $4, $5)`,
    [upload, part.chunk, part.firstLine, part.recordCount, part.raw],
    'clearing_insert_presentment',
  )
}

/** The whole file is here and in order. Fails with 23505 where another whole file holds the number. */
export async function markReceived(
  sql: Sql,
  upload: bigint,
  whole: { readonly recordCount: number; readonly sumFen: bigint; readonly digest: Buffer },
): Promise<void> {
  await sql.query(
    `update clearing_upload set state = 'received', record_count = $2, sum_fen = $3, digest = $4,
            refused = null, field = null, detail = null
      where upload = $1`,
    [upload, whole.recordCount, whole.sumFen, whole.digest],
  )
}

export async function markRefused(
  sql: Sql,
  upload: bigint,
  why: {
    readonly state: 'refused' | 'cut-off'
    readonly refused: string
    readonly field: string | undefined
    readonly detail: string | undefined
  },
): Promise<void> {
  await sql.query(
    `update clearing_upload set state = $2, refused = $3, field = $4, detail = $5
      where upload = $1 and state = 'receiving'`,
    [upload, why.state, why.refused, why.field ?? null, why.detail ?? null],
  )
}

/** Keeps the receipt of a finished upload; the first one stays. */
export async function markComplete(
  sql: Sql,
  upload: bigint,
  done: { readonly receipt: unknown; readonly at: Date },
): Promise<void> {
  await sql.query(
    `update clearing_upload set state = 'complete', receipt = $2, completed_at = $3
      where upload = $1 and state = 'received'`,
    [upload, JSON.stringify(done.receipt), done.at],
  )
}

/** Whole files whose work a crash or a stop interrupted, and attempts that were cut off by it. */
export async function unfinishedUploads(
  sql: Sql,
): Promise<{ upload: bigint; state: UploadState }[]> {
  const { rows } = await sql.query<{ upload: bigint; state: UploadState }>(
    `select upload, state from clearing_upload where state in ('receiving', 'received') order by upload`,
  )
  return rows
}

export async function presentmentOf(
  sql: Sql,
  upload: bigint,
  chunk: number,
): Promise<Presentment | undefined> {
  const { rows } = await sql.query<Omit<Presentment, 'firstLine'> & { firstLine: bigint }>(
    `select chunk, first_line as "firstLine", record_count as "recordCount", raw
       from clearing_presentment where upload = $1 and chunk = $2`,
    [upload, chunk],
  )
  const row = rows[0]
  return row === undefined ? undefined : { ...row, firstLine: Number(row.firstLine) }
}

export async function batchOf(
  sql: Sql,
  part: { readonly upload: bigint; readonly chunk: number },
): Promise<BatchRow | undefined> {
  const { rows } = await sql.query<FlatBatch>(
    `select ${BATCH_FIELDS} from clearing_batch where upload = $1 and chunk = $2`,
    [part.upload, part.chunk],
    'clearing_batch_of',
  )
  return rows[0] && batchFrom(rows[0])
}

export async function batchesOf(sql: Sql, upload: bigint): Promise<BatchRow[]> {
  const { rows } = await sql.query<FlatBatch>(
    `select ${BATCH_FIELDS} from clearing_batch where upload = $1 order by chunk`,
    [upload],
  )
  return rows.map(batchFrom)
}

/** Writes the batch and puts it on the list of batches whose chains are still to be looked at. */
export async function insertBatch(tx: Tx, batch: BatchRow, under: JudgedUnder): Promise<void> {
  await tx.query(
    `with todo as (insert into clearing_chain_todo (batch) values ($1))
     insert into clearing_batch (batch, upload, chunk, operator, settle_date, judged_at, first_line, verdicts,
       out_of_order, late, evidence, accepted_fen, duplicate_fen, suspect_fen, rejected_fen, judged_under)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      batch.batch,
      batch.upload,
      batch.chunk,
      batch.operator,
      batch.settleDate,
      batch.judgedAt,
      batch.firstLine,
      batch.verdicts,
      batch.outOfOrder,
      batch.late,
      batch.evidence,
      batch.claimedFen.accepted,
      batch.claimedFen.duplicate,
      batch.claimedFen.suspect,
      batch.claimedFen.rejected,
      JSON.stringify(under),
    ],
    'clearing_insert_batch',
  )
}

export async function insertTotals(
  tx: Tx,
  totals: readonly {
    readonly batch: bigint
    readonly contract: string
    readonly cause: 'takings' | 'ruling'
    readonly operator: string
    readonly settleDate: string
    readonly takings: Takings
  }[],
): Promise<void> {
  for (const { batch, contract, cause, operator, settleDate, takings } of totals) {
    await tx.query(
      `insert into clearing_batch_total (batch, contract, cause, operator, settle_date, taps, list_fen,
         charged_fen, card_discount_fen, concession_fen, transfer_fen, city_card_fen, city_concession_fen,
         city_transfer_fen)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        batch,
        contract,
        cause,
        operator,
        settleDate,
        takings.taps,
        takings.listFen,
        takings.chargedFen,
        takings.cardDiscountFen,
        takings.concessionFen,
        takings.transferFen,
        takings.cityCardFen,
        takings.cityConcessionFen,
        takings.cityTransferFen,
      ],
      'clearing_insert_total',
    )
  }
}

/** Streams the verdict bytes of an upload, batch by batch. */
export const verdictsOf = (
  database: Database,
  upload: bigint,
): AsyncIterable<Pick<BatchRow, 'batch' | 'firstLine' | 'verdicts'>> =>
  database.stream(
    `select batch, first_line as "firstLine", verdicts from clearing_batch where upload = $1 order by chunk`,
    [upload],
    4,
  )
