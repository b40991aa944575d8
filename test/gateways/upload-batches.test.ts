import { Router, type Express } from 'express'
import { createServer, request as httpRequest, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import request from 'supertest'
import { ok, refuse, type OperatorId } from '../../src/base'
import { listUploads } from '../../src/clearing'
import {
  allRoutes,
  createMetrics,
  PROBLEM_TYPE,
  uploadBatches,
  type Gatekeeper,
} from '../../src/gateways/http'
import { closeDay } from '../../src/settlement'
import { BUS, METRO, clearingCity, type ClearingCity } from '../support/clearing-city'
import { as, testFrame } from '../support/frame'

let city: ClearingCity
let app: Express

beforeAll(async () => {
  city = await clearingCity({ cards: 40 })
  const metrics = createMetrics(city.store.database)
  const { database } = city.store
  app = testFrame(database, allRoutes, {
    more: [
      metrics.routes,
      uploadBatches({
        desk: { ...city.desk, observe: metrics.clearing },
        uploadBytesMax: 100_000,
        filesAtOnce: 2,
      }),
    ],
  }).app
})
afterAll(() => city.close())

const send = (body: Buffer, headers: Record<string, string> = {}): request.Test =>
  request(app)
    .post('/v1/upload-batches')
    .set({ 'content-type': 'application/octet-stream', ...headers })
    .serialize((bytes: unknown) => bytes as string)
    .send(body)

let fileNo = 0
const newFile = (cards: readonly number[]): Promise<Buffer> => {
  const termSeq = ++fileNo * 100
  return city.fileOf(
    BUS,
    fileNo,
    cards.map((of, index) => city.tap({ of, termSeq: termSeq + index })),
  )
}

test('a file is receipted once with 201, and again with 200 and the same receipt', async () => {
  const file = await newFile([1, 2])
  const first = await send(file).expect(201)
  expect(first.headers['location']).toBe(`/v1/upload-batches/op_bus/${fileNo}`)
  expect(first.body).toMatchObject({ operator: 'op_bus', records: 2, verdicts: { accepted: 2 } })
  const again = await send(file).expect(200)
  expect(again.body).toEqual(first.body)
  const kept = await request(app).get(`/v1/upload-batches/op_bus/${fileNo}`).expect(200)
  expect(kept.body).toEqual(first.body)
})

test('a gzipped file is the same file', async () => {
  const file = await newFile([3])
  const first = await send(gzipSync(file), { 'content-encoding': 'gzip' }).expect(201)
  expect((await send(file).expect(200)).body).toEqual(first.body)
})

test('the verdicts of a file come as one JSON line a record', async () => {
  await send(await newFile([4, 5])).expect(201)
  const { text } = await request(app)
    .get(`/v1/upload-batches/op_bus/${fileNo}/records`)
    .set(as('operator', { operator: BUS }))
    .expect(200)
  expect(
    text
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { verdict: string }).verdict),
  ).toEqual(['accepted', 'accepted'])
})

test.each<[status: number, refused: string, change: (file: Buffer) => Buffer]>([
  [422, 'file-refused', () => Buffer.from('hello')],
  [422, 'file-refused', (file) => Buffer.from(file.toString().replace('|200|', '|201|'))],
  [
    403,
    'file-mac-wrong',
    (file) => Buffer.from(file.toString().replace(/[0-9A-F]{16}\n$/, '0000000000000000\n')),
  ],
  [400, 'file-cut-off', (file) => file.subarray(0, file.length - 40)],
])('%i %s: a problem with a stable word, and nothing booked', async (status, refused, change) => {
  const answer = await send(change(await newFile([6]))).expect(status)
  expect(answer.headers['content-type']).toContain(PROBLEM_TYPE)
  expect(JSON.parse(answer.text)).toMatchObject({ status, refused })
  await request(app).get(`/v1/upload-batches/op_bus/${fileNo}`).expect(404)
})

test('a body above the limit, an unknown packing and a broken packing are told apart', async () => {
  const large = await send(Buffer.alloc(100_001, 0x43)).ok(() => true)
  expect(large.status).toBe(413)
  const packed = await send(await newFile([7]), { 'content-encoding': 'br' }).ok(() => true)
  expect(packed.status).toBe(415)
  const broken = await send(gzipSync(await newFile([7])).subarray(0, 40), {
    'content-encoding': 'gzip',
  }).ok(() => true)
  expect(broken.status).toBe(400)
})

test('a connection that breaks in mid-file leaves a cut-off attempt and a free number', async () => {
  const server: Server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const file = await newFile([8, 9])
    const { port } = server.address() as AddressInfo
    await new Promise<void>((resolve) => {
      const half = httpRequest({
        port,
        method: 'POST',
        path: '/v1/upload-batches',
        headers: { 'content-length': file.length },
      })
      half.on('error', () => resolve())
      half.write(file.subarray(0, file.length - 100), () => setTimeout(() => half.destroy(), 100))
    })
    const cutOff = async (): Promise<boolean> =>
      (await listUploads(city.store.database, { before: undefined, limit: 5 })).some(
        (row) => Number(row.fileNo) === fileNo && row.state === 'cut-off',
      )
    for (let look = 0; look < 50 && !(await cutOff()); look++)
      await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await cutOff()).toBe(true)
    await send(file).expect(201)
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
})

