import { ok, refuse, type Result } from '../../base'

/** How a piece of purse data reads: hex, decimal digits (BCD), or a whole number, big end first. */
type Reads = 'hex' | 'digits' | 'number'

type Piece = readonly [name: string, bytes: number, reads: Reads]

/**
 * The blocks of f58 by their tag (iso8583.md 3.9). `RQ` and `RP` are as terminals send them; the layouts of `TC`
 * (the card says that it took a load) and `TA` (a purse sale made offline) are conventions of this house, since no
 * public text has them.
 */
export const purseBlocks = {
  RQ: [
    ['issuer', 8, 'hex'],
    ['serial', 10, 'digits'],
    ['random', 4, 'hex'],
    ['keyIndex', 1, 'number'],
    ['keyVersion', 1, 'number'],
    ['sequence', 2, 'number'],
    ['balanceBefore', 4, 'number'],
    ['amount', 4, 'number'],
    ['type', 1, 'number'],
    ['terminal', 6, 'digits'],
    ['mac1', 4, 'hex'],
  ],
  RP: [['mac2', 4, 'hex']],
  TC: [
    ['serial', 10, 'digits'],
    ['sequence', 2, 'number'],
    ['type', 1, 'number'],
    ['terminal', 6, 'digits'],
    ['at', 7, 'digits'],
    ['balanceAfter', 4, 'number'],
    ['tac', 4, 'hex'],
  ],
  TA: [
    ['issuer', 8, 'hex'],
    ['serial', 10, 'digits'],
    ['counter', 2, 'number'],
    ['balanceBefore', 4, 'number'],
    ['amount', 4, 'number'],
    ['type', 1, 'number'],
    ['sam', 6, 'digits'],
    ['terminalSequence', 4, 'number'],
    ['at', 7, 'digits'],
    ['keyVersion', 1, 'number'],
    ['algorithm', 1, 'number'],
    ['tac', 4, 'hex'],
  ],
} as const satisfies Readonly<Record<string, readonly Piece[]>>

export type PurseTag = keyof typeof purseBlocks

type ValueOf<R extends Reads> = R extends 'number' ? number : string
type BlockOf<Pieces extends readonly Piece[]> = {
  readonly [P in Pieces[number] as P[0]]: ValueOf<P[2]>
}

/** The pieces of a block by name; amounts are fen. */
export type PurseBlock<Tag extends PurseTag> = BlockOf<(typeof purseBlocks)[Tag]>

const TAG_BYTES = 2

/** Some cities add the algorithm byte to a load request; it says what the key version says already. */
const EXTRA_BYTES: Partial<Record<PurseTag, number>> = { RQ: 1 }

/** Reads f58 (hex) as the block of a tag; refused when it is another one, too short, or holds what is no digit. */
export function readPurseBlock<Tag extends PurseTag>(
  tag: Tag,
  f58: string,
): Result<PurseBlock<Tag>, 'purse-data-malformed'> {
  const bytes = Buffer.from(f58, 'hex')
  const pieces: readonly Piece[] = purseBlocks[tag]
  const size = TAG_BYTES + pieces.reduce((sum, [, width]) => sum + width, 0)
  const fits = bytes.length === size || bytes.length === size + (EXTRA_BYTES[tag] ?? 0)
  if (!fits || bytes.toString('latin1', 0, TAG_BYTES) !== tag) return malformed()
  const values: Record<string, string | number> = {}
  let at = TAG_BYTES
  for (const [name, width, reads] of pieces) {
    const part = bytes.subarray(at, at + width)
    const text = part.toString('hex').toUpperCase()
    if (reads === 'digits' && !/^\d*$/.test(text)) return malformed()
    values[name] = reads === 'number' ? part.readUIntBE(0, width) : text
    at += width
  }
  return ok(values as PurseBlock<Tag>)
}

/** Writes the f58 (hex) of a block; refused when a value does not fit its place. */
export function writePurseBlock<Tag extends PurseTag>(
  tag: Tag,
  block: PurseBlock<Tag>,
): Result<string, 'purse-data-malformed'> {
  const values = block as Readonly<Record<string, string | number>>
  const parts: Buffer[] = [Buffer.from(tag, 'latin1')]
  for (const [name, width, reads] of purseBlocks[tag] as readonly Piece[]) {
    const value = values[name]
    if (reads === 'number') {
      if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) return malformed()
      if (value >= 256 ** width) return malformed()
      const part = Buffer.alloc(width)
      part.writeUIntBE(value, 0, width)
      parts.push(part)
    } else {
      const wanted = reads === 'digits' ? /^\d*$/ : /^[0-9A-Fa-f]*$/
      if (typeof value !== 'string' || value.length !== width * 2 || !wanted.test(value)) {
        return malformed()
      }
      parts.push(Buffer.from(value, 'hex'))
    }
  }
  return ok(Buffer.concat(parts).toString('hex').toUpperCase())
}

const malformed = (): Result<never, 'purse-data-malformed'> =>
  refuse('purse-data-malformed', { field: '58', detail: 'no block of this tag' })
