import type { Chance, Role } from '../base'
import { wrongsOf, type JsonSchema, type Resolve } from './json-schema'
import type { Said } from './document'
import { isNested, singular, type Seen, type Thing, type Together } from './seen'
import { textLike } from './text-like'

const TRIES_MAX = 8
const LIST_MAX = 3
const DAY_MS = 86_400_000

/** Makes values that a schema takes. */
export class Sampler {
  /** What belongs together in the request that is being made. */
  private together: Together = {}
  private isWithin = false

  constructor(
    private readonly chance: Chance,
    private readonly resolve: Resolve,
    private readonly seen: Seen,
  ) {}

  /**
   * From now on values are for a request to a path that says this: most often of one thing that was shown.
   * @returns who was shown it
   */
  begin(path: string, says: readonly Said[]): Role | undefined {
    const thing = this.chance.below(4) === 0 ? undefined : this.thingFor(path, says)
    this.together = thing?.values ?? {}
    return thing?.role
  }

  private thingFor(path: string, says: readonly Said[]): Thing | undefined {
    const fits = ({ schema }: Said, value: unknown): boolean =>
      wrongsOf(schema, value, this.resolve).length === 0
    return this.seen.thingFor(path, says, { chance: this.chance, fits })
  }

  /** As `of`, for what has to be there: what was shown under the name, wherever anything was. */
  there(schema: JsonSchema, name: string): unknown {
    const shown = [this.together[name], this.seen.oneOf(name, this.chance)]
    const fits = shown.filter(
      (value) => value !== undefined && wrongsOf(schema, value, this.resolve).length === 0,
    )
    return fits.length > 0 && this.chance.below(16) > 0 ? fits[0] : this.of(schema, name)
  }

  /** A value the schema takes, or as near as it gets; `name` is what it stands under. */
  of(schema: JsonSchema, name = ''): unknown {
    for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
      const value = this.once(schema, name)
      if (wrongsOf(schema, value, this.resolve).length === 0) return value
    }
    return schema.example ?? this.once(schema, name)
  }

  private once(schema: JsonSchema, name: string): unknown {
    if (schema.$ref !== undefined) return this.once(this.resolve(schema.$ref), name)
    const fits = (value: unknown): boolean =>
      value !== undefined && wrongsOf(schema, value, this.resolve).length === 0
    const own = this.together[name]
    if (this.chance.below(8) > 0 && fits(own)) return own
    if (this.chance.below(4) > 0) {
      const known = this.seen.oneOf(name, this.chance)
      if (fits(known)) return known
    }
    if (schema.const !== undefined) return schema.const
    if (schema.enum !== undefined) return this.pick(schema.enum)
    if (schema.example !== undefined && this.chance.below(3) === 0) return schema.example
    const choice = schema.anyOf ?? schema.oneOf
    if (choice !== undefined) return this.once(this.pick(choice), name)
    if (schema.allOf !== undefined) {
      const parts = schema.allOf.map((part) => this.once(part, name))
      return parts.every((part) => typeof part === 'object')
        ? (Object.assign({}, ...parts) as unknown)
        : parts[0]
    }
    const { type } = schema
    return this.ofType(
      typeof type === 'string' ? type : this.pick(type ?? ['string']),
      schema,
      name,
    )
  }

  private ofType(type: string, schema: JsonSchema, name: string): unknown {
    switch (type) {
      case 'null':
        return null
      case 'boolean':
        return this.chance.below(2) === 0
      case 'integer':
      case 'number':
        return this.number(schema)
      case 'array':
        return this.list(schema, name)
      case 'object':
        return this.object(schema)
      default:
        return this.text(schema)
    }
  }

  private number({ minimum = 0, maximum = 1_000_000 }: JsonSchema): number {
    const span = Math.min(maximum - minimum, 0xffff_ffff)
    switch (this.chance.below(8)) {
      case 3:
      case 4:
        // As people say it: whole tens of yuan.
        return Math.min(maximum, Math.max(minimum, 1_000 * (1 + this.chance.below(50))))
      case 0:
      case 1:
        return minimum
      case 7:
        return maximum
      case 2:
        return minimum + this.chance.below(Math.min(span, 10) + 1)
      default:
        return minimum + this.chance.below(Math.max(1, Math.min(span + 1, 0xffff_ffff)))
    }
  }

  private list(
    { items, prefixItems, minItems = 0, maxItems = LIST_MAX }: JsonSchema,
    name: string,
  ) {
    if (prefixItems !== undefined) return prefixItems.map((item) => this.of(item, name))
    const count =
      minItems + this.chance.below(Math.max(1, Math.min(maxItems, LIST_MAX) - minItems + 1))
    const values = Array.from({ length: count }, () => this.of(items ?? {}, singular(name)))
    // Nobody says one thing twice in a list.
    const isNew = (value: unknown, at: number): boolean =>
      isNested(value) || values.indexOf(value) === at
    const once = values.filter(isNew)
    return once.length < minItems ? values : once
  }

  private object(schema: JsonSchema) {
    const around = this.together
    // A thing within a thing: a document of a person, a contract of an operator.
    if (this.isWithin && this.chance.below(4) > 0) {
      const says = Object.entries(schema.properties ?? {})
      this.together =
        this.thingFor(
          '',
          says.map(([name, part]) => ({ name, schema: part })),
        )?.values ?? {}
    }
    const wasWithin = this.isWithin
    this.isWithin = true
    try {
      return this.membersOf(schema)
    } finally {
      this.together = around
      this.isWithin = wasWithin
    }
  }

  private membersOf({ properties = {}, required = [], additionalProperties }: JsonSchema) {
    const members = Object.entries(properties)
      .filter(([name]) => required.includes(name) || this.chance.below(2) === 0)
      .map(([name, part]) => [name, this.of(part, name)] as const)
    const more =
      typeof additionalProperties === 'object' && this.chance.below(2) === 0
        ? [[`key${this.chance.below(100)}`, this.of(additionalProperties)] as const]
        : []
    return Object.fromEntries([...members, ...more])
  }

  private text({ pattern, format, minLength = 0, maxLength }: JsonSchema): string {
    if (format === 'date') return this.moment().toISOString().slice(0, 10)
    if (format === 'date-time') return this.moment().toISOString()
    if (format === 'uri') return `https://${this.pick([...'abc'])}.example/`
    if (pattern !== undefined) {
      const text = textLike(pattern, this.chance)
      return text.length >= minLength
        ? text.slice(0, maxLength ?? text.length)
        : text.padEnd(minLength, 'a')
    }
    const length =
      minLength +
      this.chance.below(Math.max(1, Math.min(maxLength ?? 40, minLength + 20) - minLength + 1))
    return Array.from({ length }, () => this.pick(LETTERS)).join('')
  }

  private moment(): Date {
    return new Date(
      Date.UTC(2026, 0, 1) + this.chance.below(720) * DAY_MS + this.chance.below(86_400) * 1_000,
    )
  }

  private pick<Value>(from: readonly Value[]): Value {
    return from[this.chance.below(from.length)] as Value
  }
}

const LETTERS = [...'abcXYZ019 -._/%\'"<>&;王小明𠮷䶮']
