import { fen, ok, refuse, type Fen, type Result } from '../../src/base'
import type { FareLine } from '../../src/messages'

/** A fare table in force, ready to be asked. */
export interface Fares {
  readonly operator: string
  readonly version: bigint
  /** City time, YYYYMMDDHHMMSS. */
  readonly effectiveFrom: string
  readonly lines: readonly FareLine[]
}

/** A ride that is to be paid for. */
export interface FareQuestion {
  readonly line: string
  /** Stops, where the line has section fares; a flat line needs none. */
  readonly from?: string
  readonly to?: string
  /** Main type of the card (1 normal, 2 student, 3 elder …). */
  readonly cardKind: number
  /** City time, YYYYMMDDHHMMSS. */
  readonly at: string
  /** The rider's tap before this one, where the card tells. */
  readonly previous?: { readonly at: string; readonly line: string }
}

/** What a ride costs, and why. */
export interface FareDecision {
  readonly listFare: Fen
  readonly amount: Fen
  /** As a record names it: 0 none, 1 discount of the card, 2 concession, 3 transfer. */
  readonly discount: 0 | 1 | 2 | 3
  /** The table that says so, and its line: an answer for a rider who asks. */
  readonly because: {
    readonly operator: string
    readonly version: bigint
    readonly fare: FareLine
    readonly discount?: FareLine
  }
}

const PPM = 1_000_000n
const MINUTE_MS = 60_000

/**
 * What a ride costs by a table: the fare between two stops where the line has one, else its flat fare; of a card's
 * rate and a transfer the rider gets the one that is better, never both. What a rate leaves below a fen is not
 * charged: the rider keeps the remainder.
 */
export function fareFor(fares: Fares, ride: FareQuestion): Result<FareDecision, 'fare-unknown'> {
  const fare = fareLineFor(fares.lines, ride)
  if (fare === undefined) {
    return refuse('fare-unknown', {
      field: 'line',
      detail: 'the fare table does not know this ride',
    })
  }
  const listFare = fare.fare
  const because = { operator: fares.operator, version: fares.version, fare }
  const none = { listFare, amount: listFare, discount: 0 as const, because }
  const best = fares.lines
    .flatMap((line) => offerOf(line, ride, listFare) ?? [])
    .reduce<Offer | undefined>(
      (one, other) => (other.amount < (one?.amount ?? listFare) ? other : one),
      undefined,
    )
  if (best === undefined) return ok(none)
  const { amount, discount, by } = best
  return ok({ listFare, amount, discount, because: { ...because, discount: by } })
}

type Priced = Extract<FareLine, { readonly fare: Fen }>

function fareLineFor(lines: readonly FareLine[], ride: FareQuestion): Priced | undefined {
  const ofLine = lines.filter(
    (line): line is Priced =>
      (line.is === 'flat' || line.is === 'section') && line.line === ride.line,
  )
  const between = ofLine.find(
    (line) => line.is === 'section' && line.from === ride.from && line.to === ride.to,
  )
  return between ?? ofLine.find(({ is }) => is === 'flat')
}

interface Offer {
  readonly amount: Fen
  readonly discount: 1 | 2 | 3
  readonly by: FareLine
}

function offerOf(line: FareLine, ride: FareQuestion, listFare: Fen): Offer | undefined {
  switch (line.is) {
    case 'rate':
      return line.cardKind === ride.cardKind
        ? { amount: fen((listFare * line.payPpm) / PPM), discount: line.discount, by: line }
        : undefined
    case 'transfer': {
      const { previous } = ride
      if (previous === undefined || previous.line === ride.line) return undefined
      const minutes = (momentOf(ride.at) - momentOf(previous.at)) / MINUTE_MS
      if (minutes < 0 || minutes > line.minutes) return undefined
      const amount = line.off < listFare ? fen(listFare - line.off) : fen(0n)
      return { amount, discount: 3, by: line }
    }
    case 'flat':
    case 'section':
      return undefined
  }
}

/** City time as milliseconds of its own calendar: only differences are used. */
const momentOf = (at: string): number =>
  Date.UTC(
    Number(at.slice(0, 4)),
    Number(at.slice(4, 6)) - 1,
    Number(at.slice(6, 8)),
    Number(at.slice(8, 10)),
    Number(at.slice(10, 12)),
    Number(at.slice(12, 14)),
  )
