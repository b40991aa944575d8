import type { Sql, Tx } from '../base'
import { limits } from './limits.table'
import type { Staff } from './staff'
import { STAFF } from './store-staff'

/** A session as its owner and an administrator see it. Its token is nowhere. */
export interface Session {
  readonly session: string
  readonly staff: string
  readonly way: 'password' | 'oidc'
  readonly secondFactor: boolean
  readonly createdAt: Date
  readonly lastSeenAt: Date
  readonly expiresAt: Date
}

export interface NewSession extends Omit<Session, 'lastSeenAt'> {
  readonly tokenDigest: Buffer
}

const SESSION = `e.session, e.way, e.second_factor as "sessionSecondFactor", e.created_at as "sessionCreatedAt",
  e.last_seen_at as "lastSeenAt", e.expires_at as "expiresAt"`
const LIVE = `e.revoked_at is null and e.expires_at > $1 and e.last_seen_at > $1 - make_interval(secs => ${limits.sessionIdleSeconds})`

export async function insertSession(tx: Tx, session: NewSession): Promise<void> {
  await tx.query(
    `insert into oversight_session (session, token_digest, staff, way, second_factor, created_at, last_seen_at,
       expires_at) values ($1, $2, $3, $4, $5, $6, $6, $7)`,
    [
      session.session,
      session.tokenDigest,
      session.staff,
      session.way,
      session.secondFactor,
      session.createdAt,
      session.expiresAt,
    ],
  )
}

interface Seen {
  readonly session: Session
  readonly staff: Staff
}

type SeenRow = Staff &
  Pick<Session, 'session' | 'way' | 'lastSeenAt' | 'expiresAt'> & {
    readonly sessionSecondFactor: boolean
    readonly sessionCreatedAt: Date
  }

/** The live session of a token, and whose it is. */
export async function sessionByToken(
  sql: Sql,
  { tokenDigest, at }: { readonly tokenDigest: Buffer; readonly at: Date },
): Promise<Seen | undefined> {
  const { rows } = await sql.query<SeenRow>(
    `select ${STAFF}, ${SESSION} from oversight_session e join oversight_staff s using (staff)
      where e.token_digest = $2 and s.state = 'active' and ${LIVE}`,
    [at, tokenDigest],
    'oversight-session-by-token',
  )
  const [row] = rows
  return row === undefined ? undefined : seenOf(row)
}

export async function noteSeen(
  sql: Sql,
  { session, at }: { readonly session: string; readonly at: Date },
): Promise<void> {
  await sql.query(
    'update oversight_session set last_seen_at = $2 where session = $1 and last_seen_at < $2',
    [session, at],
  )
}

/** Live sessions, newest first; of one member of staff or of all. */
export async function liveSessions(
  sql: Sql,
  asked: {
    readonly at: Date
    readonly staff?: string | undefined
    readonly after?: string | undefined
    readonly limit: number
  },
): Promise<readonly (Session & { readonly login: string })[]> {
  const { rows } = await sql.query<SeenRow>(
    `select ${STAFF}, ${SESSION} from oversight_session e join oversight_staff s using (staff)
      where ${LIVE} and ($2::text is null or e.staff = $2) and ($3::text is null or e.session > $3)
      order by e.session limit $4`,
    [asked.at, asked.staff ?? null, asked.after ?? null, asked.limit],
  )
  return rows.map((row) => ({ ...seenOf(row).session, login: row.login }))
}

export async function sessionOwner(sql: Sql, session: string): Promise<string | undefined> {
  const { rows } = await sql.query<{ staff: string }>(
    'select staff from oversight_session where session = $1',
    [session],
  )
  return rows[0]?.staff
}

interface Revocation {
  readonly by: string
  readonly at: Date
}

/** Whether it was live until now. */
export async function revokeSession(
  tx: Tx,
  { session, by, at }: Revocation & { readonly session: string },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update oversight_session set revoked_at = $2, revoked_by = $3
      where session = $1 and revoked_at is null and expires_at > $2`,
    [session, at, by],
  )
  return rowCount === 1
}

/** Every session of somebody, or all but one; answers how many. */
export async function revokeSessionsOf(
  tx: Tx,
  { staff, except, by, at }: Revocation & { readonly staff: string; readonly except?: string },
): Promise<number> {
  const { rowCount } = await tx.query(
    `update oversight_session set revoked_at = $2, revoked_by = $3
      where staff = $1 and revoked_at is null and session is distinct from $4`,
    [staff, at, by, except ?? null],
  )
  return rowCount
}

/** Leaves room for one more: the sessions that began first give way. */
export async function revokeOldest(
  tx: Tx,
  { staff, by, at }: Revocation & { readonly staff: string },
): Promise<void> {
  await tx.query(
    `update oversight_session set revoked_at = $2, revoked_by = $3
      where session in (select session from oversight_session
                         where staff = $1 and revoked_at is null and expires_at > $2
                         order by created_at desc, session offset $4)`,
    [staff, at, by, limits.sessionsMax - 1],
  )
}

/** The second factor was shown after the session had begun. */
export async function noteSecondFactor(tx: Tx, session: string): Promise<void> {
  await tx.query('update oversight_session set second_factor = true where session = $1', [session])
}

/**
 * Takes away sessions that were over before: ended by somebody, run out, or idle for too long. When they began and were
 * ended stays in the trail. Answers how many, at most `limit`.
 */
export async function deleteSessionsOver(
  tx: Tx,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<number> {
  const { rowCount } = await tx.query(
    `delete from oversight_session where session in
       (select session from oversight_session
         where least(expires_at, revoked_at, last_seen_at + make_interval(secs => ${limits.sessionIdleSeconds})) < $1
         order by session limit $2 for update skip locked)`,
    [before, limit],
  )
  return rowCount
}

function seenOf(row: SeenRow): Seen {
  const { session, way, sessionSecondFactor, sessionCreatedAt, lastSeenAt, expiresAt, ...staff } =
    row
  return {
    staff,
    session: {
      session,
      staff: staff.staff,
      way,
      secondFactor: sessionSecondFactor,
      createdAt: sessionCreatedAt,
      lastSeenAt,
      expiresAt,
    },
  }
}