test('clients that leave while they wait for their turn hold nobody up', async () => {
  const server: Server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = server.address() as AddressInfo
    const begin = (): ReturnType<typeof httpRequest> => {
      const half = httpRequest({
        port,
        method: 'POST',
        path: '/v1/upload-batches',
        headers: { 'content-length': 5_000 },
      })
      half.on('error', () => undefined)
      half.write('CITYCARD-TAPS|')
      return half
    }
    const inside = [begin(), begin()]
    await new Promise((resolve) => setTimeout(resolve, 100))
    const waiting = [begin(), begin(), begin()]
    await new Promise((resolve) => setTimeout(resolve, 100))
    for (const half of [...waiting, ...inside]) half.destroy()
    await send(await newFile([20])).expect(201)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

test('many terminals at once: every file is receipted, every tap is paid once', async () => {
  const files = await Promise.all([10, 11, 12, 13, 14, 15].map((card) => newFile([card])))
  const answers = await Promise.all([...files, ...files].map((file) => send(file)))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(6)
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(6)
})

test('the settlement, statements and figures can be looked up, and the plain page shows them', async () => {
  const closed = await closeDay(city.settlement)
  expect(closed.ok).toBe(true)
  const look = (path: string): request.Test => request(app).get(path).set(as('auditor'))
  const settlement = await look('/v1/settlement').expect(200)
  expect((settlement.body as { operators: unknown[] }).operators).toHaveLength(1)
  const statement = await look('/v1/statements/op_bus/2026-03-02').expect(200)
  expect(statement.body).toMatchObject({ operator: 'op_bus', state: 'closed' })
  const csv = await look('/v1/statements/op_bus/2026-03-02').set('accept', 'text/csv').expect(200)
  expect(csv.text).toContain('op_bus')
  await look('/v1/statements/op_bus/2026-02-30').expect(422)
  await look(`/v1/statements/${METRO}/2031-01-01`).expect(404)
  const balance = await look('/v1/trial-balance').expect(200)
  expect(balance.body).toMatchObject({ balanced: true })
  for (const path of [
    '/v1/clearing',
    '/v1/reasons',
    '/v1/card-gaps',
    '/v1/sam-gaps',
    '/v1/clone-alarms',
  ]) {
    await look(path).expect(200)
  }
  const metrics = await request(app).get('/metrics').expect(200)
  expect(metrics.text).toContain('citycard_clearing_uploads_total{outcome="complete"}')
})

test('an operator sees its own statement and not that of another', async () => {
  const seen = (operator: string): request.Test =>
    request(app)
      .get(`/v1/statements/${operator}/2026-03-02`)
      .set(as('operator', { operator: BUS }))
  await seen(BUS).expect(200)
  await seen(METRO).expect(404)
})

test('attempts are listed page by page for the back office; records are shown to their operator only', async () => {
  const list = (turn: string): request.Test =>
    request(app).get(`/v1/upload-batches?limit=2${turn}`).set(as('finance-maker'))
  const first = (await list('').expect(200)).body as { items: object[]; nextCursor: string }
  expect(first.items).toHaveLength(2)
  const second = (await list(`&cursor=${first.nextCursor}`).expect(200)).body as typeof first
  expect(second.items[0]).not.toEqual(first.items[0])
  const stranger = as('operator', { operator: METRO })
  await request(app).get('/v1/upload-batches/op_bus/1/records').set(stranger).expect(404)
  for (const query of ['', '?operator=op_bus']) {
    const own = await request(app).get(`/v1/upload-batches${query}`).set(stranger).expect(200)
    expect(own.body).toMatchObject({ items: [] })
  }
  const attempts = await request(app).get('/v1/upload-batches/op_bus/1/attempts').expect(200)
  expect(attempts.body).toMatchObject({ attempts: [{ state: 'complete' }] })
})

test('a client certificate brings files of the operator it is bound to, and of no other', async () => {
  const bound = (operator: OperatorId | undefined): Express => {
    const gatekeeper: Gatekeeper = {
      identify: async ({ certificateFingerprint }) => {
        expect(certificateFingerprint).toBe('ab'.repeat(32))
        return operator === undefined
          ? refuse('not-signed-in', { detail: 'revoked' })
          : ok({ id: 'c', kind: 'terminal', roles: ['operator'], operator })
      },
    }
    const certified: Router = Router()
    certified.use((asked, _response, next) => {
      // What TLS says of a connection whose client certificate it has checked.
      Object.assign(asked.socket, {
        authorized: true,
        getPeerCertificate: () => ({ fingerprint256: 'AB:'.repeat(31) + 'AB' }),
      })
      next()
    })
    const door = { desk: city.desk, uploadBytesMax: 100_000, filesAtOnce: 2, gatekeeper }
    return testFrame(city.store.database, [], { more: [certified, uploadBatches(door)] }).app
  }
  const file = await newFile([16])
  const bring = async (app: Express): Promise<number> =>
    (await request(app).post('/v1/upload-batches').type('application/octet-stream').send(file))
      .status
  expect(await bring(bound(METRO))).toBe(403)
  expect(await bring(bound(undefined))).toBe(401)
  expect(await bring(bound(BUS))).toBe(201)
})
