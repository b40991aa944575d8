import { hash } from 'node:crypto'
import type { Movement } from './movement'
import type { Side } from './chart'

/** Bytes of hash kept for each entry, enough to name the one that was altered. */
export const LINE_DIGEST_BYTES = 8

/** One line of the journal: half of a posting. Lines count from 1, debit before credit. */
export interface Entry {
  readonly line: number
  readonly account: string
  readonly side: Side
  readonly amount: bigint
  readonly count: number
}

/** By way of a string of bytes: a buffer that `hash` makes itself is memory of its own, which costs more than the hash. */
export const sha256 = (content: string | Uint8Array): Buffer =>
  Buffer.from(hash('sha256', content, 'binary'), 'binary')

/** The content of a movement as one text, the same for the same content and for nothing else. */
export const movementDigest = (movement: Movement): Buffer =>
  sha256(
    JSON.stringify([
      'movement/1',
      movement.reference,
      movement.kind,
      movement.effectiveAt.getTime(),
      movement.evidence?.toString('hex') ?? null,
      movement.corrects ?? null,
      movement.postings.map(({ debit, credit, amount, count }) => [
        debit,
        credit,
        amount.toString(),
        count,
      ]),
    ]),
  )

export const entriesOf = (movement: Movement): Entry[] =>
  movement.postings.flatMap(({ debit, credit, amount, count }, index): Entry[] => [
    { line: 2 * index + 1, account: debit, side: 'D', amount, count },
    { line: 2 * index + 2, account: credit, side: 'C', amount, count },
  ])

/** The reference comes last because it alone may contain the separator. */
export const lineDigest = (reference: string, entry: Entry): Buffer =>
  sha256(
    `entry/1|${entry.line}|${entry.account}|${entry.side}|${entry.amount}|${entry.count}|${reference}`,
  ).subarray(0, LINE_DIGEST_BYTES)

export const lineDigests = (movement: Movement): Buffer =>
  Buffer.concat(entriesOf(movement).map((entry) => lineDigest(movement.reference, entry)))
