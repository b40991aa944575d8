import request, { type Response } from 'supertest'
import { SetClock } from '../../src/base'
import { correctClosings } from '../../src/card-care'
import { ok } from '../../src/base'
import { auditClearing, drainChains, drainNotedCards } from '../../src/clearing'
import { cardCareRoutes } from '../../src/gateways/http/routes/card-care'
import { ownRoutes } from '../../src/gateways/http/routes/own'
import { decisions } from '../../src/gateways/http/routes/decisions'
import { auditLedger } from '../../src/ledger'
import { readHotlistFile } from '../../src/messages'
import { giveCardTo } from '../../src/registry'
import { acting, expectDone } from '../support/act'
import { BUS, DAY, cardNumber, clearingCity, type ClearingCity } from '../support/clearing-city'
import { as, newKey, testFrame, type TestFrame } from '../support/frame'
import { enterPerson, mergePersons } from '../support/parties'

const PERSON = 'person_0a1b2c3d4e5f60718293'
const CARD = cardNumber(1)
const CLERK = as('counter-clerk')
const CITIZEN = as('citizen', { person: PERSON })
const ADMINISTRATOR = as('administrator')

let city: ClearingCity
let frame: TestFrame
let clock: SetClock

const at = (local: string): Date => new Date(`${local}+08:00`)

beforeEach(async () => {
  city = await clearingCity({ cards: 3 })
  await enterPerson(city.store.database, PERSON)
  clock = new SetClock(at('2026-03-02T08:30:00'))
  frame = testFrame(city.store.database, [...cardCareRoutes, ...ownRoutes, ...decisions], {
    clock,
    desks: { care: { vault: city.vault } },
  })
  expectDone(
    await acting(city.store.database, (act) => giveCardTo(act, { card: CARD, person: PERSON }), {
      at: at('2026-01-01T00:00:00'),
    }),
  )
})
afterEach(() => city.close())

const post = (path: string, body: object, who = CLERK) =>
  request(frame.app)
    .post(path)
    .set({ ...who, ...newKey() })
    .send(body)
const get = (path: string, who: Record<string, string> = CLERK) =>
  request(frame.app).get(path).set(who)

const care = `/v1/cards/${CARD}`
const lost = { kind: 'formal', person: PERSON, reason: 'lost' }

/** A tap of the card, 200 fen, by its counter; SAM 2 sits in term_2. */
const tapped = (counter: number, time: string, samIndex: number): Promise<unknown> =>
  city.upload(BUS, counter + 1, [
    city.tap({
      of: 1,
      time,
      samIndex,
      counter,
      termSeq: counter + 1,
      balanceBefore: 10_000n - 200n * BigInt(counter),
    }),
  ])

const audited = async (): Promise<void> => {
  const { database } = city.store
  const findings = [...(await auditClearing(database)), ...(await auditLedger(database))]
  expect(findings.filter(({ ok: holds }) => !holds)).toEqual([])
}

const done = (response: Response): Record<string, unknown> => {
  expect({ status: response.status, body: response.body as unknown }).toMatchObject({ status: 201 })
  return response.body as Record<string, unknown>
}

