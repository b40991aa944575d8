import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import type { Sql } from '../base'
import { TAC_ROW_BYTES, writeTacRowOf } from '../card'
import { judgedCards } from '../registry'
import type { JudgedUnder } from './checks-told'
import type { ClearingDesk, UploadForm } from './desk'
import { levelsOf, tacAnswers } from './facts'
import { presentmentOf } from './store-uploads'
import { UNCONFIRMED, type Tap } from './tap'
import { TapTable, writeCard } from './tap-table'
import { reasonOf, type Reason } from './verdict'

const inflate = promisify(inflateRaw)

/** One record with all that the centre knows of it. `batch` and `line` name it. */
export interface OneRecord {
  readonly batch: bigint
  readonly line: number
  readonly operator: string
  readonly fileNo: bigint
  readonly form: UploadForm
  readonly settleDate: string
  readonly receivedAt: Date
  readonly judgedAt: Date
  /** By which version of the checks and which limits; undefined for what was judged before that was noted. */
  readonly judgedUnder: JudgedUnder | undefined
  /** What it was judged to be first, and every ruling since, oldest first. */
  readonly firstReason: Reason
  readonly rulings: readonly Ruling[]
  /** Why it could not be read. */
  readonly reject: { readonly field: string; readonly detail: string } | undefined
  /** What it claims; nothing where it could not be read. */
  readonly claim: Tap | undefined
  /** The part of the file it came in, as it was uploaded, and its place there, from 0. */
  readonly part: { readonly raw: Buffer; readonly index: number }
  readonly tac: TacCheck | undefined
}

/** A later verdict, and the business day whose takings it moved. Fen. */
export interface Ruling {
  readonly run: bigint
  readonly reason: Reason
  readonly sign: number
  readonly settleDate: string
  readonly amountFen: bigint
  readonly ruledAt: Date
}

/** The proof of a tap, checked again now. */
export interface TacCheck {
  readonly verdict: (typeof tacAnswers)[number]
  readonly version: number
  readonly algorithm: '3des' | 'sm4'
  /** Factors by which the key was diversified: issuer and card, or the card alone. */
  readonly levels: 1 | 2
  /** The 22 bytes under the TAC: amount, type, SAM, its number, date and time. */
  readonly covered: Buffer
  readonly tac: string
}

interface Row {
  readonly upload: bigint
  readonly chunk: number
  readonly operator: string
  readonly fileNo: bigint
  readonly form: UploadForm
  readonly settleDate: string
  readonly receivedAt: Date
  readonly judgedAt: Date
  readonly judgedUnder: JudgedUnder | null
  readonly firstLine: bigint
  readonly code: number
}

/** Where in a row of a TAC batch the covered bytes stand (`TacBatch`): behind the factors of issuer and card. */
const COVERED_FROM = 16
const COVERED_TO = 38

/** One record of a judged file; undefined when there is none under that name. */
export async function oneRecord(
  desk: Pick<ClearingDesk, 'database' | 'decode' | 'vault'>,
  { batch, line }: { readonly batch: bigint; readonly line: number },
): Promise<OneRecord | undefined> {
  const sql = desk.database
  const { rows } = await sql.query<Row>(
    `select upload, chunk, batch.operator, file_no as "fileNo", form, settle_date as "settleDate",
            received_at as "receivedAt", judged_at as "judgedAt", judged_under as "judgedUnder", first_line as "firstLine",
            get_byte(verdicts, ($2 - first_line)::int) as code
       from clearing_batch batch join clearing_upload using (upload)
      where batch = $1 and $2 >= first_line and $2 < first_line + length(verdicts)`,
    [batch, line],
  )
  const [row] = rows
  if (row === undefined) return undefined
  const { upload, chunk, firstLine, code, judgedUnder, ...facts } = row
  const [rulings, reject, part] = await Promise.all([
    rulingsOn(sql, { batch, line }),
    rejectOf(sql, { batch, line }),
    presentmentOf(sql, upload, chunk),
  ])
  const raw = part === undefined ? Buffer.alloc(0) : await inflate(part.raw)
  const found = claimIn(desk, { form: row.form, raw, firstLine: Number(firstLine) }, line)
  return {
    ...facts,
    judgedUnder: judgedUnder ?? undefined,
    batch,
    line,
    firstReason: reasonOf(code),
    rulings,
    reject,
    claim: found?.table.tap(found.row, batch),
    part: { raw, index: line - Number(firstLine) },
    tac: found === undefined ? undefined : await checkedTac(desk, found),
  }
}

interface Found {
  readonly table: TapTable
  readonly row: number
}

function claimIn(
  desk: Pick<ClearingDesk, 'decode'>,
  part: { readonly form: UploadForm; readonly raw: Buffer; readonly firstLine: number },
  line: number,
): Found | undefined {
  let table = new TapTable(0)
  const { rows } = desk.decode(part.form, part, (records) => (table = new TapTable(records)))
  const row = table.line.subarray(0, rows).indexOf(line)
  return row < 0 ? undefined : { table, row }
}

/** Asks the vault again, as on the day the record was judged. */
async function checkedTac(
  desk: Pick<ClearingDesk, 'database' | 'vault'>,
  { table, row }: Found,
): Promise<TacCheck> {
  const card = Buffer.alloc(8)
  writeCard(card, 0, { table, row })
  const known = await judgedCards(desk.database, card)
  const version = table.keyVersion[row] as number
  const algorithm = table.algorithm[row] === 4 ? 'sm4' : '3des'
  const levels = levelsOf(known.count === 0 ? undefined : known.at(0).profile)
  const rows = Buffer.alloc(TAC_ROW_BYTES)
  writeTacRowOf(rows, 0, table, row)
  const asked = { label: { purpose: 'tac', version, algorithm }, levels, count: 1, rows } as const
  const [answer] =
    table.state[row] === UNCONFIRMED ? [tacAnswers.length - 1] : await desk.vault.checkTacs(asked)
  return {
    verdict: tacAnswers[answer as number] ?? 'unasked',
    version,
    algorithm,
    levels,
    covered: rows.subarray(COVERED_FROM, COVERED_TO),
    tac: rows
      .subarray(COVERED_TO, COVERED_TO + 4)
      .toString('hex')
      .toUpperCase(),
  }
}

const RULINGS_SHOWN = 50

async function rulingsOn(
  sql: Sql,
  record: { readonly batch: bigint; readonly line: number },
): Promise<Ruling[]> {
  const { rows } = await sql.query<Omit<Ruling, 'reason'> & { readonly code: number }>(
    `select run, reason as code, sign, settle_date as "settleDate", amount_fen as "amountFen",
            ruled_at as "ruledAt"
       from clearing_ruling where batch = $1 and line = $2 order by run limit ${RULINGS_SHOWN}`,
    [record.batch, record.line],
  )
  return rows.map(({ code, ...ruling }) => ({ ...ruling, reason: reasonOf(code) }))
}

async function rejectOf(
  sql: Sql,
  record: { readonly batch: bigint; readonly line: number },
): Promise<OneRecord['reject']> {
  const { rows } = await sql.query<{ field: string; detail: string }>(
    'select field, detail from clearing_reject where batch = $1 and line = $2',
    [record.batch, record.line],
  )
  return rows[0]
}
