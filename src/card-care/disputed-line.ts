import type { Sql } from '../base'
import { cardHistory, nameOfTap, noLongerPaid, type CardEntry } from '../clearing'
import { remedyCauses, remedyOf, type RemediedLine, type RemedyCause } from './remedy'
import { remediedBefore, remediesBefore, remedyOfDispute, type BookedRemedy } from './remedy-store'

/** More records than one line of a history can have: one that was paid, and claims that were not. */
const RECORDS_OF_A_LINE = 20

/** What may be given back of a line for one cause: at most so much, in fen. */
export interface RemedyChoice {
  readonly cause: RemedyCause
  readonly maxFen: bigint
}

/** Every cause that fits the lines of a subject of which `beforeFen` were given back, with what is left of the charge. */
export const remedyChoices = (
  lines: readonly RemediedLine[],
  beforeFen: bigint,
): readonly RemedyChoice[] =>
  (Object.keys(remedyCauses) as RemedyCause[]).flatMap((cause) => {
    const fits = remedyOf(lines, { fen: 1n, cause, beforeFen })
    return fits.ok ? [{ cause, maxFen: fits.value.chargedFen - beforeFen }] : []
  })

/** What a dispute is about. Fen. */
export interface DisputedLine {
  /** The record that was paid for, where one was. */
  readonly line: CardEntry
  /** What all disputes about it have given back. */
  readonly givenFen: bigint
  readonly choices: readonly RemedyChoice[]
  /** This dispute gave money back, and a later ruling took the charge back, too: the holder has both. */
  readonly overtaken: boolean
}

/** The line of the card's history that a dispute names; nothing when the history has none such any more. */
export async function disputedLine(
  sql: Sql,
  { dispute, card, subject }: { dispute: string; card: bigint; subject: string },
): Promise<DisputedLine | undefined> {
  const lines = await cardHistory(sql, card, { subject, limit: RECORDS_OF_A_LINE })
  const line = lines.find(({ counts }) => counts) ?? lines[0]
  if (line === undefined) return undefined
  const givenFen = await remediedBefore(sql, { card, subject })
  const own = await remedyOfDispute(sql, dispute)
  const gone = own === undefined ? new Set() : await noLongerPaid(sql, [own])
  return {
    line,
    givenFen,
    choices: remedyChoices(lines, givenFen),
    overtaken: gone.size > 0,
  }
}

/** Remedies looked through at a time. */
const LOOKED_AT = 500

/**
 * Remedies of taps of which a later ruling took the charge back, too: the holder has both. Newest first. Rulings are
 * about taps of few weeks and remedies are few, so all of them are looked through.
 * @param asked.before place of the last one of the page before
 */
export async function overtakenRemedies(
  sql: Sql,
  asked: {
    readonly before?: readonly [at: Date, dispute: string] | undefined
    readonly limit: number
  },
): Promise<readonly BookedRemedy[]> {
  const found: BookedRemedy[] = []
  let { before } = asked
  for (;;) {
    const some = await remediesBefore(sql, { before, limit: LOOKED_AT })
    const gone = await noLongerPaid(sql, some)
    found.push(...some.filter((one) => gone.has(nameOfTap(one))))
    const last = some.at(-1)
    if (last === undefined || some.length < LOOKED_AT || found.length >= asked.limit) break
    before = [last.bookedAt, last.dispute]
  }
  return found.slice(0, asked.limit)
}
