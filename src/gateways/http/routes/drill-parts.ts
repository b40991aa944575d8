import { z } from 'zod'
import { cityInstant, maskCardNumber, type Actor, type Role } from '../../../base'
import { verdictOf, verdicts, type RecordLine } from '../../../clearing'
import { cardOut, countOut, fenOut, instantOut } from '../contract/fields'

export const BACK_OFFICE = [
  'finance-maker',
  'finance-checker',
  'auditor',
  'administrator',
] as const satisfies readonly Role[]
/** An operator sees its own, and of others not even that they are there. */
export const WITH_OPERATOR = [...BACK_OFFICE, 'operator'] as const satisfies readonly Role[]

export const verdictOut = z.enum(verdicts)

/** One record in a list of records. */
export const lineOut = {
  batch: countOut,
  line: countOut,
  operator: z.string(),
  card: cardOut,
  at: instantOut,
  sam: z.string(),
  termSeq: countOut,
  amountFen: fenOut,
  listFareFen: fenOut,
  verdict: verdictOut,
  reason: z.string(),
}

/** Somebody of another operator: to them nothing of this one is there. */
export const isStranger = (actor: Actor, operator: string): boolean =>
  actor.operator !== undefined && actor.operator !== operator
export const samText = (sam: bigint): string => sam.toString().padStart(12, '0')

/** The moment of a tap: its day and time are of the city's clock. */
export function momentOf(date: string, time: number): Date {
  const at = cityInstant(`${date.replaceAll('-', '')}${String(time).padStart(6, '0')}`)
  return at.ok ? at.value : new Date(`${date}T00:00:00Z`)
}

/** A record as a list shows it: card masked. */
export const shown = ({ card, date, time, sam, listFen, reason, ...row }: RecordLine) => ({
  ...row,
  card: maskCardNumber(card.toString()),
  at: momentOf(date, time),
  sam: samText(sam),
  listFareFen: listFen,
  reason,
  verdict: verdictOf(reason),
})
