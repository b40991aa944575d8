import { z } from 'zod'
import { ok, refuse, roles, type Actor, type Role } from '../../../base'
import {
  changePassword,
  confirmSecondFactor,
  csrfOf,
  endSession,
  finishOidc,
  isSessionActor,
  limits,
  liveSessions,
  offerSecondFactor,
  SESSION_COOKIE,
  sessionCookieOf,
  signIn,
  staffById,
  startOidc,
  type SessionActor,
} from '../../../oversight'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import { idField, instantOut, textField } from '../contract/fields'
import { page, pageOf, pageQuery } from '../contract/page'

export const roleField = z.enum(Object.keys(roles) as [Role, ...Role[]])

const secretText = z.string().min(1).max(limits.passwordLettersMax)
const codeField = z
  .string()
  .min(6)
  .max(40)
  .meta({ description: 'six digits of the authenticator, or a recovery code' })
const outstandingOut = z
  .array(z.enum(['password-change', 'second-factor']))
  .meta({ description: 'what must be done before anything else may be' })

const ACTOR = {
  id: z.string(),
  kind: z.enum(['staff', 'citizen', 'terminal', 'centre', 'anyone']),
  roles: z.array(roleField),
  operator: z.string().nullable(),
  agent: z.string().nullable(),
  person: z.string().nullable(),
  terminal: z.string().nullable(),
}

export const postSignIn = endpoint({
  name: 'access.sign-in',
  method: 'post',
  path: '/v1/sign-in',
  tag: 'access',
  summary: 'Sign in with name, password and, where it was set up, a second factor',
  description:
    `The answer to a wrong name, password or code is the same, and the same again for ` +
    `${limits.lockSeconds / 60} minutes after ${limits.wrongTriesMax} wrong tries. With \`cookie\` the token is put ` +
    'into a cookie that scripts cannot read, and writes carry `csrf` in the header X-Citycard-Csrf; otherwise it is ' +
    'sent as `Authorization: Bearer`.',
  may: 'anyone',
  body: z.strictObject({
    login: textField(64),
    password: secretText,
    code: codeField.optional(),
    cookie: z.boolean().optional(),
  }),
  answer: z.object({
    session: z.string(),
    token: z.string().nullable(),
    csrf: z.string(),
    expiresAt: instantOut,
    staff: z.string(),
    displayName: z.string(),
    roles: z.array(roleField),
    outstanding: outstandingOut,
  }),
  status: 201,
  idempotent: false,
  secret: true,
  perMinuteMax: 240,
  headers: { 'Set-Cookie': 'the session, when `cookie` is true' },
  refusals: { 'sign-in-wrong': 422, 'second-factor-needed': 422 },
})

export const postSignOut = endpoint({
  name: 'access.sign-out',
  method: 'post',
  path: '/v1/sign-out',
  tag: 'access',
  summary: 'End the session this request comes through',
  may: 'signed-in',
  idempotent: false,
  headers: { 'Set-Cookie': 'takes the session cookie away' },
  refusals: { 'session-needed': 409, 'session-unknown': 404 },
})

export const getMe = endpoint({
  name: 'access.me',
  method: 'get',
  path: '/v1/me',
  tag: 'access',
  summary: 'Who I am, what I may do, and what I have to do first',
  may: 'signed-in',
  answer: z.object({
    ...ACTOR,
    session: z.string().nullable(),
    login: z.string().nullable(),
    displayName: z.string().nullable(),
    secondFactor: z.boolean(),
    outstanding: outstandingOut,
    csrf: z.string().nullable().meta({ description: 'for writes, when the session is a cookie' }),
  }),
})

export const putPassword = endpoint({
  name: 'access.change-password',
  method: 'put',
  path: '/v1/me/password',
  tag: 'access',
  summary: 'Change the own password; every other session of mine ends',
  may: 'signed-in',
  body: z.strictObject({ current: secretText, password: secretText }),
  secret: true,
  perMinuteMax: 30,
  refusals: {
    'session-needed': 409,
    'password-wrong': 422,
    'password-too-weak': 422,
    'password-unchanged': 422,
  },
})

export const postSecondFactor = endpoint({
  name: 'access.offer-second-factor',
  method: 'post',
  path: '/v1/me/second-factor',
  tag: 'access',
  summary: 'Get a secret for an authenticator; it counts once a code of it was shown',
  may: 'signed-in',
  answer: z.object({ secret: z.string(), uri: z.string() }),
  status: 201,
  secret: true,
  refusals: { 'session-needed': 409, 'second-factor-exists': 409 },
})

