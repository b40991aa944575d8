import type { Express } from 'express'
import {
  Fault,
  InvariantBroken,
  ok,
  refuse,
  roles,
  SetClock,
  type Actor,
  type Database,
  type Role,
} from '../../src/base'
import {
  createApp,
  serve,
  type ApprovalStore,
  type Desks,
  type FrameParts,
  type Gatekeeper,
  type Route,
  type Routes,
  type Seal,
  type SignedEntry,
} from '../../src/gateways/http'
import { createHash, randomBytes } from 'node:crypto'
import pino from 'pino'

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

/** Seals by turning bits and remembering the context: enough to see that what is stored is not what was said. */
export const testSeal: Seal = {
  seal: async (context, plain) =>
    Buffer.concat([Buffer.from(`${context}\n`), Buffer.from(plain.map((byte) => byte ^ 0xff))]),
  open: async (context, sealed) => {
    const head = Buffer.from(`${context}\n`)
    if (!sealed.subarray(0, head.length).equals(head)) throw new Fault('vault', 'damaged', false)
    return Buffer.from(sealed.subarray(head.length).map((byte) => byte ^ 0xff))
  },
  digest: async (context, text) =>
    createHash('sha256').update(`${context}\n${text}`).digest().subarray(0, 16),
}

interface Waiting {
  readonly maker: Actor
  readonly reference: string
  readonly endpoint: string
  readonly because: string
  readonly approvers: readonly Role[]
  readonly input: string
  state: string
  outcome?: { status: number; answer: string }
}

/** Keeps approvals in memory: it knows no roll-back, so only for tests that do not need one. */
export function approvalsInMemory(): ApprovalStore & { readonly waiting: Map<string, Waiting> } {
  const waiting = new Map<string, Waiting>()
  return {
    waiting,
    request: async ({ actor, reference, at }, asked) => {
      const approval = `apr_${randomBytes(10).toString('hex')}`
      waiting.set(approval, { maker: actor, reference, ...asked, state: 'pending' })
      return { approval, expiresAt: new Date(at.getTime() + 3_600_000) }
    },
    take: async ({ actor }, { approval, decision }) => {
      const found = waiting.get(approval)
      if (found === undefined) return refuse('approval-unknown')
      if (found.maker.id === actor.id) return refuse('approval-own')
      if (!found.approvers.some((role) => actor.roles.includes(role))) {
        return refuse('approval-not-yours')
      }
      if (found.state !== 'pending') return refuse('approval-decided')
      found.state = decision
      return ok({ approval, ...found })
    },
    settle: async (_act, { approval, ...outcome }) => {
      const found = waiting.get(approval)
      if (found !== undefined) found.outcome = outcome
    },
  }
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
  readonly trail: SignedEntry[]
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
  const trail: SignedEntry[] = []
  const parts: FrameParts = {
    database,
    gatekeeper: testGatekeeper,
    appendTrail: async (_tx, entry) => void trail.push(entry),
    seal: testSeal,
    approvals: approvalsInMemory(),
    ...given,
    clock,
    desks: someDesks({ clock, ...desks }),
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
