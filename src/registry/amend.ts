import { type Database, ok, parseBusinessDate, refuse, type Result, type SamNumber } from '../base'
import { writeContractEnd, writeSamBlocked, writeSamUnbound } from './store'

export type AmendRefusal =
  'date-malformed' | 'date-past' | 'contract-not-running' | 'sam-not-bound' | 'sam-not-blockable'

/**
 * Sets the last event date a contract covers. It is not before today: what was paid under the contract stays
 * under it, or settled days would no longer follow from their taps.
 */
export async function endContract(
  database: Database,
  { contract, lastDate, today }: { contract: string; lastDate: string; today: string },
): Promise<Result<string, AmendRefusal>> {
  const date = parseBusinessDate(lastDate)
  if (!date.ok) return date
  if (date.value < today) {
    return refuse('date-past', {
      field: 'lastDate',
      detail: `a contract ends on ${today} or later`,
    })
  }
  const done = await database.transaction((tx) => writeContractEnd(tx, contract, date.value))
  return done ? ok(contract) : refuse('contract-not-running', { field: 'contract' })
}

/** A SAM leaves its terminal; what it made before stays judged by that binding. */
export async function unbindSam(
  database: Database,
  sam: SamNumber,
  at: Date,
): Promise<Result<SamNumber, AmendRefusal>> {
  const done = await database.transaction((tx) => writeSamUnbound(tx, sam, at))
  return done ? ok(sam) : refuse('sam-not-bound', { field: 'sam' })
}

/** From this instant nothing made with the SAM is paid. */
export async function blockSam(
  database: Database,
  sam: SamNumber,
  from: Date,
): Promise<Result<SamNumber, AmendRefusal>> {
  const done = await database.transaction((tx) => writeSamBlocked(tx, sam, from))
  return done ? ok(sam) : refuse('sam-not-blockable', { field: 'sam' })
}
