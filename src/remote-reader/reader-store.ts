import type { Sql, Tx } from '../base'
import type { CardSeen, DrawerCard, ReaderRecord } from './reader'

const COLUMNS = `reader, kept_by as "keptBy", keeper_kind as "keeperKind", instance, model, drawer, lying as card,
  trouble, change, session, wish_number as "wishNumber", wish, heard_at as "heardAt"`

export type FreshReader = Omit<ReaderRecord, 'change' | 'session' | 'wishNumber' | 'wish'>

/** False when there is one of this name. */
export async function insertReader(tx: Tx, fresh: FreshReader): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into remote_reader_reader
       (reader, kept_by, keeper_kind, instance, model, drawer, lying, trouble, heard_at)
     values ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8, $9)
     on conflict do nothing`,
    [
      fresh.reader,
      fresh.keptBy,
      fresh.keeperKind,
      fresh.instance,
      fresh.model,
      jsonText(fresh.drawer),
      jsonText(fresh.card),
      fresh.trouble,
      fresh.heardAt,
    ],
  )
  return rowCount === 1
}

/** The reader, kept from others until the transaction ends. */
export async function lockReader(tx: Tx, reader: string): Promise<ReaderRecord | undefined> {
  const { rows } = await tx.query<ReaderRecord>(
    `select ${COLUMNS} from remote_reader_reader where reader = $1 for update`,
    [reader],
  )
  return rows[0]
}

export async function readerNamed(sql: Sql, reader: string): Promise<ReaderRecord | undefined> {
  const { rows } = await sql.query<ReaderRecord>(
    `select ${COLUMNS} from remote_reader_reader where reader = $1`,
    [reader],
    'remote-reader-reader-named',
  )
  return rows[0]
}

/** Readers kept by somebody, and where asked for, those kept by programs of their own; by name. */
export async function readersFor(
  sql: Sql,
  of: {
    readonly keptBy: string
    readonly terminals: boolean
    readonly heardSince: Date
    readonly limit: number
  },
): Promise<ReaderRecord[]> {
  const { rows } = await sql.query<ReaderRecord>(
    `select ${COLUMNS} from remote_reader_reader
      where (kept_by = $1 or ($2 and keeper_kind = 'terminal')) and heard_at >= $3
      order by reader limit $4`,
    [of.keptBy, of.terminals, of.heardSince, of.limit],
  )
  return rows
}

/** Writes what a report or a request made of it. */
export async function writeReader(tx: Tx, now: ReaderRecord): Promise<void> {
  await tx.query(
    `update remote_reader_reader
        set kept_by = $2, keeper_kind = $3, instance = $4, model = $5, drawer = $6::jsonb, lying = $7::jsonb,
            trouble = $8, change = $9, session = $10, wish_number = $11, wish = $12, heard_at = $13
      where reader = $1`,
    [
      now.reader,
      now.keptBy,
      now.keeperKind,
      now.instance,
      now.model,
      jsonText(now.drawer),
      jsonText(now.card),
      now.trouble,
      now.change,
      now.session,
      now.wishNumber,
      now.wish,
      now.heardAt,
    ],
    'remote-reader-write-reader',
  )
}

/** The program of this instance is there; false when another has taken its place. */
export async function writeHeard(
  sql: Sql,
  heard: { readonly reader: string; readonly instance: string; readonly at: Date },
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `update remote_reader_reader set heard_at = greatest(heard_at, $3) where reader = $1 and instance = $2`,
    [heard.reader, heard.instance, heard.at],
    'remote-reader-write-heard',
  )
  return rowCount === 1
}

const jsonText = (value: CardSeen | readonly DrawerCard[] | null): string | null =>
  value === null ? null : JSON.stringify(value)
