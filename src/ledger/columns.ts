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

const hexArray = (items: readonly (Buffer | undefined)[]): string =>
  `{${items.map((item) => (item === undefined ? 'NULL' : `"\\\\x${item.toString('hex')}"`)).join(',')}}`

/** Reference, kind, time, digest, digests of its lines, evidence, what it corrects, amount in fen. */
export function movementColumns(accepted: readonly Prepared[]): string[] {
  const movements = accepted.map(({ movement }) => movement)
  return [
    textArray(movements.map(({ reference }) => reference)),
    plainArray(movements.map(({ kind }) => kind)),
    plainArray(movements.map(({ effectiveAt }) => effectiveAt.toISOString())),
    hexArray(accepted.map(({ digest }) => digest)),
    hexArray(accepted.map((prepared) => prepared.lineDigests)),
    hexArray(movements.map(({ evidence }) => evidence)),
    textArray(movements.map(({ corrects }) => corrects)),
    plainArray(
      movements.map(({ postings }) => postings.reduce((sum, { amount }) => sum + amount, 0n)),
    ),
  ]
}

/** Place of its movement in the call and its own place in the movement, both from 1; debit, credit, fen, count. */
export function postingColumns(accepted: readonly Prepared[]): string[] {
  const postings = accepted.flatMap(({ movement }, place) =>
    movement.postings.map((posting, index) => ({ ...posting, place: place + 1, index: index + 1 })),
  )
  return [
    plainArray(postings.map(({ place }) => place)),
    plainArray(postings.map(({ index }) => index)),
    plainArray(postings.map(({ debit }) => debit)),
    plainArray(postings.map(({ credit }) => credit)),
    plainArray(postings.map(({ amount }) => amount)),
    plainArray(postings.map(({ count }) => count)),
  ]
}

/** What the database says of a statement it refused. */
export const sqlStateOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined
