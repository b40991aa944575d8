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

/**
 * As a text: a movement is prepared while others wait for it, and bytes that only become a text again for the database
 * cost more than the hash of them, in time and in garbage.
 */
const sha256Hex = (content: string): string => hash('sha256', content, 'hex')

/** The content of a movement as one hexadecimal digest, the same for the same content and for nothing else. */
export const movementDigest = (movement: Movement): string =>
  sha256Hex(
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

/** Hexadecimal. The reference comes last because it alone may contain the separator. */
export const lineDigest = (
  reference: string,
  { line, account, side, amount, count }: Entry,
): string =>
  sha256Hex(`entry/1|${line}|${account}|${side}|${amount}|${count}|${reference}`).slice(
    0,
    2 * LINE_DIGEST_BYTES,
  )

/** Hexadecimal, of all lines in their order. */
export const lineDigests = (movement: Movement): string =>
  entriesOf(movement).reduce((all, entry) => all + lineDigest(movement.reference, entry), '')
