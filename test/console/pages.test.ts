import type { Express } from 'express'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import pino from 'pino'
import request from 'supertest'
import { consolePages, createApp } from '../../src/gateways/http'

/* How the centre serves the console: strict, cached by digest, and never in place of an answer of the contract. */

const folder = mkdtempSync(join(tmpdir(), 'citycard-pages-'))
afterAll(() => rmSync(folder, { recursive: true }))

let count = 0
let app: Express
beforeAll(() => {
  mkdirSync(join(folder, 'assets'))
  writeFileSync(
    join(folder, 'index.html'),
    '<meta nonce="NONCE-OF-THIS-ANSWER"><script src="/assets/a-1.js"></script>',
  )
  writeFileSync(join(folder, 'assets', 'a-1.js'), 'plain')
  writeFileSync(join(folder, 'assets', 'a-1.js.br'), brotliCompressSync('packed'))
  writeFileSync(join(folder, 'manifest.json'), '{}')
  app = appWith(folder)
})

const appWith = (where: string): Express =>
  createApp({
    log: pino({ level: 'silent' }),
    measure: (_request, _response, next) => next(),
    watched: [],
    routes: [consolePages({ folder: where, nonce: () => `nonce-${++count}` })],
    requestsPerMinuteMax: 0,
  })

const page = (path: string): request.Test => request(app).get(path).set('accept', 'text/html')

test('the page allows its own scripts and styles only, under a nonce that is never used twice', async () => {
  const [one, other] = [await page('/').expect(200), await page('/counter/cards/1').expect(200)]
  const policies = [one, other].map((answer) => answer.headers['content-security-policy'] as string)
  expect(policies[0]).toContain("script-src 'self'")
  expect(policies.join()).not.toMatch(/unsafe|https?:/)
  expect(policies[0]).not.toBe(policies[1])
  for (const [index, answer] of [one, other].entries()) {
    const [, nonce] = /nonce="([^"]+)"/.exec(answer.text) ?? []
    expect(policies[index]).toContain(`'nonce-${nonce}'`)
    expect(answer.headers['cache-control']).toBe('no-cache')
  }
})

test('a file with its digest in its name is kept for ever, compressed as the browser can read it', async () => {
  const plain = await request(app).get('/assets/a-1.js').set('accept-encoding', 'identity')
  expect(plain.text).toBe('plain')
  expect(plain.headers['cache-control']).toContain('immutable')
  expect(plain.headers['content-type']).toContain('text/javascript')
  const small = await request(app).get('/assets/a-1.js').set('accept-encoding', 'gzip, br')
  expect(small.text).toBe('packed')
  expect(small.headers['content-encoding']).toBe('br')
})

test.each([
  ['/v1/no-such-path', 'text/html'],
  ['/docs/no-such-file', 'text/html'],
  ['/assets/gone-2.js', 'text/html'],
  ['/manifest.json', '*/*'],
  ['/index.html', 'text/html'],
  ['/counter', 'application/json'],
])('%s, asked for as %s, is unknown and no page', async (path, accept) => {
  const answer = await request(app).get(path).set('accept', accept).expect(404)
  expect(answer.body).toMatchObject({ refused: 'path-unknown' })
})

test('without a build there is no page, and the contract is served all the same', async () => {
  await request(appWith(join(folder, 'nothing')))
    .get('/')
    .set('accept', 'text/html')
    .expect(404)
})
