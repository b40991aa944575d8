import { brotliDecompressSync } from 'node:zlib'
import { Reader } from './bytes'

/**
 * What one character looks like, as the file has it: its outline in the four streams of WOFF2 (W3C WOFF2, 5.1), its
 * variation from the thinnest weight to the boldest (OpenType gvar), its width. None of it is taken apart further.
 */
export interface Glyph {
  readonly contours: number
  readonly points: Buffer
  readonly flags: Buffer
  readonly places: Buffer
  readonly instructions: Buffer
  /** Only where the file states it; else it follows from the outline. */
  readonly box: Buffer | undefined
  readonly variation: Buffer
  readonly advance: number
  readonly bearing: number
}

export interface Font {
  readonly flavour: number
  /** Outline format of the table that tells where an outline begins: 0 short, 1 long. */
  readonly indexFormat: number
  readonly glyphs: readonly Glyph[]
  /** Number of the glyph of each character. */
  readonly glyphOf: ReadonlyMap<number, number>
  readonly sharedTuples: Buffer
  readonly axes: number
  /** Everything else, by its tag. */
  readonly tables: ReadonlyMap<string, Buffer>
}

/** In the order of WOFF2, 4.1: a table that is among them is named by its number. */
export const KNOWN_TAGS = [
  ...['cmap', 'head', 'hhea', 'hmtx', 'maxp', 'name', 'OS/2', 'post', 'cvt ', 'fpgm', 'glyf'],
  ...['loca', 'prep', 'CFF ', 'VORG', 'EBDT', 'EBLC', 'gasp', 'hdmx', 'kern', 'LTSH', 'PCLT'],
  ...['VDMX', 'vhea', 'vmtx', 'BASE', 'GDEF', 'GPOS', 'GSUB', 'EBSC', 'JSTF', 'MATH', 'CBDT'],
  ...['CBLC', 'COLR', 'CPAL', 'SVG ', 'sbix', 'acnt', 'avar', 'bdat', 'bloc', 'bsln', 'cvar'],
  ...['fdsc', 'feat', 'fmtx', 'fvar', 'gvar', 'hsty', 'just', 'lcar', 'mort', 'morx', 'opbd'],
  ...['prop', 'trak', 'Zapf', 'Silf', 'Glat', 'Gloc', 'Feat', 'Sill'],
] as const

/** Takes a WOFF2 file of a typeface with one variable axis apart. */
export function readFont(file: Buffer): Font {
  const { flavour, tables } = tablesOf(file)
  const need = (tag: string): Buffer => {
    const table = tables.get(tag)
    if (table === undefined) throw new Error(`a font file has no table ${tag}`)
    return table
  }
  const { indexFormat, outlines } = outlinesOf(need('glyf'))
  const { axes, sharedTuples, variations } = variationsOf(need('gvar'))
  const widths = widthsOf(need('hmtx'), need('hhea').readUInt16BE(34), outlines.length)
  const glyphs = outlines.map((outline, index) => ({
    ...outline,
    ...widths(index),
    variation: variations[index] ?? Buffer.alloc(0),
  }))
  return {
    flavour,
    indexFormat,
    glyphs,
    glyphOf: charactersOf(need('cmap')),
    sharedTuples,
    axes,
    tables,
  }
}

function tablesOf(file: Buffer): { flavour: number; tables: ReadonlyMap<string, Buffer> } {
  const header = new Reader(file)
  if (header.take(4).toString('latin1') !== 'wOF2') throw new Error('this is no WOFF2 file')
  const flavour = header.u32()
  header.skip(4)
  const count = header.u16()
  header.skip(6)
  const compressed = header.u32()
  header.skip(24)
  const directory = Array.from({ length: count }, () => {
    const flags = header.u8()
    const tag = (flags & 63) === 63 ? header.take(4).toString('latin1') : KNOWN_TAGS[flags & 63]
    const version = flags >> 6
    const isOutline = tag === 'glyf' || tag === 'loca'
    const isTransformed = isOutline ? version === 0 : version !== 0
    if (isOutline !== isTransformed) throw new Error(`table ${tag} is packed in an unforeseen way`)
    const length = header.base128()
    return { tag: tag ?? '', length: isTransformed ? header.base128() : length }
  })
  const content = new Reader(brotliDecompressSync(header.take(compressed)))
  return {
    flavour,
    tables: new Map(directory.map(({ tag, length }) => [tag, content.take(length)])),
  }
}

type Outline = Omit<Glyph, 'variation' | 'advance' | 'bearing'>

