import { bigEndian, type Actor, type TrailEntry } from '../base'
import { sha256 } from './secrets'

/** One line of the trail as it is kept and exported. */
export interface TrailRow {
  readonly entry: bigint
  readonly at: Date
  readonly actor: string
  readonly actorKind: Actor['kind']
  readonly approvedBy: string | null
  readonly act: string
  readonly subject: string
  readonly reason: string | null
  /** Canonical JSON: the chain covers these very bytes. */
  readonly detail: string
  /** Of the act it belongs to; movements and records carry the same. */
  readonly reference: string | null
}

/** Who acted, when, and under which reference: what every entry of one act has in common. */
export interface TrailBy {
  readonly actor: Actor
  readonly approvedBy?: Actor | undefined
  readonly at: Date
  readonly reference?: string | undefined
}

/** One link: some hundreds of entries under one hash that also covers the link before. */
export interface TrailLink {
  readonly seq: bigint
  readonly previousHash: Buffer
  readonly hash: Buffer
  readonly entries: readonly bigint[]
  /** One SHA-256 after another, in the order of `entries`. */
  readonly digests: Buffer
}

export const DIGEST_BYTES = 32

/** The hash before the first link. */
export const GENESIS = Buffer.alloc(DIGEST_BYTES)

/** Facts of an entry as text: keys in order, so that one content has one text. */
export const canonicalDetail = (detail: TrailEntry['detail'] = {}): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(detail).sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)),
    ),
  )

/** What the chain fixes of an entry: every column of it. */
export const rowDigest = (row: TrailRow): Buffer =>
  sha256(
    JSON.stringify([
      'trail/1',
      row.entry.toString(),
      row.at.getTime(),
      row.actor,
      row.actorKind,
      row.approvedBy,
      row.act,
      row.subject,
      row.reason,
      row.detail,
      row.reference,
    ]),
  )

export const linkHash = (link: Omit<TrailLink, 'hash'>): Buffer =>
  sha256(
    Buffer.concat([
      Buffer.from('trail-link/1'),
      link.previousHash,
      bigEndian(link.seq, 8),
      bigEndian(BigInt(link.entries.length), 4),
      ...link.entries.map((entry) => bigEndian(entry, 8)),
      link.digests,
    ]),
  )

/** Ties entries to the link before, in the order of their numbers. */
export function linkAfter(
  before: Pick<TrailLink, 'seq' | 'hash'>,
  rows: readonly TrailRow[],
): TrailLink {
  const link = {
    seq: before.seq + 1n,
    previousHash: before.hash,
    entries: rows.map(({ entry }) => entry),
    digests: Buffer.concat(rows.map(rowDigest)),
  }
  return { ...link, hash: linkHash(link) }
}
