import type { BusinessDate, Result } from '../base'

/** In which day a movement is booked, and at what instant. */
export interface When {
  readonly day: BusinessDate
  readonly at: Date
}

/** `fresh` is false when the same movement had been posted before: the answer is the same, nothing moves. */
export interface Posted {
  readonly reference: string
  readonly fresh: boolean
}

/** Why the books say no to a movement, in order of precedence. */
export const postRefusals = [
  'reference-used-for-other-content',
  'account-unknown',
  'fund-wall',
  'day-not-open',
  'account-floor',
] as const

export type PostRefusal = (typeof postRefusals)[number]

export type PostOutcome = Result<Posted, PostRefusal>
