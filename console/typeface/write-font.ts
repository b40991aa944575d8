import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import { base128, u16, u32 } from './bytes'
import { KNOWN_TAGS, type Font, type Glyph } from './read-font'

/** A smaller font of the same typeface: what its glyphs are, and which of them stands for which character. */
export interface Cut {
  /** Where all that is not of a single glyph is taken from. */
  readonly like: Font
  /** The first one stands for characters that are not there. */
  readonly glyphs: readonly Glyph[]
  readonly glyphOf: ReadonlyMap<number, number>
  /** Tables about pairs of glyphs; they hold only while the numbers of the glyphs stay. */
  readonly keeping?: readonly string[]
  /** Packed as small as can be, which takes ten times as long. */
  readonly isTight: boolean
}

/** Brotli quality of what is seldom loaded. */
const QUICK = 9

const pack = promisify(brotliCompress)

/** Writes it as WOFF2. */
export async function writeFont({
  like,
  glyphs,
  glyphOf,
  keeping = [],
  isTight,
}: Cut): Promise<Buffer> {
  const same = (tag: string): [string, Buffer][] => {
    const table = like.tables.get(tag)
    return table === undefined ? [] : [[tag, table]]
  }
  const tables: [tag: string, content: Buffer][] = [
    ...keeping.flatMap(same),
    ...same('OS/2'),
    ...same('avar'),
    ['cmap', characterTable(glyphOf)],
    ['fvar', withoutNamedWeights(like)],
    ...same('gasp'),
    ['glyf', outlineTable(like, glyphs)],
    ['loca', Buffer.alloc(0)],
    ['gvar', variationTable(like, glyphs)],
    ...same('head'),
    ['hhea', patched(like, 'hhea', 34, glyphs.length)],
    ['hmtx', Buffer.concat(glyphs.map(({ advance, bearing }) => u16(advance, bearing)))],
    ['maxp', patched(like, 'maxp', 4, glyphs.length)],
    ['name', nameTable()],
    ...same('post'),
    ...same('prep'),
  ]
  const directory = Buffer.concat(
    tables.flatMap(([tag, content]) => {
      const known = (KNOWN_TAGS as readonly string[]).indexOf(tag)
      const offsets = (glyphs.length + 1) * (like.indexFormat === 0 ? 2 : 4)
      const lengths =
        tag === 'loca'
          ? [offsets, 0]
          : tag === 'glyf'
            ? [content.length, content.length]
            : [content.length]
      return [Buffer.of(known), ...lengths.map(base128)]
    }),
  )
  const content = Buffer.concat(tables.map(([, table]) => table))
  const packed = await pack(content, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_FONT,
      [constants.BROTLI_PARAM_QUALITY]: isTight ? constants.BROTLI_MAX_QUALITY : QUICK,
      // What is packed is small; a large window would only take memory.
      [constants.BROTLI_PARAM_LGWIN]: 18,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  })
  const unpacked = tables.reduce((sum, [, table]) => sum + 16 + aligned(table.length), 12)
  const length = aligned(48 + directory.length + packed.length)
  const header = Buffer.concat([
    Buffer.from('wOF2', 'latin1'),
    u32(like.flavour, length),
    u16(tables.length, 0),
    u32(unpacked, packed.length),
    u16(1, 0),
    u32(0, 0, 0, 0, 0),
  ])
  return Buffer.concat([header, directory, packed], length)
}

const aligned = (length: number): number => Math.ceil(length / 4) * 4

function patched(like: Font, tag: string, at: number, value: number): Buffer {
  const table = Buffer.from(like.tables.get(tag) ?? [])
  table.writeUInt16BE(value, at)
  return table
}

/** The transformed outlines of WOFF2, 5.1: each kind of number in a stream of its own. */
function outlineTable({ indexFormat }: Font, glyphs: readonly Glyph[]): Buffer {
  const marks = Buffer.alloc(4 * Math.ceil(glyphs.length / 32))
  glyphs.forEach(({ box }, index) => {
    if (box !== undefined) marks[index >> 3] = (marks[index >> 3] ?? 0) | (0x80 >> (index & 7))
  })
  const streams = [
    u16(...glyphs.map(({ contours }) => contours)),
    Buffer.concat(glyphs.map(({ points }) => points)),
    Buffer.concat(glyphs.map(({ flags }) => flags)),
    Buffer.concat(glyphs.map(({ places }) => places)),
    Buffer.alloc(0),
    Buffer.concat([marks, ...glyphs.flatMap(({ box }) => box ?? [])]),
    Buffer.concat(glyphs.map(({ instructions }) => instructions)),
  ]
  const sizes = u32(...streams.map(({ length }) => length))
  return Buffer.concat([u16(0, 0, glyphs.length, indexFormat), sizes, ...streams])
}

