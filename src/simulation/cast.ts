import {
  businessDateOf,
  cityInstant,
  grouped,
  invariant,
  type BusinessDate,
  type CardNumber,
  type CutOffMinutes,
  type OperatorId,
  type SamNumber,
} from '../base'
import { cardNumbersFor } from './card-numbers'
import { discountKindOf } from './discount-kind'
import { planLoads, type PlannedLoad } from './load-plan'
import { operatorIdsFor } from './operator-ids'
import type { DistinctTap, SkippedRows } from './read-taps'
import { SamNumbers } from './sam-numbers'

/** Everybody who plays in a file, with the names the centre will know them by. */
export interface Cast {
  readonly operators: readonly CastOperator[]
  readonly terminals: readonly CastTerminal[]
  readonly cards: readonly CastCard[]
  /** Every tap that is performed, in order of time. */
  readonly taps: readonly CityTap[]
  /** The business days on which taps were made, in order. */
  readonly days: readonly BusinessDate[]
  readonly skipped: readonly SkippedRows[]
  /** A number no terminal has, for desks and for terminals beside the file. */
  readonly spareSam: (name: string) => SamNumber
}

export interface CastOperator {
  readonly id: OperatorId
  /** The name as it stands in the file. */
  readonly name: string
  readonly kind: 'bus' | 'metro'
}

export interface CastTerminal {
  readonly operator: CastOperator
  /** The number as it stands in the file. */
  readonly number: string
  readonly sam: SamNumber
  readonly place: string
}

export interface CastCard {
  readonly number: CardNumber
  /** Main type as chips hold it: 3 elder for one that ever rides on a concession, else 1. */
  readonly kind: number
  readonly loads: readonly PlannedLoad[]
  readonly tapCount: number
}

export interface CityTap {
  readonly row: DistinctTap
  readonly card: CastCard
  readonly terminal: CastTerminal
  readonly day: BusinessDate
  /** Which of the card's taps it is, from 0. */
  readonly turn: number
}

const NORMAL_CARD = 1
const ELDER_CARD = 3
const CONCESSION = 2
const METRO = /^地铁/

/** Finds out who plays. Depends on the rows alone, so that the same file always has the same cast. */
export function castOf(rows: readonly DistinctTap[], cutOffMinutes: CutOffMinutes): Cast {
  const inTime = [...rows].sort(
    (left, right) => order(left.at, right.at) || left.number - right.number,
  )
  const operators = operatorsOf(rows)
  const sams = new SamNumbers()
  const terminals = terminalsOf(inTime, operators, sams)
  const { cards, skipped, turns } = cardsOf(inTime)
  const dayOf = businessDays(cutOffMinutes)
  const taps = inTime.flatMap((row): CityTap[] => {
    const card = cards.get(row.card)
    const turn = turns.get(row)
    if (card === undefined || turn === undefined) return []
    const terminal = terminals.get(terminalKey(row))
    invariant(terminal !== undefined, 'every tap has its terminal', { row: row.number })
    return [{ row, card, terminal, day: dayOf(row.at), turn }]
  })
  return {
    operators: [...operators.values()],
    terminals: [...terminals.values()],
    cards: [...cards.values()],
    taps,
    days: [...new Set(taps.map(({ day }) => day))],
    skipped,
    spareSam: (name) => sams.spare(name),
  }
}

/** Asked for every row, but nearly all rows share their minute with many others. */
function businessDays(cutOffMinutes: CutOffMinutes): (at: string) => BusinessDate {
  const known = new Map<string, BusinessDate>()
  return (at) => {
    const minute = at.slice(0, 12)
    let day = known.get(minute)
    if (day === undefined) {
      const instant = cityInstant(at)
      invariant(instant.ok, 'a row bears a real time', { at })
      day = businessDateOf(instant.value, cutOffMinutes)
      known.set(minute, day)
    }
    return day
  }
}

function operatorsOf(rows: readonly DistinctTap[]): ReadonlyMap<string, CastOperator> {
  const counts = new Map<string, { metro: number; all: number }>()
  for (const { operator, dealType } of rows) {
    const count = counts.get(operator) ?? { metro: 0, all: 0 }
    counts.set(operator, {
      metro: count.metro + Number(METRO.test(dealType)),
      all: count.all + 1,
    })
  }
  const ids = operatorIdsFor(counts.keys())
  return new Map(
    [...counts].map(([name, { metro, all }]) => [
      name,
      { id: ids.get(name) as OperatorId, name, kind: metro * 2 > all ? 'metro' : 'bus' },
    ]),
  )
}

const terminalKey = ({ operator, terminal }: DistinctTap): string => `${operator}\u0000${terminal}`

function terminalsOf(
  rows: readonly DistinctTap[],
  operators: ReadonlyMap<string, CastOperator>,
  sams: SamNumbers,
): ReadonlyMap<string, CastTerminal> {
  const found = new Map<string, { number: string; operator: string; place: string }>()
  for (const row of rows) {
    const key = terminalKey(row)
    const known = found.get(key)
    if (known === undefined) {
      found.set(key, { number: row.terminal, operator: row.operator, place: row.station })
    } else if (known.place === '') known.place = row.station
  }
  const numbers = sams.assign([...found.values()])
  return new Map(
    [...found].map(([key, terminal]) => [
      key,
      {
        operator: operators.get(terminal.operator) as CastOperator,
        number: terminal.number,
        sam: numbers.get(terminal) as SamNumber,
        place: terminal.place,
      },
    ]),
  )
}

function cardsOf(inTime: readonly DistinctTap[]): {
  readonly cards: ReadonlyMap<string, CastCard>
  readonly turns: ReadonlyMap<DistinctTap, number>
  readonly skipped: readonly SkippedRows[]
} {
  const byCard = grouped(inTime, ({ card }) => card)
  const numbers = cardNumbersFor(byCard.keys())
  const cards = new Map<string, CastCard>()
  const turns = new Map<DistinctTap, number>()
  const unpayable: DistinctTap[] = []
  for (const [name, taps] of byCard) {
    const plan = planLoads(taps)
    unpayable.push(...plan.unpayable)
    if (plan.payable.length === 0) continue
    plan.payable.forEach((tap, turn) => turns.set(tap, turn))
    cards.set(name, {
      number: numbers.get(name) as CardNumber,
      kind: taps.some((tap) => discountKindOf(tap) === CONCESSION) ? ELDER_CARD : NORMAL_CARD,
      loads: plan.loads,
      tapCount: plan.payable.length,
    })
  }
  return { cards, turns, skipped: skippedFor(unpayable) }
}

const FIRST_ROWS_MAX = 5

function skippedFor(unpayable: readonly DistinctTap[]): readonly SkippedRows[] {
  if (unpayable.length === 0) return []
  return [
    {
      reason: 'more-than-a-card-can-do',
      column: 'card_no',
      count: unpayable.reduce((sum, { copies }) => sum + copies, 0),
      firstRows: unpayable.map(({ number }) => number).slice(0, FIRST_ROWS_MAX),
    },
  ]
}

const order = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)
