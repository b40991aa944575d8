import { fen } from '../base'
import type { Account } from './account'
import type { Side } from './chart'
import { LINE_DIGEST_BYTES, lineDigest, movementDigest, type Entry } from './digest'
import type { MovementKind, Posting } from './movement'
import { SEAL_DIGEST_BYTES, sealedDigest, type SealedContent } from './seal'

/** What is wrong with one movement or entry of the journal. */
export interface Tampering {
  readonly what:
    | 'entry-altered'
    | 'entry-missing'
    | 'entry-inserted'
    | 'movement-altered'
    | 'movement-missing'
    | 'movement-inserted'
    | 'link-altered'
    | 'link-missing'
  readonly movement?: bigint
  readonly reference?: string
  readonly line?: number
  readonly account?: string
  readonly detail: string
}

/** A movement as it stands in the journal, with all columns that its hashes cover. */
export interface JournalMovement extends SealedContent {
  readonly kind: MovementKind
  readonly effectiveAt: Date
  readonly evidence: Buffer | null
  readonly corrects: string | null
  readonly debitFen: bigint
}

export interface JournalEntry extends Entry {
  readonly movement: bigint
  readonly side: Side
  readonly day: string
}

/** Compares a movement and its entries with the hashes taken when they were posted. */
export function tamperings(
  movement: JournalMovement,
  entries: readonly JournalEntry[],
  accounts: readonly string[],
): Tampering[] {
  const broken = entryTamperings(movement, entries, accounts)
  if (broken.length > 0) return broken
  return movementDigest(contentOf(movement, entries)) === movement.digest.toString('hex')
    ? []
    : [
        {
          what: 'movement-altered',
          ...nameOf(movement),
          detail: 'its content is not what was posted',
        },
      ]
}

/** Compares a movement with what the chain says of it. */
export function chainTamperings(
  movement: SealedContent,
  sealed: { readonly reference: string; readonly digest: Buffer },
): Tampering[] {
  const same =
    sealedDigest(movement).equals(sealed.digest) && sealed.reference === movement.reference
  return same
    ? []
    : [
        {
          what: 'movement-altered',
          ...nameOf({ ...movement, reference: sealed.reference }),
          detail: 'its row is not what the chain has sealed',
        },
      ]
}

export const digestAt = (digests: Buffer, index: number): Buffer =>
  digests.subarray(index * SEAL_DIGEST_BYTES, (index + 1) * SEAL_DIGEST_BYTES)

function entryTamperings(
  movement: JournalMovement,
  entries: readonly JournalEntry[],
  accounts: readonly string[],
): Tampering[] {
  const lineCount = movement.lineDigests.length / LINE_DIGEST_BYTES
  const found: Tampering[] = []
  const byLine = new Map(entries.map((entry) => [entry.line, entry]))
  for (let line = 1; line <= lineCount; line++) {
    const posted = movement.lineDigests.toString(
      'hex',
      (line - 1) * LINE_DIGEST_BYTES,
      line * LINE_DIGEST_BYTES,
    )
    const entry = byLine.get(line)
    if (
      entry !== undefined &&
      entry.day === movement.day &&
      lineDigest(movement.reference, entry) === posted
    ) {
      continue
    }
    const was = originally({
      movement,
      line,
      posted,
      partner: byLine.get(partnerOf(line)),
      entry,
      accounts,
    })
    const what = entry === undefined ? 'entry-missing' : 'entry-altered'
    const account = entry?.account ?? was?.account
    found.push({
      what,
      ...nameOf(movement),
      line,
      ...(account === undefined ? {} : { account }),
      detail: was === undefined ? 'it is not what was posted' : `posted was ${inWords(was)}`,
    })
  }
  for (const entry of entries.filter(({ line }) => line > lineCount)) {
    found.push({
      what: 'entry-inserted',
      ...nameOf(movement),
      line: entry.line,
      account: entry.account,
      detail: `the movement was posted with ${lineCount} lines`,
    })
  }
  return found
}

/**
 * What a line said when it was posted, found by trying what it can have said: debit and credit of a posting
 * share amount and count, and the account is one of the books.
 */
function originally(lost: {
  readonly movement: JournalMovement
  readonly line: number
  /** The digest it was posted with, hexadecimal. */
  readonly posted: string
  readonly partner: JournalEntry | undefined
  readonly entry: JournalEntry | undefined
  readonly accounts: readonly string[]
}): Entry | undefined {
  const { line, entry, partner } = lost
  const side = line % 2 === 1 ? 'D' : 'C'
  const money = [partner, entry].filter((one) => one !== undefined)
  for (const { amount, count } of money) {
    for (const account of entry === undefined ? lost.accounts : [entry.account, ...lost.accounts]) {
      const guess: Entry = { line, account, side, amount, count }
      if (lineDigest(lost.movement.reference, guess) === lost.posted) return guess
    }
  }
  return undefined
}

const partnerOf = (line: number): number => (line % 2 === 1 ? line + 1 : line - 1)

const inWords = ({ side, account, amount, count }: Entry): string =>
  `${side === 'D' ? 'debit' : 'credit'} ${account} ${amount} fen for ${count}`

const nameOf = ({ movement, reference }: Pick<SealedContent, 'movement' | 'reference'>) => ({
  movement,
  reference,
})

function contentOf(movement: JournalMovement, entries: readonly JournalEntry[]) {
  const postings: Posting[] = []
  for (let index = 0; index + 1 < entries.length; index += 2) {
    const [debit, credit] = [entries[index], entries[index + 1]] as [JournalEntry, JournalEntry]
    postings.push({
      debit: debit.account as Account,
      credit: credit.account as Account,
      amount: fen(debit.amount),
      count: debit.count,
    })
  }
  const { reference, kind, effectiveAt, evidence, corrects } = movement
  return {
    reference,
    kind,
    effectiveAt,
    postings,
    ...(evidence === null ? {} : { evidence }),
    ...(corrects === null ? {} : { corrects }),
  }
}
