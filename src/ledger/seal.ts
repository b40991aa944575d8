import { bigEndian } from '../base'
import { sha256 } from './digest'

/** What the chain fixes of a movement: its content, its entries, its day and when it was posted. */
export interface SealedContent {
  readonly movement: bigint
  readonly reference: string
  readonly digest: Buffer
  readonly lineDigests: Buffer
  readonly day: string
  readonly postedAt: Date
}

/** One link: some hundreds of movements under one hash that also covers the link before. */
export interface Seal {
  readonly seq: bigint
  readonly previousHash: Buffer
  readonly hash: Buffer
  readonly movements: readonly bigint[]
  readonly references: readonly string[]
  readonly digests: Buffer
}

export const SEAL_DIGEST_BYTES = 8

/** The hash before the first link. */
export const GENESIS = Buffer.alloc(32)

/** The hash of one movement as the chain sees it. */
export const sealedDigest = (content: SealedContent): Buffer =>
  sha256(
    JSON.stringify([
      'sealed/1',
      content.movement.toString(),
      content.reference,
      content.digest.toString('hex'),
      content.lineDigests.toString('hex'),
      content.day,
      content.postedAt.getTime(),
    ]),
  ).subarray(0, SEAL_DIGEST_BYTES)

/** Ties movements to the link before; their order inside a link is that of their numbers. */
export function sealAfter(
  before: { readonly seq: bigint; readonly hash: Buffer },
  contents: readonly SealedContent[],
): Seal {
  const link = {
    seq: before.seq + 1n,
    previousHash: before.hash,
    movements: contents.map(({ movement }) => movement),
    references: contents.map(({ reference }) => reference),
    digests: Buffer.concat(contents.map(sealedDigest)),
  }
  return { ...link, hash: sealHash(link) }
}

export const sealHash = (link: Omit<Seal, 'hash'>): Buffer =>
  sha256(
    Buffer.concat([
      link.previousHash,
      bigEndian(link.seq, 8),
      ...link.movements.map((movement) => bigEndian(movement, 8)),
      sha256(JSON.stringify(link.references)),
      link.digests,
    ]),
  )