function variationTable({ axes, sharedTuples }: Font, glyphs: readonly Glyph[]): Buffer {
  let total = 0
  const offsets = [0, ...glyphs.map(({ variation }) => (total += variation.length))]
  const sharedAt = 20 + offsets.length * 4
  const from = sharedAt + sharedTuples.length
  return Buffer.concat([
    u16(1, 0, axes, sharedTuples.length / axes / 2),
    u32(sharedAt),
    // 1: the offsets are long.
    u16(glyphs.length, 1),
    u32(from, ...offsets),
    sharedTuples,
    ...glyphs.map(({ variation }) => variation),
  ])
}

/** The axis of the weight without the names of its weights, which nobody reads on a page. */
function withoutNamedWeights(like: Font): Buffer {
  const table = Buffer.from(like.tables.get('fvar') ?? [])
  const [from, axes, size] = [4, 8, 10].map((at) => table.readUInt16BE(at)) as [
    number,
    number,
    number,
  ]
  table.writeUInt16BE(0, 12)
  return table.subarray(0, from + axes * size)
}

interface Run {
  readonly first: number
  last: number
  /** Number of the glyph of the first character. */
  readonly glyph: number
}

/** Characters whose glyphs follow on each other, as the table of characters groups them. */
function runsOf(glyphOf: ReadonlyMap<number, number>): readonly Run[] {
  const runs: Run[] = []
  for (const [character, glyph] of [...glyphOf].sort(([one], [other]) => one - other)) {
    const open = runs.at(-1)
    if (
      open !== undefined &&
      open.last + 1 === character &&
      open.glyph - open.first === glyph - character
    ) {
      open.last = character
    } else {
      runs.push({ first: character, last: character, glyph })
    }
  }
  return runs
}

function characterTable(glyphOf: ReadonlyMap<number, number>): Buffer {
  const runs = runsOf(glyphOf)
  const plain = format4(runs.filter(({ last }) => last < 0xffff))
  if (runs.every(({ last }) => last < 0xffff))
    return Buffer.concat([u16(0, 1, 3, 1), u32(12), plain])
  const groups = runs.map(({ first, last, glyph }) => u32(first, last, glyph))
  const whole = Buffer.concat([
    u16(12, 0),
    u32(16 + groups.length * 12, 0, groups.length),
    ...groups,
  ])
  return Buffer.concat([u16(0, 2, 3, 1), u32(20), u16(3, 10), u32(20 + plain.length), plain, whole])
}

function format4(runs: readonly Run[]): Buffer {
  const all = [...runs, { first: 0xffff, last: 0xffff, glyph: 0 }]
  const power = 2 ** Math.floor(Math.log2(all.length))
  const search = u16(all.length * 2, power * 2, Math.log2(power), (all.length - power) * 2)
  const columns = [
    u16(...all.map(({ last }) => last), 0),
    u16(...all.map(({ first }) => first)),
    u16(...all.map(({ first, glyph }) => glyph - first)),
    u16(...all.map(() => 0)),
  ]
  const length = 6 + search.length + columns.reduce((sum, column) => sum + column.length, 0)
  return Buffer.concat([u16(4, length, 0), search, ...columns])
}

/** Whose work it is and under what terms it is passed on stays in every file. */
const NAMES: readonly (readonly [kind: number, text: string])[] = [
  [0, "(c) 2014-2021 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source'."],
  [1, 'Noto Sans SC'],
  [2, 'Regular'],
  [13, 'SIL Open Font License 1.1'],
]

/** In English, for Windows, as fonts have it. */
function nameTable(): Buffer {
  const texts = NAMES.map(([, text]) => Buffer.from(text, 'utf16le').swap16())
  let at = 0
  const records = NAMES.map(([kind], index) => {
    const length = texts[index]?.length ?? 0
    at += length
    return u16(3, 1, 0x409, kind, length, at - length)
  })
  return Buffer.concat([u16(0, records.length, 6 + records.length * 12), ...records, ...texts])
}
