import { desKey, wordAt } from './des'
import { cryptTwoBlocks } from './des-rounds'
import { SCHEDULE_WORDS, writeSchedule } from './des-schedule'
import { diversify } from './derive'
import {
  assertRows,
  CARD_AT,
  INPUT_AT,
  TAC_AT,
  TAC_ROW_BYTES,
  TAC_VERDICT,
  type TacBatch,
} from './tac-rows'

/**
 * Checks every row under 3DES: card key by diversification, folded to eight bytes, single-DES CBC-MAC over
 * the 22 signed bytes (card-protocol §3.4). Nothing is allocated per row. The issuer's key is kept while
 * the issuer stays the same, because most rows of a file are of one city. Rows go two at a time.
 */
export function checkTacsDes(
  masterKey: Uint8Array,
  { levels, count, rows }: Omit<TacBatch, 'label'>,
): Uint8Array {
  assertRows({ count, rows })
  const verdicts = new Uint8Array(count)
  const issuer = new IssuerKey(masterKey, levels)
  const firstKey = new Int32Array(SCHEDULE_WORDS)
  const secondKey = new Int32Array(SCHEDULE_WORDS)
  const blocks = new Int32Array(4)
  for (let index = 0; index < count; index += 2) {
    const at = index * TAC_ROW_BYTES
    const twinAt = index + 1 < count ? at + TAC_ROW_BYTES : at
    writeCardTacKey(firstKey, issuer.keyOf(rows, at), rows, at, blocks)
    writeCardTacKey(secondKey, issuer.keyOf(rows, twinAt), rows, twinAt, blocks)
    macTwoRows(firstKey, secondKey, rows, at, twinAt, blocks)
    verdicts[index] = blocks[0] === wordAt(rows, at + TAC_AT) ? genuine : forged
    if (twinAt !== at) {
      verdicts[index + 1] = blocks[2] === wordAt(rows, twinAt + TAC_AT) ? genuine : forged
    }
  }
  return verdicts
}

const { genuine, forged } = TAC_VERDICT

/** Prepares the folded card key: E(K,X) XOR E(K,~X), which is the left half XOR the right half. */
function writeCardTacKey(
  out: Int32Array,
  issuerKey: Int32Array,
  rows: Buffer,
  at: number,
  blocks: Int32Array,
): void {
  const high = wordAt(rows, at + CARD_AT)
  const low = wordAt(rows, at + CARD_AT + 4)
  blocks[0] = high
  blocks[1] = low
  blocks[2] = ~high
  blocks[3] = ~low
  cryptTwoBlocks(issuerKey, issuerKey, blocks)
  const foldedHigh = blocks[0] ^ blocks[2]
  const foldedLow = blocks[1] ^ blocks[3]
  writeSchedule(out, 0, foldedHigh, foldedLow, false)
}

/** The MACs of two rows at once: 22 bytes and 80 00 make three blocks. */
function macTwoRows(
  firstKey: Int32Array,
  secondKey: Int32Array,
  rows: Buffer,
  at: number,
  twinAt: number,
  blocks: Int32Array,
): void {
  blocks.fill(0)
  for (let offset = INPUT_AT; offset < INPUT_AT + 16; offset += 8) {
    addBlock(blocks, 0, wordAt(rows, at + offset), wordAt(rows, at + offset + 4))
    addBlock(blocks, 2, wordAt(rows, twinAt + offset), wordAt(rows, twinAt + offset + 4))
    cryptTwoBlocks(firstKey, secondKey, blocks)
  }
  const last = INPUT_AT + 16
  addBlock(blocks, 0, wordAt(rows, at + last), paddedEnd(rows, at + last + 4))
  addBlock(blocks, 2, wordAt(rows, twinAt + last), paddedEnd(rows, twinAt + last + 4))
  cryptTwoBlocks(firstKey, secondKey, blocks)
}

function addBlock(blocks: Int32Array, at: number, high: number, low: number): void {
  blocks[at] = (blocks[at] as number) ^ high
  blocks[at + 1] = (blocks[at + 1] as number) ^ low
}

const paddedEnd = (rows: Buffer, at: number): number =>
  ((rows[at] as number) << 24) | ((rows[at + 1] as number) << 16) | 0x8000

/** The prepared key one factor above the card. */
class IssuerKey {
  private high = 0
  private low = 0
  private prepared: Int32Array | undefined

  constructor(
    private readonly masterKey: Uint8Array,
    private readonly levels: 1 | 2,
  ) {
    if (levels === 1) this.prepared = desKey(masterKey)
  }

  keyOf(rows: Buffer, at: number): Int32Array {
    if (this.prepared !== undefined && this.levels === 1) return this.prepared
    const high = wordAt(rows, at)
    const low = wordAt(rows, at + 4)
    if (this.prepared === undefined || high !== this.high || low !== this.low) {
      this.high = high
      this.low = low
      this.prepared = desKey(diversify('3des', this.masterKey, rows.subarray(at, at + CARD_AT)))
    }
    return this.prepared
  }
}
