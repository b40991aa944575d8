import { invariant } from '../base'

/** The part of JSON Schema that the document of the contract speaks. */
export interface JsonSchema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
  readonly propertyNames?: JsonSchema
  readonly items?: JsonSchema
  readonly prefixItems?: readonly JsonSchema[]
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly default?: unknown
  readonly example?: unknown
}

/** Words that say something about a schema and check nothing. */
const SAID_ONLY = [
  'description',
  'example',
  'examples',
  'title',
  'default',
  'deprecated',
  'nullable',
]

const CHECKED = [
  ...['$ref', 'type', 'enum', 'const', 'anyOf', 'oneOf', 'allOf', 'properties', 'required'],
  ...['additionalProperties', 'propertyNames', 'items', 'prefixItems', 'minItems', 'maxItems'],
  ...['uniqueItems', 'minLength', 'maxLength', 'pattern', 'format', 'minimum', 'maximum'],
  ...['exclusiveMinimum', 'exclusiveMaximum', 'discriminator'],
]

const KNOWN = new Set([...SAID_ONLY, ...CHECKED])

const FORMATS: Readonly<Record<string, RegExp>> = {
  date: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  'date-time': /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/,
  binary: /^/,
  uri: /^[a-z][a-z0-9+.-]*:/i,
  email: /^[^@\s]+@[^@\s]+$/,
}

/** Finds the schemas that others refer to. */
export type Resolve = (ref: string) => JsonSchema

/**
 * What of a value is not as the schema says: one sentence each, nothing when all is well.
 * @throws InvariantBroken when the schema speaks of something unknown here: nothing may pass unchecked
 */
export function wrongsOf(schema: JsonSchema, value: unknown, resolve: Resolve, at = '$'): string[] {
  for (const word of Object.keys(schema)) {
    invariant(KNOWN.has(word) || word.startsWith('x-'), 'a schema speaks words that are known', {
      word,
    })
  }
  if (schema.$ref !== undefined) return wrongsOf(resolve(schema.$ref), value, resolve, at)
  return [
    ...wrongKind(schema, value, at),
    ...(schema.allOf ?? []).flatMap((part) => wrongsOf(part, value, resolve, at)),
    ...wrongChoice(schema, value, resolve, at),
    ...(typeof value === 'string' ? wrongText(schema, value, at) : []),
    ...(typeof value === 'number' ? wrongNumber(schema, value, at) : []),
    ...(Array.isArray(value) ? wrongList(schema, value, resolve, at) : []),
    ...(isObject(value) ? wrongObject(schema, value, resolve, at) : []),
  ]
}

function wrongKind({ type, enum: among, const: fixed }: JsonSchema, value: unknown, at: string) {
  const wrongs: string[] = []
  const types = type === undefined ? [] : typeof type === 'string' ? [type] : type
  if (types.length > 0 && !types.some((one) => isOf(one, value))) {
    wrongs.push(`${at} is no ${types.join(' or ')}`)
  }
  if (among !== undefined && !among.includes(value)) wrongs.push(`${at} is none of its words`)
  if (fixed !== undefined && value !== fixed) wrongs.push(`${at} is not ${JSON.stringify(fixed)}`)
  return wrongs
}

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null
    case 'array':
      return Array.isArray(value)
    case 'object':
      return isObject(value)
    case 'integer':
      return Number.isInteger(value)
    default:
      return typeof value === type
  }
}

function wrongChoice(
  { anyOf, oneOf }: JsonSchema,
  value: unknown,
  resolve: Resolve,
  at: string,
): string[] {
  const fits = (part: JsonSchema): boolean => wrongsOf(part, value, resolve, at).length === 0
  if (anyOf !== undefined && !anyOf.some(fits)) return [`${at} is none of what it may be`]
  if (oneOf !== undefined && oneOf.filter(fits).length !== 1) {
    return [`${at} is not exactly one of what it may be`]
  }
  return []
}

function wrongText(schema: JsonSchema, value: string, at: string): string[] {
  const length = [...value].length
  const wrongs: string[] = []
  if (length < (schema.minLength ?? 0)) wrongs.push(`${at} is too short`)
  if (length > (schema.maxLength ?? Infinity)) wrongs.push(`${at} is too long`)
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)) {
    wrongs.push(`${at} does not look like ${schema.pattern}`)
  }
  if (schema.format !== undefined) {
    const format = FORMATS[schema.format]
    invariant(format !== undefined, 'a format is known', { format: schema.format })
    if (!format.test(value)) wrongs.push(`${at} is no ${schema.format}`)
  }
  return wrongs
}

function wrongNumber(schema: JsonSchema, value: number, at: string): string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema
  const small = value < (minimum ?? -Infinity) || value <= (exclusiveMinimum ?? -Infinity)
  const large = value > (maximum ?? Infinity) || value >= (exclusiveMaximum ?? Infinity)
  return [...(small ? [`${at} is too small`] : []), ...(large ? [`${at} is too large`] : [])]
}

function wrongList(
  { items, prefixItems = [], minItems, maxItems }: JsonSchema,
  value: readonly unknown[],
  resolve: Resolve,
  at: string,
): string[] {
  return [
    ...(value.length < (minItems ?? 0) ? [`${at} has too few`] : []),
    ...(value.length > (maxItems ?? Infinity) ? [`${at} has too many`] : []),
    ...value.flatMap((item, index) => {
      const schema = prefixItems[index] ?? items
      return schema === undefined ? [] : wrongsOf(schema, item, resolve, `${at}[${index}]`)
    }),
  ]
}

function wrongObject(
  { properties = {}, required = [], additionalProperties = true, propertyNames }: JsonSchema,
  value: Readonly<Record<string, unknown>>,
  resolve: Resolve,
  at: string,
): string[] {
  const missing = required.filter((name) => !Object.hasOwn(value, name))
  return [
    ...missing.map((name) => `${at}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, part]) => {
      const named = Object.hasOwn(properties, name) ? properties[name] : undefined
      const here = `${at}.${name}`
      const ofName =
        propertyNames === undefined ? [] : wrongsOf(propertyNames, name, resolve, `${here} (name)`)
      if (named !== undefined) return [...ofName, ...wrongsOf(named, part, resolve, here)]
      if (additionalProperties === false) return [...ofName, `${here} is not known`]
      if (additionalProperties === true) return ofName
      return [...ofName, ...wrongsOf(additionalProperties, part, resolve, here)]
    }),
  ]
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
