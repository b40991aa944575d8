import type { Fen } from '../base'
import type { Account } from './account'
import type { Prepared } from './decide'

/*
 * Columns of movements and postings as PostgreSQL reads arrays. Written out here because the driver's own way,
 * which must suspect everything of every value, is several times slower.
 */

/** Numbers or account names, which need no quoting. */
export const plainArray = (items: readonly (string | number | bigint)[]): string =>
  `{${items.join(',')}}`

const textArray = (items: readonly (string | undefined)[]): string =>
  `{${items.map((item) => (item === undefined ? 'NULL' : `"${escaped(item)}"`)).join(',')}}`

const escaped = (text: string): string => text.replace(/["\\]/g, '\\$&')

/** Of bytes in hexadecimal. */
const bytesArray = (items: readonly (string | undefined)[]): string =>
  `{${items.map((item) => (item === undefined ? 'NULL' : `"\\\\x${item}"`)).join(',')}}`

/** Reference, kind, time, digest, digests of its lines, evidence, what it corrects, amount in fen. */
export function movementColumns(accepted: readonly Prepared[]): string[] {
  const movements = accepted.map(({ movement }) => movement)
  return [
    textArray(movements.map(({ reference }) => reference)),
    plainArray(movements.map(({ kind }) => kind)),
    plainArray(movements.map(({ effectiveAt }) => effectiveAt.toISOString())),
    bytesArray(accepted.map(({ digest }) => digest)),
    bytesArray(accepted.map(({ lineDigests }) => lineDigests)),
    bytesArray(movements.map(({ evidence }) => evidence?.toString('hex'))),
    textArray(movements.map(({ corrects }) => corrects)),
    plainArray(
      movements.map(({ postings }) => postings.reduce((sum, { amount }) => sum + amount, 0n)),
    ),
  ]
}

/** Place of its movement in the call and its own place in the movement, both from 1; debit, credit, fen, count. */
export function postingColumns(accepted: readonly Prepared[]): string[] {
  const [places, indexes, counts]: [number[], number[], number[]] = [[], [], []]
  const [debits, credits, amounts]: [Account[], Account[], Fen[]] = [[], [], []]
  // No object in between: one for each posting that spreads another into itself made young collections six times as
  // long, and every movement in flight waited for them.
  accepted.forEach(({ movement }, place) =>
    movement.postings.forEach(({ debit, credit, amount, count }, index) => {
      places.push(place + 1)
      indexes.push(index + 1)
      debits.push(debit)
      credits.push(credit)
      amounts.push(amount)
      counts.push(count)
    }),
  )
  return [places, indexes, debits, credits, amounts, counts].map(plainArray)
}

/** What the database says of a statement it refused. */
export const sqlStateOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined
