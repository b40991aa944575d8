import { invariant, ok, refuse, type Act, type Result } from '../base'
import type { OversightDesk } from './desk'
import { checkPassword, hashPassword, passwordIs, type PasswordRefusal } from './password'
import { newId, type Secrets } from './secrets'
import { checkStaff, type Staff, type StaffEntry, type StaffRefusal } from './staff'
import { revokeSessionsOf } from './store-sessions'
import {
  insertStaff,
  lockCredentials,
  replaceRecoveryCodes,
  setPassword,
  setTotpSecret,
  setTries,
  staffById,
  staffByOidc,
  updateStaff,
  type StaffChange,
} from './store-staff'

type Tools = Pick<OversightDesk, 'secrets' | 'passwordCost'>

export type AddStaffRefusal = StaffRefusal | PasswordRefusal | 'login-taken'

export interface AddStaff extends StaffEntry {
  /** Absent for those who sign in at an OpenID provider: they have none. */
  readonly password?: string | undefined
  /** Given by somebody else, so to be changed at the first sign-in (default true). */
  readonly passwordTemporary?: boolean
  readonly demo?: boolean
}

/** Adds somebody who may sign in. */
export async function addStaff(
  act: Act,
  { secrets, passwordCost }: Tools,
  input: AddStaff,
): Promise<Result<Staff, AddStaffRefusal>> {
  const checked = checkStaff(input)
  if (!checked.ok) return checked
  const password =
    input.password === undefined ? undefined : checkPassword(input.password, checked.value)
  if (password?.ok === false) return password
  const staff = newId(secrets, 'staff')
  const isNew = await insertStaff(act.tx, {
    ...input,
    staff,
    password:
      password === undefined ? null : await hashPassword(password.value, secrets, passwordCost),
    passwordTemporary: password !== undefined && (input.passwordTemporary ?? true),
    demo: input.demo ?? false,
    at: act.at,
  })
  if (!isNew) {
    return refuse('login-taken', {
      field: 'login',
      detail: 'the login, or the account at the OpenID provider, belongs to somebody already',
    })
  }
  await act.trail({
    act: 'staff.added',
    subject: `staff:${staff}`,
    detail: { login: input.login, roles: input.roles.join(' ') },
  })
  return ok(await present(act, staff))
}

export type ChangeStaffRefusal =
  StaffRefusal | 'staff-unknown' | 'version-changed' | 'own-rights' | 'login-taken'

/**
 * Changes roles, bindings, name or state. Whoever is disabled, or has other roles now, is signed out everywhere.
 * Nobody changes their own rights.
 */
export async function changeStaff(
  act: Act,
  input: { readonly staff: string; readonly version?: number | undefined } & StaffChange,
): Promise<Result<Staff, ChangeStaffRefusal>> {
  const { staff: id, version, ...given } = input
  const known = await lockCredentials(act.tx, id)
  if (known === undefined) return refuse('staff-unknown', { field: 'staff' })
  if (version !== undefined && version !== known.staff.version) {
    return refuse('version-changed', { detail: `it is version ${known.staff.version} now` })
  }
  if (act.actor.id === id) return refuse('own-rights', { detail: 'somebody else must do this' })
  const change = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as Partial<Staff>
  const changed: Staff = { ...known.staff, ...change }
  const checked = checkStaff(entryOf(changed))
  if (!checked.ok) return checked
  const { oidcIssuer: issuer, oidcSubject: subject } = changed
  const holder =
    issuer === null || subject === null ? undefined : await staffByOidc(act.tx, { issuer, subject })
  if (holder !== undefined && holder.staff !== id) {
    return refuse('login-taken', { field: 'oidcSubject', detail: 'it belongs to somebody already' })
  }
  await updateStaff(act.tx, changed)
  if (changed.state === 'disabled' || change.roles !== undefined) {
    await revokeSessionsOf(act.tx, { staff: id, by: act.actor.id, at: act.at })
  }
  await act.trail({
    act: 'staff.changed',
    subject: `staff:${id}`,
    detail: { members: Object.keys(change).sort().join(' '), roles: changed.roles.join(' ') },
  })
  return ok(await present(act, id))
}

