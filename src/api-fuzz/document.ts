import { invariant, type Role } from '../base'
import type { JsonSchema, Resolve } from './json-schema'

/** What the fuzz reads of the OpenAPI document. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>
  readonly components?: { readonly schemas?: Readonly<Record<string, JsonSchema>> }
}

interface DocumentedOperation {
  readonly operationId: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, Documented>>
  readonly 'x-citycard-may': readonly Role[] | 'anyone' | 'signed-in'
}

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly schema: JsonSchema
}

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>

interface Documented {
  readonly content?: Content
}

export interface Said {
  readonly name: string
  readonly schema: JsonSchema
}

/** One path and method, flat. */
export interface Operation {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly body:
    { readonly media: string; readonly schema: JsonSchema; required: boolean } | undefined
  readonly answers: Readonly<Record<string, Documented>>
  readonly may: readonly Role[] | 'anyone' | 'signed-in'
  /** What a request says by name: in its path, query and headers, and the members of its body at any depth. */
  readonly says: readonly Said[]
  /** Every method its path has. */
  readonly methods: readonly string[]
}

export function operationsOf({ paths, components }: Document): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Operation => {
      const [media, body] = Object.entries(operation.requestBody?.content ?? {})[0] ?? []
      return {
        name: operation.operationId,
        method: method.toUpperCase(),
        path,
        parameters: operation.parameters ?? [],
        body:
          media === undefined || body === undefined
            ? undefined
            : { media, schema: body.schema, required: operation.requestBody?.required === true },
        says: [
          ...(operation.parameters ?? []).map(({ name, schema }) => ({ name, schema })),
          ...membersOf(body?.schema, components?.schemas ?? {}),
        ],
        answers: operation.responses,
        may: operation['x-citycard-may'],
        methods: Object.keys(methods).map((one) => one.toUpperCase()),
      }
    }),
  )
}

/** The members of a schema, at any depth. */
function membersOf(
  schema: JsonSchema | undefined,
  named: Readonly<Record<string, JsonSchema>>,
): Said[] {
  if (schema === undefined) return []
  const referred = schema.$ref?.replace('#/components/schemas/', '')
  const parts = [
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.allOf ?? []),
    ...Object.values(schema.properties ?? {}),
    ...(schema.items === undefined ? [] : [schema.items]),
    ...(referred === undefined ? [] : [named[referred] ?? {}]),
  ]
  return [
    ...Object.entries(schema.properties ?? {}).map(([name, part]) => ({ name, schema: part })),
    ...parts.flatMap((part) => membersOf(part, named)),
  ]
}

/** Looks a reference up among the schemas of the document. */
export const resolverOf =
  ({ components }: Document): Resolve =>
  (ref) => {
    const schema = components?.schemas?.[ref.replace('#/components/schemas/', '')]
    invariant(schema !== undefined, 'a reference leads to a schema of the document', { ref })
    return schema
  }
