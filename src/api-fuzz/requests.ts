import { roles, type Chance, type Role } from '../base'
import type { Operation } from './document'
import type { Sampler } from './sample'

/** What is wrong, or not, with a request. */
export const kinds = [
  'well-formed',
  'wrong-member',
  'malformed-json',
  'oversized',
  'wrong-media',
  'without-sign-in',
  'wrong-sign-in',
  'wrong-role',
  'without-key',
  'wrong-path',
  'wrong-query',
  'other-method',
  'not-acceptable',
] as const

export type Kind = (typeof kinds)[number]

/** Most requests are well-formed: only they get behind the schemas. */
const OFTEN: readonly Kind[] = [
  ...Array.from({ length: 14 }, (): Kind => 'well-formed'),
  ...Array.from({ length: 5 }, (): Kind => 'wrong-member'),
  ...kinds.filter((kind) => kind !== 'oversized'),
]

export const allRoles = Object.keys(roles) as readonly Role[]

export interface FuzzRequest {
  readonly kind: Kind
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string | undefined
  /** Who asks; nobody when absent. */
  readonly role: Role | undefined
  /** What its path said, by name. */
  readonly said: Readonly<Record<string, unknown>>
  /** The body before anything was done to it. */
  readonly inBody: object
}

/** Makes one request of an operation: as the document wants it, or wrong in one way. */
export function requestOf(
  operation: Operation,
  {
    chance,
    sampler,
    number,
    kind: asked,
  }: {
    readonly chance: Chance
    readonly sampler: Sampler
    readonly number: number
    /** What is to be wrong with it; by chance when left out. */
    readonly kind?: Kind | undefined
  },
): FuzzRequest {
  const byChance = number % 97 === 0 ? 'oversized' : (OFTEN[chance.below(OFTEN.length)] as Kind)
  const kind = asked ?? byChance
  const pick = <Value>(from: readonly Value[]): Value | undefined => from[chance.below(from.length)]
  const { may } = operation
  const allowed = typeof may === 'string' ? allRoles : may
  const others = allRoles.filter((role) => !allowed.includes(role))
  const shownTo = sampler.begin(operation.path, operation.says)
  const headers: Record<string, string> = {}
  for (const { in: where, name, schema } of operation.parameters) {
    if (where !== 'header') continue
    headers[name.toLowerCase()] =
      name === 'Idempotency-Key' ? `fuzz-${number}` : String(sampler.of(schema, name))
  }
  let { method } = operation
  const said: Record<string, unknown> = {}
  let path = pathOf(operation, { sampler, chance, said })
  let body: string | undefined
  const inBody = {}
  const isJson = /[/+]json$/.test(operation.body?.media ?? '')
  if (operation.body !== undefined) {
    headers['content-type'] = operation.body.media
    const { schema } = operation.body
    const value = isJson ? sampler.of(schema) : sampler.there(schema, operation.path)
    body = isJson ? JSON.stringify(value) : String(value)
    if (isJson && typeof value === 'object' && value !== null) Object.assign(inBody, value)
  }
  // Who was shown a thing mostly goes on with it.
  const isTheirs = shownTo !== undefined && allowed.includes(shownTo) && chance.below(4) > 0
  let role: Role | undefined = isTheirs ? shownTo : pick(allowed)
  switch (kind) {
    case 'well-formed':
      break
    case 'wrong-member':
      if (body !== undefined) body = isJson ? spoiled(body, chance) : `${body}\u0000`
      break
    case 'malformed-json':
      if (body !== undefined)
        body = pick(['{', '{"a":', '[1,2', '"', 'nul', '{"a":1}}', '', '\u0000'])
      break
    case 'oversized':
      if (operation.body !== undefined) body = JSON.stringify({ filler: 'x'.repeat(400_000) })
      break
    case 'wrong-media':
      if (body !== undefined) headers['content-type'] = pick(['text/plain', 'text/xml', 'x']) ?? ''
      break
    case 'without-sign-in':
      role = undefined
      break
    case 'wrong-sign-in':
      role = undefined
      headers['authorization'] = pick(['Bearer nobody', 'Basic YTpi', 'Bearer', 'x']) ?? ''
      break
    case 'wrong-role':
      role = others.length === 0 ? undefined : pick(others)
      break
    case 'without-key':
      if (chance.below(2) === 0) delete headers['idempotency-key']
      else if ('idempotency-key' in headers) headers['idempotency-key'] = 'x'.repeat(129)
      break
    case 'wrong-path':
      path = path.replace(
        /[^/]+$/,
        pick(['%00', '%ff', '..%2f', 'x'.repeat(300), '0', '-1', '%F0%A0%AE%B7']) ?? '',
      )
      break
    case 'wrong-query':
      path += `${path.includes('?') ? '&' : '?'}${pick(['nobody=1', 'limit=0', 'limit=x&limit=y', 'cursor=%00', 'cursor=W10', '__proto__=1', 'a[b]=c'])}`
      break
    case 'other-method':
      method =
        pick(
          ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter(
            (one) => !operation.methods.includes(one),
          ),
        ) ?? method
      break
    case 'not-acceptable':
      headers['accept'] = pick(['image/png', 'text/html', 'application/x-nothing']) ?? ''
      break
  }
  if (method === 'GET') {
    body = undefined
    delete headers['content-type']
  }
  return { kind, method, path, headers, body, role, said, inBody }
}

function pathOf(
  { path, parameters }: Operation,
  {
    sampler,
    chance,
    said,
  }: { readonly sampler: Sampler; readonly chance: Chance; readonly said: Record<string, unknown> },
): string {
  const query = new URLSearchParams()
  let filled = path
  for (const { in: where, name, schema, required } of parameters) {
    if (where === 'path') {
      said[name] = sampler.there(schema, name)
      filled = filled.replace(`{${name}}`, encodeURIComponent(String(said[name])))
    } else if (where === 'query' && (required === true || chance.below(3) === 0)) {
      query.set(name, String(sampler.of(schema, name)))
    }
  }
  const text = query.toString()
  return text === '' ? filled : `${filled}?${text}`
}

/** The body with one thing wrong in it, somewhere. */
function spoiled(body: string, chance: Chance): string {
  const value = JSON.parse(body) as unknown
  if (typeof value !== 'object' || value === null) return JSON.stringify([value])
  let holder = value as Record<string, unknown>
  for (;;) {
    const names = Object.keys(holder)
    const name = names[chance.below(names.length)]
    if (name === undefined) {
      holder['unknown'] = 1
      break
    }
    const inner = holder[name]
    if (typeof inner === 'object' && inner !== null && chance.below(2) === 0) {
      holder = inner as Record<string, unknown>
      continue
    }
    spoil(holder, name, chance)
    break
  }
  return JSON.stringify(value)
}

function spoil(holder: Record<string, unknown>, name: string, chance: Chance): void {
  const choice = chance.below(WRONG.length + 2)
  if (choice === 0) delete holder[name]
  else if (choice === 1) holder[`${name}X`] = holder[name]
  else holder[name] = WRONG[choice - 2]
}

const WRONG: readonly unknown[] = [
  null,
  -1,
  0,
  1.5,
  9_007_199_254_740_991,
  1e300,
  '',
  'a\u0000b',
  '\ud800',
  'x'.repeat(5_000),
  '9999-99-99',
  '-0',
  true,
  [],
  {},
  [[[[[[]]]]]],
  { toString: 1, constructor: { prototype: 1 } },
]
