import { ok, refuse, type Actor, type Result } from '../base'
import type { OversightDesk } from './desk'
import { limits } from './limits.table'
import { csrfOf, sameSecret, sha256 } from './secrets'
import { actorOf, outstandingFor, type Outstanding } from './staff'
import { actorOfCertificate } from './store-certificates'
import { noteSeen, sessionByToken } from './store-sessions'

/** What a request shows of who sent it. */
export interface Shown {
  readonly method: string
  /** The header, "Bearer …". */
  readonly authorization?: string | undefined
  /** The header. */
  readonly cookie?: string | undefined
  /** The header X-Citycard-Csrf. */
  readonly csrf?: string | undefined
  /** SHA-256 of a client certificate that our own authority signed, as hex; checked by TLS before. */
  readonly certificateFingerprint?: string | undefined
}

export const SESSION_COOKIE = 'citycard-session'

/** Somebody who came through a session, with its name. */
export interface SessionActor extends Actor {
  readonly session: string
  /** Whose session it is; for a citizen other than `id`, which names the person. */
  readonly staff: string
  /** What they must do first; until then they have no roles. */
  readonly outstanding: readonly Outstanding[]
}

export const isSessionActor = (actor: Actor): actor is SessionActor => 'session' in actor

/**
 * Says who a request comes from: a bearer token, a session cookie (with the word against forged requests when
 * something is to be changed), or a client certificate. Nothing shown is nobody, which is no refusal; something
 * shown that is not good is.
 */
export class Gatekeeper {
  constructor(private readonly desk: Pick<OversightDesk, 'database' | 'clock'>) {}

  async identify(shown: Shown): Promise<Result<Actor | undefined, 'not-signed-in'>> {
    const bearer = bearerOf(shown.authorization)
    if (bearer !== undefined) return this.byToken(bearer)
    const cookie = sessionCookieOf(shown.cookie)
    if (cookie !== undefined) {
      return mayBeForged(shown, cookie) ? FORGED : this.byToken(cookie)
    }
    if (shown.certificateFingerprint !== undefined) {
      return this.byCertificate(shown.certificateFingerprint)
    }
    return ok(undefined)
  }

  private async byToken(token: string): Promise<Result<SessionActor, 'not-signed-in'>> {
    const { database, clock } = this.desk
    const at = clock.now()
    const seen = await sessionByToken(database, { tokenDigest: sha256(token), at })
    if (seen === undefined) return NO_SESSION
    const { session, staff } = seen
    if (at.getTime() - session.lastSeenAt.getTime() > limits.lastSeenSeconds * 1_000) {
      await noteSeen(database, { session: session.session, at })
    }
    const outstanding = outstandingFor(staff, session)
    const actor = actorOf(staff, outstanding)
    return ok({ ...actor, session: session.session, staff: staff.staff, outstanding })
  }

  private async byCertificate(fingerprint: string): Promise<Result<Actor, 'not-signed-in'>> {
    const { database, clock } = this.desk
    const at = clock.now()
    const actor = await actorOfCertificate(database, {
      fingerprint: Buffer.from(fingerprint.replaceAll(':', ''), 'hex'),
      at,
    })
    return actor === undefined ? NO_CERTIFICATE : ok(actor)
  }
}

const NO_SESSION = refuse('not-signed-in', { detail: 'the session is over or was never there' })
const NO_CERTIFICATE = refuse('not-signed-in', {
  detail: 'the certificate is not registered, or was revoked, or is out of date',
})
const FORGED = refuse('not-signed-in', {
  detail: 'a write with a session cookie carries X-Citycard-Csrf as the sign-in gave it',
})

const CHANGES_NOTHING = new Set(['GET', 'HEAD', 'OPTIONS'])

function mayBeForged({ method, csrf }: Shown, token: string): boolean {
  if (CHANGES_NOTHING.has(method.toUpperCase())) return false
  return csrf === undefined || !sameSecret(Buffer.from(csrf), Buffer.from(csrfOf(token)))
}

/** An authorization that is no bearer's leads to a token nobody has. */
const bearerOf = (authorization: string | undefined): string | undefined =>
  authorization === undefined ? undefined : (/^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '')

/** The token of the session cookie, if there is one. */
export const sessionCookieOf = (cookies: string | undefined): string | undefined =>
  cookies
    ?.split(';')
    .map((part) => part.trim().split('='))
    .find(([name]) => name === SESSION_COOKIE)?.[1]
