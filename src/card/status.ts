import { ok, refuse, type Refusal, type Result } from '../base'
import { type Reply, SUCCESS, statusText } from './apdu'
import { statusWords } from './status-words.table'

/** What one act makes of the status words it may meet: the refusal, and what it means in this act. */
export type StatusTable = Readonly<Record<number, readonly [refusal: string, meaning: string]>>

/** A word that an act's own table does not list. */
export type Unexpected = 'card-answer-unexpected'

/** The refusals of a table, as a closed union. */
export type RefusalsOf<Table extends StatusTable> = Table[keyof Table & number][0] | Unexpected

/** The answer's data when it is a success of the right length; otherwise the act's refusal. */
export function expectData<const Table extends StatusTable>(
  answer: Reply,
  table: Table,
  size?: number,
): Result<Buffer, RefusalsOf<Table>> {
  if (answer.status !== SUCCESS) return refusedBy(answer.status, table)
  return size === undefined || answer.data.length === size
    ? ok(answer.data)
    : refuse('card-answer-unexpected', {
        detail: `an answer of ${size} bytes was expected, ${answer.data.length} came`,
      })
}

/** The refusal that a status word stands for in an act. */
export function refusedBy<const Table extends StatusTable>(
  status: number,
  table: Table,
): Refusal<RefusalsOf<Table>> {
  const row = table[status] ?? (isTriesLeft(status) ? table[TRIES_LEFT] : undefined)
  if (row === undefined) {
    const meaning = statusWords[status] ?? 'a word without a known meaning'
    return refuse('card-answer-unexpected', { detail: `${statusText(status)}: ${meaning}` })
  }
  const left = isTriesLeft(status) ? `; ${status & 0x0f} tries left` : ''
  return refuse(row[0] as RefusalsOf<Table>, { detail: `${statusText(status)}: ${row[1]}${left}` })
}

/** The row that stands for every 63Cx (x tries left). */
export const TRIES_LEFT = 0x63c0

const isTriesLeft = (status: number): boolean => (status & 0xfff0) === TRIES_LEFT
