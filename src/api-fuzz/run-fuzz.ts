import { SeededChance, type Role } from '../base'
import { operationsOf, resolverOf, type Document, type Operation } from './document'
import { undocumented, type Answer } from './judge-answer'
import { kinds, requestOf, type FuzzRequest, type Kind } from './requests'
import { Sampler } from './sample'
import { Seen } from './seen'

/** Gives a role's credentials, and new ones when the old are used up. */
export interface Callers {
  /** The Authorization header. */
  of(role: Role): Promise<string>
  renew(role: Role): Promise<void>
}

export interface FuzzOrder {
  readonly centre: string
  readonly callers: Callers
  readonly seed: number
  /** How many requests. */
  readonly count: number
  /** Values that are there, to begin with: {card: "3104…"}. */
  readonly known?: readonly object[]
}

/** One answer that was not as the document promises. */
export interface Finding {
  readonly operation: string
  readonly kind: Kind
  readonly request: string
  readonly body: string | undefined
  readonly status: number
  readonly why: string
  readonly answer: string
}

export interface FuzzReport {
  readonly seed: number
  readonly requests: number
  readonly operations: number
  /** Operations that were carried out at least once. */
  readonly reached: number
  readonly byStatus: Readonly<Record<string, number>>
  readonly byKind: Readonly<Record<Kind, number>>
  readonly repeated: number
  readonly undocumented: number
  readonly serverErrors: number
  readonly findings: readonly Finding[]
  readonly notReached: readonly string[]
}

const FINDINGS_MAX = 40
const SHOWN_MAX = 600

/**
 * Asks a running centre for its document and sends it requests made from it: as the document wants them, malformed,
 * oversized, of the wrong type, without rights. Every answer must be one the document promises.
 */
export async function runFuzz(order: FuzzOrder): Promise<FuzzReport> {
  const document = (await (await fetch(`${order.centre}/v1/openapi.json`)).json()) as Document
  return new Fuzz(order, document).run()
}

class Fuzz {
  private readonly chance: SeededChance
  private readonly seen = new Seen()
  private readonly sampler: Sampler
  private readonly resolve: ReturnType<typeof resolverOf>
  private readonly operations: readonly Operation[]
  private readonly byStatus: Record<string, number> = {}
  private readonly byKind = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<
    Kind,
    number
  >
  private readonly reached = new Set<string>()
  private readonly findings: Finding[] = []
  private requests = 0
  private repeated = 0
  private undocumentedCount = 0
  private serverErrors = 0

  constructor(
    private readonly order: FuzzOrder,
    document: Document,
  ) {
    this.chance = new SeededChance(order.seed)
    this.resolve = resolverOf(document)
    this.sampler = new Sampler(this.chance, this.resolve, this.seen)
    this.operations = operationsOf(document)
    for (const known of order.known ?? []) this.seen.note(known)
  }

  async run(): Promise<FuzzReport> {
    for (let number = 1; this.requests < this.order.count; number++) {
      const { chance, sampler } = this
      // Every operation gets its turn, in an order that changes. What was never carried out gets more of them, asked
      // as it should be: what answers have shown meanwhile may be what it lacked.
      const missing = this.operations.filter(({ name }) => !this.reached.has(name))
      const isChase = missing.length > 0 && chance.below(2) === 0
      const among = isChase ? missing : this.operations
      const operation = among[chance.below(among.length)] as Operation
      const kind = isChase ? ('well-formed' as const) : undefined
      const request = requestOf(operation, { chance, sampler, number, kind })
      const answer = await this.send(request)
      if (this.judge(operation, request, answer)) await this.learn(operation, request, answer)
    }
    const { order, requests, operations, reached, byStatus, byKind, repeated, findings } = this
    return {
      seed: order.seed,
      requests,
      operations: operations.length,
      reached: reached.size,
      byStatus,
      byKind,
      repeated,
      undocumented: this.undocumentedCount,
      serverErrors: this.serverErrors,
      findings,
      notReached: operations.map(({ name }) => name).filter((name) => !reached.has(name)),
    }
  }

  private async send(request: FuzzRequest): Promise<Answer> {
    const { method, path, role, body } = request
    const headers = { ...request.headers }
    if (role !== undefined) headers['authorization'] = await this.order.callers.of(role)
    const response = await fetch(`${this.order.centre}${path}`, {
      method,
      headers,
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    })
    const answer = {
      status: response.status,
      headers: response.headers,
      text: await response.text(),
    }
    this.requests++
    this.byKind[request.kind]++
    this.byStatus[answer.status] = (this.byStatus[answer.status] ?? 0) + 1
    return answer
  }

  /** Whether the answer is one the document promises. A path that was bent may lead to another operation or to none: then any refusal is as good. */
  private judge(operation: Operation, request: FuzzRequest, answer: Answer): boolean {
    const bent = request.kind === 'wrong-path' || request.kind === 'other-method'
    const known = bent && answer.status >= 400 && answer.status < 500 ? undefined : operation
    const why = bent && answer.status < 400 ? undefined : undocumented(known, answer, this.resolve)
    if (answer.status >= 500) this.serverErrors++
    if (why !== undefined) this.undocumentedCount++
    if (why === undefined && answer.status < 500) return true
    this.note(operation, request, answer, why)
    return false
  }

  private note(operation: Operation, request: FuzzRequest, answer: Answer, why?: string): void {
    if (this.findings.length >= FINDINGS_MAX) return
    this.findings.push({
      operation: operation.name,
      kind: request.kind,
      request: `${request.method} ${request.path.slice(0, SHOWN_MAX)} as ${request.role ?? 'nobody'}`,
      body: request.body?.slice(0, SHOWN_MAX),
      status: answer.status,
      why: why ?? 'an error of the server',
      answer: answer.text.slice(0, SHOWN_MAX),
    })
  }

  /** Remembers what was shown; sends what was done once more, which must change nothing. */
  private async learn(operation: Operation, request: FuzzRequest, answer: Answer): Promise<void> {
    if (answer.status === 401 && request.role !== undefined && operation.may !== 'anyone') {
      await this.order.callers.renew(request.role)
    }
    if (answer.status >= 300) return
    this.reached.add(operation.name)
    if (answer.headers.get('content-type')?.startsWith('application/json') === true) {
      const etag = answer.headers.get('etag')
      const values = { ...request.said, ...(etag === null ? {} : { 'If-Match': etag }) }
      const shown = JSON.parse(answer.text) as unknown
      const from = { values, path: operation.path, role: request.role }
      this.seen.note(shown, from)
      // What was said and done is there now, under what the answer calls it.
      if (request.kind === 'well-formed' && answer.status === 201) {
        this.seen.note(request.inBody, { ...from, values: { ...values, ...plainOf(shown) } })
      }
    }
    if (request.headers['idempotency-key'] === undefined || this.chance.below(4) > 0) return
    const again = await this.send(request)
    if (again.status === 401) return
    this.repeated++
    const isSame = again.status === answer.status && again.text === answer.text
    if (isSame && again.headers.get('idempotent-replayed') === 'true') return
    this.undocumentedCount++
    this.note(operation, request, again, 'the same request again was answered differently')
  }
}

/** The members of an answer that are no objects themselves. */
const plainOf = (shown: unknown): object =>
  typeof shown === 'object' && shown !== null && !Array.isArray(shown)
    ? Object.fromEntries(
        Object.entries(shown).filter(([, value]) => typeof value !== 'object' || value === null),
      )
    : {}
