import express, { Router } from 'express'
import { once } from 'node:events'
import { connect } from 'node:net'
import { request as ask, type ClientRequest, type IncomingMessage } from 'node:http'
import { Fault, refuse } from '../../src/base'
import { readConfig } from '../../src/config'
import { openDatabase, type OpenDatabase } from '../../src/database'
import { bodyOf, sendRefusal } from '../../src/gateways/http'
import { createLog } from '../../src/log'
import { startServer, type RunningCity, type ServerParts } from '../../src/server'
import { freshDatabase, type FreshDatabase } from '../support/database'

const UPLOAD_BYTES_MAX = 1_024
const CARD = '6217001234567890123'

let db: FreshDatabase
let logged = ''
const running: RunningCity[] = []

beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.drop())
beforeEach(() => {
  logged = ''
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((city) => city.stop()))
})

interface Different {
  readonly database?: OpenDatabase
  readonly closing?: ServerParts['closing']
  readonly http?: Partial<ServerParts['http']>
}

async function city(
  routes: (router: Router) => void,
  different: Different = {},
): Promise<RunningCity> {
  const config = readConfig({ PORT: '0', SHUTDOWN_SECONDS: '5' })
  if (!config.ok) throw new Error(config.detail)
  const router = Router()
  routes(router)
  const started = await startServer({
    http: { ...config.value.http, ...different.http },
    log: createLog('info', { write: (line) => (logged += line) }),
    database: different.database ?? db.database,
    routes: () => [router],
    closing: different.closing ?? [],
  })
  running.push(started)
  return started
}

const quiet = (): void => undefined

async function json(response: Response): Promise<unknown> {
  return response.json()
}

describe('watching', () => {
  test('a city that works says so', async () => {
    const { url } = await city(quiet)
    const alive = await fetch(`${url}/healthz`)
    expect([alive.status, await json(alive)]).toEqual([200, { alive: true }])
    const ready = await fetch(`${url}/readyz`)
    expect([ready.status, await json(ready)]).toEqual([
      200,
      {
        ready: true,
        stopping: false,
        checks: [
          { name: 'database', ok: true },
          { name: 'migrations', ok: true },
        ],
      },
    ])
  })

  test('a city without its database is alive and not ready', async () => {
    const nowhere = openDatabase({ connectionString: 'postgresql://a:b@127.0.0.1:1/c' })
    const { url } = await city(quiet, { database: nowhere })
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    const ready = await fetch(`${url}/readyz`)
    expect(ready.status).toBe(503)
    expect(await json(ready)).toMatchObject({
      ready: false,
      checks: [{ ok: false }, { ok: false }],
    })
  })

  test('requests are counted by the pattern of their path, never by the path', async () => {
    const { url } = await city((routes) =>
      routes.get('/v1/cards/:card', (_request, response) => void response.json({})),
    )
    await fetch(`${url}/v1/cards/${CARD}`)
    const metrics = await (await fetch(`${url}/metrics`)).text()
    expect(metrics).toContain(
      'citycard_http_request_seconds_count{method="GET",route="/v1/cards/:card",status="200"} 1',
    )
    expect(metrics).toMatch(/citycard_database_connections\{state="waiting"\} 0/)
    expect(metrics).not.toContain(CARD)
    expect(logged).toContain('/v1/cards/621700*********0123')
  })
})

describe('what is not answered as asked', () => {
  test('comes as a problem document that names the request', async () => {
    const { url } = await city(quiet)
    const response = await fetch(`${url}/v1/nothing`, { headers: { 'x-request-id': 'mine-7' } })
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(response.headers.get('x-request-id')).toBe('mine-7')
    expect(await json(response)).toEqual({
      type: 'urn:citycard:problem:path-unknown',
      title: 'Path unknown',
      status: 404,
      refused: 'path-unknown',
      detail: 'GET has no such path here',
      instance: 'urn:citycard:request:mine-7',
    })
  })

  test('carries the word and the field of a refusal', async () => {
    const { url } = await city((routes) =>
      routes.get('/', (_request, response) =>
        sendRefusal(response, 409, refuse('day-already-closed', { field: 'day' })),
      ),
    )
    const response = await fetch(url)
    expect(response.status).toBe(409)
    expect(await json(response)).toMatchObject({ refused: 'day-already-closed', field: 'day' })
  })

  test.each([
    [
      'a fault before anything was done',
      new Fault('vault', 'asleep', true),
      503,
      'Nothing was done',
    ],
    ['a fault of unknown outcome', new Fault('database', 'lost', false), 503, 'It is not known'],
    ['our own error', new Error(`secret of ${CARD}`), 500, 'The log tells more'],
  ])('tells of %s what the caller can do, and no more', async (_what, error, status, detail) => {
    const { url } = await city((routes) =>
      routes.get('/', () => {
        throw error
      }),
    )
    const response = await fetch(url)
    const told = await response.text()
    expect(response.status).toBe(status)
    expect(told).toContain(detail)
    expect(told).not.toMatch(/asleep|lost|secret|at /)
    expect(logged).not.toContain(CARD)
    expect(logged).toContain('"level":"error"')
  })

  test.each([
    ['malformed', '{"half":', 400, 'body-malformed'],
    ['too large', JSON.stringify('x'.repeat(300_000)), 413, 'body-too-large'],
  ])('a JSON body that is %s', async (_what, body, status, refused) => {
    const { url } = await city((routes) => routes.use(express.json({ limit: '256kb' })))
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(url, { method: 'POST', headers, body })
    expect(response.status).toBe(status)
    expect(await json(response)).toMatchObject({ refused })
  })

  test.each([
    [
      '431',
      'headers-too-large',
      `GET / HTTP/1.1\r\nhost: x\r\nfiller: ${'x'.repeat(20_000)}\r\n\r\n`,
    ],
    ['400', 'request-malformed', 'this is not a request\r\n\r\n'],
  ])(
    '%s %s: what is no request at all is answered with a problem too',
    async (status, word, sent) => {
      const { port } = await city(quiet)
      const told = await new Promise<string>((resolve, reject) => {
        let text = ''
        const line = connect(port, '127.0.0.1', () => line.write(sent))
        line.on('data', (part: Buffer) => (text += part.toString()))
        line.on('close', () => resolve(text))
        line.on('error', reject)
      })
      expect(told).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
      expect(told).toContain('content-type: application/problem+json')
      expect(JSON.parse(told.split('\r\n\r\n')[1] ?? '')).toMatchObject({ refused: word })
    },
  )

  test('too many requests are told to wait, and the watchers get through', async () => {
    const { url } = await city(
      (routes) => routes.get('/', (_request, response) => void response.send('')),
      {
        http: { requestsPerMinuteMax: 2 },
      },
    )
    const statuses: number[] = []
    for (const _ of [1, 2, 3]) statuses.push((await fetch(url)).status)
    expect(statuses).toEqual([200, 200, 429])
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
  })
})

