import { Citycard, type Input, type OperationName, type Outcome } from '../../../src/client'
import { readJson, writeJson, type WithAmounts } from './amounts'

export type { OperationName }

/** What an operation answers when it is done at once. */
export type Answer<Name extends OperationName> = WithAmounts<
  Extract<Outcome<Name>, { readonly ok: true; readonly pending: false }>['value']
>

/** Amounts go in as bigint, too. */
export type Asking<Name extends OperationName> = WithAmounts<Omit<Input<Name>, 'key' | 'signal'>>

/** Why something was not answered as asked. Thrown by looks, returned by acts. */
export class NotAnswered extends Error {
  constructor(
    /** 0 when the centre could not be reached. */
    readonly status: number,
    readonly refused: string | undefined,
    readonly detail: string | undefined = undefined,
    readonly field: string | undefined = undefined,
    readonly instance: string | undefined = undefined,
    readonly retryAfterSeconds: number | undefined = undefined,
  ) {
    super(refused ?? `status ${status}`)
    this.name = 'NotAnswered'
  }
}

/** The word under which an unreachable centre is told of. */
export const UNREACHABLE = 'centre-unreachable'

export type Told<Value> =
  | {
      readonly ok: true
      readonly pending: false
      readonly value: Value
      readonly version: string | undefined
    }
  | { readonly ok: true; readonly pending: true; readonly approval: string }
  | { readonly ok: false; readonly why: NotAnswered }

/** They ask whether somebody is signed in; that nobody is, is no loss. */
const ABOUT_SIGNING_IN: readonly OperationName[] = [
  'access.sign-in',
  'access.sign-out',
  'access.me',
]

let csrf: string | undefined
let onSessionLost: (() => void) | undefined

/** What every write has to carry while the session is a cookie. */
export const setCsrf = (value: string | undefined): void => {
  csrf = value
}

/** Called whenever the centre says that nobody is signed in (any more). */
export const whenSessionIsLost = (tell: () => void): void => {
  onSessionLost = tell
}

const send: typeof fetch = (input, init) => {
  const headers = new Headers(init?.headers)
  if (csrf !== undefined) headers.set('x-citycard-csrf', csrf)
  return fetch(input, { ...init, headers, credentials: 'same-origin' })
}

const city = new Citycard({
  centre: globalThis.location?.origin ?? '',
  fetch: send,
  readJson,
  writeJson,
})

/**
 * Asks the centre. An act needs a `key`: the same key again is the same act, whatever became of the line meanwhile.
 */
export async function ask<Name extends OperationName>(
  name: Name,
  input: Asking<Name>,
  also: { readonly key?: string; readonly signal?: AbortSignal } = {},
): Promise<Told<Answer<Name>>> {
  let outcome: Outcome<Name>
  try {
    outcome = await city.call(name, { ...input, ...also } as unknown as Input<Name>)
  } catch (error) {
    if (also.signal?.aborted === true) throw error
    return { ok: false, why: new NotAnswered(0, UNREACHABLE) }
  }
  if (!outcome.ok) {
    const { status, refused, detail, field, instance, retryAfterSeconds } = outcome
    if (status === 401 && !ABOUT_SIGNING_IN.includes(name)) onSessionLost?.()
    const why = new NotAnswered(status, refused, detail, field, instance, retryAfterSeconds)
    return { ok: false, why }
  }
  if (outcome.pending) {
    const { approval } = outcome.value as { readonly approval: string }
    return { ok: true, pending: true, approval }
  }
  const { value, version } = outcome
  return { ok: true, pending: false, value: value as Answer<Name>, version }
}

/** Why an act that a second person agreed to was refused when it was carried out. */
export function whyOf({
  status,
  answer,
}: {
  readonly status: number
  readonly answer?: unknown
}): NotAnswered {
  const { refused, detail } = (answer ?? {}) as Partial<Record<'refused' | 'detail', unknown>>
  const text = (value: unknown): string | undefined =>
    typeof value === 'string' ? value : undefined
  return new NotAnswered(status, text(refused), text(detail))
}

/** The name of one act, chosen before its first try. */
export const newKey = (): string =>
  // Not randomUUID: browsers have that for pages over TLS only.
  [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
