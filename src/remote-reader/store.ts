import type { Sql, Tx } from '../base'
import type { Outcome, SessionRecord, SessionState } from './session'

const COLUMNS = `session, kind, subject, work_order as "order", state, replies, outcome,
  opened_by as "openedBy", handed_to as "handedTo", opened_at as "openedAt", heard_at as "heardAt"`

/** False when there is such a session already, or another one is open on the subject. */
export async function insertSession(
  tx: Tx,
  fresh: Pick<SessionRecord, 'session' | 'kind' | 'subject' | 'order' | 'openedBy' | 'openedAt'>,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into remote_reader_session (session, kind, subject, work_order, opened_by, opened_at, heard_at)
     values ($1, $2, $3, $4::jsonb, $5, $6, $6)
     on conflict do nothing`,
    [
      fresh.session,
      fresh.kind,
      fresh.subject,
      JSON.stringify(fresh.order),
      fresh.openedBy,
      fresh.openedAt,
    ],
    'remote-reader-insert-session',
  )
  return rowCount === 1
}

/** The session, kept from others until the transaction ends. */
export async function lockSession(tx: Tx, session: string): Promise<SessionRecord | undefined> {
  const { rows } = await tx.query<SessionRecord>(
    `select ${COLUMNS} from remote_reader_session where session = $1 for update`,
    [session],
    'remote-reader-lock-session',
  )
  return rows[0]
}

export async function lockOpenSessionOf(
  tx: Tx,
  subject: string,
): Promise<SessionRecord | undefined> {
  const { rows } = await tx.query<SessionRecord>(
    `select ${COLUMNS} from remote_reader_session where subject = $1 and state = 'open' for update`,
    [subject],
    'remote-reader-lock-open-session',
  )
  return rows[0]
}

export async function sessionNamed(sql: Sql, session: string): Promise<SessionRecord | undefined> {
  const { rows } = await sql.query<SessionRecord>(
    `select ${COLUMNS} from remote_reader_session where session = $1`,
    [session],
  )
  return rows[0]
}

/** Open sessions whose reader has been silent since an instant; those somebody works on are left out. */
export async function lockSilentSessions(
  tx: Tx,
  { since, limit }: { readonly since: Date; readonly limit: number },
): Promise<SessionRecord[]> {
  const { rows } = await tx.query<SessionRecord>(
    `select ${COLUMNS} from remote_reader_session
      where state = 'open' and heard_at < $1 order by heard_at limit $2 for update skip locked`,
    [since, limit],
  )
  return rows
}

/** Keeps one more reply of the card, and how the session stands after it. */
export async function writeReply(
  tx: Tx,
  heard: {
    readonly session: string
    readonly reply: Buffer
    readonly at: Date
    readonly state: SessionState
    readonly outcome: Outcome | null
  },
): Promise<void> {
  await tx.query(
    `update remote_reader_session
        set replies = replies || $2::bytea, heard_at = $3, state = $4, outcome = $5::jsonb,
            ended_at = case when $4 = 'open' then null else $3::timestamptz end
      where session = $1`,
    [heard.session, heard.reply, heard.at, heard.state, outcomeText(heard.outcome)],
    'remote-reader-write-reply',
  )
}

/** From now on the keeper of a reader may answer in it, too. */
export async function handSessionTo(
  tx: Tx,
  { session, keeper }: { readonly session: string; readonly keeper: string },
): Promise<void> {
  await tx.query(`update remote_reader_session set handed_to = $2 where session = $1`, [
    session,
    keeper,
  ])
}

/** Ends a session without a further reply. */
export async function writeEnd(
  tx: Tx,
  end: {
    readonly session: string
    readonly at: Date
    readonly state: Exclude<SessionState, 'open'>
    readonly outcome: Outcome | null
  },
): Promise<void> {
  await tx.query(
    `update remote_reader_session set state = $2, outcome = $3::jsonb, ended_at = $4 where session = $1`,
    [end.session, end.state, outcomeText(end.outcome), end.at],
  )
}

/** Takes away sessions that ended before an instant; answers how many, at most `limit`. */
export async function deleteEndedSessions(
  tx: Tx,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<number> {
  const { rowCount } = await tx.query(
    `delete from remote_reader_session where session in
       (select session from remote_reader_session
         where state <> 'open' and ended_at < $1
         order by ended_at limit $2 for update skip locked)`,
    [before, limit],
  )
  return rowCount
}

const outcomeText = (outcome: Outcome | null): string | null =>
  outcome === null ? null : JSON.stringify(outcome)
