import type { OpenApiDocument } from './open-api'

/** The part of a schema that becomes a type. */
interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly prefixItems?: readonly Schema[]
  readonly format?: string
}

interface Described {
  readonly operationId: string
  readonly summary: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly schema: Schema
  }[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>

/** The source of `src/client/operations.ts`: every operation of the document as types, and where each is found. */
export function clientText(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths ?? {})
    .flatMap(([path, methods]) =>
      Object.entries(methods as Readonly<Record<string, Described>>).map(([method, described]) => ({
        path,
        method: method.toUpperCase(),
        described,
      })),
    )
    .sort((one, other) => (one.described.operationId < other.described.operationId ? -1 : 1))
  return [
    '/* Printed from the table of endpoints by `npm run docs`; changed by hand it is printed over. */',
    '',
    '/** No member. */',
    'export type Nothing = Readonly<Record<string, never>>',
    '',
    '/** What each operation takes and answers, and the words it may refuse with. */',
    'export interface Operations {',
    ...operations.flatMap(({ method, path, described }) => operationLines(method, path, described)),
    '}',
    '',
    '/** Where each operation is found. */',
    'export const operations = {',
    ...operations.map(({ method, path, described }) => {
      const isAct = (described.parameters ?? []).some(({ name }) => name === 'Idempotency-Key')
      return `  '${described.operationId}': { method: '${method}', path: '${path}', needsKey: ${isAct} },`
    }),
    '} as const',
    '',
  ].join('\n')
}

function operationLines(method: string, path: string, described: Described): string[] {
  const { operationId, summary, parameters = [], requestBody } = described
  const of = (where: string): string =>
    objectType(
      Object.fromEntries(
        parameters.filter((one) => one.in === where).map(({ name, schema }) => [name, schema]),
      ),
      parameters.filter((one) => one.in === where && one.required === true).map(({ name }) => name),
    )
  return [
    `  /** ${summary.replaceAll('*/', '')} (${method} ${path}) */`,
    `  '${operationId}': {`,
    `    params: ${of('path')}`,
    `    query: ${of('query')}`,
    `    version: ${parameters.some(({ name }) => name === 'If-Match') ? 'string' : 'undefined'}`,
    `    body: ${bodyType(requestBody)}`,
    `    answer: ${answerType(described)}`,
    `    pending: ${described.responses['202'] === undefined ? 'never' : typeOf(contentOf(described.responses['202']))}`,
    `    refused: ${refusedType(described)}`,
    '  }',
  ]
}

function bodyType(body: Described['requestBody']): string {
  if (body === undefined) return 'undefined'
  const [media, content] = Object.entries(body.content)[0] ?? []
  if (media !== 'application/json') return 'string | Uint8Array'
  const type = typeOf(content?.schema ?? {})
  return body.required === true ? type : `${type} | undefined`
}

function answerType({ responses }: Described): string {
  const types = Object.entries(responses)
    .filter(([status]) => status !== '202' && Number(status) < 300)
    .map(([, { content = {} }]) => {
      const [media, told] = Object.entries(content)[0] ?? []
      if (media === undefined) return 'undefined'
      return media === 'application/json' ? typeOf(told?.schema ?? {}) : 'string'
    })
  return [...new Set(types)].join(' | ') || 'undefined'
}

function refusedType({ responses }: Described): string {
  const words = Object.entries(responses)
    .filter(([status]) => Number(status) >= 400)
    .flatMap(([, response]) => contentOf(response).allOf ?? [])
    .flatMap(({ properties }) => properties?.['refused']?.enum ?? [])
  return words.map(literal).sort().join(' | ') || 'never'
}

const contentOf = (response: { readonly content?: Content }): Schema =>
  Object.values(response.content ?? {})[0]?.schema ?? {}

/** A schema as a type of TypeScript. */
function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return 'unknown'
  if (schema.const !== undefined) return literal(schema.const)
  if (schema.enum !== undefined) return schema.enum.map(literal).join(' | ')
  const choice = schema.anyOf ?? schema.oneOf
  if (choice !== undefined) return [...new Set(choice.map(typeOf))].join(' | ')
  if (schema.allOf !== undefined) return schema.allOf.map((part) => `(${typeOf(part)})`).join(' & ')
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? [])
  if (types.length === 0) return 'unknown'
  return types.map((type) => ofType(type, schema)).join(' | ')
}

function ofType(type: string, schema: Schema): string {
  switch (type) {
    case 'integer':
      return 'number'
    case 'array':
      return schema.prefixItems === undefined
        ? `readonly ${grouped(typeOf(schema.items ?? {}))}[]`
        : `readonly [${schema.prefixItems.map(typeOf).join(', ')}]`
    case 'object':
      return schema.properties === undefined && typeof schema.additionalProperties === 'object'
        ? `Readonly<Record<string, ${typeOf(schema.additionalProperties)}>>`
        : objectType(schema.properties ?? {}, schema.required ?? [])
    default:
      return type
  }
}

/** A choice is put in brackets before it is made a list. */
const grouped = (type: string): string => (/^\w+$|^\{[^|]*\}$/.test(type) ? type : `(${type})`)

function objectType(
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
): string {
  const members = Object.entries(properties).map(
    ([name, schema]) =>
      `readonly ${/^\w+$/.test(name) ? name : literal(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)}`,
  )
  return members.length === 0 ? 'Nothing' : `{ ${members.join('; ')} }`
}

const literal = (value: unknown): string =>
  typeof value === 'string'
    ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
    : String(value)
