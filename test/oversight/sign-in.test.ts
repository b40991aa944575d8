import { Secret, TOTP } from 'otpauth'
import type { Actor } from '../../src/base'
import {
  changePassword,
  changeStaff,
  confirmSecondFactor,
  endSession,
  Gatekeeper,
  limits,
  liveSessions,
  offerSecondFactor,
  resetStaff,
  SESSION_COOKIE,
  signIn,
  unlockStaff,
} from '../../src/oversight'
import { ADMIN, Office, PASSWORD } from './office'

let office: Office
let gatekeeper: Gatekeeper
beforeEach(async () => {
  office = await Office.open()
  gatekeeper = new Gatekeeper(office.desk)
})
afterEach(() => office.close())

const bearer = (token: string) => ({ method: 'POST', authorization: `Bearer ${token}` })
const wrong = () => signIn(office.desk, { login: 'lin.mei', password: 'Regen über Xiamen 44' })
const word = (answer: { ok: boolean; refused?: string }) => (answer.ok ? 'ok' : answer.refused)

const trailActs = async (): Promise<string[]> =>
  (
    await office.desk.database.query<{ act: string }>(
      'select act from oversight_trail order by entry',
    )
  ).rows.map(({ act }) => act)

async function actorOf(token: string): Promise<Actor> {
  const found = await gatekeeper.identify(bearer(token))
  if (!found.ok || found.value === undefined) throw new Error('nobody')
  return found.value
}

describe('a password', () => {
  test('opens a session, and the gatekeeper says who it is', async () => {
    const staff = await office.staff()
    const { token } = await office.signedIn()
    expect(await actorOf(token)).toMatchObject({
      id: staff.staff,
      kind: 'staff',
      roles: ['counter-clerk'],
    })
    expect(await trailActs()).toEqual(['staff.added', 'staff.signed-in'])
  })

  test('that is wrong gets the same answer as a name that nobody has', async () => {
    await office.staff()
    const unknown = await signIn(office.desk, { login: 'nobody.here', password: PASSWORD })
    expect(unknown).toEqual(await wrong())
    expect(word(unknown)).toBe('sign-in-wrong')
  })

  test('is locked out after five wrong tries, for a while, and then not', async () => {
    await office.staff()
    for (let tries = 0; tries < limits.wrongTriesMax; tries++)
      expect(word(await wrong())).toBe('sign-in-wrong')
    const right = { login: 'lin.mei', password: PASSWORD }
    expect(word(await signIn(office.desk, right))).toBe('sign-in-wrong')
    office.later(limits.lockSeconds + 1)
    expect(word(await signIn(office.desk, right))).toBe('ok')
    expect(await trailActs()).toContain('staff.locked')
  })

  test('tried by many at once is tried no more often than allowed', async () => {
    await office.staff()
    await Promise.all(Array.from({ length: 12 }, wrong))
    const refused = (await trailActs()).filter((act) => act === 'staff.sign-in-refused')
    expect(refused).toHaveLength(limits.wrongTriesMax)
  })

  test('is let in again at once by an administrator', async () => {
    const { staff } = await office.staff()
    for (let tries = 0; tries < limits.wrongTriesMax; tries++) await wrong()
    await office.act(ADMIN, (act) => unlockStaff(act, { staff }))
    expect(word(await signIn(office.desk, { login: 'lin.mei', password: PASSWORD }))).toBe('ok')
  })

  test('given by somebody else is to be changed before anything else is done', async () => {
    const { staff } = await office.staff({ passwordTemporary: true })
    const { token, session, outstanding } = await office.signedIn()
    expect(outstanding).toEqual(['password-change'])
    expect((await actorOf(token)).roles).toEqual([])
    const input = { staff, session, current: PASSWORD, password: 'Schnee über Harbin 45' }
    const changed = await office.act(await actorOf(token), (act) =>
      changePassword(act, office.desk, input),
    )
    expect(word(changed)).toBe('ok')
    expect((await actorOf(token)).roles).toEqual(['counter-clerk'])
  })

  test.each([
    ['password-wrong', { current: 'not the one at all', password: 'Schnee über Harbin 45' }],
    ['password-too-weak', { current: PASSWORD, password: 'short' }],
    ['password-too-weak', { current: PASSWORD, password: 'aaaaaaaaaaaaaaaa' }],
    ['password-too-weak', { current: PASSWORD, password: 'my name is LIN.MEI' }],
    ['password-unchanged', { current: PASSWORD, password: PASSWORD }],
  ])('changes only as it may: %s', async (refused, given) => {
    const { staff } = await office.staff()
    const answer = await office.act(ADMIN, (act) =>
      changePassword(act, office.desk, { staff, ...given }),
    )
    expect(word(answer)).toBe(refused)
  })

  test('reset by an administrator works once, is temporary, and ends every session', async () => {
    const { staff } = await office.staff()
    const { token } = await office.signedIn()
    const reset = await office.act(ADMIN, (act) => resetStaff(act, office.desk, { staff }))
    if (!reset.ok) throw new Error(reset.refused)
    expect(word(await gatekeeper.identify(bearer(token)))).toBe('not-signed-in')
    const again = await signIn(office.desk, { login: 'lin.mei', password: reset.value.password })
    expect(again).toMatchObject({ ok: true, value: { outstanding: ['password-change'] } })
  })
})

