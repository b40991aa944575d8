import type { Sql, Tx } from '../base'
import type { Staff, StaffEntry } from './staff'

/** Every column that tells something and no secret. */
export const STAFF = `s.staff, s.login, s.display_name as "displayName", s.roles, s.operator, s.agent, s.person,
  s.state, s.password is not null as "hasPassword", s.password_temporary as "passwordTemporary",
  s.second_factor_required as "secondFactorRequired", s.totp_confirmed_at is not null as "secondFactor",
  s.oidc_issuer as "oidcIssuer", s.oidc_subject as "oidcSubject", s.locked_until as "lockedUntil", s.demo,
  s.version, s.created_at as "createdAt"`

export interface NewStaff extends StaffEntry {
  readonly staff: string
  /** scrypt hash; null for those who sign in at an OpenID provider only. */
  readonly password: string | null
  readonly passwordTemporary: boolean
  readonly demo: boolean
  readonly at: Date
}

/** Whether the row is new; a login that exists is left as it is. */
export async function insertStaff(tx: Tx, entry: NewStaff): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into oversight_staff (staff, login, display_name, roles, operator, agent, person, password,
       password_temporary, password_changed_at, second_factor_required, oidc_issuer, oidc_subject, demo, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $8::text is null then null else $14::timestamptz end,
             $10, $11, $12, $13, $14)
     on conflict do nothing`,
    [
      entry.staff,
      entry.login,
      entry.displayName,
      entry.roles,
      entry.operator ?? null,
      entry.agent ?? null,
      entry.person ?? null,
      entry.password,
      entry.passwordTemporary,
      entry.secondFactorRequired ?? false,
      entry.oidcIssuer ?? null,
      entry.oidcSubject ?? null,
      entry.demo,
      entry.at,
    ],
  )
  return rowCount === 1
}

/** What a sign-in has to compare, and nobody else may see. */
export interface Credentials {
  readonly staff: Staff
  readonly password: string | null
  readonly totpSecret: Buffer | null
  readonly totpLastStep: bigint
  readonly wrongTries: number
}

interface CredentialsRow extends Staff {
  readonly password: string | null
  readonly totpSecret: Buffer | null
  readonly totpLastStep: bigint
  readonly wrongTries: number
}

const CREDENTIALS = `${STAFF}, s.password, s.totp_secret as "totpSecret", s.totp_last_step as "totpLastStep",
  s.wrong_tries as "wrongTries"`

const credentialsOf = (row: CredentialsRow | undefined): Credentials | undefined => {
  if (row === undefined) return undefined
  const { password, totpSecret, totpLastStep, wrongTries, ...staff } = row
  return { staff, password, totpSecret, totpLastStep, wrongTries }
}

export async function credentialsByLogin(
  sql: Sql,
  login: string,
): Promise<Credentials | undefined> {
  const { rows } = await sql.query<CredentialsRow>(
    `select ${CREDENTIALS} from oversight_staff s where s.login = $1`,
    [login],
    'oversight-credentials-by-login',
  )
  return credentialsOf(rows[0])
}

/** Locked until the end of the transaction: tries are counted one after another. */
export async function lockCredentials(tx: Tx, staff: string): Promise<Credentials | undefined> {
  const { rows } = await tx.query<CredentialsRow>(
    `select ${CREDENTIALS} from oversight_staff s where s.staff = $1 for update`,
    [staff],
  )
  return credentialsOf(rows[0])
}

export async function staffByOidc(
  sql: Sql,
  { issuer, subject }: { readonly issuer: string; readonly subject: string },
): Promise<Staff | undefined> {
  const { rows } = await sql.query<Staff>(
    `select ${STAFF} from oversight_staff s where s.oidc_issuer = $1 and s.oidc_subject = $2`,
    [issuer, subject],
  )
  return rows[0]
}

/** Who was added for a demonstration and may sign in, in the order they were added; nobody in a city at work. */
export async function demoStaff(
  sql: Sql,
): Promise<readonly Pick<Staff, 'login' | 'displayName' | 'roles'>[]> {
  const { rows } = await sql.query<Pick<Staff, 'login' | 'displayName' | 'roles'>>(
    `select s.login, s.display_name as "displayName", s.roles from oversight_staff s
     where s.demo and s.state = 'active' order by s.roles, s.login limit 50`,
    [],
    'oversight-demo-staff',
  )
  return rows
}

export async function staffById(sql: Sql, staff: string): Promise<Staff | undefined> {
  const { rows } = await sql.query<Staff>(
    `select ${STAFF} from oversight_staff s where s.staff = $1`,
    [staff],
  )
  return rows[0]
}

export async function staffByLogin(sql: Sql, login: string): Promise<Staff | undefined> {
  const { rows } = await sql.query<Staff>(
    `select ${STAFF} from oversight_staff s where s.login = $1`,
    [login],
  )
  return rows[0]
}

/** By the id an actor goes by: a citizen is known by the person. */
export async function staffByActor(sql: Sql, actor: string): Promise<Staff | undefined> {
  const { rows } = await sql.query<Staff>(
    `select ${STAFF} from oversight_staff s where s.staff = $1 or s.person = $1 order by s.created_at limit 1`,
    [actor],
  )
  return rows[0]
}

/** A member of staff as others are told of them. */
export interface Named {
  readonly login: string
  readonly name: string | null
}

/** Login and name by the ids that actors go by; ids of machines and citizens are not in it. */
export async function staffNamed(
  sql: Sql,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly login: string; readonly name: string }>> {
  const { rows } = await sql.query<{ staff: string; login: string; name: string }>(
    `select staff, login, display_name as name from oversight_staff where staff = any($1::text[])`,
    [[...new Set(ids)]],
    'oversight-staff-named',
  )
  return new Map(rows.map(({ staff, login, name }) => [staff, { login, name }]))
}

/** In the order of their logins, after the one named. */
export async function staffAfter(
  sql: Sql,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<readonly Staff[]> {
  const { rows } = await sql.query<Staff>(
    `select ${STAFF} from oversight_staff s where $1::text is null or s.login > $1 order by s.login limit $2`,
    [after ?? null, limit],
  )
  return rows
}

/** What may be changed of a member of staff; what is absent stays. */
export interface StaffChange {
  readonly displayName?: string | undefined
  readonly roles?: Staff['roles'] | undefined
  readonly state?: Staff['state'] | undefined
  readonly operator?: string | null | undefined
  readonly agent?: string | null | undefined
  readonly person?: string | null | undefined
  readonly secondFactorRequired?: boolean | undefined
  readonly oidcIssuer?: string | null | undefined
  readonly oidcSubject?: string | null | undefined
}

export async function updateStaff(tx: Tx, staff: Staff): Promise<void> {
  await tx.query(
    `update oversight_staff set display_name = $2, roles = $3, state = $4, operator = $5, agent = $6, person = $7,
            second_factor_required = $8, oidc_issuer = $9, oidc_subject = $10, version = version + 1
      where staff = $1`,
    [
      staff.staff,
      staff.displayName,
      staff.roles,
      staff.state,
      staff.operator,
      staff.agent,
      staff.person,
      staff.secondFactorRequired,
      staff.oidcIssuer,
      staff.oidcSubject,
    ],
  )
}

export async function setPassword(
  tx: Tx,
  to: {
    readonly staff: string
    readonly hash: string
    readonly temporary: boolean
    readonly at: Date
  },
): Promise<void> {
  await tx.query(
    `update oversight_staff set password = $2, password_temporary = $3, password_changed_at = $4, wrong_tries = 0,
            locked_until = null, version = version + 1 where staff = $1`,
    [to.staff, to.hash, to.temporary, to.at],
  )
}

export async function setTries(
  tx: Tx,
  to: {
    readonly staff: string
    readonly wrongTries: number
    readonly lockedUntil: Date | null
  },
): Promise<void> {
  await tx.query(
    'update oversight_staff set wrong_tries = $2, locked_until = $3 where staff = $1',
    [to.staff, to.wrongTries, to.lockedUntil],
  )
}

export async function setTotpStep(
  tx: Tx,
  to: { readonly staff: string; readonly step: bigint },
): Promise<void> {
  await tx.query('update oversight_staff set totp_last_step = $2 where staff = $1', [
    to.staff,
    to.step,
  ])
}

/** A new secret takes the place of one that was never confirmed; with null the second factor is taken away. */
export async function setTotpSecret(
  tx: Tx,
  to: { readonly staff: string; readonly sealed: Buffer | null },
): Promise<void> {
  await tx.query(
    `update oversight_staff set totp_secret = $2, totp_confirmed_at = null, totp_last_step = 0,
            version = version + 1 where staff = $1`,
    [to.staff, to.sealed],
  )
}

export async function confirmTotp(
  tx: Tx,
  to: { readonly staff: string; readonly step: bigint; readonly at: Date },
): Promise<void> {
  await tx.query(
    `update oversight_staff set totp_confirmed_at = $3, totp_last_step = $2, version = version + 1
      where staff = $1`,
    [to.staff, to.step, to.at],
  )
}

/** New codes take the place of the old ones, which count as used. */
export async function replaceRecoveryCodes(
  tx: Tx,
  to: { readonly staff: string; readonly digests: readonly Buffer[]; readonly at: Date },
): Promise<void> {
  await tx.query(
    'update oversight_recovery_code set used_at = $2 where staff = $1 and used_at is null',
    [to.staff, to.at],
  )
  await tx.query(
    `insert into oversight_recovery_code (staff, digest, made_at)
     select $1, digest, $3 from unnest($2::bytea[]) digest`,
    [to.staff, to.digests, to.at],
  )
}

/** Whether the code was good; it is not a second time. */
export async function useRecoveryCode(
  tx: Tx,
  to: { readonly staff: string; readonly digest: Buffer; readonly at: Date },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update oversight_recovery_code set used_at = $3
      where staff = $1 and digest = $2 and used_at is null`,
    [to.staff, to.digest, to.at],
  )
  return rowCount === 1
}
