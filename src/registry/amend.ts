import {
  type CardNumber,
  type Database,
  maskCardNumber,
  ok,
  parseBusinessDate,
  refuse,
  type Result,
  type SamNumber,
} from '../base'
import { cardLifecycle, type CardState } from './card-lifecycle'
import { cardKey } from './cards'
import {
  lockCard,
  writeCardChange,
  writeContractEnd,
  writeSamBlocked,
  writeSamUnbound,
} from './store'

export type AmendRefusal =
  | 'card-unknown'
  | 'state-forbids'
  | 'date-malformed'
  | 'date-past'
  | 'contract-not-running'
  | 'sam-not-bound'
  | 'sam-not-blockable'

/** Something happens to a card (report lost, block, hand back …); the step is kept with its time. */
export async function changeCard(
  database: Database,
  change: { readonly card: CardNumber; readonly act: string; readonly at: Date },
): Promise<Result<CardState, AmendRefusal>> {
  const card = cardKey(change.card)
  return database.transaction(async (tx) => {
    const from = await lockCard(tx, card)
    if (from === undefined) {
      return refuse('card-unknown', { detail: `no card ${maskCardNumber(change.card)}` })
    }
    const to = cardLifecycle.after(from, change.act)
    if (to.ok) {
      await writeCardChange(tx, { card, at: change.at, act: change.act, from, to: to.value })
    }
    return to
  })
}

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
