import type { Server } from 'node:http'
import pino from 'pino'
import request from 'supertest'
import {
  operationsOf,
  requestOf,
  resolverOf,
  Sampler,
  Seen,
  type Document,
  type Operation,
} from '../../src/api-fuzz'
import { roles, SeededChance, type Role } from '../../src/base'
import { allRoutes, createApp, openApiOf, serve } from '../../src/gateways/http'
import { as, everyRole, newKey, testGatekeeper } from '../support/frame'
import { wholeCity, type WholeCity } from '../support/whole-city'

/* Every route × every role. The table of endpoints is walked in full; nothing here names a route. */

const document = openApiOf(allRoutes) as unknown as Document
const operations = operationsOf(document)
const resolve = resolverOf(document)

let whole: WholeCity
let app: Server
beforeAll(async () => {
  whole = await wholeCity()
  // One server that listens: thousands of requests are asked, and supertest would start one for each.
  app = createApp({
    log: pino({ level: 'silent' }),
    measure: (_request, _response, next) => next(),
    watched: [],
    routes: [serve({ ...whole.city.frame(), gatekeeper: testGatekeeper }, allRoutes)],
    requestsPerMinuteMax: 0,
  }).listen(0, '127.0.0.1')
})
afterAll(async () => {
  app.closeAllConnections()
  app.close()
  await whole.close()
})

/** A request its schemas take, of somebody or nobody. */
async function ask(operation: Operation, headers: Record<string, string>): Promise<number> {
  const chance = new SeededChance(operation.name.length)
  const sampler = new Sampler(chance, resolve, new Seen())
  let made = requestOf(operation, { chance, sampler, number: 1 })
  for (let number = 2; made.kind !== 'well-formed'; number++) {
    made = requestOf(operation, { chance, sampler, number })
  }
  const method = operation.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete'
  const asked = request(app)
    [method](made.path)
    .set({ ...made.headers, ...('idempotency-key' in made.headers ? newKey() : {}), ...headers })
  const answer = await (made.body === undefined ? asked : asked.send(made.body))
  return answer.status
}

/** Bound to somebody that is not there: what is not theirs, they do not find. */
const somebody = (role: Role): { authorization: string } =>
  as(role, {
    ...(role === 'operator' ? { operator: 'op_nobody' as never } : {}),
    ...(role === 'agent' ? { agent: 'agent_nobody' } : {}),
    ...(role === 'citizen' ? { person: 'person_nobody', id: 'person_nobody' } : {}),
    ...(role === 'terminal' ? { terminal: 'term_nobody', id: 'term_nobody' } : {}),
  })

test('there are routes and roles to walk', () => {
  expect(operations.length).toBe(allRoutes.length)
  expect(everyRole.length).toBe(Object.keys(roles).length)
})

describe.each(operations.map((operation) => [operation.name, operation] as const))(
  '%s',
  (_name, operation) => {
    const { may } = operation
    const open = may === 'anyone'
    const allowed = everyRole.filter((role) => typeof may === 'string' || may.includes(role))
    const forbidden = everyRole.filter((role) => !allowed.includes(role))

    test(`is ${open ? 'open to' : 'shut for'} those who have not signed in`, async () => {
      expect((await ask(operation, {})) === 401).toBe(!open)
      expect(await ask(operation, { authorization: 'Bearer nobody' })).toBe(401)
    })

    test('is shut for every role that may not', async () => {
      const answers = await Promise.all(
        forbidden.map(async (role) => [role, await ask(operation, somebody(role))] as const),
      )
      expect(answers.filter(([, status]) => status !== 403)).toEqual([])
    })

    test('is open to every role that may, and breaks for none', async () => {
      const wrong: (readonly [Role, number])[] = []
      for (const role of allowed) {
        const status = await ask(operation, somebody(role))
        if (status === 401 || status === 403 || status >= 500) wrong.push([role, status])
      }
      expect(wrong).toEqual([])
    })

    test('somebody without any role may not, unless it is open to all who signed in', async () => {
      const status = await ask(operation, as([]))
      expect(status === 403).toBe(typeof may !== 'string')
    })
  },
)