describe('an upload', () => {
  const uploads = (taken: (outcome: string) => void) => (routes: Router) =>
    routes.post('/', async (request, response) => {
      let bytes = 0
      try {
        for await (const chunk of bodyOf(request, UPLOAD_BYTES_MAX))
          bytes += (chunk as Buffer).length
      } catch (error) {
        taken((error as Error).message)
        throw error
      }
      taken(`${bytes} bytes`)
      response.json({ bytes })
    })

  const begin = (url: string, headers = {}): ClientRequest =>
    ask(url, { method: 'POST', headers: { 'content-type': 'text/plain', ...headers } })

  test('is read as it comes', async () => {
    const { url } = await city(uploads(quiet))
    const response = await fetch(url, { method: 'POST', body: 'x'.repeat(UPLOAD_BYTES_MAX) })
    expect(await json(response)).toEqual({ bytes: UPLOAD_BYTES_MAX })
  })

  test.each([
    ['announced', { 'content-length': `${UPLOAD_BYTES_MAX + 1}` }],
    ['sent in pieces', {}],
  ])('that is too large is refused (%s)', async (_how, headers) => {
    const { url } = await city(uploads(quiet))
    const upload = begin(url, headers)
    upload.on('error', quiet)
    upload.write('x'.repeat(UPLOAD_BYTES_MAX))
    upload.write('x')
    const [response] = (await once(upload, 'response')) as [IncomingMessage]
    expect(response.statusCode).toBe(413)
    upload.destroy()
  })

  test('that breaks off never looks like a shorter one', async () => {
    let told: (outcome: string) => void = quiet
    const outcome = new Promise<string>((resolve) => (told = resolve))
    const { url } = await city(uploads((what) => told(what)))
    const upload = begin(url, { 'content-length': '1000' })
    upload.on('error', quiet)
    upload.write('x'.repeat(500), () => setTimeout(() => upload.destroy(), 50))
    expect(await outcome).toBe('the upload broke off')
  })
})

describe('stopping', () => {
  const slowly = (routes: Router): unknown =>
    routes.get('/slow', (_request, response) => {
      setTimeout(() => response.json({ finished: true }), 300)
    })

  const underway = async (url: string): Promise<{ answer: Promise<Response> }> => {
    const answer = fetch(`${url}/slow`)
    answer.catch(quiet)
    await new Promise((resolve) => setTimeout(resolve, 100))
    return { answer }
  }

  test('lets running requests finish, takes no new ones, and then closes in order', async () => {
    const closed: string[] = []
    const { url, stop } = await city(slowly, {
      closing: [
        () => Promise.resolve(closed.push('jobs')).then(quiet),
        () => Promise.reject(new Error('stuck')),
        () => Promise.resolve(closed.push('database')).then(quiet),
      ],
    })
    const { answer } = await underway(url)
    const stopped = stop()
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
    expect(closed).toEqual([])
    expect(await json(await answer)).toEqual({ finished: true })
    await stopped
    await stop()
    expect(closed).toEqual(['jobs', 'database'])
    expect(logged).toContain('could not close')
  })

  test('waits no longer than it was told', async () => {
    const { url, stop } = await city(slowly, { http: { shutdownSeconds: 0 } })
    const { answer } = await underway(url)
    await stop()
    await expect(answer).rejects.toThrow()
  })
})

test('a port in use is told with what to do about it', async () => {
  const { port } = await city(quiet)
  await expect(city(quiet, { http: { port } })).rejects.toThrow(/it is in use; set PORT/)
})
