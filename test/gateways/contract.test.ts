import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import pino from 'pino'
import request from 'supertest'
import { wrongsOf, operationsOf, resolverOf, type Document } from '../../src/api-fuzz'
import {
  allRoutes,
  createApp,
  describedElsewhere,
  documents,
  openApiOf,
  possibleAnswers,
} from '../../src/gateways/http'

const described = [...allRoutes, ...describedElsewhere]
const document = openApiOf(described)
const operations = operationsOf(document as unknown as Document)

const app = createApp({
  log: pino({ level: 'silent' }),
  measure: (_request, _response, next) => next(),
  watched: [],
  routes: [documents(described)],
  requestsPerMinuteMax: 0,
})

describe('the document of the contract', () => {
  test('is valid OpenAPI 3.1', () => {
    // The validator is an ES module, which these tests cannot load in their own process.
    const program = `
      import { Validator } from '@seriousme/openapi-schema-validator'
      let text = ''
      for await (const part of process.stdin) text += part
      const told = await new Validator().validate(JSON.parse(text))
      console.log(JSON.stringify(told))`
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', program],
      { cwd: join(__dirname, '..', '..'), input: JSON.stringify(document), encoding: 'utf8' },
    )
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual({ valid: true })
    expect(document.openapi).toBe('3.1.0')
  })

  test('describes every route once, with all it may answer', () => {
    expect(operations.map(({ name }) => name).sort()).toEqual(
      described.map(({ endpoint }) => endpoint.name).sort(),
    )
    for (const route of described) {
      const operation = operations.find(({ name }) => name === route.endpoint.name)
      const statuses = possibleAnswers(route).map(({ status }) => String(status))
      expect(Object.keys(operation?.answers ?? {}).sort()).toEqual([...new Set(statuses)].sort())
    }
  })

  test('asks for a key with every act', () => {
    const keyless = described.filter(
      ({ kind, endpoint }) =>
        endpoint.method !== 'get' &&
        kind !== 'upload' &&
        (kind !== 'write' || endpoint.idempotent === false),
    )
    // Each keeps its answer to itself, which is a secret or nothing, and does no harm when it is done twice.
    expect(keyless.map(({ endpoint }) => endpoint.name)).toEqual(KEYLESS)
  })

  test('refuses members nobody knows, in every body', () => {
    const resolve = resolverOf(document as unknown as Document)
    const loose = operations
      .filter(({ body }) => body?.media === 'application/json')
      .filter(({ body }) => {
        const wrongs = wrongsOf(body?.schema ?? {}, { nobodyKnowsThis: 1 }, resolve)
        return wrongs.length === 0
      })
    expect(loose.map(({ name }) => name)).toEqual([])
  })

  test('speaks of money in whole fen only', () => {
    const wrong: string[] = []
    const walk = (schema: unknown, at: string): void => {
      if (typeof schema !== 'object' || schema === null) return
      for (const [name, part] of Object.entries(schema)) {
        const { type } = (part ?? {}) as { type?: unknown }
        const types = Array.isArray(type) ? type : [type]
        const isFen = /Fen$/.test(name) && type !== undefined
        if (isFen && !types.includes('integer') && !types.includes('object'))
          wrong.push(`${at}.${name}`)
        walk(part, `${at}.${name}`)
      }
    }
    walk(document.paths, 'paths')
    expect(wrong).toEqual([])
  })
})

const KEYLESS: readonly string[] = [
  'access.sign-in',
  'access.oidc-start',
  'access.sign-out',
  // Looking at people: each look is a look of its own in the trail.
  'citizens.search',
  'citizens.unmask',
  // Explained and forgotten.
  'messages.describe',
  // How things stand at a desk: the newest word counts, and saying it again changes nothing.
  'readers.report',
  'readers.hand-over',
  'readers.wish',
]

describe('the reader of the document', () => {
  test('is served whole from here and lets nothing else in', async () => {
    const page = await request(app).get('/docs').expect(200)
    expect(page.text).not.toMatch(/https?:|<script>|onclick|style=/)
    const named = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '')
    expect(named.length).toBeGreaterThan(3)
    for (const path of named) await request(app).get(path).expect(200)
    const policy = page.headers['content-security-policy'] ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/https?:|unsafe-eval|script-src[^;]*unsafe/)
  })

  test('the document is the one the schemas print', async () => {
    const told = await request(app).get('/v1/openapi.json').expect(200)
    expect(told.body).toEqual(JSON.parse(JSON.stringify(document)))
  })
})
