import { httpStatus, type HttpRefusal } from '../status'
import type { AnyEndpoint, Route } from './endpoint'

/** What an endpoint may answer with one status, for the document and for everything that checks against it. */
export interface Possible {
  readonly status: number
  readonly description: string
  /** `problem` with the words it may carry; none for what is our own or the world's failure. */
  readonly kind: 'answer' | 'pending' | 'empty' | 'problem'
  readonly words?: readonly string[]
}

/** Every answer an endpoint may give: its own, its refusals, and those of the frame around it. */
export function possibleAnswers({ endpoint, kind }: Pick<Route, 'endpoint' | 'kind'>): Possible[] {
  const words = new Map<number, Set<string>>()
  const say = (status: number, word: string): void => {
    words.set(status, (words.get(status) ?? new Set()).add(word))
  }
  for (const [word, status] of Object.entries<number>(endpoint.refusals)) say(status, word)
  for (const word of frameWords({ endpoint, kind })) say(httpStatus[word], word)
  const problems = [...words]
    .sort(([one], [other]) => one - other)
    .map(([status, of]): Possible => {
      const told = [...of].sort()
      return { status, kind: 'problem', words: told, description: told.join(', ') }
    })
  return [...ownAnswers(endpoint), ...problems, ...FAILURES]
}

function ownAnswers(endpoint: AnyEndpoint): Possible[] {
  const answers: Possible[] = [
    endpoint.status === 204 || (endpoint.status >= 300 && endpoint.status < 400)
      ? { status: endpoint.status, kind: 'empty', description: 'done' }
      : { status: endpoint.status, kind: 'answer', description: 'as asked' },
  ]
  for (const [status, description] of Object.entries(endpoint.alsoStatus ?? {})) {
    answers.push({ status: Number(status), kind: 'answer', description })
  }
  if (endpoint.fourEyes !== undefined) {
    const description = 'it waits for a second person, who decides at /v1/approvals/{approval}'
    answers.push({ status: 202, kind: 'pending', description })
  }
  if (endpoint.method === 'get' && Object.hasOwn(shapeOf(endpoint), 'version')) {
    answers.push({ status: 304, kind: 'empty', description: 'If-None-Match names this version' })
  }
  return answers
}

const shapeOf = ({ answer }: AnyEndpoint): object =>
  (answer as { shape?: object }).shape ?? (answer as { def?: { shape?: object } }).def?.shape ?? {}

/** The words of the frame itself. */
function frameWords({ endpoint, kind }: Pick<Route, 'endpoint' | 'kind'>): HttpRefusal[] {
  const words: HttpRefusal[] = [
    'path-malformed',
    'not-signed-in',
    'input-invalid',
    'too-many-requests',
  ]
  if (typeof endpoint.may !== 'string') words.push('not-permitted')
  if (endpoint.status !== 204) words.push('not-acceptable')
  if (endpoint.method !== 'get') {
    words.push('body-malformed', 'body-cut-off', 'body-too-large')
    words.push('media-type-unsupported', 'encoding-unsupported')
  }
  if (kind === 'write' && endpoint.idempotent !== false) {
    words.push('idempotency-key-reused', 'idempotency-key-expired')
  }
  if (endpoint.editsVersion === true) words.push('version-changed', 'version-missing')
  return words
}

const FAILURES: readonly Possible[] = [
  { status: 500, kind: 'problem', description: 'this server made an error' },
  {
    status: 503,
    kind: 'problem',
    description:
      'something this server depends on failed; with Retry-After nothing was done, without it ask again under the same key',
  },
]
