/** What the callers of the bench are told to do, over the channel between two processes. */
export type CallersOrder =
  /** Connects and signs in so many more terminals, each over a line of its own, and sells once at each. */
  | {
      readonly do: 'sign-in'
      readonly port: number
      readonly merchant: string
      /** Numbers used before would be the same messages once more, and get their stored answers. */
      readonly traceAfter: number
      /** f41 and the card that is shown at it. */
      readonly terminals: readonly (readonly [terminal: string, card: string])[]
    }
  /** The first so many terminals sell, each its next purchase when the last is answered, so often each. */
  | { readonly do: 'sell'; readonly terminals: number; readonly each: number }
  /** Purchases come at this rate, answered or not, for so many seconds; each at a terminal that is free. */
  | { readonly do: 'flood'; readonly perSecond: number; readonly seconds: number }
  /** So many lines of somebody hostile: half frames, garbage, questions without end. */
  | { readonly do: 'be-hostile'; readonly lines: number; readonly port: number }
  | { readonly do: 'stop-being-hostile' }
  | { readonly do: 'leave' }

/** What came of it. */
export interface Called {
  readonly seconds: number
  /** Purchases sent. */
  readonly asked: number
  readonly approved: number
  readonly approvedFen: number
  /** Answered with a code other than 00, by code. */
  readonly otherCodes: Readonly<Record<string, number>>
  /** Answers that were none: no frame, not to this question, or under a wrong message code. */
  readonly wrong: number
  /** Of what was approved, in ms. */
  readonly p50: number
  readonly p99: number
  readonly p999: number
}

export const NOTHING_CALLED: Called = {
  seconds: 0,
  asked: 0,
  approved: 0,
  approvedFen: 0,
  otherCodes: {},
  wrong: 0,
  p50: 0,
  p99: 0,
  p999: 0,
}
