import { operations, type Operations } from './operations'

export type OperationName = keyof Operations

/** Where the centre is, and who asks. */
export interface Connection {
  /** "http://127.0.0.1:8080" */
  readonly centre: string
  /** What a sign-in gave; without it only what is open can be asked. */
  readonly token?: string
  /** Another way to send requests: over a certificate, through a test. */
  readonly fetch?: typeof fetch
  /** Another way to read and write JSON: one that reads amounts as bigint, say. */
  readonly readJson?: (text: string) => unknown
  readonly writeJson?: (value: unknown) => string
}

type Given<Value> = undefined extends Value ? unknown : Value

/** What an operation is called with. `key` stands for one act: the same key again is the same act. */
export type Input<Name extends OperationName> = MembersOf<'params', Operations[Name]['params']> &
  MembersOf<'query', Operations[Name]['query']> &
  (undefined extends Operations[Name]['body']
    ? { readonly body?: Operations[Name]['body'] }
    : { readonly body: Operations[Name]['body'] }) &
  (Operations[Name]['version'] extends string ? { readonly version: string } : Given<undefined>) &
  ((typeof operations)[Name]['needsKey'] extends true
    ? { readonly key: string }
    : Given<undefined>) & { readonly signal?: AbortSignal }

/** A member that may be left out when nothing in it is needed. */
type MembersOf<Part extends string, Members> =
  Record<never, never> extends Members
    ? { readonly [Key in Part]?: Members }
    : { readonly [Key in Part]: Members }

/** What came of it. `pending`: a second person has to approve first. */
export type Outcome<Name extends OperationName> =
  | {
      readonly ok: true
      readonly pending: false
      readonly status: number
      readonly value: Operations[Name]['answer']
      /** To be named as `version` when it is edited. */
      readonly version: string | undefined
      /** This very request was answered before; nothing was done again. */
      readonly replayed: boolean
    }
  | { readonly ok: true; readonly pending: true; readonly value: Operations[Name]['pending'] }
  | {
      readonly ok: false
      readonly status: number
      readonly refused: Operations[Name]['refused'] | undefined
      readonly detail: string | undefined
      readonly field: string | undefined
      readonly errors: readonly { readonly field: string; readonly detail: string }[]
      /** For the log line of the centre. */
      readonly instance: string | undefined
      /** When a fault or too many requests: ask again after so many seconds. */
      readonly retryAfterSeconds: number | undefined
    }

/** The centre, for programs: every operation of its contract, with its types. */
export class Citycard {
  constructor(private readonly connection: Connection) {}

  /** The same centre in the name of somebody else. */
  signedIn(token: string): Citycard {
    return new Citycard({ ...this.connection, token })
  }

  /**
   * Calls one operation. A refusal is a value.
   * @throws TypeError when the centre cannot be reached: then it is not known whether an act was done; call again
   *   with the same key
   */
  async call<Name extends OperationName>(name: Name, input: Input<Name>): Promise<Outcome<Name>> {
    const response = await this.send(name, input)
    const text = await response.text()
    const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '')
    const { readJson = JSON.parse } = this.connection
    const told: unknown = isJson && text !== '' ? readJson(text) : text === '' ? undefined : text
    if (!response.ok) return refusalOf(response, told)
    if (response.status === 202) return { ok: true, pending: true, value: told as never }
    return {
      ok: true,
      pending: false,
      status: response.status,
      value: told as Operations[Name]['answer'],
      version: response.headers.get('etag') ?? undefined,
      replayed: response.headers.get('idempotent-replayed') === 'true',
    }
  }

  private send(name: OperationName, input: Loose): Promise<Response> {
    const { method, path } = operations[name]
    const { centre, token, fetch: over = fetch, writeJson = JSON.stringify } = this.connection
    const url = new URL(filled(path, input.params ?? {}), centre)
    for (const [key, value] of Object.entries(input.query ?? {})) {
      if (value !== undefined) url.searchParams.set(key, String(value))
    }
    const { body } = input
    const isJson = body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)
    const headers: Record<string, string> = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(input.key === undefined ? {} : { 'idempotency-key': input.key }),
      ...(input.version === undefined ? {} : { 'if-match': input.version }),
      ...(isJson ? { 'content-type': 'application/json' } : {}),
      ...(typeof body === 'string' ? { 'content-type': 'text/plain' } : {}),
      ...(body instanceof Uint8Array ? { 'content-type': 'application/octet-stream' } : {}),
    }
    return over(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body: isJson ? writeJson(body) : (body as string) }),
      ...(input.signal === undefined ? {} : { signal: input.signal }),
    })
  }
}

interface Loose {
  readonly params?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
  readonly version?: string
  readonly key?: string
  readonly signal?: AbortSignal
}

const filled = (path: string, params: Readonly<Record<string, unknown>>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))

function refusalOf(response: Response, told: unknown): Outcome<OperationName> {
  const problem = (typeof told === 'object' && told !== null ? told : {}) as {
    refused?: never
    detail?: string
    field?: string
    errors?: { field: string; detail: string }[]
    instance?: string
  }
  const wait = response.headers.get('retry-after')
  return {
    ok: false,
    status: response.status,
    refused: problem.refused,
    detail: problem.detail,
    field: problem.field,
    errors: problem.errors ?? [],
    instance: problem.instance,
    retryAfterSeconds: wait === null ? undefined : Number(wait),
  }
}