export const postSecondFactorConfirmation = endpoint({
  name: 'access.confirm-second-factor',
  method: 'post',
  path: '/v1/me/second-factor/confirmation',
  tag: 'access',
  summary: 'Show a code of the new secret; the answer holds recovery codes, shown once',
  may: 'signed-in',
  body: z.strictObject({ code: codeField }),
  answer: z.object({ recoveryCodes: z.array(z.string()) }),
  secret: true,
  perMinuteMax: 10,
  refusals: {
    'session-needed': 409,
    'second-factor-exists': 409,
    'second-factor-not-begun': 409,
    'second-factor-wrong': 422,
  },
})

export const getSessions = endpoint({
  name: 'sessions.list',
  method: 'get',
  path: '/v1/sessions',
  tag: 'access',
  summary: 'My sessions; for administrators those of everybody, or of one person',
  may: 'signed-in',
  query: z.strictObject({
    staff: idField('staff').optional(),
    ...pageQuery(z.tuple([idField('ses')])),
  }),
  answer: pageOf(
    z.object({
      session: z.string(),
      staff: z.string(),
      login: z.string(),
      way: z.enum(['password', 'oidc']),
      secondFactor: z.boolean(),
      createdAt: instantOut,
      lastSeenAt: instantOut,
      expiresAt: instantOut,
      own: z.boolean(),
    }),
  ),
})

export const deleteSession = endpoint({
  name: 'sessions.end',
  method: 'delete',
  path: '/v1/sessions/{session}',
  tag: 'access',
  summary: "End a session of mine; as administrator anybody's",
  may: 'signed-in',
  params: z.strictObject({ session: idField('ses') }),
  refusals: { 'session-unknown': 404 },
})

const NO_SESSION = refuse('session-needed', {
  detail: 'this is for those who signed in with a password or at an OpenID provider',
})

const sessionOf = (actor: Actor): SessionActor | undefined =>
  isSessionActor(actor) ? actor : undefined

/** A cookie scripts cannot read and other sites cannot send; emptied when `token` is "". */
export function sessionCookie(token: string, isSecure: boolean): string {
  const age = token === '' ? 0 : limits.sessionSeconds
  const parts = [`${SESSION_COOKIE}=${token}`, 'Path=/', 'HttpOnly', 'SameSite=Strict']
  return [...parts, `Max-Age=${age}`, ...(isSecure ? ['Secure'] : [])].join('; ')
}

export const postOidcStart = endpoint({
  name: 'access.oidc-start',
  method: 'post',
  path: '/v1/oidc/start',
  tag: 'access',
  summary: 'Begin a sign-in at the OpenID provider: send the browser to `url`',
  may: 'anyone',
  answer: z.object({ url: z.string() }),
  idempotent: false,
  secret: true,
  perMinuteMax: 240,
  headers: { 'Set-Cookie': 'the state that the browser has to bring back' },
  refusals: { 'oidc-not-set-up': 409 },
})

export const getOidcCallback = endpoint({
  name: 'access.oidc-callback',
  method: 'get',
  path: '/v1/oidc/callback',
  tag: 'access',
  summary: 'Where the provider sends the browser back to; leads to / with a session cookie',
  may: 'anyone',
  // Providers add members of their own; the check of the answer looks at what it needs.
  query: z.looseObject({
    state: textField(200).optional(),
    code: textField(4_000).optional(),
    error: textField(200).optional(),
  }),
  status: 303,
  secret: true,
  perMinuteMax: 240,
  headers: { 'Set-Cookie': 'the session', Location: 'the front page' },
  refusals: {
    'oidc-not-set-up': 409,
    'oidc-flow-unknown': 422,
    'oidc-refused': 422,
    'oidc-nobody': 422,
  },
})

const STATE_COOKIE = 'citycard-oidc'

/** The browser brings it back with the navigation that the provider causes, hence Lax. */
const stateCookie = (state: string, isSecure: boolean): string =>
  [
    `${STATE_COOKIE}=${state}; Path=/v1/oidc; HttpOnly; SameSite=Lax`,
    `Max-Age=${state === '' ? 0 : limits.oidcFlowSeconds}`,
    ...(isSecure ? ['Secure'] : []),
  ].join('; ')

const stateOf = (cookies: string | undefined): string | undefined =>
  /(?:^|;\s*)citycard-oidc=([\w-]+)/.exec(cookies ?? '')?.[1]