describe('a session', () => {
  test('ends by idleness, by age, and by being revoked', async () => {
    const { staff } = await office.staff()
    const idle = await office.signedIn()
    office.later(limits.sessionIdleSeconds + 1)
    expect(word(await gatekeeper.identify(bearer(idle.token)))).toBe('not-signed-in')

    const old = await office.signedIn()
    for (let spent = 0; spent < limits.sessionSeconds; spent += 1_500) {
      expect(word(await gatekeeper.identify(bearer(old.token)))).toBe('ok')
      office.later(1_500)
    }
    expect(word(await gatekeeper.identify(bearer(old.token)))).toBe('not-signed-in')

    const left = await office.signedIn()
    const { session } = left
    await office.act(await actorOf(left.token), (act) => endSession(act, { session, owner: staff }))
    expect(word(await gatekeeper.identify(bearer(left.token)))).toBe('not-signed-in')
  })

  test('of somebody else is ended by an administrator only', async () => {
    await office.staff()
    const { staff: other } = await office.staff({ login: 'wang.wu' })
    const { session } = await office.signedIn()
    const clerk: Actor = { id: other, kind: 'staff', roles: ['counter-clerk'] }
    const byClerk = await office.act(clerk, (act) => endSession(act, { session, owner: other }))
    expect(word(byClerk)).toBe('session-unknown')
    const byAdmin = await office.act(ADMIN, (act) => endSession(act, { session, owner: ADMIN.id }))
    expect(byAdmin).toEqual({ ok: true, value: { ended: true } })
  })

  test('in a cookie writes only with the word against forged requests', async () => {
    await office.staff()
    const { token, csrf } = await office.signedIn()
    const cookie = `theme=dark; ${SESSION_COOKIE}=${token}`
    expect(word(await gatekeeper.identify({ method: 'GET', cookie }))).toBe('ok')
    expect(word(await gatekeeper.identify({ method: 'POST', cookie }))).toBe('not-signed-in')
    expect(word(await gatekeeper.identify({ method: 'POST', cookie, csrf: 'x' }))).toBe(
      'not-signed-in',
    )
    expect(word(await gatekeeper.identify({ method: 'POST', cookie, csrf }))).toBe('ok')
  })

  test('that was never there is refused, and nothing shown is nobody', async () => {
    expect(word(await gatekeeper.identify(bearer('guess')))).toBe('not-signed-in')
    expect(
      await gatekeeper.identify({ method: 'POST', authorization: 'Basic YTpi' }),
    ).toMatchObject({ ok: false })
    expect(await gatekeeper.identify({ method: 'POST' })).toEqual({ ok: true, value: undefined })
  })

  test('ends when its owner is disabled or gets other roles', async () => {
    const { staff } = await office.staff()
    const first = await office.signedIn()
    const change = { staff, roles: ['counter-supervisor'] as const }
    expect(word(await office.act(ADMIN, (act) => changeStaff(act, change)))).toBe('ok')
    expect(word(await gatekeeper.identify(bearer(first.token)))).toBe('not-signed-in')
    await office.signedIn()
    await office.act(ADMIN, (act) => changeStaff(act, { staff, state: 'disabled' }))
    expect(await liveSessions(office.desk.database, { at: office.clock.now(), limit: 10 })).toEqual(
      [],
    )
    expect(word(await signIn(office.desk, { login: 'lin.mei', password: PASSWORD }))).toBe(
      'sign-in-wrong',
    )
  })

  test('is one of at most twenty: the oldest gives way', async () => {
    await office.staff()
    const first = await office.signedIn()
    office.later(1)
    for (let more = 0; more < limits.sessionsMax; more++) await office.signedIn()
    expect(word(await gatekeeper.identify(bearer(first.token)))).toBe('not-signed-in')
    expect(
      await liveSessions(office.desk.database, { at: office.clock.now(), limit: 100 }),
    ).toHaveLength(limits.sessionsMax)
  })
})

