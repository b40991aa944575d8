import { parseHex } from '../base'

/** How one value follows from others, by name. */
export interface Rule {
  readonly needs: readonly string[]
  readonly make: (...parts: Buffer[]) => Buffer
}

/** Rules by the name of the value they give; the first whose needs are met is taken. */
export type Rules = Readonly<Record<string, readonly Rule[]>>

export const rule = (needs: readonly string[], make: Rule['make']): Rule => ({ needs, make })

/** "mac1_without_code", "mac1WithoutCode" and "MAC1WithoutCode" are one name. */
export const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')

/**
 * The values of one vector: what it gives, and what follows from that by rules. Like a spreadsheet, a value
 * is worked out when it is asked for, so that a vector may leave out whatever it does not need.
 */
export class Sheet {
  private readonly known: Map<string, Buffer>
  private readonly inProgress = new Set<string>()

  constructor(
    given: ReadonlyMap<string, Buffer>,
    private readonly rules: Rules,
  ) {
    this.known = new Map(given)
  }

  /** The value, if it is given or follows. */
  value(name: string): Buffer | undefined {
    const known = this.known.get(name)
    if (known !== undefined || this.inProgress.has(name)) return known
    this.inProgress.add(name)
    const made = this.firstThatFollows(this.rules[name] ?? [])
    this.inProgress.delete(name)
    if (made !== undefined) this.known.set(name, made)
    return made
  }

  /** Keeps a value that was seen where nothing gave it, so that it must be the same everywhere. */
  keep(name: string, value: Buffer): void {
    this.known.set(name, value)
  }

  hasRule(name: string): boolean {
    return Object.hasOwn(this.rules, name)
  }

  /** Names that stand in the way of a value: neither given nor to be worked out. */
  missingFor(name: string): readonly string[] {
    if (this.value(name) !== undefined) return []
    const [first] = this.rules[name] ?? []
    if (first === undefined || this.inProgress.has(name)) return [name]
    this.inProgress.add(name)
    const missing = first.needs.flatMap((need) => this.missingFor(need))
    this.inProgress.delete(name)
    return [...new Set(missing)]
  }

  private firstThatFollows(rules: readonly Rule[]): Buffer | undefined {
    for (const { needs, make } of rules) {
      const parts = needs.map((need) => this.value(need))
      if (parts.every((part) => part !== undefined)) return make(...parts)
    }
    return undefined
  }
}

/** The hexadecimal values among a vector's inputs, under plain names; spaces between bytes are allowed. */
export function hexValuesOf(inputs: Readonly<Record<string, unknown>>): Map<string, Buffer> {
  const values = new Map<string, Buffer>()
  for (const [name, value] of Object.entries(inputs)) {
    const bytes = hexOf(value)
    if (bytes !== undefined) values.set(plainName(name), bytes)
  }
  return values
}

export function hexOf(value: unknown): Buffer | undefined {
  if (typeof value !== 'string') return undefined
  const bytes = parseHex(value.replace(/\s/g, ''))
  return bytes.ok ? bytes.value : undefined
}
