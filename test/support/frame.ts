import type { Express } from 'express'
import {
  InvariantBroken,
  ok,
  refuse,
  roles,
  SetClock,
  type Actor,
  type Database,
  type Role,
  type TrailEntry,
} from '../../src/base'
import {
  AtWork,
  createApp,
  serve,
  type Desks,
  type FrameParts,
  type Gatekeeper,
  type Route,
  type Routes,
  type Seal,
  type Signature,
} from '../../src/gateways/http'
import { createHash } from 'node:crypto'
import pino from 'pino'
import { appendTrail, systemSecrets } from '../../src/oversight'

/** Believes whoever says who they are: "Authorization: Test {actor as JSON}". For tests alone. */
export const testGatekeeper: Gatekeeper = {
  identify: async ({ authorization }) => {
    if (authorization === undefined) return ok(undefined)
    const [, text] = /^Test (\{.*\})$/.exec(authorization) ?? []
    if (text === undefined) return refuse('not-signed-in', { detail: 'not a test actor' })
    return ok(JSON.parse(text) as Actor)
  },
}

/** The header of somebody with these roles. `about` binds them to an operator, a person… */
export const as = (
  role: Role | readonly Role[],
  about: Partial<Actor> = {},
): { authorization: string } => {
  const of: readonly Role[] = typeof role === 'string' ? [role] : role
  const kind = of.includes('citizen') ? 'citizen' : of.includes('terminal') ? 'terminal' : 'staff'
  const actor: Actor = { id: `staff_${of.join('-')}`, kind, roles: of, ...about }
  return { authorization: `Test ${JSON.stringify(actor)}` }
}

export const everyRole = Object.keys(roles) as readonly Role[]

let keys = 0
/** A key nobody has used. */
export const newKey = (): { 'idempotency-key': string } => ({ 'idempotency-key': `test-${++keys}` })

const digestOf = ({ context, text }: { context: string; text: string }): Buffer =>
  createHash('sha256').update(`${context}\n${text}`).digest().subarray(0, 16)

/** Seals by turning bits and naming the context: enough to see that what is stored is not what was said. */
export const testSeal: Seal = {
  sealPersonal: async ({ context, plain }) =>
    Buffer.concat([Buffer.from(`${context}\n`), Buffer.from(plain).map((byte) => byte ^ 0xff)]),
  openPersonal: async ({ context, sealed }) => {
    const head = Buffer.from(`${context}\n`)
    if (!Buffer.from(sealed).subarray(0, head.length).equals(head)) return refuse('key-unknown')
    return ok(Buffer.from(sealed.subarray(head.length).map((byte) => byte ^ 0xff)))
  },
  blindIndex: async (of) => digestOf(of),
  blindIndexes: async (of) => [digestOf(of)],
}

/** Desks of which a test gives those it needs; asking for another one tells which. */
export const someDesks = (given: Partial<Desks>): Desks =>
  new Proxy(given, {
    get: (of, name) => {
      if (Reflect.has(of, name)) return Reflect.get(of, name) as unknown
      throw new InvariantBroken('this test gives no such desk', { desk: String(name) })
    },
  }) as Desks

export interface TestFrame {
  readonly app: Express
  readonly clock: SetClock
  readonly trail: (TrailEntry & Signature)[]
  readonly parts: FrameParts
}

/** A server of these routes, where everybody is who they say (`as`). `trail` sees entries of acts rolled back, too. */
export function testFrame(
  database: Database,
  routes: readonly Route[],
  given: Partial<Omit<FrameParts, 'desks' | 'clock'>> & {
    readonly desks?: Partial<Desks>
    readonly clock?: SetClock
    readonly more?: readonly Routes[]
  } = {},
): TestFrame {
  const { desks = {}, clock = new SetClock(new Date('2026-03-02T09:00:00Z')), more = [] } = given
  const trail: TestFrame['trail'] = []
  const oversight = { database, clock, secrets: systemSecrets, seal: testSeal }
  const parts: FrameParts = {
    database,
    gatekeeper: testGatekeeper,
    appendTrail: async (tx, by, entry) => {
      trail.push({ ...by, ...entry })
      await appendTrail(tx, by, entry)
    },
    seal: testSeal,
    atWork: new AtWork(),
    ...given,
    clock,
    desks: someDesks({ clock, oversight, ...desks }),
  }
  const app = createApp({
    log: pino({ level: 'silent' }),
    measure: (_request, _response, next) => next(),
    watched: [],
    routes: [...more, serve(parts, routes)],
    requestsPerMinuteMax: 0,
  })
  return { app, clock, trail, parts }
}
