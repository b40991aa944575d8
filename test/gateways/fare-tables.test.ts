import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import request from 'supertest'
import { CENTRE, SetClock, type OperatorId } from '../../src/base'
import { Citycard } from '../../src/client'
import { cardCareRoutes } from '../../src/gateways/http/routes/card-care'
import { decisions } from '../../src/gateways/http/routes/decisions'
import { fareTableRoutes } from '../../src/gateways/http/routes/fare-tables'
import { auditLedger } from '../../src/ledger'
import { actOf, addStaff } from '../../src/oversight'
import { refreshLists, TerminalLists } from '../../terminals/bus-validator'
import { PowerCutFolder } from '../terminals/power-cut-folder'
import { BUS, cardNumber, clearingCity, METRO, type ClearingCity } from '../support/clearing-city'
import { as, newKey, testFrame, type TestFrame } from '../support/frame'

const at = (local: string): Date => new Date(`${local}+08:00`)
const path = `/v1/operators/${BUS}/fare-tables`
const TABLE = {
  effectiveFrom: '2026-03-03T00:00:00+08:00',
  lines: [
    { is: 'flat', line: 'M101', fareFen: 250 },
    { is: 'section', line: '地铁一号线', from: '罗湖', to: '世界之窗', fareFen: 500 },
    { is: 'rate', cardKind: 2, payPpm: 500_000, discount: 'concession' },
    { is: 'transfer', minutes: 90, offFen: 40 },
  ],
}
let operator: Record<string, string>
let stranger: Record<string, string>
const second = as('administrator', { id: 'staff_administrator_two' })

let city: ClearingCity
let frame: TestFrame
let clock: SetClock
let server: Server

beforeAll(async () => {
  city = await clearingCity({ cards: 2 })
  clock = new SetClock(at('2026-03-02T08:30:00'))
  const routes = [...fareTableRoutes, ...cardCareRoutes, ...decisions]
  frame = testFrame(city.store.database, routes, { clock, desks: { care: { vault: city.vault } } })
  operator = as('operator', { operator: BUS, id: await staffOf('bus', BUS) })
  stranger = as('operator', { operator: METRO, id: await staffOf('metro', METRO) })
  server = createServer(frame.app).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
})
afterAll(async () => {
  server.close()
  await city.close()
})

/** Whoever asks for an act that waits must still be on the staff when it is carried out. */
const staffOf = async (login: string, of: OperatorId): Promise<string> => {
  const { database } = city.store
  const added = await database.transaction((tx) =>
    addStaff(
      actOf(tx, { actor: CENTRE, at: clock.now(), reference: `req_${login}` }),
      { ...frame.parts.desks.oversight, passwordCost: { N: 1_024, r: 8, p: 1 } },
      {
        login,
        displayName: login,
        roles: ['operator'],
        operator: of,
        password: 'Regen über Nanjing 44',
        passwordTemporary: false,
      },
    ),
  )
  if (!added.ok) throw new Error(added.refused)
  return added.value.staff
}

const post = (to: string, body: object, who: Record<string, string>) =>
  request(frame.app)
    .post(to)
    .set({ ...who, ...newKey() })
    .send(body)

/** Asked by one, agreed by another. */
async function published(table: object): Promise<void> {
  const asked = await post(path, table, operator)
  expect(asked.status).toBe(202)
  const { approval } = asked.body as { approval: string }
  expect((await decide(approval, operator)).status).toBe(403)
  const agreed = await decide(approval, second)
  expect(agreed.body).toMatchObject({ decision: 'approved', outcome: { status: 201 } })
}

const decide = (approval: string, who: Record<string, string>) =>
  post(`/v1/approvals/${approval}/decision`, { decision: 'approved' }, who)

/** The centre as a terminal reaches it, in its own name. */
const centreFor = (terminal: string): Citycard => {
  const { authorization } = as('terminal', { terminal })
  const { port } = server.address() as AddressInfo
  return new Citycard({
    centre: `http://127.0.0.1:${port}`,
    fetch: (url, asked) => {
      const headers = new Headers(asked?.headers)
      headers.set('authorization', authorization)
      return fetch(url, { ...asked, headers })
    },
  })
}

const listsOf = (folder: PowerCutFolder): TerminalLists =>
  new TerminalLists(folder, {
    operator: BUS,
    checkMac: (digest, mac) => city.vault.checkFileMac({ operator: 'centre', digest, mac }),
  })

