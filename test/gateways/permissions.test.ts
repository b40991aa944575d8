import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import {
  operationsOf,
  requestOf,
  resolverOf,
  Sampler,
  Seen,
  type Document,
  type FuzzRequest,
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
  // One server that listens and lines that stay: thousands of requests are asked.
  app = createApp({
    log: pino({ level: 'silent' }),
    measure: (_request, _response, next) => next(),
    watched: [],
    routes: [serve({ ...whole.city.frame(), gatekeeper: testGatekeeper }, allRoutes)],
    requestsPerMinuteMax: 0,
  }).listen(0, '127.0.0.1')
  await once(app, 'listening')
})
afterAll(async () => {
  app.closeAllConnections()
  app.close()
  await whole.close()
})

/** A request its schemas take. The same for everybody: who may is to be all the difference. */
function wellFormed(operation: Operation): FuzzRequest {
  const chance = new SeededChance(operation.name.length)
  const sampler = new Sampler(chance, resolve, new Seen())
  for (let number = 1; ; number++) {
    const made = requestOf(operation, { chance, sampler, number })
    if (made.kind === 'well-formed') return made
  }
}

const requests = new Map(operations.map((operation) => [operation, wellFormed(operation)]))

/** Asks as somebody or nobody. */
async function ask(operation: Operation, headers: Record<string, string>): Promise<number> {
  const made = requests.get(operation) as FuzzRequest
  const { address, port } = app.address() as AddressInfo
  const asked = await fetch(`http://${address}:${port}${made.path}`, {
    method: operation.method.toUpperCase(),
    headers: {
      ...made.headers,
      ...('idempotency-key' in made.headers ? newKey() : {}),
      ...headers,
    },
    body: made.body ?? null,
    redirect: 'manual',
  })
  await asked.arrayBuffer()
  return asked.status
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
