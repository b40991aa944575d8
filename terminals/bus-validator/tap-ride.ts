import type { Fen } from '../../src/base'

/** What a tap is for, as the fare engine of the terminal decided it. */
export interface Ride {
  readonly stage: 'entry' | 'exit' | 'single'
  /** Compound purchase (type 09) writes a journey record; plain purchase (type 06) does not. */
  readonly as: 'compound' | 'purchase'
  readonly mode: 'bus' | 'metro'
  /** City time, YYYYMMDDHHMMSS. */
  readonly at: string
  /** Fare before any discount, fen. */
  readonly listFare: Fen
  /** What the card pays, fen; nothing at an entry. */
  readonly amount: Fen
  /** 0 none, 1 fare discount of the card, 2 concession, 3 transfer. */
  readonly discount: number
  readonly place: RidePlace
  /** The tap before this one, where the terminal knows it. */
  readonly previous?: { readonly at: string; readonly station: string }
}

/** Where it happens; free text of at most 32 bytes each. */
export interface RidePlace {
  readonly routeLine: string
  readonly station: string
  readonly vehicle: string
  readonly driver: string
  readonly direction: number
}
