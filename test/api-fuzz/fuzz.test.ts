import Ajv2020 from 'ajv/dist/2020'
import addFormats from 'ajv-formats'
import express from 'express'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  fuzzCity,
  runFuzz,
  Sampler,
  Seen,
  textLike,
  wrongsOf,
  type JsonSchema,
} from '../../src/api-fuzz'
import { SeededChance } from '../../src/base'
import { allRoutes, openApiOf } from '../../src/gateways/http'
import { wholeCity } from '../support/whole-city'

test('the whole API answers 600 requests as its document promises', async () => {
  const { city, close } = await wholeCity()
  try {
    const report = await fuzzCity(city, { seed: 20_261_122, count: 600 })
    expect(report.findings).toEqual([])
    expect(report).toMatchObject({ undocumented: 0, serverErrors: 0 })
    expect(report.requests).toBeGreaterThanOrEqual(600)
    expect(report.reached).toBeGreaterThan(report.operations / 3)
  } finally {
    await close()
  }
}, 180_000)

describe('a centre that does not keep to its document is found out', () => {
  const document = {
    openapi: '3.1.0',
    paths: {
      '/v1/thing': {
        get: {
          operationId: 'thing.get',
          'x-citycard-may': 'anyone',
          responses: {
            200: {
              content: {
                'application/json': {
                  schema: {
                    type: 'object',
                    properties: { amountFen: { type: 'integer' } },
                    required: ['amountFen'],
                  },
                },
              },
            },
            404: {},
          },
        },
      },
    },
    components: { schemas: { Problem: { type: 'object', required: ['type'] } } },
  }

  const found = async (answer: express.RequestHandler): Promise<string[]> => {
    const app = express()
    app.use((_request, response, next) => {
      response.set({
        'x-request-id': '1',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'content-security-policy': "default-src 'none'",
      })
      next()
    })
    app.get('/v1/openapi.json', (_request, response) => void response.json(document))
    app.get('/v1/thing', answer)
    app.use((_request, response) => {
      response.status(404).type('application/problem+json').send('{"type":"x"}')
    })
    const server: Server = createServer(app)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = server.address() as AddressInfo
      const callers = { of: async () => 'Bearer x', renew: async () => undefined }
      const centre = `http://127.0.0.1:${port}`
      const report = await runFuzz({ centre, callers, seed: 3, count: 60 })
      return [...new Set(report.findings.map(({ why }) => why))]
    } finally {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  }

  test.each<[why: string | undefined, answer: express.RequestHandler]>([
    [undefined, (_request, response) => void response.json({ amountFen: 5 })],
    ['status 418 is not documented', (_request, response) => void response.sendStatus(418)],
    ['$.amountFen is no integer', (_request, response) => void response.json({ amountFen: 0.5 })],
    ['$.amountFen is missing', (_request, response) => void response.json({})],
    ['a body where none is documented', (_, response) => void response.status(404).send('gone')],
    ['the media type text/html is not documented', (_, response) => void response.send('hello')],
    [
      'a body that is no JSON',
      (_, response) => void response.type('application/json').send('{"amountFen":'),
    ],
    [
      'the header x-frame-options is missing',
      (_, response) => {
        response.removeHeader('x-frame-options')
        response.json({ amountFen: 5 })
      },
    ],
    ['status 500 is not documented', (_request, response) => void response.sendStatus(500)],
  ])('%s', async (why, answer) => {
    const whys = await found(answer)
    if (why === undefined) expect(whys).toEqual([])
    else expect(whys).toContain(why)
  })
})

test('the checker agrees with ajv about every schema of the document, on values right and wrong', () => {
  const document = openApiOf(allRoutes)
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true })
  addFormats(ajv)
  ajv.addSchema({ $id: 'doc', ...document })
  const resolve = (ref: string): JsonSchema =>
    document.components?.schemas?.[ref.replace('#/components/schemas/', '')] as JsonSchema
  const schemas: JsonSchema[] = []
  const walk = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return
    for (const [name, inner] of Object.entries(part)) {
      if (name === 'schema') schemas.push(inner as JsonSchema)
      walk(inner)
    }
  }
  walk(document.paths)
  expect(schemas.length).toBeGreaterThan(100)
  const chance = new SeededChance(5)
  const sampler = new Sampler(chance, resolve, new Seen())
  const disagreed: unknown[] = []
  let right = 0
  let wrong = 0
  for (const schema of schemas) {
    const text = JSON.stringify(schema).replaceAll('"#/', '"doc#/')
    const check = ajv.compile(JSON.parse(text) as object)
    const sample = sampler.of(schema)
    for (const value of [sample, spoiled(sample), null, {}, 'x', -1, [sample]]) {
      const ours = wrongsOf(schema, value, resolve).length === 0
      if (ours) right++
      else wrong++
      if (ours !== check(value)) disagreed.push({ schema, value, ours, errors: check.errors })
    }
  }
  expect(disagreed.slice(0, 3)).toEqual([])
  expect(right).toBeGreaterThan(100)
  expect(wrong).toBeGreaterThan(100)
})

/** The value with its first member left out, or something else altogether. */
function spoiled(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { value }
  return Object.fromEntries(Object.entries(value).slice(1))
}

test.each(['^\\d{16,19}$', '^op_[a-z0-9-]{1,40}$', '^(0|[1-9]\\d{0,15})$', '^(A|B)-?[^x]+$'])(
  'texts like %s',
  (pattern) => {
    const chance = new SeededChance(9)
    for (let index = 0; index < 50; index++) {
      expect(textLike(pattern, chance)).toMatch(new RegExp(pattern, 'u'))
    }
  },
)