/** Signing in and out, and what everybody may see and change of themselves. */
export const access: readonly Route[] = [
  read(postSignIn, async ({ body: { cookie, ...input }, desks, setHeader }) => {
    const answer = await signIn(desks.oversight, input)
    if (!answer.ok) return answer
    const { session, token, csrf, expiresAt, staff, outstanding } = answer.value
    const isCookie = cookie === true
    if (isCookie) {
      setHeader('Set-Cookie', sessionCookie(token, desks.oversight.secureCookies === true))
    }
    return ok({
      session,
      token: isCookie ? null : token,
      csrf,
      expiresAt,
      staff: staff.staff,
      displayName: staff.displayName,
      roles: staff.roles,
      outstanding,
    })
  }),

  read(postOidcStart, async ({ desks: { oversight }, setHeader }) => {
    const begun = await startOidc(oversight)
    if (!begun.ok) return begun
    setHeader('Set-Cookie', stateCookie(begun.value.state, oversight.secureCookies === true))
    return ok({ url: begun.value.url })
  }),

  read(getOidcCallback, async ({ query, credentials, desks: { oversight }, setHeader }) => {
    const isSecure = oversight.secureCookies === true
    const answer = await finishOidc(oversight, {
      query: Object.fromEntries(
        Object.entries(query).filter(
          (pair): pair is [string, string] => typeof pair[1] === 'string',
        ),
      ),
      state: stateOf(credentials.cookie),
    })
    if (!answer.ok) return answer
    setHeader('Set-Cookie', stateCookie('', isSecure))
    setHeader('Set-Cookie', sessionCookie(answer.value.token, isSecure))
    setHeader('Location', '/')
    return ok(undefined)
  }),

  write(postSignOut, async ({ act, actor, desks, setHeader }) => {
    const own = sessionOf(actor)
    if (own === undefined) return NO_SESSION
    const ended = await endSession(act, { session: own.session, owner: own.staff })
    if (!ended.ok) return ended
    setHeader('Set-Cookie', sessionCookie('', desks.oversight.secureCookies === true))
    return ok(undefined)
  }),

  read(getMe, async ({ actor, sql, credentials }) => {
    const own = sessionOf(actor)
    const staff = own === undefined ? undefined : await staffById(sql, own.staff)
    const cookie = sessionCookieOf(credentials.cookie)
    const isCookie = credentials.authorization === undefined && cookie !== undefined
    return ok({
      id: actor.id,
      kind: actor.kind,
      roles: actor.roles,
      operator: actor.operator ?? null,
      agent: actor.agent ?? null,
      person: actor.person ?? null,
      terminal: actor.terminal ?? null,
      session: own?.session ?? null,
      login: staff?.login ?? null,
      displayName: staff?.displayName ?? null,
      secondFactor: staff?.secondFactor ?? false,
      outstanding: own?.outstanding ?? [],
      csrf: isCookie ? csrfOf(cookie) : null,
    })
  }),

  write(putPassword, async ({ act, actor, body, desks }) => {
    const own = sessionOf(actor)
    if (own === undefined) return NO_SESSION
    const { staff, session } = own
    const changed = await changePassword(act, desks.oversight, { staff, session, ...body })
    return changed.ok ? ok(undefined) : changed
  }),

  write(postSecondFactor, async ({ act, actor, desks }) => {
    const own = sessionOf(actor)
    if (own === undefined) return NO_SESSION
    return offerSecondFactor(act, desks.oversight, { staff: own.staff })
  }),

  write(postSecondFactorConfirmation, async ({ act, actor, body: { code }, desks }) => {
    const own = sessionOf(actor)
    if (own === undefined) return NO_SESSION
    const { staff, session } = own
    return confirmSecondFactor(act, desks.oversight, { staff, session, code })
  }),

  read(getSessions, async ({ actor, at, query: { staff, limit, cursor }, sql }) => {
    const own = sessionOf(actor)
    const isAdministrator = actor.roles.includes('administrator')
    // Others are asked about by administrators only; for the rest the answer is empty, as if there were none.
    const whose = isAdministrator ? staff : (own?.staff ?? 'nobody')
    if (!isAdministrator && staff !== undefined && staff !== whose) {
      return ok({ items: [], nextCursor: null })
    }
    const after = cursor?.[0]
    const rows = await liveSessions(sql, { at, staff: whose, after, limit: limit + 1 })
    return ok(
      page(rows, limit, {
        placeOf: ({ session }) => [session],
        item: (row) => ({ ...row, own: row.session === own?.session }),
      }),
    )
  }),

  write(deleteSession, async ({ act, actor, params: { session } }) => {
    const owner = sessionOf(actor)?.staff ?? actor.id
    const ended = await endSession(act, { session, owner })
    return ended.ok ? ok(undefined) : ended
  }),
]