describe('a second factor', () => {
  const codeOf = (secret: string): string =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({
      timestamp: office.clock.now().getTime(),
    })

  async function enrol(): Promise<{ secret: string; recoveryCodes: readonly string[] }> {
    const { staff } = await office.staff()
    const offer = await office.act(ADMIN, (act) => offerSecondFactor(act, office.desk, { staff }))
    if (!offer.ok) throw new Error(offer.refused)
    const { secret } = offer.value
    const confirmed = await office.act(ADMIN, (act) =>
      confirmSecondFactor(act, office.desk, { staff, code: codeOf(secret) }),
    )
    if (!confirmed.ok) throw new Error(confirmed.refused)
    return { secret, recoveryCodes: confirmed.value.recoveryCodes }
  }
  const withCode = (code?: string) =>
    signIn(office.desk, { login: 'lin.mei', password: PASSWORD, code })

  test('is asked for once it was confirmed, and a code is good once', async () => {
    const { secret } = await enrol()
    expect(word(await withCode())).toBe('second-factor-needed')
    expect(word(await withCode(codeOf(secret)))).toBe('sign-in-wrong')
    office.later(30)
    expect(word(await withCode(codeOf(secret)))).toBe('ok')
    expect(word(await withCode(codeOf(secret)))).toBe('sign-in-wrong')
  })

  test('may be replaced by a recovery code, once', async () => {
    const { recoveryCodes } = await enrol()
    const [code = ''] = recoveryCodes
    expect(recoveryCodes).toHaveLength(limits.recoveryCodes)
    expect(word(await withCode(code.toUpperCase().replaceAll('-', ' ')))).toBe('ok')
    expect(word(await withCode(code))).toBe('sign-in-wrong')
  })

  test('cannot be guessed by asking for it in between', async () => {
    await enrol()
    for (let tries = 0; tries < limits.wrongTriesMax; tries++) {
      await withCode()
      expect(word(await withCode('000000'))).toBe('sign-in-wrong')
    }
    expect(word(await withCode())).toBe('sign-in-wrong')
  })

  test('that is required and not there leaves nothing else to do', async () => {
    await office.staff({ secondFactorRequired: true })
    const { token, outstanding } = await office.signedIn()
    expect(outstanding).toEqual(['second-factor'])
    expect((await actorOf(token)).roles).toEqual([])
  })
})

test('no password, token, code or secret stands in the database', async () => {
  const { staff } = await office.staff()
  const { token, csrf } = await office.signedIn()
  const offer = await office.act(ADMIN, (act) => offerSecondFactor(act, office.desk, { staff }))
  if (!offer.ok) throw new Error(offer.refused)
  const secret = Secret.fromBase32(offer.value.secret)
  const code = new TOTP({ secret }).generate({ timestamp: office.clock.now().getTime() })
  const confirmed = await office.act(ADMIN, (act) =>
    confirmSecondFactor(act, office.desk, { staff, code }),
  )
  if (!confirmed.ok) throw new Error(confirmed.refused)
  const dump = (await office.dump()).toLowerCase()
  const secrets = [
    PASSWORD,
    token,
    csrf,
    secret.base32,
    secret.hex,
    ...confirmed.value.recoveryCodes,
  ]
  expect(dump.length).toBeGreaterThan(1_000)
  for (const one of secrets) {
    expect(dump).not.toContain(one.toLowerCase())
    expect(dump).not.toContain(Buffer.from(one).toString('hex'))
  }
})
