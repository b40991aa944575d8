import type { Act, Sql, Tx } from '../base'
import type { ChipDataKind, ChipSet } from './chip-data'

/** A set with what is known of it. */
export interface ChipVersion {
  readonly version: bigint
  readonly kind: ChipDataKind
  readonly validFrom: string
  readonly entries: ChipSet['entries']
  readonly madeAt: Date
  readonly madeBy: string
  readonly approvedBy: string | null
  readonly reason: string
}

const COLUMNS = `version, kind, valid_from as "validFrom", entries, made_at as "madeAt", made_by as "madeBy",
  approved_by as "approvedBy", reason`

export async function insertChipData(
  { tx, at, actor, approvedBy, reference }: Act,
  given: { readonly set: ChipSet; readonly validFrom: string; readonly reason: string },
): Promise<bigint> {
  const { kind, entries } = given.set
  const { rows } = await tx.query<{ version: bigint }>(
    `insert into acquiring_chip_data (kind, valid_from, entries, made_at, made_by, approved_by, reason, reference)
     values ($1, $2, $3::jsonb, $4, $5, $6, $7, $8) returning version`,
    [
      kind,
      given.validFrom,
      JSON.stringify(entries),
      at,
      actor.id,
      approvedBy?.id ?? null,
      given.reason,
      reference,
    ],
  )
  return (rows[0] as { version: bigint }).version
}

/** Every set of a kind, newest first. */
export async function chipVersions(
  sql: Sql,
  asked: {
    readonly kind: ChipDataKind
    readonly before?: bigint | undefined
    readonly limit: number
  },
): Promise<ChipVersion[]> {
  const { rows } = await sql.query<ChipVersion>(
    `select ${COLUMNS} from acquiring_chip_data
      where kind = $1 and ($2::int8 is null or version < $2) order by version desc limit $3`,
    [asked.kind, asked.before ?? null, asked.limit],
  )
  return rows
}

/** The set in force on a day: of several from one day on the one that was published last. */
export async function chipVersionAt(
  sql: Sql,
  kind: ChipDataKind,
  date: string,
): Promise<bigint | undefined> {
  const { rows } = await sql.query<{ version: bigint }>(
    `select version from acquiring_chip_data where kind = $1 and valid_from <= $2
      order by valid_from desc, version desc limit 1`,
    [kind, date],
    'acquiring-chip-version',
  )
  return rows[0]?.version
}

export async function chipSetOf(sql: Sql, version: bigint): Promise<ChipSet | undefined> {
  const { rows } = await sql.query<ChipSet>(
    `select kind, entries from acquiring_chip_data where version = $1`,
    [version],
  )
  return rows[0]
}

export interface ChipProgress {
  /** The set it is fetching. */
  readonly version: bigint
  /** Names of the entries it was sent of that. */
  readonly fetched: readonly string[]
  /** The set it has. */
  readonly doneVersion: bigint | null
}

export async function chipProgress(
  sql: Sql,
  terminal: string,
): Promise<ReadonlyMap<ChipDataKind, ChipProgress>> {
  const { rows } = await sql.query<ChipProgress & { readonly kind: ChipDataKind }>(
    `select kind, version, fetched, done_version as "doneVersion" from acquiring_chip_progress
      where terminal = $1`,
    [terminal],
    'acquiring-chip-progress',
  )
  return new Map(rows.map(({ kind, ...progress }) => [kind, progress]))
}

/** It begins to fetch a set, from nothing. */
export async function beginChipFetch(
  tx: Tx,
  of: { readonly terminal: string; readonly kind: ChipDataKind; readonly version: bigint },
): Promise<void> {
  await tx.query(
    `insert into acquiring_chip_progress (terminal, kind, version) values ($1, $2, $3)
     on conflict (terminal, kind) do update set version = $3, fetched = '{}'`,
    [of.terminal, of.kind, of.version],
  )
}

export async function noteChipFetched(
  tx: Tx,
  of: { readonly terminal: string; readonly kind: ChipDataKind; readonly name: string },
): Promise<void> {
  await tx.query(
    `update acquiring_chip_progress set fetched = fetched || $3::text
      where terminal = $1 and kind = $2 and not fetched @> array[$3::text]`,
    [of.terminal, of.kind, of.name],
  )
}

export async function noteChipDone(
  tx: Tx,
  of: { readonly terminal: string; readonly kind: ChipDataKind; readonly at: Date },
): Promise<void> {
  await tx.query(
    `update acquiring_chip_progress set done_version = version, done_at = $3
      where terminal = $1 and kind = $2`,
    [of.terminal, of.kind, of.at],
  )
}