test('lost, told to one bus, replaced when late taps are in, and a tap that came still later', async () => {
  await tapped(0, '080000', 2)
  expect(done(await post(`${care}/loss-reports`, lost))).toMatchObject({
    kind: 'formal',
    reportedAt: '2026-03-02T00:30:00.000Z',
    holderBearsUntil: '2026-03-03T00:30:00.000Z',
    lapsesAt: null,
  })

  clock.set(at('2026-03-02T08:45:00'))
  expect(done(await post('/v1/hotlists', { kind: 'incremental' }, ADMINISTRATOR))).toMatchObject({
    version: 1,
    cardCount: 1,
    changeCount: 1,
  })
  const terminal = as('terminal', { terminal: 'term_2' })
  const list = await get('/v1/hotlists/1', terminal)
  const file = readHotlistFile(list.text)
  if (!file.ok) throw new Error(`a hotlist is readable: ${file.detail}`)
  expect(file.value.lines).toEqual([{ card: CARD, listed: true, cause: 'lost' }])
  const signed = { operator: 'centre', digest: file.value.digest, mac: file.value.mac }
  expect(await city.vault.checkFileMac(signed)).toBe(true)

  clock.set(at('2026-03-02T09:00:00'))
  const ack = { terminal: 'term_2', version: 1 }
  done(await post('/v1/hotlist-acknowledgements', ack, terminal))
  expect(
    (await post('/v1/hotlist-acknowledgements', { ...ack, terminal: 'term_3' }, terminal)).status,
  ).toBe(404)
  // Said again the first instant stands.
  clock.set(at('2026-03-02T09:30:00'))
  expect(done(await post('/v1/hotlist-acknowledgements', ack, terminal))).toMatchObject({
    acknowledgedAt: '2026-03-02T01:00:00.000Z',
  })

  await tapped(1, '091000', 2)
  await tapped(2, '092000', 3)
  const liabilities = await get(`${care}/liabilities`)
  expect(liabilities.body).toMatchObject({
    items: [
      { at: '2026-03-02T09:10:00+08:00', liable: 'operator', reason: 'card-hotlisted' },
      { at: '2026-03-02T09:20:00+08:00', liable: 'holder', reason: 'paid-holder-bears' },
    ],
    nextCursor: null,
  })

  const early = await post(`${care}/replacements`, {
    reason: 'lost',
    person: PERSON,
    emptied: false,
  })
  expect(early.status).toBe(409)
  const quote = (await get(`${care}/replacement?reason=lost`)).body as { from: string }
  expect(quote).toMatchObject({ eligible: false, valueFen: 9_600, feeFen: 2_000 })
  expect(JSON.stringify(early.body)).toContain(quote.from)

  clock.set(at(`${quote.from}T10:00:00`))
  const replaced = done(
    await post(`${care}/replacements`, { reason: 'lost', person: PERSON, emptied: false }),
  ) as { closing: string; givenFen: number }
  expect(replaced).toMatchObject({ cause: 'lost', givenFen: 9_600 })
  const closing = `/v1/closings/${replaced.closing}`
  expect((await get(closing)).body).toMatchObject({ owedFen: 7_600, receivableFen: 0 })
  await audited()

  const paid = await post(`${closing}/pay-outs`, { to: { kind: 'online', person: PERSON } })
  expect(done(paid)).toMatchObject({ paidFen: 7_600 })

  await tapped(3, '093000', 3)
  await drainChains(city.desk, { settleDate: DAY })
  await acting(city.store.database, async (act) => ok(await correctClosings(act)))
  expect((await get(closing)).body).toMatchObject({ owedFen: 0, receivableFen: 200 })
  await audited()
  const tooMuch = { amountFen: 201, funding: { kind: 'online', person: PERSON } }
  expect((await post(`${closing}/repayments`, tooMuch)).status).toBe(409)
  expect(done(await post(`${closing}/repayments`, { ...tooMuch, amountFen: 200 }))).toMatchObject({
    leftFen: 0,
  })
  await audited()
})

test('by phone, confirmed in person; found in time, but not too late', async () => {
  const oral = { ...lost, kind: 'oral' }
  expect(done(await post(`${care}/loss-reports`, oral))).toMatchObject({
    kind: 'oral',
    lapsesAt: '2026-03-05T00:30:00.000Z',
  })
  clock.set(at('2026-03-03T10:00:00'))
  expect(done(await post(`${care}/loss-reports`, lost))).toMatchObject({
    kind: 'oral',
    confirmedAt: '2026-03-03T02:00:00.000Z',
    reportedAt: '2026-03-02T00:30:00.000Z',
  })
  expect((await post(`${care}/loss-reports`, lost)).status).toBe(409)

  const found = { person: PERSON, reason: 'found' }
  clock.set(at('2026-03-18T10:00:00'))
  const late = await post(`${care}/found`, found)
  expect(late.status).toBe(409)
  expect(JSON.stringify(late.body)).toContain('2026-03-17')
  clock.set(at('2026-03-17T10:00:00'))
  done(await post(`${care}/found`, found))
  const reports = await get(`${care}/loss-reports`, CITIZEN)
  expect(reports.body).toMatchObject({ items: [{ endedHow: 'found' }] })
})

test('nobody reports an anonymous card lost, nor another person’s', async () => {
  const anonymous = await post(`/v1/cards/${cardNumber(2)}/loss-reports`, lost)
  expect(anonymous.status).toBe(409)
  expect(JSON.stringify(anonymous.body)).toContain('card-anonymous')
  const nowhere = await post(`/v1/cards/${cardNumber(77)}/loss-reports`, lost)
  expect(nowhere.status).toBe(404)
  const other = as('citizen', { person: 'person_other' })
  const foreign = { ...lost, person: 'person_other' }
  expect((await post(`${care}/loss-reports`, foreign, other)).status).toBe(404)
  expect((await post(`${care}/loss-reports`, lost, other)).status).toBe(404)
  expect((await post(`${care}/loss-reports`, foreign)).status).toBe(409)
  expect((await get(`${care}/loss-reports`, other)).status).toBe(404)
  expect((await get(`${care}/liabilities`, other)).status).toBe(404)
})

test('a lost card that was overdrawn leaves a debt; one in hand is repaid first', async () => {
  const { database } = city.store
  await city.upload(BUS, 1, [
    city.tap({ of: 1, amount: 10_500n, listFare: 10_500n }),
    city.tap({ of: 2, amount: 10_300n, listFare: 10_300n, termSeq: 2 }),
  ])
  const inHand = await post(`/v1/cards/${cardNumber(2)}/replacements`, {
    reason: 'fault',
    emptied: true,
  })
  expect(inHand.body).toMatchObject({ refused: 'purse-not-unloaded' })
  done(await post(`${care}/loss-reports`, lost))
  await drainNotedCards(city.desk)
  clock.set(at('2026-03-20T10:00:00'))
  const replacement = { reason: 'lost', person: PERSON, emptied: false }
  expect((await post(`${care}/replacements`, replacement)).status).toBe(422)
  const bank = { kind: 'bank', channel: 'icbc', payment: 'P1' }
  const closed = done(await post(`${care}/replacements`, { ...replacement, feeFrom: bank }))
  expect((await get(`/v1/closings/${String(closed['closing'])}`)).body).toMatchObject({
    givenFen: 0,
    owedFen: 0,
    receivableFen: 500,
  })
  await acting(database, async (act) => ok(await correctClosings(act)))
  await audited()
})

