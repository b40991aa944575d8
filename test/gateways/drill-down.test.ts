import request from 'supertest'
import { CHECKS_VERSION } from '../../src/clearing/checks-told'
import { allRoutes } from '../../src/gateways/http'
import { closeDay } from '../../src/settlement'
import {
  BUS,
  DAY,
  METRO,
  clearingCity,
  samNumber,
  type ClearingCity,
} from '../support/clearing-city'
import { as, testFrame, type TestFrame } from '../support/frame'

/* From the net of a day down to one tap: every level adds up to the one above it. */

let city: ClearingCity
let frame: TestFrame
beforeAll(async () => {
  city = await clearingCity({ cards: 20 })
  const tap = city.tap.bind(city)
  const upload = city.upload.bind(city)
  const discounted = { amount: 160n, listFare: 200n, discount: 1 }
  await upload(BUS, 1, [
    tap({ of: 1, samIndex: 1, termSeq: 1, ...discounted }),
    tap({ of: 2, samIndex: 1, termSeq: 2, time: '091500' }),
    tap({ of: 3, samIndex: 2, termSeq: 1 }),
    { ...tap({ of: 4, samIndex: 2, termSeq: 4 }), tac: 'DEADBEEF' },
  ])
  const clone = tap({ of: 5, time: '093000', samIndex: 5, amount: 500n, listFare: 500n })
  await upload(METRO, 1, [clone])
  await closeDay(city.settlement)
  // The genuine one of the same counter comes a day later: the clone is taken back in that day.
  city.clock.set(new Date('2026-03-03T22:00:00+08:00'))
  await upload(BUS, 2, [tap({ of: 5, time: '080000', termSeq: 30 })])
  await closeDay(city.settlement)
  frame = testFrame(city.store.database, allRoutes, { desks: { clearing: city.desk } })
})
afterAll(() => city.close())

interface Asked<Body> {
  readonly status: number
  readonly body: Body
}
const ask = async <Body>(path: string, who = as('finance-maker')): Promise<Asked<Body>> =>
  await request(frame.app).get(path).set(who)
const asBus = as('operator', { operator: BUS })

interface Sam {
  sam: string
  terminal: string
  taps: number
  chargedFen: number
}
interface Line {
  batch: number
  line: number
  card: string
  countedFen: number
  verdict: string
  reason: string
}
interface Check {
  check: string
  outcome: string
  compared: unknown
}
interface Items<Item> {
  items: Item[]
}
const sum = (amounts: readonly number[]): number => amounts.reduce((all, one) => all + one, 0)

test.each([
  [BUS, '2026-03-02'],
  [METRO, '2026-03-02'],
  [BUS, '2026-03-03'],
  [METRO, '2026-03-03'],
])('the records of %s on %s add up to its SAMs, and those to its statement', async (of, date) => {
  const statement = await ask<{ chargedFen: number; taps: number }>(`/v1/statements/${of}/${date}`)
  const sams = await ask<Items<Sam>>(`/v1/statements/${of}/${date}/sams`)
  expect(sum(sams.body.items.map(({ chargedFen }) => chargedFen))).toBe(statement.body.chargedFen)
  expect(sum(sams.body.items.map(({ taps }) => taps))).toBe(statement.body.taps)
  for (const { sam, chargedFen } of sams.body.items) {
    const lines = await ask<Items<Line>>(`/v1/statements/${of}/${date}/sams/${sam}/records`)
    expect(sum(lines.body.items.map(({ countedFen }) => countedFen))).toBe(chargedFen)
  }
})

test('the days of the books say what the statements say', async () => {
  const { body } =
    await ask<Items<{ date: string; netFen: number; state: string }>>('/v1/settlement-days')
  const closed = body.items.filter(({ state }) => state === 'closed')
  for (const { date, netFen } of closed) {
    const whole = await ask<{ total: { netFen: number } }>(`/v1/settlement?date=${date}`)
    expect(netFen).toBe(whole.body.total.netFen)
  }
  expect(closed.map(({ date }) => date)).toEqual(['2026-03-03', DAY])
})