function outlinesOf(table: Buffer): { indexFormat: number; outlines: readonly Outline[] } {
  const header = new Reader(table)
  header.skip(4)
  const [count, indexFormat] = [header.u16(), header.u16()]
  const sizes = Array.from({ length: 7 }, () => header.u32())
  const [contours, points, flags, places, , boxes, instructions] = sizes.map(
    (size) => new Reader(header.take(size)),
  ) as [Reader, Reader, Reader, Reader, Reader, Reader, Reader]
  const boxMarks = boxes.take(4 * Math.ceil(count / 32))
  const outlines = Array.from({ length: count }, (_, index): Outline => {
    const of = contours.u16()
    const isBoxed = ((boxMarks[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0
    const box = isBoxed ? boxes.take(8) : undefined
    // No outline of this typeface is put together of others.
    if (of === 0xffff) throw new Error('an outline is composed of others')
    if (of === 0) return { ...EMPTY, box }
    const from = points.at
    let total = 0
    for (let contour = 0; contour < of; contour++) total += points.short255()
    const own = flags.take(total)
    const began = places.at
    for (const flag of own) places.skip(lengthOfPlace(flag & 0x7f))
    const length = places.short255()
    return {
      contours: of,
      points: points.bytes.subarray(from, points.at),
      flags: own,
      places: places.bytes.subarray(began, places.at),
      instructions: instructions.take(length),
      box,
    }
  })
  return { indexFormat, outlines }
}

const EMPTY = {
  contours: 0,
  points: Buffer.alloc(0),
  flags: Buffer.alloc(0),
  places: Buffer.alloc(0),
  instructions: Buffer.alloc(0),
} as const

/** Bytes that a point takes, by its flag (WOFF2, 5.2). */
const lengthOfPlace = (flag: number): number =>
  flag < 84 ? 1 : flag < 120 ? 2 : flag < 124 ? 3 : 4

function variationsOf(table: Buffer): {
  axes: number
  sharedTuples: Buffer
  variations: readonly Buffer[]
} {
  const header = new Reader(table)
  header.skip(4)
  const [axes, shared] = [header.u16(), header.u16()]
  const sharedAt = header.u32()
  const count = header.u16()
  const isLong = (header.u16() & 1) === 1
  const from = header.u32()
  const offsets = Array.from({ length: count + 1 }, () =>
    isLong ? header.u32() : header.u16() * 2,
  )
  return {
    axes,
    sharedTuples: table.subarray(sharedAt, sharedAt + shared * axes * 2),
    variations: offsets
      .slice(0, -1)
      .map((offset, index) => table.subarray(from + offset, from + (offsets[index + 1] ?? offset))),
  }
}

/** The last width of the table holds for all further glyphs. */
function widthsOf(
  table: Buffer,
  measured: number,
  count: number,
): (index: number) => { advance: number; bearing: number } {
  if (table.length < measured * 4 + (count - measured) * 2) throw new Error('widths are missing')
  return (index) => ({
    advance: table.readUInt16BE(Math.min(index, measured - 1) * 4),
    bearing: table.readInt16BE(
      index < measured ? index * 4 + 2 : measured * 4 + (index - measured) * 2,
    ),
  })
}

/** Formats 4 and 12 of the table of characters; together they name all. */
function charactersOf(table: Buffer): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  const count = table.readUInt16BE(2)
  for (let index = 0; index < count; index++) {
    const part = table.subarray(table.readUInt32BE(8 + index * 8))
    const format = part.readUInt16BE(0)
    for (const [character, glyph] of format === 4 ? ofFormat4(part) : ofFormat12(part, format)) {
      if (glyph !== 0) found.set(character, glyph)
    }
  }
  return found
}

function* ofFormat4(part: Buffer): Iterable<readonly [number, number]> {
  const size = part.readUInt16BE(6)
  for (let at = 0; at < size; at += 2) {
    const [last, first] = [part.readUInt16BE(14 + at), part.readUInt16BE(16 + size + at)]
    const delta = part.readUInt16BE(16 + 2 * size + at)
    const rangeAt = 16 + 3 * size + at
    const range = part.readUInt16BE(rangeAt)
    for (let character = first; character <= last && character < 0xffff; character++) {
      const listed =
        range === 0 ? character : part.readUInt16BE(rangeAt + range + (character - first) * 2)
      yield [character, listed === 0 ? 0 : (listed + delta) & 0xffff]
    }
  }
}

function* ofFormat12(part: Buffer, format: number): Iterable<readonly [number, number]> {
  if (format !== 12) return
  const groups = part.readUInt32BE(12)
  for (let group = 0; group < groups; group++) {
    const [first, last, glyph] = [0, 4, 8].map((at) => part.readUInt32BE(16 + group * 12 + at)) as [
      number,
      number,
      number,
    ]
    for (let character = first; character <= last; character++) {
      yield [character, glyph + character - first]
    }
  }
}
