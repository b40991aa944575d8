import { invariant, type Sql, type Tx } from '../base'
import type { PopulationHeader } from './population-file'

export interface PopulationFile {
  readonly file: string
  readonly source: string
  readonly kind: 'full' | 'delta'
  readonly asOf: string
  readonly encoding: PopulationHeader['encoding']
  readonly state: 'arriving' | 'waiting' | 'done' | 'broken'
  readonly rowCount: number
  readonly rowsDone: number
  /** Of a full file: whom the source vouched for before and no longer. */
  readonly absentCount: number
  readonly receivedAt: Date
  readonly receivedBy: string
  readonly doneAt: Date | null
}

export interface RowVerdict {
  readonly row: number
  readonly verdict: 'created' | 'changed' | 'unchanged' | 'gone' | 'refused'
  readonly person: string | null
  readonly refused: string | null
  readonly field: string | null
  readonly detail: string | null
}

const columns = `file, source, kind, as_of as "asOf", encoding, state, row_count as "rowCount",
  rows_done as "rowsDone", absent_count as "absentCount", received_at as "receivedAt",
  received_by as "receivedBy", done_at as "doneAt"`

/** The day of the newest file of a source that was taken. */
export async function newestAsOf(sql: Sql, source: string): Promise<string | undefined> {
  const { rows } = await sql.query<{ asOf: string | null }>(
    `select max(as_of) as "asOf" from citizens_population_file
      where source = $1 and state in ('waiting', 'done')`,
    [source],
  )
  return rows[0]?.asOf ?? undefined
}

export async function insertArrival(
  tx: Tx,
  row: {
    readonly file: string
    readonly header: PopulationHeader
    readonly at: Date
    readonly by: string
  },
): Promise<void> {
  const { kind, source, asOf, encoding, rowCount } = row.header
  await tx.query(
    `insert into citizens_population_file
       (file, source, kind, as_of, encoding, state, row_count, received_at, received_by)
     values ($1, $2, $3, $4, $5, 'arriving', $6, $7, $8)`,
    [row.file, source, kind, asOf, encoding, rowCount, row.at, row.by],
  )
}

export async function insertPart(
  tx: Tx,
  part: {
    readonly file: string
    readonly firstRow: number
    readonly rowCount: number
    readonly sealed: Buffer
  },
): Promise<void> {
  await tx.query(
    `insert into citizens_population_part (file, first_row, row_count, sealed) values ($1, $2, $3, $4)`,
    [part.file, part.firstRow, part.rowCount, part.sealed],
  )
}

/** The file is whole: it waits for its turn. */
export async function completeArrival(
  tx: Tx,
  { file, digest }: { file: string; digest: Buffer },
): Promise<void> {
  await tx.query(
    `update citizens_population_file set state = 'waiting', digest = $2 where file = $1`,
    [file, digest],
  )
}

export async function populationFile(sql: Sql, file: string): Promise<PopulationFile> {
  const found = await findPopulationFile(sql, file)
  invariant(found !== undefined, 'a file that has arrived is there', { file })
  return found
}

export async function findPopulationFile(
  sql: Sql,
  file: string,
): Promise<PopulationFile | undefined> {
  const { rows } = await sql.query<PopulationFile>(
    `select ${columns} from citizens_population_file where file = $1`,
    [file],
  )
  return rows[0]
}

export async function populationFileOfDigest(
  sql: Sql,
  digest: Buffer,
): Promise<PopulationFile | undefined> {
  const { rows } = await sql.query<PopulationFile>(
    `select ${columns} from citizens_population_file
      where digest = $1 and state in ('waiting', 'done')`,
    [digest],
  )
  return rows[0]
}

/** Files that were taken, newest first. */
export async function populationFiles(
  sql: Sql,
  part: { readonly before?: readonly [receivedAt: string, file: string]; readonly limit: number },
): Promise<PopulationFile[]> {
  const { rows } = await sql.query<PopulationFile>(
    `select ${columns} from citizens_population_file
      where state in ('waiting', 'done')
        and ($1::timestamptz is null or (received_at, file) < ($1::timestamptz, $2))
      order by received_at desc, file desc limit $3`,
    [part.before?.[0] ?? null, part.before?.[1] ?? null, part.limit],
  )
  return rows
}

/** What became of the rows, in their order; of all, or of those that were refused. */
export async function populationVerdicts(
  sql: Sql,
  asked: {
    readonly file: string
    readonly after: number
    readonly limit: number
    readonly refusedOnly: boolean
  },
): Promise<RowVerdict[]> {
  const { rows } = await sql.query<RowVerdict>(
    `select row, verdict, person, refused, field, detail from citizens_population_row
      where file = $1 and row > $2 and (verdict = 'refused' or not $4) order by row limit $3`,
    [asked.file, asked.after, asked.limit, asked.refusedOnly],
  )
  return rows
}

