import { createHash } from 'node:crypto'
import request from 'supertest'
import { auditBooks } from '../../src/audit-books'
import { SetClock, type BusinessDate } from '../../src/base'
import { workPopulationFiles } from '../../src/citizens'
import { citizenRoutes } from '../../src/gateways/http/routes/citizens'
import { counterLooks } from '../../src/gateways/http/routes/counter-looks'
import { decisions } from '../../src/gateways/http/routes/decisions'
import { disputeRoutes } from '../../src/gateways/http/routes/disputes'
import { ownRoutes } from '../../src/gateways/http/routes/own'
import { populationRoutes } from '../../src/gateways/http/routes/population'
import { registryRoutes } from '../../src/gateways/http/routes/registry'
import { tillRoutes } from '../../src/gateways/http/routes/tills'
import { appendTrails } from '../../src/oversight'
import { giveCardTo } from '../../src/registry'
import { closeDay, statementOf } from '../../src/settlement'
import { openDatabase } from '../../src/database'
import { openOffice, residentId, spellings, type Office } from '../citizens/office'
import { acting, expectDone } from '../support/act'
import {
  BUS,
  cardNumber,
  clearingCity,
  DAY,
  EVENING,
  LOADED_FEN,
  samNumber,
  type ClearingCity,
} from '../support/clearing-city'
import { as, newKey, testFrame, type TestFrame } from '../support/frame'
import { staffed } from '../support/staffed'
import { drainChains } from '../../src/clearing'
import { codeOf } from '../../src/clearing/verdict'

interface Raised {
  readonly dispute: string
}

const CLERK = as('counter-clerk')
const SUPERVISOR = as('counter-supervisor')
const ADMIN = as('administrator')

const caller = (frame: TestFrame) => ({
  get: (path: string, who: object) =>
    request(frame.app)
      .get(path)
      .set({ ...who }),
  post: (path: string, who: object, body?: object, more: object = {}) =>
    request(frame.app)
      .post(path)
      .set({ ...who, ...newKey(), ...more })
      .send(body),
  patch: (path: string, who: object, body: object, version: number) =>
    request(frame.app)
      .patch(path)
      .set({ ...who, ...newKey(), 'if-match': `"v${version}"` })
      .send(body),
})

describe('citizens', () => {
  let office: Office
  let frame: TestFrame
  let call: ReturnType<typeof caller>
  beforeAll(async () => {
    office = await openOffice()
    const citizens = { database: office.database, vault: office.vault }
    frame = testFrame(
      office.database,
      [...citizenRoutes, ...populationRoutes, ...disputeRoutes, ...ownRoutes],
      {
        desks: { citizens },
        seal: office.vault,
      },
    )
    call = caller(frame)
  })
  afterAll(() => office.drop())

  let people = 0
  const person = (change: object = {}) => ({
    name: '欧阳𠮷祥',
    phone: '13698765432',
    address: '江苏省镇江市京口区学府路三百零一号某某花园',
    documents: [{ kind: 'resident-id', number: residentId('1966-06-06', ++people) }],
    ...change,
  })

  test('a person is registered, found, changed under a version, and shown in clear with a reason', async () => {
    const body = person()
    const created = await call.post('/v1/citizens', CLERK, body)
    expect(created.status).toBe(201)
    const { person: id } = created.body as { person: string }
    const shown = await call.get(`/v1/citizens/${id}`, CLERK)
    expect(shown.headers['etag']).toBe('"v1"')
    expect(JSON.stringify(shown.body)).not.toContain(body.name)
    const sought = await call.post('/v1/citizens/search', CLERK, { phone: '+8613698765432' })
    expect(sought.body).toMatchObject({ items: [{ person: id }], nextCursor: null })
    const changed = await call.patch(
      `/v1/citizens/${id}`,
      CLERK,
      { set: { phone: '13600000000' } },
      1,
    )
    expect(changed.body).toMatchObject({ version: 2, changed: true })
    const late = await call.patch(`/v1/citizens/${id}`, CLERK, { status: 'dead' }, 1)
    expect(late.status).toBe(412)
    const clear = await call.post(`/v1/citizens/${id}/unmask`, CLERK, { reason: 'checks the card' })
    expect(clear.body).toMatchObject({ documents: [{ number: body.documents[0]?.number }] })
    expect(frame.trail.map(({ act }) => act)).toEqual([
      'citizen.registered',
      'citizen.read',
      'citizen.searched',
      'citizen.changed',
      'citizen.unmasked',
    ])
    expect(frame.trail.at(-1)).toMatchObject({ reason: 'checks the card' })
    expect((await call.post(`/v1/citizens/${id}/unmask`, CLERK, {})).status).toBe(422)
    expect(
      (await call.post(`/v1/citizens/${id}/unmask`, ADMIN, { reason: 'curious' })).status,
    ).toBe(403)
  })

  test('one key registers once, whoever repeats it; nothing in clear stays behind', async () => {
    const body = person({ name: '慕容一次' })
    const key = newKey()
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        request(frame.app)
          .post('/v1/citizens')
          .set({ ...CLERK, ...key })
          .send(body),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(answers.map(({ body }) => (body as { person: string }).person)).size).toBe(1)
    const wrong = await call.post('/v1/citizens', CLERK, person({ name: '慕容9次' }))
    expect(wrong.status).toBe(422)
    expect(wrong.body).toMatchObject({ refused: 'name-malformed' })
    const dump = await office.dump()
    const plains = [
      '欧阳𠮷祥',
      '慕容一次',
      '慕容9次',
      '13698765432',
      body.documents[0]?.number ?? '',
    ]
    for (const plain of plains.flatMap(spellings)) expect(dump).not.toContain(plain)
  })

  test('probably one person: a case is listed, looked at and decided by a supervisor', async () => {
    const twin = { name: '诸葛双', birthDate: '1990-01-01' }
    const one = await call.post(
      '/v1/citizens',
      CLERK,
      person({ ...twin, documents: [{ kind: 'passport', number: 'H1000001' }] }),
    )
    const two = await call.post(
      '/v1/citizens',
      CLERK,
      person({ ...twin, documents: [{ kind: 'passport', number: 'H1000002' }] }),
    )
    const [duplicateCase] = (two.body as { duplicateCases: string[] }).duplicateCases
    const list = await call.get('/v1/duplicate-cases?limit=1', CLERK)
    expect(list.body).toMatchObject({ items: [{ state: 'open' }] })
    const path = `/v1/duplicate-cases/${duplicateCase}`
    const shown = await call.get(path, CLERK)
    expect((shown.body as { persons: unknown[] }).persons).toHaveLength(2)
    const kept = (one.body as { person: string }).person
    const decision = { verdict: 'merged', kept, reason: 'one person, two passports' }
    expect(
      (await call.post(`${path}/decision`, CLERK, decision, { 'if-match': '"v1"' })).status,
    ).toBe(403)
    const decided = await call.post(`${path}/decision`, SUPERVISOR, decision, {
      'if-match': shown.headers['etag'],
    })
    expect(decided.status).toBe(200)
    expect((await call.get('/v1/duplicate-cases/dup_00', CLERK)).status).toBe(404)
    const gone = (two.body as { person: string }).person
    expect((await call.get(`/v1/citizens/${gone}`, CLERK)).body).toMatchObject({ mergedInto: kept })
  })

  test('a concession is granted on proof, verified and ended', async () => {
    const created = await call.post('/v1/citizens', CLERK, person({ name: '司马学' }))
    const path = `/v1/citizens/${(created.body as { person: string }).person}/concessions`
    const granted = await call.post(path, CLERK, {
      kind: 'student',
      validFrom: '2026-03-02',
      evidence: 'student card',
    })
    expect(granted.body).toMatchObject({ verifiedUntil: '2027-03-02', version: 1 })
    const one = `${path}/${(granted.body as { concession: string }).concession}`
    const verified = await call.post(
      `${one}/verification`,
      CLERK,
      { evidence: 'seen' },
      { 'if-match': '"v1"' },
    )
    expect(verified.body).toMatchObject({ version: 2 })
    const elsewhere = one.replace(/person_\w+/, 'person_0')
    expect(
      (
        await call.post(
          `${elsewhere}/verification`,
          CLERK,
          { evidence: 'seen' },
          { 'if-match': '"v2"' },
        )
      ).status,
    ).toBe(404)
    const end = await call.post(
      `${one}/end`,
      SUPERVISOR,
      { lastDate: '2026-03-31', reason: 'left' },
      { 'if-match': '"v2"' },
    )
    expect(end.body).toMatchObject({ endedOn: '2026-03-31' })
    expect((await call.get(path, CLERK)).body).toMatchObject({ items: [{}], nextCursor: null })
  })

  test('a population file is taken as a stream and told row by row', async () => {
    const rows = [
      `set\tpassport\tQ1000001\t南宫文\t\t1990-01-01\t\t\t`,
      `set\tpassport\tQ1000002\t南宫9\t\t\t\t\t`,
    ]
    const body = ['citycard-population\t1\tfull\tutf-8\tschools\t2026-03-01\t2', ...rows, ''].join(
      '\n',
    )
    const whole = `${body}end\t2\t${createHash('sha256').update(body).digest('hex')}\n`
    const send = (text: string, type = 'text/plain') =>
      request(frame.app)
        .post('/v1/population-files')
        .set({ ...ADMIN, 'content-type': type })
        .send(text)
    const sent = await send(whole)
    expect(sent.status).toBe(202)
    expect((await send(whole)).body).toMatchObject({ repeated: true })
    expect((await send(body)).body).toMatchObject({ refused: 'file-cut-off' })
    await workPopulationFiles(
      { database: office.database, vault: office.vault, trail: appendTrails },
      frame.clock.now(),
    )
    const path = `/v1/population-files/${(sent.body as { file: string }).file}`
    expect((await call.get(path, ADMIN)).body).toMatchObject({
      state: 'done',
      verdicts: { created: 1, refused: 1 },
    })
    expect((await call.get(`${path}/rows?verdict=refused`, ADMIN)).body).toMatchObject({
      items: [{ row: 2, refused: 'name-malformed', field: 'name' }],
    })
    expect((await call.get('/v1/population-files', ADMIN)).body).toMatchObject({
      items: [{ rowsDone: 2 }],
    })
    expect((await call.get('/v1/population-files/pop_0', ADMIN)).status).toBe(404)
  })
})

describe('the own', () => {
  let city: ClearingCity
  let frame: TestFrame
  let call: ReturnType<typeof caller>
  const [OWN, OTHERS] = [cardNumber(1), cardNumber(2)]
  const UNKNOWN = cardNumber(9_999)
  let citizen: { authorization: string }

  beforeAll(async () => {
    city = await clearingCity()
    const { database } = city.store
    const routes = [
      ...citizenRoutes,
      ...counterLooks,
      ...disputeRoutes,
      ...ownRoutes,
      ...tillRoutes,
      ...decisions,
    ]
    frame = testFrame(database, routes, {
      desks: { citizens: { database, vault: city.vault } },
      seal: city.vault,
      clock: new SetClock(EVENING),
    })
    call = caller(frame)
    const created = await call.post('/v1/citizens', CLERK, {
      name: '公孙明',
      documents: [{ kind: 'passport', number: 'O1000001' }],
    })
    const { person } = created.body as { person: string }
    citizen = as('citizen', { id: person, person })
    expectDone(
      await acting(database, (act) => giveCardTo(act, { card: OWN, person }), {
        at: new Date('2026-01-01T00:00:00+08:00'),
      }),
    )
    await city.upload(BUS, 1, [
      city.tap({ of: 1, counter: 0, termSeq: 1, amount: 100n, listFare: 200n, discount: 2 }),
      city.tap({
        of: 1,
        counter: 1,
        termSeq: 2,
        amount: 150n,
        listFare: 150n,
        balanceBefore: LOADED_FEN - 100n,
        time: '090000',
      }),
      city.tap({ of: 2, counter: 0, termSeq: 3 }),
    ])
    await drainChains(city.desk, { settleDate: DAY })
  })
  afterAll(() => city.close())

  test('a citizen sees the own cards and nobody else’s', async () => {
    const cards = await call.get('/v1/own/cards', citizen)
    expect(cards.body).toMatchObject({ items: [{ card: OWN, state: 'active', heldTo: null }] })
    for (const path of ['balance', 'history']) {
      expect((await call.get(`/v1/own/cards/${OTHERS}/${path}`, citizen)).status).toBe(404)
      expect((await call.get(`/v1/own/cards/${OWN}/${path}`, as('citizen'))).status).toBe(404)
      expect((await call.get(`/v1/own/cards/${OWN}/${path}`, CLERK)).status).toBe(403)
    }
    expect((await call.get('/v1/own', citizen)).body).toMatchObject({
      fields: [{ field: 'name', shown: '公**' }],
    })
    expect((await call.get('/v1/own', as('citizen'))).status).toBe(404)
  })

  test('each charge is explained, page by page', async () => {
    const first = await call.get(`/v1/own/cards/${OWN}/history?limit=2`, citizen)
    expect(first.body).toMatchObject({
      items: [
        { chargedFen: 150, discount: 'none', discountFen: 0, balanceAfterFen: 9_750, counts: true },
        {
          subject: expect.stringMatching(/^tap:2026-03-02\./) as string,
          listFen: 200,
          chargedFen: 100,
          discount: 'concession',
          discountFen: 100,
          discountBorneBy: 'city',
          operator: BUS,
          balanceAfterFen: 9_900,
          explanation: {
            en: 'fare 2.00 yuan less 1.00 concession, borne by the city, charged 1.00',
            zh: '票价 2.00 元，减 1.00 元（特惠优待，由财政承担），实扣 1.00 元',
          },
        },
      ],
    })
    const { nextCursor } = first.body as { nextCursor: string }
    const rest = await call.get(`/v1/own/cards/${OWN}/history?cursor=${nextCursor}`, citizen)
    expect(rest.body).toMatchObject({
      items: [{ kind: 'load', chargedFen: -10_000, explanation: { en: '100.00 yuan loaded' } }],
      nextCursor: null,
    })
  })

  test('the counter sees cards, balance and history of whoever stands there; the trail keeps who looked', async () => {
    const { person } = (await call.get('/v1/own', citizen)).body as { person: string }
    const cards = await call.get(`/v1/citizens/${person}/cards`, CLERK)
    expect(cards.body).toEqual({
      items: [
        {
          card: OWN,
          product: 'city-card',
          state: 'active',
          validTo: expect.any(String) as string,
          heldFrom: '2025-12-31T16:00:00.000Z',
          heldTo: null,
        },
      ],
      nextCursor: null,
    })
    const balance = await call.get(`/v1/cards/${OWN}/balance`, CLERK)
    expect(balance.body).toMatchObject({ card: OWN, balanceFen: 9_750, gapCount: 0 })
    const first = await call.get(`/v1/cards/${OWN}/history?limit=1`, CLERK)
    const { items, nextCursor } = first.body as { items: object[]; nextCursor: string }
    expect(items).toMatchObject([{ chargedFen: 150, balanceAfterFen: 9_750 }])
    const rest = await call.get(`/v1/cards/${OWN}/history?cursor=${nextCursor}`, as('auditor'))
    expect(rest.body).toMatchObject({
      items: [{ chargedFen: 100, discount: 'concession' }, { chargedFen: -10_000 }],
      nextCursor: null,
    })
    const kept = await city.store.database.query<{ act: string; subject: string }>(
      `select act, subject from oversight_trail where act in ('citizen.cards-read', 'card.history-read') order by entry`,
    )
    expect(kept.rows).toEqual([
      { act: 'citizen.cards-read', subject: `citizen:${person}` },
      { act: 'card.history-read', subject: `card:${OWN}` },
      { act: 'card.history-read', subject: `card:${OWN}` },
    ])
  })

  test('cards of others are looked at by the counter alone, and what is not there is told as such', async () => {
    const { person } = (await call.get('/v1/own', citizen)).body as { person: string }
    const nobody = 'person_zzzzzzzzzzzzzzzzzzzz'
    expect((await call.get(`/v1/citizens/${nobody}/cards`, CLERK)).body).toMatchObject({
      refused: 'person-unknown',
    })
    for (const who of [citizen, as('finance-maker'), as('operator')]) {
      expect((await call.get(`/v1/citizens/${person}/cards`, who)).status).toBe(403)
      for (const path of ['balance', 'history']) {
        expect((await call.get(`/v1/cards/${OTHERS}/${path}`, who)).status).toBe(403)
      }
    }
    for (const path of ['balance', 'history']) {
      expect((await call.get(`/v1/cards/${UNKNOWN}/${path}`, CLERK)).body).toMatchObject({
        refused: 'card-unknown',
      })
    }
  })

  test.each([
    ['2026-03-02T22:00:00%2B08:00', 9_750],
    ['2026-03-02T08:30:00%2B08:00', 9_900],
    ['2026-03-02T07:00:00%2B08:00', 10_000],
  ])('the balance as of %s is %i', async (at, balanceFen) => {
    const answer = await call.get(`/v1/own/cards/${OWN}/balance?at=${at}`, citizen)
    expect(answer.body).toMatchObject({ card: OWN, balanceFen, gapCount: 0 })
  })

  test('a balance from before the card was the citizen’s is not told', async () => {
    const at = '2025-12-31T00:00:00Z'
    expect((await call.get(`/v1/own/cards/${OWN}/balance?at=${at}`, citizen)).status).toBe(404)
  })

  test('a line is disputed, taken and answered', async () => {
    const history = await call.get(`/v1/own/cards/${OWN}/history`, citizen)
    const { items } = history.body as { items: { subject: string }[] }
    const subject = items[0]?.subject ?? ''
    const dispute = { card: OWN, subject, statement: '没有坐过这趟车' }
    const raised = await call.post('/v1/own/disputes', citizen, dispute)
    expect(raised.status).toBe(201)
    expect((await call.post('/v1/own/disputes', citizen, dispute)).status).toBe(409)
    const unknown = { ...dispute, subject: 'tap:2026-03-02.1.1' }
    expect((await call.post('/v1/own/disputes', citizen, unknown)).body).toMatchObject({
      refused: 'subject-unknown',
    })
    const { dispute: id } = raised.body as { dispute: string }
    expect((await call.get('/v1/disputes?state=raised', SUPERVISOR)).body).toMatchObject({
      items: [{ dispute: id, card: expect.stringContaining('*') as string }],
    })
    const step = (body: object, version: number) =>
      call.post(`/v1/disputes/${id}/steps`, SUPERVISOR, body, { 'if-match': `"v${version}"` })
    expect((await step({ step: 'take' }, 1)).body).toMatchObject({ state: 'under-review' })
    expect((await step({ step: 'take' }, 2)).status).toBe(409)
    expect((await step({ step: 'reject', answer: '记录无误' }, 2)).body).toMatchObject({
      state: 'rejected',
    })
    expect((await call.get(`/v1/disputes/${id}`, SUPERVISOR)).body).toMatchObject({
      statement: '没有坐过这趟车',
    })
    const own = await call.get(`/v1/own/disputes/${id}`, citizen)
    expect(own.body).toMatchObject({ state: 'rejected', answer: '记录无误' })
    expect(own.body).not.toHaveProperty('handledBy')
    expect((await call.get('/v1/own/disputes', citizen)).body).toMatchObject({
      items: [{ dispute: id }],
    })
    expect((await call.post(`/v1/own/disputes/${id}/withdrawal`, citizen)).status).toBe(409)
    expect(
      (await call.get(`/v1/own/disputes/${id}`, as('citizen', { person: 'person_x' }))).status,
    ).toBe(404)
  })

  test('a wrong charge is given back by two people, once, by who charged it', async () => {
    const { database } = city.store
    const maker = await staffed(frame, database, 'finance-maker')
    const checker = as('finance-checker')
    const at = `tap:2026-03-02.${samNumber(1)}.2`
    const raise = async (subject: string): Promise<string> => {
      const body = { card: OWN, subject, statement: '多扣了钱' }
      const { dispute } = (await call.post('/v1/own/disputes', citizen, body)).body as Raised
      const taken = await call.post(`/v1/disputes/${dispute}/steps`, maker, { step: 'take' }, v(1))
      expect(taken.body).toMatchObject({ state: 'under-review', given: null })
      return dispute
    }
    const v = (version: number) => ({ 'if-match': `"v${version}"` })
    /** Upholds with money as the maker, and lets somebody agree. */
    const uphold = async (dispute: string, remedy: object, who: object = checker) => {
      const body = { step: 'uphold', answer: '票价有误，退还差额', remedy }
      const asked = await call.post(`/v1/disputes/${dispute}/steps`, maker, body, v(2))
      expect(asked.status).toBe(202)
      const { approval } = asked.body as { approval: string }
      const path = `/v1/approvals/${approval}/decision`
      return (await call.post(path, who, { decision: 'approved' })).body as object
    }
    const first = await raise(at)
    // What fits is offered with what is left of the charge, and where the record lies open.
    const looked = (await call.get(`/v1/disputes/${first}`, checker)).body as {
      line: { remedies: { cause: string; bearer: string; maxFen: number }[] }
    }
    expect(looked).toMatchObject({
      line: {
        kind: 'tap',
        chargedFen: 150,
        remediedFen: 0,
        record: expect.stringMatching(/^\d+-\d+$/) as string,
        overtaken: false,
      },
    })
    expect(looked.line.remedies).toContainEqual({
      cause: 'charged-twice',
      why: { en: 'one ride was charged twice', zh: '重复扣款' },
      bearer: 'operator',
      maxFen: 150,
    })
    const wrongly = (fen: number) => ({ fen, cause: 'charged-wrongly' })
    expect(await uphold(first, wrongly(100), maker)).toMatchObject({ status: 403 })
    const self = JSON.parse(maker.authorization.slice(5)) as { id: string }
    const both = as(['finance-maker', 'finance-checker'], { id: self.id })
    expect(await uphold(first, wrongly(100), both)).toMatchObject({
      refused: 'approval-of-own-act',
    })
    expect(await uphold(first, wrongly(151))).toMatchObject({
      outcome: { status: 409, answer: { refused: 'remedy-over-charge' } },
    })
    expect(await uphold(first, wrongly(100))).toMatchObject({
      outcome: {
        status: 200,
        answer: { state: 'upheld', given: { fen: 100, bearer: 'operator' } },
      },
    })
    expect(await uphold(first, wrongly(50))).toMatchObject({ outcome: { status: 412 } })
    // What is still wrong is raised anew, and all disputes together give back what was charged, at most.
    const second = await raise(at)
    expect(await uphold(second, { fen: 51, cause: 'goodwill' })).toMatchObject({
      outcome: { answer: { refused: 'remedy-over-charge' } },
    })
    expect(await uphold(second, { fen: 50, cause: 'goodwill' })).toMatchObject({
      outcome: { answer: { given: { fen: 50, bearer: 'centre', cause: 'goodwill' } } },
    })
    const lines = await call.get(`/v1/own/cards/${OWN}/history`, citizen)
    const { items } = lines.body as { items: { kind: string; subject: string }[] }
    const third = await raise(items.find(({ kind }) => kind === 'load')?.subject ?? '')
    expect(await uphold(third, wrongly(1))).toMatchObject({
      outcome: { answer: { refused: 'cause-does-not-fit' } },
    })
    // The holder sees why, and where it went.
    expect((await call.get(`/v1/own/disputes/${first}`, citizen)).body).toMatchObject({
      state: 'upheld',
      answer: '票价有误，退还差额',
      remedy: `remedy:${first}`,
      given: { fen: 100, why: { zh: '扣款金额有误' } },
    })
    const history = await call.get(`/v1/own/cards/${OWN}/history?limit=1`, citizen)
    expect(history.body).toMatchObject({
      items: [
        {
          subject: at,
          chargedFen: 150,
          remediedFen: 150,
          explanation: {
            en: 'fare 1.50 yuan, charged 1.50; 1.50 yuan given back onto the online account after a dispute',
          },
        },
      ],
    })
    const { person } = JSON.parse(citizen.authorization.slice(5)) as { person: string }
    const online = `/v1/online-accounts/${person}`
    expect((await call.get(online, citizen)).body).toMatchObject({ balanceFen: 150 })
    expect((await call.get(`${online}/entries`, citizen)).body).toMatchObject({
      items: [
        { kind: 'dispute-remedied', amountFen: 50 },
        { kind: 'dispute-remedied', amountFen: 100 },
      ],
    })
    // The operator bears its part: in the open day, in the closed one, and derived again from the journal.
    const statement = async () => {
      const found = await statementOf(database, { operator: BUS, date: DAY as BusinessDate })
      return found.ok ? found.value : found
    }
    const figures = { taps: 3n, chargedFen: 450n - 100n, remediedFen: 100n }
    expect(await statement()).toMatchObject({ state: 'open', ...figures })
    expect((await closeDay(city.settlement, DAY as BusinessDate)).ok).toBe(true)
    expect(await statement()).toMatchObject({ state: 'closed', ...figures })
    expect((await auditBooks(database)).filter(({ ok }) => !ok)).toEqual([])
    // Whoever changes what was given back is found.
    const owner = openDatabase({ connectionString: city.store.ownerUrl, max: 1 })
    await owner.query('update card_care_remedy set fen = 99 where fen = 100')
    const found = (await auditBooks(database)).filter(({ ok }) => !ok).map(({ check }) => check)
    expect(found).toEqual(['remedies-booked-once', 'remedies-within-charges'])
    await owner.query('update card_care_remedy set fen = 100 where fen = 99')
    // A later ruling takes the charge back, too: that the holder has both is told, and nothing more is given.
    const overtaken = async () =>
      (await call.get('/v1/overtaken-remedies', checker)).body as unknown
    expect(await overtaken()).toEqual({ items: [], nextCursor: null })
    await owner.query(
      `insert into clearing_ruling
         select card, event_date, sam, term_seq, 999, batch, line, $2, -1, $3, event_date, amount_fen, list_fen,
                discount, now()
           from clearing_tap where card = $1::int8 and term_seq = 2`,
      [OWN, codeOf('counter-used-twice'), BUS],
    )
    const gone = (await overtaken()) as {
      items: { dispute: string; fen: number; bearer: string }[]
    }
    const said = gone.items.map(({ dispute, fen, bearer }) => [dispute, fen, bearer])
    expect(said.sort()).toEqual(
      [
        [first, 100, 'operator'],
        [second, 50, 'centre'],
      ].sort(),
    )
    expect((await call.get(`/v1/disputes/${first}`, checker)).body).toMatchObject({
      line: { overtaken: true, remedies: [] },
    })
    await owner.query('delete from clearing_ruling where run = 999')
    await owner.close()
  })

  test('the own card is reported lost at once; another’s is not', async () => {
    const report = (card: string) =>
      call.post(`/v1/own/cards/${card}/loss-reports`, citizen, { reason: 'lost' })
    const done = await report(OWN)
    expect(done.status).toBe(201)
    expect(done.body).toMatchObject({ reportedAt: EVENING.toISOString() })
    expect((await report(OWN)).status).toBe(409)
    expect((await report(OTHERS)).status).toBe(404)
    expect((await call.get('/v1/own/cards', citizen)).body).toMatchObject({
      items: [{ state: 'lost' }],
    })
  })
})

describe('the registry', () => {
  let office: Office
  let call: ReturnType<typeof caller>
  beforeAll(async () => {
    office = await openOffice()
    call = caller(testFrame(office.database, registryRoutes))
  })
  afterAll(() => office.drop())

  const CODE = '9144030071526726XG'

  test('parties, terminals and contracts are added, listed and ended', async () => {
    const operator = { operator: 'op_bus', name: '公交', kind: 'bus', activeFrom: '2026-01-01' }
    expect((await call.post('/v1/operators', ADMIN, operator)).status).toBe(201)
    expect(
      (await call.post('/v1/operators', ADMIN, { ...operator, name: '另一家' })).body,
    ).toMatchObject({
      refused: 'registered-otherwise',
    })
    expect((await call.post('/v1/operators', CLERK, operator)).status).toBe(403)
    const merchant = {
      merchant: 'mer_bakery',
      operator: 'op_bus',
      name: '面包房',
      creditCode: CODE,
      mcc: 5411,
      activeFrom: '2026-01-01',
    }
    expect((await call.post('/v1/merchants', ADMIN, merchant)).status).toBe(201)
    expect(
      (
        await call.post('/v1/merchants', ADMIN, {
          ...merchant,
          merchant: 'mer_x',
          operator: 'op_none',
        })
      ).status,
    ).toBe(404)
    expect(
      (
        await call.post('/v1/merchants', ADMIN, {
          ...merchant,
          creditCode: `${CODE.slice(0, 17)}0`,
        })
      ).body,
    ).toMatchObject({
      refused: 'code-check-wrong',
      field: 'creditCode',
      detail: expect.stringContaining('the last is G') as string,
    })
    const agent = {
      agent: 'agent_corner',
      name: '便利店',
      creditCode: CODE.toLowerCase(),
      activeFrom: '2026-01-01',
    }
    expect((await call.post('/v1/agents', ADMIN, agent)).body).toMatchObject({ creditCode: CODE })
    const contract = {
      contract: 'corner',
      partyKind: 'agent',
      party: 'agent_corner',
      scope: 'loads',
      ratePpm: 2_000,
      validFrom: '2026-01-01',
    }
    expect((await call.post('/v1/party-contracts', ADMIN, contract)).status).toBe(202)
    const terminal = {
      terminal: 'bus-1',
      operator: 'op_bus',
      kind: 'bus-validator',
      installedFrom: '2026-01-01T00:00:00Z',
    }
    expect((await call.post('/v1/terminals', ADMIN, terminal)).status).toBe(201)
    const sam = {
      sam: '000000000001',
      operator: 'op_bus',
      terminal: 'bus-1',
      boundFrom: '2026-01-01T00:00:00Z',
    }
    expect((await call.post('/v1/sam-bindings', ADMIN, sam)).status).toBe(201)
    expect(
      (await call.post('/v1/sam-bindings', ADMIN, { ...sam, boundFrom: '2026-02-01T00:00:00Z' }))
        .body,
    ).toMatchObject({ refused: 'validity-overlaps' })
    expect(
      (await call.get('/v1/sam-bindings', as('operator', { operator: 'op_bus' as never }))).body,
    ).toMatchObject({ items: [{ sam: sam.sam }] })
    expect(
      (await call.get('/v1/terminals', as('operator', { operator: 'op_metro' as never }))).body,
    ).toMatchObject({ items: [] })
    expect(
      (
        await call.post('/v1/sam-bindings/000000000001/stop', ADMIN, {
          step: 'block',
          reason: 'stolen',
        })
      ).status,
    ).toBe(200)
    expect((await call.post('/v1/terminals/bus-1/end', ADMIN, { reason: 'broken' })).status).toBe(
      200,
    )
    const end = { lastDate: '2026-12-31', reason: 'closed' }
    expect((await call.post('/v1/agents/agent_corner/end', ADMIN, end)).status).toBe(200)
    expect((await call.post('/v1/agents/agent_corner/end', ADMIN, end)).status).toBe(409)
    expect(
      (await call.post('/v1/merchants/mer_bakery/end', ADMIN, { ...end, lastDate: '2026-01-01' }))
        .status,
    ).toBe(422)
    for (const list of [
      'operators',
      'merchants',
      'agents',
      'terminals',
      'contracts',
      'party-contracts',
    ]) {
      expect((await call.get(`/v1/${list}?limit=1`, CLERK)).status).toBe(200)
    }
  })

  test('a product that changes is a new version; the catalogue says what it carries', async () => {
    const application = {
      application: 'purse',
      name: '电子钱包',
      purpose: 'purse',
      validFrom: '2026-01-01',
    }
    expect((await call.post('/v1/applications', ADMIN, application)).status).toBe(201)
    const product = {
      product: 'adult',
      seenVersion: 0,
      name: '普通卡',
      profile: 'pboc',
      validFrom: '2026-03-02',
      maxBalanceFen: 100_000,
      maxTapFen: 10_000,
      depositFen: 2_000,
      applications: [{ application: 'purse', onAtIssue: true }],
    }
    expect((await call.post('/v1/card-products', ADMIN, product)).body).toEqual({
      product: 'adult',
      version: 1,
    })
    expect((await call.post('/v1/card-products', ADMIN, product)).status).toBe(412)
    const next = { ...product, seenVersion: 1, validFrom: '2026-04-01' }
    expect((await call.post('/v1/card-products', ADMIN, next)).body).toEqual({
      product: 'adult',
      version: 2,
    })
    expect(
      (
        await call.post('/v1/card-products', ADMIN, {
          ...next,
          product: 'odd',
          seenVersion: 0,
          applications: [{ application: 'none', onAtIssue: true }],
        })
      ).status,
    ).toBe(404)
    expect((await call.get('/v1/card-products', CLERK)).body).toMatchObject({
      items: [
        { version: 1, validTo: '2026-03-31', applications: [{ application: 'purse' }] },
        { version: 2, validTo: null },
      ],
    })
    expect((await call.get('/v1/applications', CLERK)).body).toMatchObject({
      items: [{}],
      nextCursor: null,
    })
  })
})
