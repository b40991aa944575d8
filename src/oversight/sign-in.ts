import { CENTRE, ok, refuse, type Result, type Tx } from '../base'
import { appendTrail } from './append-trail'
import type { OversightDesk } from './desk'
import { limits } from './limits.table'
import { nobodysHash, passwordIs } from './password'
import { takeCode } from './second-factor'
import { csrfOf, newId, newToken, sha256 } from './secrets'
import { actorOf, outstandingFor, type Outstanding, type Staff } from './staff'
import { insertSession, revokeOldest, type NewSession } from './store-sessions'
import {
  credentialsByLogin,
  lockCredentials,
  setTries,
  staffByLogin,
  type Credentials,
} from './store-staff'

/** `second-factor-needed`: name and password are right; the same again with a code. */
export type SignInRefusal = 'sign-in-wrong' | 'second-factor-needed'

export interface SignInInput {
  readonly login: string
  readonly password: string
  /** Six digits of the authenticator, or a recovery code. */
  readonly code?: string | undefined
}

/** What a sign-in gives; the token is shown here and never again. */
export interface SignedIn {
  readonly session: string
  readonly token: string
  /** To be sent back in X-Citycard-Csrf with every write when the token travels in a cookie. */
  readonly csrf: string
  readonly expiresAt: Date
  readonly staff: Staff
  readonly outstanding: readonly Outstanding[]
}

/** The same words whatever was wrong: they tell nobody which names exist. */
const WRONG = refuse('sign-in-wrong', {
  detail:
    `name, password or code is wrong, or there were ${limits.wrongTriesMax} wrong tries ` +
    `in the last ${limits.lockSeconds / 60} minutes`,
})

/**
 * Signs somebody in. A try counts before it is judged, so that many at once are no more tries than allowed; each
 * step is a transaction of its own, because a wrong try must be remembered although it is refused.
 */
export async function signIn(
  desk: OversightDesk,
  input: SignInInput,
): Promise<Result<SignedIn, SignInRefusal>> {
  const known = await credentialsByLogin(desk.database, input.login.toLowerCase())
  const isAdmitted = known !== undefined && (await admitTry(desk, known.staff))
  const hash = known?.password ?? nobodysHash(desk.passwordCost)
  const isRight = await passwordIs(input.password, hash)
  if (known === undefined || !isAdmitted) return WRONG
  const { staff } = known.staff
  if (!isRight || known.password === null) return wrongTry(desk, known.staff)
  if (known.staff.secondFactor && input.code === undefined) {
    await giveBackTry(desk, staff)
    return refuse('second-factor-needed', { field: 'code' })
  }
  return desk.database.transaction(async (tx) => {
    const now = await lockCredentials(tx, staff)
    // The password may have been changed while the hash was computed.
    if (now === undefined || now.password !== known.password) return WRONG
    const isShown = now.staff.secondFactor
    if (isShown && !(await codeIsRight(tx, desk, { known: now, code: input.code ?? '' }))) {
      await noteWrong(tx, desk, now.staff)
      return WRONG
    }
    await setTries(tx, { staff, wrongTries: 0, lockedUntil: null })
    return ok(await beginSession(tx, desk, { staff: now.staff, way: 'password', isShown }))
  })
}

/**
 * A session for staff of the demonstration without their password, which nobody keeps: for programs that the centre
 * itself runs at the desks of a demonstration. Nobody else has one.
 */
export async function beginDemoSession(
  desk: OversightDesk,
  login: string,
): Promise<Result<SignedIn, 'staff-unknown'>> {
  const found = await staffByLogin(desk.database, login)
  if (found === undefined || !found.demo || found.state !== 'active') {
    return refuse('staff-unknown', { field: 'login', detail: 'nobody of a demonstration' })
  }
  return desk.database.transaction(async (tx) => {
    const shown = { way: 'password', isShown: found.secondFactor } as const
    const begun = await beginSession(tx, desk, { staff: found, ...shown })
    await appendTrail(
      tx,
      { actor: CENTRE, at: desk.clock.now() },
      {
        act: 'staff.vouched-for',
        subject: `staff:${found.staff}`,
        detail: { session: begun.session, because: 'a program of the demonstration' },
      },
    )
    return ok(begun)
  })
}