/** How many rows ended how. */
export async function populationCounts(sql: Sql, file: string): Promise<Record<string, number>> {
  const { rows } = await sql.query<{ verdict: string; rows: number }>(
    `select verdict, count(*)::int4 as rows from citizens_population_row where file = $1
      group by verdict order by verdict`,
    [file],
  )
  return Object.fromEntries(rows.map((row) => [row.verdict, row.rows]))
}

/** The oldest file that waits, locked; nothing when none does or another worker has it. */
export async function takeWaiting(tx: Tx): Promise<PopulationFile | undefined> {
  const { rows } = await tx.query<PopulationFile>(
    `select ${columns} from citizens_population_file where state = 'waiting'
      order by received_at, file limit 1 for update skip locked`,
  )
  return rows[0]
}

export async function firstPart(
  tx: Tx,
  file: string,
): Promise<{ firstRow: number; rowCount: number; sealed: Buffer } | undefined> {
  const { rows } = await tx.query<{ firstRow: number; rowCount: number; sealed: Buffer }>(
    `select first_row as "firstRow", row_count as "rowCount", sealed from citizens_population_part
      where file = $1 order by first_row limit 1`,
    [file],
  )
  return rows[0]
}

/** Verdicts of a part, the people its source vouches for, and the part itself, which has served. */
export async function finishPart(
  tx: Tx,
  { file, source, asOf }: Pick<PopulationFile, 'file' | 'source' | 'asOf'>,
  done: {
    readonly firstRow: number
    readonly rowCount: number
    readonly verdicts: readonly RowVerdict[]
  },
): Promise<void> {
  const { firstRow, rowCount, verdicts } = done
  await tx.query(
    `insert into citizens_population_row (file, row, verdict, person, refused, field, detail)
     select $1, given.* from unnest($2::int4[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
       as given(row, verdict, person, refused, field, detail)`,
    [
      file,
      verdicts.map(({ row }) => row),
      verdicts.map(({ verdict }) => verdict),
      verdicts.map(({ person }) => person),
      verdicts.map(({ refused }) => refused),
      verdicts.map(({ field }) => field),
      verdicts.map(({ detail }) => detail),
    ],
  )
  const vouched = new Map<string, boolean>()
  for (const { person, verdict } of verdicts) {
    if (person !== null && verdict !== 'refused') vouched.set(person, verdict !== 'gone')
  }
  await tx.query(
    `insert into citizens_vouched (source, person, file, since, ended_on)
     select $1, given.person, $2, $3, case when given.here then null else $3::date end
       from unnest($4::text[], $5::bool[]) as given(person, here)
     on conflict (source, person) do update
        set file = excluded.file, ended_on = excluded.ended_on,
            since = case when citizens_vouched.ended_on is null then citizens_vouched.since
                         else excluded.since end`,
    [source, file, asOf, [...vouched.keys()], [...vouched.values()]],
  )
  await tx.query(`delete from citizens_population_part where file = $1 and first_row = $2`, [
    file,
    firstRow,
  ])
  await tx.query(`update citizens_population_file set rows_done = rows_done + $2 where file = $1`, [
    file,
    rowCount,
  ])
}

/** All rows are done. A full file ends what its source said of those it no longer names. */
export async function finishFile(
  tx: Tx,
  { file, source, kind, asOf }: Pick<PopulationFile, 'file' | 'source' | 'kind' | 'asOf'>,
  at: Date,
): Promise<number> {
  const { rowCount: absent } =
    kind === 'full'
      ? await tx.query(
          `update citizens_vouched v set ended_on = $3
            where v.source = $1 and v.file <> $2 and v.ended_on is null
              and exists (select from citizens_person p where p.person = v.person and p.merged_into is null)`,
          [source, file, asOf],
        )
      : { rowCount: 0 }
  await tx.query(
    `update citizens_population_file set state = 'done', done_at = $2, absent_count = $3
      where file = $1`,
    [file, at, absent],
  )
  return absent
}

/** Arrivals that broke off: nothing of them is used, and what had come is let go. */
export async function dropBroken(tx: Tx, before: Date): Promise<number> {
  const { rows } = await tx.query<{ file: string }>(
    `update citizens_population_file set state = 'broken'
      where state = 'arriving' and received_at < $1 returning file`,
    [before],
  )
  await tx.query(`delete from citizens_population_part where file = any($1::text[])`, [
    rows.map(({ file }) => file),
  ])
  return rows.length
}
