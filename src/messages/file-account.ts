import { createHash, type Hash } from 'node:crypto'
import {
  refuseFile,
  type RefusedTapFile,
  type TapFileChunk,
  type TapFileEnd,
  type TapFileHeader,
  type TapFileTrailer,
} from './tap-file-frame'

/** Counts, adds up and digests a file while it passes, and compares with what the file says of itself. */
export class FileAccount {
  private readonly hash: Hash = createHash('sha256')
  private recordCount = 0
  private sumFen = 0n

  constructor(
    private readonly header: TapFileHeader,
    headerBytes: Uint8Array,
  ) {
    this.hash.update(headerBytes)
  }

  /** @param chunk.sum sum of the amounts, a whole number that a double holds exactly */
  chunk(chunk: {
    readonly raw: Buffer
    readonly count: number
    readonly sum: number
  }): TapFileChunk {
    const firstLine = this.recordCount + 1
    const sumFen = BigInt(chunk.sum)
    this.hash.update(chunk.raw)
    this.recordCount += chunk.count
    this.sumFen += sumFen
    const { form } = this.header
    return { kind: 'chunk', form, firstLine, recordCount: chunk.count, sumFen, raw: chunk.raw }
  }

  /** Header, body and trailer must say the same; count before sum before digest. */
  close(trailer: TapFileTrailer): TapFileEnd | RefusedTapFile {
    const { header, recordCount, sumFen } = this
    for (const [part, said] of [
      ['header', header],
      ['trailer', trailer],
    ] as const) {
      if (said.recordCount !== recordCount) {
        return refuseFile('file-count-differs', {
          field: `${part}.recordCount`,
          detail: `the ${part} says ${said.recordCount}, the file has ${recordCount}`,
        })
      }
    }
    for (const [part, said] of [
      ['header', header],
      ['trailer', trailer],
    ] as const) {
      if (said.sumFen !== sumFen) {
        return refuseFile('file-sum-differs', {
          field: `${part}.sumFen`,
          detail: `the ${part} says ${said.sumFen} fen, the records add up to ${sumFen}`,
        })
      }
    }
    const digest = this.hash.digest()
    if (digest.toString('hex') !== trailer.digest) {
      return refuseFile('file-digest-differs', {
        field: 'trailer.digest',
        detail: 'the SHA-256 of every byte before the trailer is another one',
      })
    }
    return { kind: 'end', recordCount, sumFen, digest, mac: Buffer.from(trailer.mac, 'hex') }
  }
}
