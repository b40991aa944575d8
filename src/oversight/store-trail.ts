import { invariant, type Sql, type Tx } from '../base'
import type { TrailLink, TrailRow } from './trail'

const ROW = `entry, at, actor, actor_kind as "actorKind", approved_by as "approvedBy", act, subject, reason,
             detail, reference`
const LINK = `seq, previous_hash as "previousHash", hash, entries, digests`

/** Writes one entry, and its number into the work list of the sealer: both or neither. */
/** Entries of one act, numbered in their order. */
export async function insertEntries(
  tx: Tx,
  by: Pick<TrailRow, 'at' | 'actor' | 'actorKind' | 'approvedBy' | 'reference'>,
  entries: readonly Pick<TrailRow, 'act' | 'subject' | 'reason' | 'detail'>[],
): Promise<void> {
  await tx.query(
    `with written as (
       insert into oversight_trail (at, actor, actor_kind, approved_by, act, subject, reason, detail, reference)
       select $1, $2, $3, $4, act, subject, reason, detail, $5
         from unnest($6::text[], $7::text[], $8::text[], $9::text[]) with ordinality
           as given(act, subject, reason, detail, nth)
        order by nth returning entry
     )
     insert into oversight_trail_todo (entry) select entry from written`,
    [
      by.at,
      by.actor,
      by.actorKind,
      by.approvedBy,
      by.reference,
      entries.map(({ act }) => act),
      entries.map(({ subject }) => subject),
      entries.map(({ reason }) => reason),
      entries.map(({ detail }) => detail),
    ],
    'oversight-insert-entries',
  )
}

export type TrailHead = Pick<TrailLink, 'seq' | 'hash'>

const HEAD = `select seq, hash from oversight_trail_head where chain = 'trail'`

/** The newest link; with `lock` a second sealer waits here. */
export async function trailHead(
  sql: Sql,
  options: { readonly lock?: true } = {},
): Promise<TrailHead> {
  const { rows } = await sql.query<TrailHead>(options.lock ? `${HEAD} for update` : HEAD)
  const [head] = rows
  invariant(head !== undefined, 'the trail has a chain')
  return head
}

/** Takes entries off the work list, oldest first; what is still being written is not seen and comes later. */
export async function takeUnsealed(tx: Tx, limit: number): Promise<readonly TrailRow[]> {
  const { rows: taken } = await tx.query<{ entry: bigint }>(
    `delete from oversight_trail_todo
      where entry in (select d.entry from oversight_trail_todo d join oversight_trail t using (entry)
                       order by d.entry limit $1)
     returning entry`,
    [limit],
  )
  return entriesNumbered(
    tx,
    taken.map(({ entry }) => entry),
  )
}

export async function insertLink(tx: Tx, link: TrailLink, at: Date): Promise<void> {
  await tx.query(
    `with added as (
       insert into oversight_trail_link (seq, previous_hash, hash, entries, digests, sealed_at)
       values ($1, $2, $3, $4, $5, $6) returning seq, hash
     )
     update oversight_trail_head h set seq = a.seq, hash = a.hash from added a where h.chain = 'trail'`,
    [link.seq, link.previousHash, link.hash, link.entries, link.digests, at],
  )
}

export async function entriesNumbered(
  sql: Sql,
  entries: readonly bigint[],
): Promise<readonly TrailRow[]> {
  const { rows } = await sql.query<TrailRow>(
    `select ${ROW} from oversight_trail where entry = any($1::int8[]) order by entry`,
    [entries],
  )
  return rows
}

export async function linksAfter(
  sql: Sql,
  seq: bigint,
  limit: number,
): Promise<readonly TrailLink[]> {
  const { rows } = await sql.query<TrailLink>(
    `select ${LINK} from oversight_trail_link where seq > $1 order by seq limit $2`,
    [seq, limit],
  )
  return rows
}

/** Numbers on the work list whose entries are gone: taken out before they could be sealed. */
export async function lostBeforeSealing(sql: Sql, limit: number): Promise<readonly bigint[]> {
  const { rows } = await sql.query<{ entry: bigint }>(
    `select d.entry from oversight_trail_todo d
      where not exists (select from oversight_trail t where t.entry = d.entry) order by 1 limit $1`,
    [limit],
  )
  return rows.map(({ entry }) => entry)
}

/** Entries that no link holds and nobody has queued for one. */
export async function strangers(sql: Sql, limit: number): Promise<readonly TrailRow[]> {
  const { rows } = await sql.query<TrailRow>(
    `select ${ROW} from oversight_trail t
      where not exists (select from oversight_trail_todo d where d.entry = t.entry)
        and not exists (select from (select unnest(entries) as entry from oversight_trail_link) s
                         where s.entry = t.entry)
      order by entry limit $1`,
    [limit],
  )
  return rows
}

export async function countUnsealed(sql: Sql): Promise<number> {
  const { rows } = await sql.query<{ count: bigint }>(
    'select count(*) as count from oversight_trail_todo',
  )
  return Number(rows[0]?.count ?? 0n)
}

export interface TrailQuestion {
  readonly subject?: string | undefined
  readonly actor?: string | undefined
  readonly act?: string | undefined
  readonly reference?: string | undefined
  readonly from?: Date | undefined
  /** Not included. */
  readonly to?: Date | undefined
  /** Newest first: entries with a smaller number only. */
  readonly before?: bigint | undefined
  readonly limit: number
}

export async function entriesAbout(sql: Sql, asked: TrailQuestion): Promise<readonly TrailRow[]> {
  const { rows } = await sql.query<TrailRow>(
    `select ${ROW} from oversight_trail
      where ($1::text is null or subject = $1) and ($2::text is null or actor = $2)
        and ($3::text is null or act = $3) and ($4::text is null or reference = $4)
        and ($5::timestamptz is null or at >= $5) and ($6::timestamptz is null or at < $6)
        and ($7::int8 is null or entry < $7)
      order by entry desc limit $8`,
    [
      asked.subject ?? null,
      asked.actor ?? null,
      asked.act ?? null,
      asked.reference ?? null,
      asked.from ?? null,
      asked.to ?? null,
      asked.before ?? null,
      asked.limit,
    ],
  )
  return rows
}
