import type { Configuration } from 'openid-client'
import { Fault, ok, refuse, type Result } from '../base'
import type { OidcSettings, OversightDesk } from './desk'
import { limits } from './limits.table'
import { newToken, sameSecret, sha256 } from './secrets'
import { beginSession, type SignedIn } from './sign-in'
import { insertFlow, takeFlow } from './store-oidc'
import { staffByOidc } from './store-staff'

/**
 * `oidc-not-set-up`: this installation knows no provider. `oidc-flow-unknown`: nobody began this sign-in here, or too
 * long ago. `oidc-refused`: the provider, or the check of what it said, said no. `oidc-nobody`: the provider knows them,
 * we do not.
 */
export type OidcRefusal = 'oidc-not-set-up' | 'oidc-flow-unknown' | 'oidc-refused' | 'oidc-nobody'

/** Where to send the browser, and what it must bring back. */
export interface OidcStart {
  readonly url: string
  /** For a cookie: who comes back must be who went. */
  readonly state: string
}

const NOT_SET_UP = refuse('oidc-not-set-up', { detail: 'OIDC_ISSUER names no provider' })

/** Begins a sign-in at the provider: authorization code with PKCE, state and nonce (OpenID Connect Core 3.1). */
export async function startOidc(
  desk: OversightDesk,
): Promise<Result<OidcStart, 'oidc-not-set-up'>> {
  const { oidc, secrets, seal, clock, database } = desk
  if (oidc === undefined) return NOT_SET_UP
  const client = await import('openid-client')
  const provider = await providerOf(oidc)
  const [state, nonce, verifier] = [newToken(secrets), newToken(secrets), newToken(secrets)]
  const stateDigest = sha256(state)
  const plain = Buffer.from(JSON.stringify({ nonce, verifier } satisfies Flow))
  const sealed = await seal.sealPersonal({ context: contextOf(stateDigest), plain })
  const at = clock.now()
  const expiresAt = new Date(at.getTime() + limits.oidcFlowSeconds * 1_000)
  await insertFlow(database, { stateDigest, sealed, expiresAt, at })
  const url = client.buildAuthorizationUrl(provider, {
    redirect_uri: oidc.redirectUri,
    scope: 'openid',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  })
  return ok({ url: url.href, state })
}

/**
 * The browser is back from the provider. The flow it began is used up, whatever comes of it; the code is exchanged,
 * the id token checked, and whoever it names is signed in if an administrator has entered them.
 *
 * @throws Fault `oidc` when the provider does not answer
 */
export async function finishOidc(
  desk: OversightDesk,
  back: {
    /** What the provider put behind "?". */
    readonly query: Readonly<Record<string, string>>
    /** Of the cookie. */
    readonly state: string | undefined
  },
): Promise<Result<SignedIn, OidcRefusal>> {
  const { oidc, database, clock } = desk
  if (oidc === undefined) return NOT_SET_UP
  const { state = '' } = back.query
  if (back.state === undefined || !sameSecret(Buffer.from(state), Buffer.from(back.state))) {
    return refuse('oidc-flow-unknown', { detail: 'this sign-in did not begin in this browser' })
  }
  const stateDigest = sha256(state)
  const sealed = await takeFlow(database, { stateDigest, at: clock.now() })
  if (sealed === undefined) {
    return refuse('oidc-flow-unknown', { detail: 'it was begun too long ago, or finished already' })
  }
  const flow = await opened(desk, { stateDigest, sealed })
  const subject = await subjectOf(oidc, { query: back.query, state, flow })
  if (!subject.ok) return subject
  return database.transaction(async (tx) => {
    const staff = await staffByOidc(tx, subject.value)
    if (staff?.state !== 'active') {
      return refuse('oidc-nobody', { detail: 'an administrator has to enter this account first' })
    }
    return ok(await beginSession(tx, desk, { staff, way: 'oidc', isShown: false }))
  })
}

interface Flow {
  readonly nonce: string
  readonly verifier: string
}

const contextOf = (stateDigest: Buffer): string =>
  `oversight_oidc_flow.sealed:${stateDigest.toString('hex')}`

async function opened(
  { seal }: OversightDesk,
  { stateDigest, sealed }: { readonly stateDigest: Buffer; readonly sealed: Buffer },
): Promise<Flow> {
  const flow = await seal.openPersonal({ context: contextOf(stateDigest), sealed })
  if (!flow.ok) throw new Fault('oidc', `what was kept does not open: ${flow.refused}`, true)
  return JSON.parse(flow.value.toString()) as Flow
}

/** Exchanges the code and checks the id token: signature, issuer, audience, nonce and time. */
async function subjectOf(
  oidc: OidcSettings,
  { query, state, flow }: { query: Readonly<Record<string, string>>; state: string; flow: Flow },
): Promise<Result<{ issuer: string; subject: string }, 'oidc-refused'>> {
  const client = await import('openid-client')
  const provider = await providerOf(oidc)
  const here = new URL(oidc.redirectUri)
  for (const [name, value] of Object.entries(query)) here.searchParams.set(name, value)
  try {
    const tokens = await client.authorizationCodeGrant(provider, here, {
      pkceCodeVerifier: flow.verifier,
      expectedState: state,
      expectedNonce: flow.nonce,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    return claims === undefined
      ? refuse('oidc-refused', { detail: 'the provider named nobody' })
      : ok({ issuer: claims.iss, subject: claims.sub })
  } catch (error) {
    if (isOutage(error)) throw outage(error)
    // What the provider wrote may hold anything: only its short word is told.
    return refuse('oidc-refused', { detail: `the provider said no: ${wordOf(error)}` })
  }
}

const providers = new WeakMap<OidcSettings, Promise<Configuration>>()

/** What the provider says of itself, asked once; asked again when that failed. */
function providerOf(oidc: OidcSettings): Promise<Configuration> {
  const known = providers.get(oidc)
  if (known !== undefined) return known
  const asked = discovered(oidc).catch((error: unknown) => {
    providers.delete(oidc)
    throw outage(error)
  })
  providers.set(oidc, asked)
  return asked
}

async function discovered({
  issuer,
  clientId,
  clientSecret,
}: OidcSettings): Promise<Configuration> {
  const client = await import('openid-client')
  const at = new URL(issuer)
  // Settings allow plain HTTP on this machine only.
  const execute = at.protocol === 'http:' ? [client.allowInsecureRequests] : []
  return client.discovery(at, clientId, clientSecret, undefined, { execute })
}

const codeOf = (error: unknown): string =>
  typeof (error as { code?: unknown }).code === 'string' ? (error as { code: string }).code : ''

/** fetch says TypeError, and the library OAUTH_TIMEOUT or a status of 5xx, when nobody answers. */
const isOutage = (error: unknown): boolean =>
  (error instanceof TypeError && codeOf(error) === '') ||
  ['OAUTH_TIMEOUT', 'OAUTH_ABORT'].includes(codeOf(error)) ||
  Number((error as { status?: unknown }).status ?? 0) >= 500

const outage = (error: unknown): Fault =>
  error instanceof Fault
    ? error
    : new Fault('oidc', 'the provider does not answer', true, { cause: error })

function wordOf(error: unknown): string {
  const word = (error as { error?: unknown }).error ?? codeOf(error)
  return typeof word === 'string' && /^[\w-]{1,60}$/.test(word) ? word : 'not understood'
}