test('a table that two agreed on reaches a terminal, which says so; so does the hotlist', async () => {
  await published(TABLE)
  const blocked = await post(
    `/v1/cards/${cardNumber(1)}/blocks`,
    { reason: 'clone-suspected' },
    as('counter-supervisor'),
  )
  expect({ status: blocked.status, body: blocked.body as unknown }).toMatchObject({ status: 201 })
  expect((await post('/v1/hotlists', { kind: 'incremental' }, as('administrator'))).status).toBe(
    201,
  )

  const folder = new PowerCutFolder()
  const lists = listsOf(folder)
  const touch = { terminal: 'term_2', operator: BUS, centre: centreFor('term_2') }
  expect(await refreshLists(lists, touch)).toEqual({ current: true, refused: [] })
  expect(lists.hotlisted(cardNumber(1))).toBe(true)
  expect(lists.faresAt('20260302235959')).toBeUndefined()
  expect(lists.faresAt('20260303000000')).toMatchObject({ version: 1n, lines: { length: 4 } })
  expect(lists.unacknowledged).toEqual({})
  const { rows } = await city.store.database.query(
    `select terminal, version from registry_fare_acknowledgement
      union all select terminal, version from registry_hotlist_acknowledgement`,
  )
  expect(rows).toEqual([
    { terminal: 'term_2', version: 1n },
    { terminal: 'term_2', version: 1n },
  ])
  expect(await refreshLists(listsOf(folder), touch)).toEqual({ current: true, refused: [] })
})

test('an acknowledgement that the centre did not hear is said again', async () => {
  const folder = new PowerCutFolder()
  const touch = { terminal: 'term_1', operator: BUS, centre: centreFor('term_1') }
  const deaf = new Citycard({
    centre: 'http://centre.invalid',
    fetch: async (url, asked) => {
      if (asked?.method === 'POST') throw new TypeError('the line is down')
      const { port } = server.address() as AddressInfo
      const there = new URL(url instanceof Request ? url.url : url)
      const headers = { ...Object.fromEntries(new Headers(asked?.headers)), ...as('terminal') }
      return fetch(`http://127.0.0.1:${port}${there.pathname}${there.search}`, { headers })
    },
  })
  await expect(refreshLists(listsOf(folder), { ...touch, centre: deaf })).rejects.toThrow(TypeError)
  const after = listsOf(folder)
  expect(after.unacknowledged).toEqual({ hotlist: 1n, fares: 1n })
  expect(await refreshLists(after, touch)).toEqual({ current: true, refused: [] })
  expect(after.unacknowledged).toEqual({})
})

test('a terminal speaks for itself only', async () => {
  const lists = listsOf(new PowerCutFolder())
  const touch = { terminal: 'term_3', operator: BUS, centre: centreFor('term_2') }
  expect(await refreshLists(lists, touch)).toEqual({
    current: false,
    refused: ['terminal-not-yours', 'terminal-not-yours'],
  })
})

test('a table of the past is refused when it is to be carried out', async () => {
  const asked = await post(path, { ...TABLE, effectiveFrom: '2026-03-01T00:00:00Z' }, operator)
  const { approval } = asked.body as { approval: string }
  expect(JSON.stringify((await decide(approval, second)).body)).toContain('fares-of-the-past')
})

test.each([
  ['one fare said twice', [TABLE.lines[0], TABLE.lines[0]], 'lines.1'],
  ['a name with a separator', [{ is: 'flat', line: 'M|1', fareFen: 1 }], 'lines.0'],
  ['a fare above the limit', [{ is: 'flat', line: 'M1', fareFen: 100_001 }], 'lines.0.fareFen'],
])('%s is refused at once, with its line', async (_what, lines, field) => {
  const asked = await post(path, { ...TABLE, lines }, operator)
  expect({ status: asked.status, body: asked.body as unknown }).toMatchObject({ status: 422 })
  expect(JSON.stringify(asked.body)).toContain(field)
})

test('another operator’s fares are not there to change', async () => {
  const asked = await post(path, TABLE, stranger)
  const { approval } = asked.body as { approval: string }
  expect(JSON.stringify((await decide(approval, second)).body)).toContain('fares-not-yours')
})

test('the books stay as they are', async () => {
  const findings = await auditLedger(city.store.database)
  expect(findings.filter(({ ok: holds }) => !holds)).toEqual([])
})
