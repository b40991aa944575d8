import express from 'express'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fuzzCity, runFuzz } from '../../src/api-fuzz'
import { wholeCity } from '../support/whole-city'

test('the whole API answers 300 requests as its document promises', async () => {
  const { city, close } = await wholeCity()
  try {
    const report = await fuzzCity(city, { seed: 20_261_122, count: 300 })
    expect(report.findings).toEqual([])
    expect(report).toMatchObject({ undocumented: 0, serverErrors: 0 })
    expect(report.requests).toBeGreaterThanOrEqual(300)
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