/** Lets somebody try again who was locked out. */
export async function unlockStaff(
  act: Act,
  { staff }: { readonly staff: string },
): Promise<Result<Staff, 'staff-unknown'>> {
  const known = await lockCredentials(act.tx, staff)
  if (known === undefined) return refuse('staff-unknown', { field: 'staff' })
  await setTries(act.tx, { staff, wrongTries: 0, lockedUntil: null })
  await act.trail({ act: 'staff.unlocked', subject: `staff:${staff}` })
  return ok(await present(act, staff))
}

/**
 * A new temporary password, made here and answered once; with `secondFactor` the second factor is taken away
 * too, for a telephone that is lost together with the recovery codes. Signs them out everywhere.
 */
export async function resetStaff(
  act: Act,
  { secrets, passwordCost }: Tools,
  { staff, secondFactor }: { readonly staff: string; readonly secondFactor?: boolean | undefined },
): Promise<Result<{ readonly staff: Staff; readonly password: string }, ResetRefusal>> {
  const known = await lockCredentials(act.tx, staff)
  if (known === undefined) return refuse('staff-unknown', { field: 'staff' })
  if (act.actor.id === staff) return refuse('own-rights', { detail: 'somebody else must do this' })
  const password = newPassword(secrets)
  const hash = await hashPassword(password, secrets, passwordCost)
  await setPassword(act.tx, { staff, hash, temporary: true, at: act.at })
  if (secondFactor === true) {
    await setTotpSecret(act.tx, { staff, sealed: null })
    await replaceRecoveryCodes(act.tx, { staff, digests: [], at: act.at })
  }
  await revokeSessionsOf(act.tx, { staff, by: act.actor.id, at: act.at })
  await act.trail({
    act: 'staff.reset',
    subject: `staff:${staff}`,
    detail: { secondFactor: secondFactor === true },
  })
  return ok({ staff: await present(act, staff), password })
}

export type ResetRefusal = 'staff-unknown' | 'own-rights'

export type ChangePasswordRefusal = PasswordRefusal | 'password-wrong' | 'password-unchanged'

/** Changes the own password and ends every other session: whoever knew the old one is out. */
export async function changePassword(
  act: Act,
  { secrets, passwordCost }: Tools,
  input: {
    readonly staff: string
    readonly current: string
    readonly password: string
    /** The session that stays. */
    readonly session?: string | undefined
  },
): Promise<Result<Staff, ChangePasswordRefusal>> {
  const { staff, current, password, session } = input
  const known = await lockCredentials(act.tx, staff)
  invariant(known !== undefined, 'who is signed in exists', { staff })
  if (known.password === null || !(await passwordIs(current, known.password))) {
    return refuse('password-wrong', { field: 'current', detail: 'this is not the password' })
  }
  const checked = checkPassword(password, known.staff)
  if (!checked.ok) return checked
  if (checked.value === current.normalize('NFKC')) {
    return refuse('password-unchanged', { field: 'password', detail: 'it is the one of before' })
  }
  const hash = await hashPassword(checked.value, secrets, passwordCost)
  await setPassword(act.tx, { staff, hash, temporary: false, at: act.at })
  await revokeSessionsOf(act.tx, {
    staff,
    by: act.actor.id,
    at: act.at,
    ...(session === undefined ? {} : { except: session }),
  })
  await act.trail({ act: 'staff.password-changed', subject: `staff:${staff}` })
  return ok(await present(act, staff))
}

/** 118 bits in letters and digits that are not mistaken for one another, in groups of four. */
export function newPassword(secrets: Secrets): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
  let drawn = ''
  while (drawn.length < 24) {
    for (const byte of secrets.bytes(32)) {
      // Bytes above the largest multiple would make the first letters likelier.
      if (byte < 248 && drawn.length < 24) drawn += letters[byte % letters.length]
    }
  }
  return (drawn.match(/.{4}/g) ?? []).join('-')
}

async function present(act: Act, id: string): Promise<Staff> {
  const staff = await staffById(act.tx, id)
  invariant(staff !== undefined, 'a member of staff is never deleted', { id })
  return staff
}

const entryOf = (staff: Staff): StaffEntry => ({
  login: staff.login,
  displayName: staff.displayName,
  roles: staff.roles,
  operator: staff.operator ?? undefined,
  agent: staff.agent ?? undefined,
  person: staff.person ?? undefined,
  oidcIssuer: staff.oidcIssuer ?? undefined,
  oidcSubject: staff.oidcSubject ?? undefined,
})
