import type { z } from 'zod'
import { ok, type Result } from '../../../base'
import type { AnyEndpoint } from './endpoint'

/** One thing that is wrong with what was sent. */
export interface InputError {
  /** "body.amountFen", "query.limit", "params.card" */
  readonly field: string
  readonly detail: string
}

export interface Input {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}

export type Checked =
  | { readonly ok: true; readonly value: Input }
  | { readonly ok: false; readonly errors: readonly InputError[] }

const ERRORS_TOLD_MAX = 50

/** Checks all that a request carries against its endpoint and tells everything that is wrong at once. */
export async function checkInput(endpoint: AnyEndpoint, given: Input): Promise<Checked> {
  const [params, query, body] = await Promise.all([
    endpoint.params.safeParseAsync(given.params),
    endpoint.query.safeParseAsync(given.query),
    endpoint.body.safeParseAsync(given.body),
  ])
  if (params.success && query.success && body.success) {
    const unfit = [...unfitTexts('params', given.params), ...unfitTexts('body', given.body)]
    unfit.push(...unfitTexts('query', given.query))
    if (unfit.length > 0) return { ok: false, errors: unfit.slice(0, ERRORS_TOLD_MAX) }
    return ok({ params: params.data, query: query.data, body: body.data }) satisfies Result<Input>
  }
  const errors = [
    ...errorsOf('params', params),
    ...errorsOf('query', query),
    ...errorsOf('body', body),
  ]
  return { ok: false, errors: errors.slice(0, ERRORS_TOLD_MAX) }
}

function errorsOf(part: string, checked: z.ZodSafeParseResult<unknown>): InputError[] {
  return checked.success ? [] : checked.error.issues.flatMap((issue) => toldOf(part, issue))
}

function toldOf(part: string, issue: z.core.$ZodIssue): InputError[] {
  const at = [part, ...issue.path.map(String)].join('.')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: `${at}.${key.slice(0, 100)}`,
      detail: 'this is not known here',
    }))
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const nearest = [...issue.errors].sort((one, other) => one.length - other.length)[0] ?? []
    if (nearest.length > 0) {
      return nearest.flatMap((inner) =>
        toldOf(part, { ...inner, path: [...issue.path, ...inner.path] }),
      )
    }
  }
  return [{ field: at, detail: issue.message }]
}

/** What JSON can hold and PostgreSQL cannot: the NUL character, and half of a character outside the basic plane. */
const UNFIT = /\0|\p{Surrogate}/u

function unfitTexts(path: string, value: unknown): InputError[] {
  if (typeof value === 'string') {
    return UNFIT.test(value) ? [{ field: path, detail: 'a character that cannot be kept' }] : []
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) => [
    ...(UNFIT.test(key) ? [{ field: path, detail: 'a name that cannot be kept' }] : []),
    ...unfitTexts(`${path}.${key}`, part),
  ])
}