test('blocked by one, unblocked by two', async () => {
  done(await post(`${care}/blocks`, { reason: 'clone-suspected' }))
  const waits = await post(`${care}/unblocks`, { reason: 'cleared' })
  expect(waits.status).toBe(202)
})

test('a card whose chip cannot be read is paid after the waiting time, less the fee on a refund', async () => {
  await tapped(0, '080000', 2)
  const returned = done(
    await post(`${care}/returns`, { reason: 'holder', person: PERSON, emptied: false }),
  ) as { closing: string; dueOn: string }
  expect(returned).toMatchObject({ cause: 'returned', givenFen: null, settledAt: null })
  const closing = `/v1/closings/${returned.closing}`
  expect((await post(`${closing}/settlement`, {})).status).toBe(409)
  const toAccount = { to: { kind: 'online', person: PERSON } }
  expect((await post(`${closing}/pay-outs`, toAccount)).status).toBe(409)
  await tapped(1, '081000', 2)
  await drainNotedCards(city.desk)
  clock.set(at(`${returned.dueOn}T10:00:00`))
  expect(done(await post(`${closing}/settlement`, {}))).toMatchObject({ givenFen: 9_600 })
  expect(done(await post(`${closing}/pay-outs`, toAccount))).toMatchObject({ paidFen: 9_600 })
  expect((await post(`${closing}/pay-outs`, toAccount)).status).toBe(409)
  await audited()
})

test('somebody merged into another entry keeps the card: lost, found, lost again, handed back', async () => {
  const KEPT = 'person_9f8e7d6c5b4a30201000'
  await enterPerson(city.store.database, KEPT)
  const strange = await post(`${care}/loss-reports`, { ...lost, person: KEPT })
  expect([strange.status, strange.body]).toMatchObject([409, { refused: 'holder-differs' }])
  await mergePersons(city.store.database, { kept: KEPT, gone: PERSON })
  const citizen = as('citizen', { person: KEPT })
  done(await post(`/v1/own/cards/${CARD}/loss-reports`, { reason: 'lost' }, citizen))
  expect(itemsOf(await get(`${care}/loss-reports`, citizen))).toHaveLength(1)
  // The entry under which they once signed in is theirs, too.
  expect(itemsOf(await get(`${care}/loss-reports`, CITIZEN))).toHaveLength(1)
  const found = { person: KEPT, reason: 'found' }
  done(await post(`${care}/found`, found, citizen))
  done(await post(`${care}/loss-reports`, { ...lost, person: KEPT }))
  done(await post(`${care}/found`, { ...found, person: PERSON }, citizen))
  done(await post(`${care}/returns`, { reason: 'holder', person: KEPT, emptied: false }))
  const other = as('citizen', { person: 'person_00000000000000000000' })
  expect((await get(`${care}/loss-reports`, other)).status).toBe(404)
})

test('a card is not called emptied unless it is', async () => {
  const answer = await post(`${care}/returns`, {
    reason: 'holder',
    person: PERSON,
    emptied: true,
  })
  expect(answer.status).toBe(409)
  expect(JSON.stringify(answer.body)).toContain('purse-not-unloaded')
})

test('a terminal that lacks a list for too long is called stale', async () => {
  done(await post('/v1/hotlists', { kind: 'full' }, ADMINISTRATOR))
  done(
    await post('/v1/hotlist-acknowledgements', { terminal: 'term_1', version: 1 }, ADMINISTRATOR),
  )
  expect(
    ((await get('/v1/stale-terminals', ADMINISTRATOR)).body as { items: unknown[] }).items,
  ).toEqual([])
  clock.set(at('2026-03-05T08:30:00'))
  const stale = (await get('/v1/stale-terminals?limit=5', ADMINISTRATOR)).body as {
    items: { terminal: string }[]
    nextCursor: string
  }
  expect(stale.items.map(({ terminal }) => terminal)).toEqual([
    'term_2',
    'term_3',
    'term_4',
    'term_5',
    'term_6',
  ])
  const rest = await get(`/v1/stale-terminals?cursor=${stale.nextCursor}`, ADMINISTRATOR)
  expect((rest.body as { items: unknown[] }).items).toHaveLength(3)
  expect((await post('/v1/hotlists', { kind: 'incremental' }, ADMINISTRATOR)).status).toBe(409)
})

const itemsOf = ({ body }: request.Response): unknown[] => (body as { items: unknown[] }).items
