import type { Chance, Role } from '../base'
import type { Said } from './document'

/** Values that were shown as one thing, by their names. */
export type Together = Readonly<Record<string, unknown>>

/** What was shown as one thing: where, and to whom. */
export interface Thing {
  readonly values: Together
  /** The path as the document writes it, under which it was shown; empty for what was known before. */
  readonly path: string
  readonly role?: Role | undefined
}

/** Of a name so many values are kept, and so many things that have it under each path. */
const VALUES_MAX = 40
const THINGS_MAX = 12

/**
 * What answers have shown, by the name it was shown under, and which values were shown together: with them requests
 * reach what is there. The parameters of a request belong to what it was answered.
 */
export class Seen {
  private readonly values = new Map<string, unknown[]>()
  /** By name, then by path. */
  private readonly things = new Map<string, Map<string, Thing[]>>()

  note(answer: unknown, from: Thing = { values: {}, path: '' }): void {
    if (Array.isArray(answer)) {
      for (const part of answer) this.note(part, from)
      return
    }
    if (typeof answer !== 'object' || answer === null) return
    const plain = Object.entries(answer).filter(([, value]) => !isNested(value))
    for (const [name, value] of plain) this.keep(name, value)
    const values = { ...from.values, ...Object.fromEntries(plain), ...versionIn(answer) }
    const thing = { ...from, values }
    this.keepThing(thing)
    for (const [name, value] of Object.entries(answer)) {
      this.keepEach(name, value)
      if (isNested(value)) this.note(value, thing)
    }
  }

  private keepThing(thing: Thing): void {
    for (const name of Object.keys(thing.values)) {
      const byPath = this.things.get(name) ?? new Map<string, Thing[]>()
      const known = byPath.get(thing.path) ?? []
      known.push(thing)
      if (known.length > THINGS_MAX && thing.path !== '') known.shift()
      this.things.set(name, byPath.set(thing.path, known))
    }
  }

  /** What a list holds is known by the name of one of it: `serials` hold a `serial`. */
  private keepEach(name: string, list: unknown): void {
    if (!Array.isArray(list)) return
    for (const value of list) if (!isNested(value)) this.keep(singular(name), value)
  }

  keep(name: string, value: unknown): void {
    const known = this.values.get(name) ?? []
    if (known.includes(value)) return
    if (known.length >= VALUES_MAX) known.shift()
    this.values.set(name, [...known, value])
  }

  oneOf(name: string, chance: Chance): unknown {
    const known = this.values.get(name) ?? []
    return known.length === 0 ? undefined : known[chance.below(known.length)]
  }

  /**
   * One thing for a request to a path: of those that have something the request says, one from each path taken at
   * random, that which was shown nearest (under /v1/hotlists for /v1/hotlists/{version}) and has most of it.
   * @param fits whether a value may stand where the request says it
   */
  thingFor(
    path: string,
    says: readonly Said[],
    { chance, fits }: { chance: Chance; fits: (said: Said, value: unknown) => boolean },
  ): Thing | undefined {
    let best: Thing | undefined
    let most = 0
    for (const { name } of says) {
      for (const known of this.things.get(name)?.values() ?? []) {
        const thing = known[chance.below(known.length)] as Thing
        const { values } = thing
        const fitting = says.filter((said) => said.name in values && fits(said, values[said.name]))
        const worth = fitting.length + sharedParts(path, thing.path) + chance.below(100) / 50
        if (fitting.length > 0 && worth > most) [best, most] = [thing, worth]
      }
    }
    return best
  }
}

/** The name of one of a list. */
export const singular = (name: string): string => name.replace(/s$/, '')

export const isNested = (value: unknown): boolean => typeof value === 'object' && value !== null

/** "The version to name in If-Match": as the document says of every member of that name. */
const versionIn = (answer: object): Together =>
  'version' in answer && typeof answer.version === 'number'
    ? { 'If-Match': `"v${answer.version}"` }
    : {}

/** How many parts of two paths are the same from the left; /v1 is shared by all. */
function sharedParts(one: string, other: string): number {
  const [ones, others] = [one.split('/'), other.split('/')]
  const differs = ones.findIndex((part, index) => part !== others[index])
  return Math.max(0, (differs < 0 ? ones.length : differs) - 2)
}
