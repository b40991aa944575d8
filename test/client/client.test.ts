import { Citycard } from '../../src/client'
import { CENTRE } from '../../src/base'
import { actOf, addStaff } from '../../src/oversight'
import { startServer, type RunningCity } from '../../src/server'
import { wholeCity, type WholeCity } from '../support/whole-city'

const PASSWORD = 'Regen über Nanjing 44'

let whole: WholeCity
let running: RunningCity
let nobody: Citycard
beforeAll(async () => {
  whole = await wholeCity()
  const { city } = whole
  const desk = { ...city.oversight, passwordCost: { N: 1_024, r: 8, p: 1 } }
  for (const [login, role] of [
    ['clerk', 'counter-clerk'],
    ['auditor', 'auditor'],
  ] as const) {
    await city.store.database.transaction((tx) =>
      addStaff(actOf(tx, { actor: CENTRE, at: new Date(), reference: `req_${login}` }), desk, {
        login,
        displayName: '林梅',
        roles: [role],
        password: PASSWORD,
        passwordTemporary: false,
      }),
    )
  }
  running = await startServer({
    http: { ...city.config.http, port: 0 },
    log: city.log,
    database: city.store.database,
    routes: (metrics) => city.routes(metrics),
    closing: [],
  })
  nobody = new Citycard({ centre: running.url })
})
afterAll(async () => {
  await running.stop()
  await whole.close()
})

async function signedIn(login: string): Promise<Citycard> {
  const answer = await nobody.call('access.sign-in', { body: { login, password: PASSWORD } })
  if (!answer.ok || answer.pending) throw new Error(JSON.stringify(answer))
  return nobody.signedIn(answer.value.token ?? '')
}

test('what is open can be asked by anybody, the rest by those who signed in', async () => {
  const open = await nobody.call('reasons.get', {})
  expect(open).toMatchObject({ ok: true, value: { paid: { verdict: 'accepted' } } })
  const shut = await nobody.call('trial-balance.get', {})
  expect(shut).toMatchObject({ ok: false, status: 401, refused: 'not-signed-in' })
  const auditor = await signedIn('auditor')
  const balance = await auditor.call('trial-balance.get', {})
  expect(balance).toMatchObject({ ok: true, value: { balanced: true, debitsFen: 0 } })
})

test('an act under one key is done once, and the second answer says so', async () => {
  const clerk = await signedIn('clerk')
  const opening = { key: 'open-desk-1', body: { desk: 'desk-1', floatFen: 0 } }
  const first = await clerk.call('tills.open', opening)
  const again = await clerk.call('tills.open', opening)
  expect(first).toMatchObject({ ok: true, status: 201, replayed: false })
  expect(again).toEqual({ ...first, replayed: true })
})

test('what is wrong is told by field', async () => {
  const clerk = await signedIn('clerk')
  const wrong = await clerk.call('tills.open', {
    key: 'open-desk-2',
    body: { desk: 'desk-2', floatFen: 0.5 },
  })
  expect(wrong).toMatchObject({ ok: false, refused: 'input-invalid', field: 'body.floatFen' })
})

test('what does not fit the contract does not compile', () => {
  const never = async (): Promise<void> => {
    // @ts-expect-error there is no such operation
    await nobody.call('tills.explode', {})
    // @ts-expect-error an act needs a key
    await nobody.call('tills.open', { body: { desk: 'desk-1', floatFen: 0 } })
    // @ts-expect-error money is a number of fen
    await nobody.call('tills.open', { key: 'k', body: { desk: 'desk-1', floatFen: '0' } })
    // @ts-expect-error the statement is of an operator and a day
    await nobody.call('statements.get', { params: { operator: 'op_bus' } })
    const answer = await nobody.call('statements.get', {
      params: { operator: 'op_bus', date: '2026-03-02' },
    })
    // @ts-expect-error this word is never said here
    if (!answer.ok) expect(answer.refused === 'till-not-open').toBe(false)
  }
  expect(never).toBeInstanceOf(Function)
})