/** A session for somebody who has proven who they are. */
export async function beginSession(
  tx: Tx,
  { clock, secrets }: Pick<OversightDesk, 'clock' | 'secrets'>,
  { staff, way, isShown }: { staff: Staff; way: NewSession['way']; isShown: boolean },
): Promise<SignedIn> {
  const at = clock.now()
  const token = newToken(secrets)
  const session: NewSession = {
    session: newId(secrets, 'ses'),
    tokenDigest: sha256(token),
    staff: staff.staff,
    way,
    secondFactor: isShown,
    createdAt: at,
    expiresAt: new Date(at.getTime() + limits.sessionSeconds * 1_000),
  }
  await revokeOldest(tx, { staff: staff.staff, by: CENTRE.id, at })
  await insertSession(tx, session)
  await appendTrail(
    tx,
    { actor: actorOf(staff), at },
    {
      act: 'staff.signed-in',
      subject: `staff:${staff.staff}`,
      detail: { session: session.session, way, secondFactor: isShown },
    },
  )
  return {
    session: session.session,
    token,
    csrf: csrfOf(token),
    expiresAt: session.expiresAt,
    staff,
    outstanding: outstandingFor(staff, { secondFactor: isShown, way }),
  }
}

/** Counts a try before it is judged. The last one allowed locks the account unless it turns out right. */
async function admitTry({ database, clock }: OversightDesk, { staff }: Staff): Promise<boolean> {
  return database.transaction(async (tx) => {
    const at = clock.now()
    const known = await lockCredentials(tx, staff)
    if (known?.staff.state !== 'active' || isLocked(known.staff, at)) return false
    const wrongTries = (known.staff.lockedUntil === null ? known.wrongTries : 0) + 1
    await setTries(tx, { staff, wrongTries, lockedUntil: lockAfter(wrongTries, at) })
    return true
  })
}

/** A right password without its code is no wrong try, but does not wipe out the wrong ones either. */
const giveBackTry = ({ database }: OversightDesk, staff: string): Promise<void> =>
  database.transaction(async (tx) => {
    const known = await lockCredentials(tx, staff)
    const wrongTries = Math.max((known?.wrongTries ?? 0) - 1, 0)
    if (wrongTries < limits.wrongTriesMax)
      await setTries(tx, { staff, wrongTries, lockedUntil: null })
  })

const wrongTry = (desk: OversightDesk, staff: Staff): Promise<typeof WRONG> =>
  desk.database.transaction(async (tx) => {
    await noteWrong(tx, desk, staff)
    return WRONG
  })

async function noteWrong(tx: Tx, { clock }: OversightDesk, { staff }: Staff): Promise<void> {
  const at = clock.now()
  const known = await lockCredentials(tx, staff)
  const subject = `staff:${staff}`
  const by = { actor: CENTRE, at }
  await appendTrail(tx, by, { act: 'staff.sign-in-refused', subject })
  if (known !== undefined && isLocked(known.staff, at)) {
    await appendTrail(tx, by, { act: 'staff.locked', subject, detail: { wrong: known.wrongTries } })
  }
}

const codeIsRight = (
  tx: Tx,
  desk: OversightDesk,
  shown: { readonly known: Credentials; readonly code: string },
): Promise<boolean> => takeCode(tx, desk, { ...shown, at: desk.clock.now() })

const isLocked = ({ lockedUntil }: Staff, at: Date): boolean =>
  lockedUntil !== null && lockedUntil > at

const lockAfter = (wrongTries: number, at: Date): Date | null =>
  wrongTries < limits.wrongTriesMax ? null : new Date(at.getTime() + limits.lockSeconds * 1_000)
