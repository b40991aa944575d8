import type { Chance } from '../base'
import { wrongsOf, type JsonSchema, type Resolve } from './json-schema'
import { textLike } from './text-like'

/** Values that answers have shown, by the name they were shown under: with them requests reach what is there. */
export class Seen {
  private readonly values = new Map<string, unknown[]>()

  note(answer: unknown): void {
    if (Array.isArray(answer)) {
      for (const part of answer) this.note(part)
    } else if (typeof answer === 'object' && answer !== null) {
      for (const [name, value] of Object.entries(answer)) {
        if (typeof value === 'object') this.note(value)
        else this.keep(name, value)
      }
    }
  }

  keep(name: string, value: unknown): void {
    const known = this.values.get(name) ?? []
    if (known.includes(value)) return
    if (known.length >= KEPT_MAX) known.shift()
    this.values.set(name, [...known, value])
  }

  oneOf(name: string, chance: Chance): unknown {
    const known = this.values.get(name) ?? []
    return known.length === 0 ? undefined : known[chance.below(known.length)]
  }
}

const KEPT_MAX = 40
const TRIES_MAX = 8
const LIST_MAX = 3
const DAY_MS = 86_400_000

/** Makes values that a schema takes. */
export class Sampler {
  constructor(
    private readonly chance: Chance,
    private readonly resolve: Resolve,
    private readonly seen: Seen,
  ) {}

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
    if (this.chance.below(2) === 0) {
      const known = this.seen.oneOf(name, this.chance)
      if (known !== undefined) return known
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
    switch (this.chance.below(6)) {
      case 0:
        return minimum
      case 1:
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
    return Array.from({ length: count }, () => this.of(items ?? {}, name))
  }

  private object({ properties = {}, required = [], additionalProperties }: JsonSchema) {
    const members = Object.entries(properties)
      .filter(([name]) => required.includes(name) || this.chance.below(2) === 0)
      .map(([name, part]) => [name, this.of(part, name)] as const)
    const more =
      typeof additionalProperties === 'object' && this.chance.below(2) === 0
        ? [[`key${this.chance.below(100)}`, this.of(additionalProperties)] as const]
        : []
    return Object.fromEntries([...members, ...more])
  }

  private text({ pattern, format, minLength = 0, maxLength = 40 }: JsonSchema): string {
    if (format === 'date') return this.moment().toISOString().slice(0, 10)
    if (format === 'date-time') return this.moment().toISOString()
    if (pattern !== undefined) {
      const text = textLike(pattern, this.chance)
      return text.length >= minLength ? text.slice(0, maxLength) : text.padEnd(minLength, 'a')
    }
    const length =
      minLength +
      this.chance.below(Math.max(1, Math.min(maxLength, minLength + 20) - minLength + 1))
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
