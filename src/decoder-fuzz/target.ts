import type { Chance } from '../base'

/** What a decoder made of one input. */
export type Outcome =
  | { readonly was: 'accepted' | 'refused'; readonly steps: number }
  /** What must not be: accepted and not written back as it was, a refusal that is none, too much work. */
  | { readonly was: 'wrong'; readonly why: string }

/** One decoder under fuzz. */
export interface Target {
  readonly name: string
  /** Its share of all inputs; cheap decoders take more. */
  readonly share: number
  /** Makes the next input out of what is well-formed, and spoils most of it. */
  readonly input: (chance: Chance) => Buffer
  /** Decodes, and holds what was accepted against the bytes it came from. Throwing is wrong. */
  readonly decode: (input: Buffer, chance: Chance) => Outcome | Promise<Outcome>
}

/**
 * The work an input may cause, counted in what the decoder made of it (fields, parts, tags, frames, questions): so
 * many steps a byte, and some that every input costs. No wall clock, so that every run says the same.
 */
export const stepsAllowed = (inputBytes: number): number => 64 + 8 * inputBytes

export const accepted = (steps: number): Outcome => ({ was: 'accepted', steps })
export const refusedAs = (steps = 1): Outcome => ({ was: 'refused', steps })
export const wrong = (why: string): Outcome => ({ was: 'wrong', why })