test('one tap: its proof checked again, its fare, its entries; the card masked', async () => {
  const sam = samNumber(1)
  const lines = await ask<Items<Line>>(`/v1/statements/${BUS}/${DAY}/sams/${sam}/records`)
  const [first] = lines.body.items
  expect(first).toMatchObject({ verdict: 'accepted', reason: 'paid', card: '310440*********0001' })
  const { body } = await ask(`/v1/records/${first?.batch}/${first?.line}`)
  expect(body).toMatchObject({
    verdict: 'accepted',
    terminal: expect.any(String) as string,
    claim: { card: '310440*********0001', amountFen: 160 },
    tac: { verdict: 'genuine', key: 'tac/v1/3des', levels: 2 },
    fare: { listFareFen: 200, discount: 'card', discountFen: 40, chargedFen: 160, feePpm: 5_000 },
    judged: { version: CHECKS_VERSION },
  })
  const { checks } = (body as { judged: { checks: readonly Check[] } }).judged
  expect(checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([])
  expect(checks.flatMap(({ compared }) => (compared === null ? [] : [compared]))).toEqual([
    { kind: 'amount', foundFen: 160, limitFen: 100_000 },
    { kind: 'not-after', found: '2026-03-02T00:00:00.000Z', limit: expect.any(String) as string },
    { kind: 'not-before', found: DAY, limit: expect.stringMatching(/^2026-\d\d-\d\d$/) as string },
  ])
  const { tac, movements, fields } = body as {
    tac: { covered: string }
    movements: { entries: { side: string; amountFen: number; account: string }[] }[]
    fields: { name: string; value: string; coveredByTac: boolean }[]
  }
  // 160 fen, compound purchase, SAM, its number, day and time: what card-protocol says is under the TAC.
  expect(tac.covered).toBe(`000000A009${sam}0000000120260302080000`)
  expect(movements).toHaveLength(1)
  const of = (side: string): number =>
    sum(
      (movements[0]?.entries ?? []).filter((one) => one.side === side).map((one) => one.amountFen),
    )
  expect(of('D')).toBe(of('C'))
  expect(fields.find(({ name }) => name === 'card')?.value).toBe('310440*********0001')
})

test('a forged tap is held, brings nothing, and says whose turn it is', async () => {
  const { body } = await ask<Items<Line & { act: string }>>('/v1/held-records')
  const forged = body.items.find(({ reason }) => reason === 'tac-not-genuine')
  expect(forged).toMatchObject({ verdict: 'suspect', act: 'operator' })
  const record = await ask(`/v1/records/${forged?.batch}/${forged?.line}`)
  expect(record.body).toMatchObject({ tac: { verdict: 'not-genuine' }, verdict: 'suspect' })
  const { checks } = (record.body as { judged: { checks: readonly Check[] } }).judged
  const at = checks.findIndex(({ check }) => check === 'tac-not-genuine')
  expect(checks.map(({ outcome }) => outcome)).toEqual(
    checks.map((_, index) => (index < at ? 'passed' : index === at ? 'failed' : 'not-reached')),
  )
})

test('a clone that was taken back shows its ruling and both movements', async () => {
  const lines = await ask<Items<Line>>(
    `/v1/statements/${METRO}/2026-03-03/sams/${samNumber(5)}/records`,
  )
  const [clone] = lines.body.items
  expect(clone).toMatchObject({ countedFen: -500, verdict: 'suspect' })
  const { body } = await ask(`/v1/records/${clone?.batch}/${clone?.line}`)
  expect(body).toMatchObject({
    firstReason: 'paid',
    rulings: [{ movedFen: -500, settleDate: '2026-03-03' }],
    movements: [{ kind: 'takings' }, { kind: 'takings-ruled' }],
  })
})

test('what a day brought', async () => {
  const { body } = await ask(`/v1/clearing-days/${DAY}`)
  expect(body).toMatchObject({
    files: 2,
    records: 5,
    verdicts: { accepted: 3, suspect: 2, duplicate: 0, rejected: 0 },
    claimed: { acceptedFen: 560, suspectFen: 700, duplicateFen: 0, rejectedFen: 0 },
  })
  const hours = await ask(`/v1/clearing-days/${DAY}/hours`)
  expect(hours.body).toMatchObject({
    hours: expect.arrayContaining([{ hour: 8, taps: 2, chargedFen: 360 }]) as unknown,
  })
})

describe('an operator', () => {
  test('sees its own', async () => {
    const { body } = await ask<Items<Line & { operator: string }>>('/v1/held-records', asBus)
    expect(body.items.length).toBeGreaterThan(0)
    expect(new Set(body.items.map(({ operator }) => operator))).toEqual(new Set([BUS]))
    const uploads = await ask<Items<{ operator: string }>>('/v1/upload-batches', asBus)
    expect(new Set(uploads.body.items.map(({ operator }) => operator))).toEqual(new Set([BUS]))
    const machines = await ask<Items<{ operator: string; missing: number; sams: string[] }>>(
      '/v1/terminal-health',
      asBus,
    )
    expect(new Set(machines.body.items.map(({ operator }) => operator))).toEqual(new Set([BUS]))
  })

  test.each([
    `/v1/held-records?operator=${METRO}`,
    `/v1/upload-batches?operator=${METRO}`,
    `/v1/terminal-health?operator=${METRO}`,
    `/v1/settlement-days?operator=${METRO}`,
  ])('asking %s is answered of its own only', async (path) => {
    const asked = await ask<Items<{ operator?: string; netFen?: number }>>(path, asBus)
    const own = await ask(path.split('?')[0] as string, asBus)
    expect(asked.body).toEqual(own.body)
  })

  test('finds nothing of another', async () => {
    const day = `/v1/statements/${METRO}/${DAY}`
    const paths = [day, `${day}/sams`, `${day}/sams/${samNumber(5)}/records`]
    for (const path of paths) {
      expect((await ask(path, asBus)).body).toMatchObject({ refused: 'operator-unknown' })
    }
    const lines = await ask<Items<Line>>(`${day}/sams/${samNumber(5)}/records`)
    const { batch, line } = lines.body.items[0] as Line
    const record = await ask(`/v1/records/${batch}/${line}`, asBus)
    expect(record.body).toMatchObject({ status: 404, refused: 'record-unknown' })
  })
})

test('messages and records are explained, masked; what is none is refused with its place', async () => {
  const post = async (body: object) =>
    request(frame.app).post('/v1/descriptions').set(as('auditor')).send(body)
  const told = await post({ what: 'message', text: '00' })
  expect(told.status).toBe(422)
  expect(told.body).toMatchObject({ refused: 'message-not-understood' })
  const line =
    'R|3101090000252005943|1048000000000001|1|0|9|0|1000|240|300|1|20180901081032|000224007435|1|047BD090|1|0|00000000000224007435|DCD08ADD29B874E3|M291||||0|||0|224007435|1|1|0'
  const record = await post({ what: 'record', text: line })
  expect(record.status).toBe(200)
  expect(JSON.stringify(record.body)).not.toContain('3101090000252005943')
  expect(record.body).toMatchObject({ kind: 'text', sentenceChinese: expect.any(String) as string })
})
