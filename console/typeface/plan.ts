/** One file of the typeface: which characters it has. */
export interface Piece {
  readonly name: string
  readonly characters: readonly number[]
  /** Where it is looked for, when that is shorter to say than its characters; a later piece goes before. */
  readonly ranges?: string
  /** A family of its own, which goes before the one that all share. */
  readonly family?: string
  /** Loaded often: worth the time to pack it well. */
  readonly isTight: boolean
}

/** A part of the package that stays as it is. */
export interface Kept extends Omit<Piece, 'isTight'> {
  readonly part: string
}

/** The labels of the console by the file they stand in, as written. */
export type Labels = ReadonlyMap<string, string>

/** What each place of the console may say, by its name. */
export type Places = ReadonlyMap<string, string>

/** How the typeface was cut before: the characters of each part, a later part over an earlier. */
export type Parts = ReadonlyMap<string, readonly number[]>

export interface Plan {
  readonly pieces: readonly Piece[]
  /** With the characters that no piece has. */
  readonly kept: readonly Kept[]
}

/** A screen shows some of a piece or none: small pieces waste little, few pieces ask little. */
const PIECE = 24
const COMMON_PIECE = 24
/** Characters whose numbers share all but these bits stand together where nothing better is known of them. */
const BLOCK_BITS = 7

/** The part with Latin letters keeps its kerning and is cut apart from the others. */
export const LATIN = 'latin'
/** Parts with this number and above have what texts use most (they are ordered by that). */
const FREQUENT_FROM = 100

/** Signs that the program itself writes: the yuan, dashes, minus, times, an ellipsis. */
const SIGNS = '\u00a0¥±·×÷–—‘’“”•…€−'

/** Others that it writes or, the last one, measures: the charts ask how wide it is. */
const EASTERN_SIGNS = '≤≥∞→国'

/** Stands around every screen. */
const FRAME = /^\s*'(shell\.(name|keys|skip|loading|again)|role\.|brightness\.)/
const SCREEN_NAMES = 'screens'
/** Shown when something goes wrong, seldom at first. */
const LAST = 'refusals'
/** In so many files or more: such a character may be anywhere. */
const EVERYWHERE = 5

/** Chinese and its punctuation: what is not in the file of a place is looked for among the shared ones. */
const EASTERN_FROM = 0x2e80
const EASTERN = 'U+2e80-9fff,U+ff00-ffef'

const isHan = (character: number): boolean => character >= 0x3400 && character < 0xa000

/**
 * Cuts the typeface so that a page loads little more than it shows: first the characters of the console's own labels,
 * by where they are shown together; then what names of people, lines and stations are likely to have; then the rest of
 * Chinese by blocks, whose ranges are short to write. What is not Chinese stays as it was cut before.
 */
export function planOf(labels: Labels, parts: Parts, places: Places = new Map()): Plan {
  const partOf = new Map<number, string>()
  for (const [part, characters] of parts) for (const one of characters) partOf.set(one, part)
  const said = new Set(
    [...[SIGNS, ...labels.values()].join('')].map((one) => one.codePointAt(0) ?? 0),
  )
  const latin = [...partOf].filter(
    ([one, part]) => part === LATIN && ((one >= 0x20 && one < 0x7f) || said.has(one)),
  )
  const isSpoken = (one: number): boolean => partOf.has(one) && partOf.get(one) !== LATIN
  const words = wordPieces(labels, isSpoken)
  const taken = new Set([
    ...latin.map(([one]) => one),
    ...words.flatMap(({ characters }) => characters),
  ])
  const left = (part: string): number[] =>
    (parts.get(part) ?? []).filter((one) => !taken.has(one) && partOf.get(one) === part)
  const frequent = [...parts.keys()].filter((part) => Number(part) >= FREQUENT_FROM)
  const common = frequent.flatMap((part) =>
    cutBy(COMMON_PIECE, `common-${part}`, left(part)).map((piece) => ({
      ...piece,
      isTight: false,
    })),
  )
  const others = [...parts.keys()].filter((part) => !frequent.includes(part))
  const blocks = new Map<number, number[]>()
  for (const one of others.flatMap(left).filter(isHan)) {
    blocks.set(one >> BLOCK_BITS, [...(blocks.get(one >> BLOCK_BITS) ?? []), one])
  }
  return {
    pieces: [
      ...[...blocks].map(([block, characters]) => blockPiece(block, characters)),
      ...common,
      ...words,
      ...[...places].map(([place, text]) => ({
        name: `place-${place}`,
        characters: [...new Set([...text].map((one) => one.codePointAt(0) ?? 0))].filter(
          (one) => isSpoken(one) && one >= EASTERN_FROM,
        ),
        family: place,
        ranges: EASTERN,
        isTight: true,
      })),
      { name: LATIN, characters: latin.map(([one]) => one), isTight: true },
    ],
    kept: others
      .map((part) => ({
        part,
        name: `part-${part}`,
        characters: left(part).filter((one) => !isHan(one)),
      }))
      .filter(({ characters }) => characters.length > 0),
  }
}

const blockPiece = (block: number, characters: readonly number[]): Piece => ({
  name: `block-${block.toString(16)}`,
  characters,
  ranges: `U+${(block << BLOCK_BITS).toString(16)}-${(((block + 1) << BLOCK_BITS) - 1).toString(16)}`,
  isTight: false,
})

function wordPieces(labels: Labels, isSpoken: (character: number) => boolean): Piece[] {
  const found = new Map<number, Set<string>>()
  const frame = new Set<number>()
  for (const [file, text] of labels) {
    for (const line of text.split('\n')) {
      const isFrame = file === SCREEN_NAMES || FRAME.test(line)
      for (const letter of line) {
        const character = letter.codePointAt(0) ?? 0
        if (character < 0x80 || !isSpoken(character)) continue
        found.set(character, (found.get(character) ?? new Set()).add(file))
        if (isFrame) frame.add(character)
      }
    }
  }
  for (const sign of EASTERN_SIGNS) {
    const character = sign.codePointAt(0) ?? 0
    if (!isSpoken(character)) continue
    found.set(character, found.get(character) ?? new Set())
    frame.add(character)
  }
  const groups = new Map<string, number[]>()
  const byUse = [...found].sort(([, one], [, other]) => other.size - one.size)
  for (const [character, files] of byUse) {
    const group = groupOf({ isFrame: frame.has(character), files })
    groups.set(group, [...(groups.get(group) ?? []), character])
  }
  return [...groups].flatMap(([name, characters]) =>
    name === 'frame' ? [{ name, characters, isTight: true }] : cutBy(PIECE, name, characters),
  )
}

function groupOf({
  isFrame,
  files,
}: {
  readonly isFrame: boolean
  readonly files: ReadonlySet<string>
}): string {
  if (isFrame) return 'frame'
  const shown = [...files].filter((file) => file !== LAST)
  if (shown.length >= EVERYWHERE) return 'everywhere'
  return shown[0] ?? LAST
}

/** Into equal pieces, none of them above the size. */
function cutBy(size: number, name: string, characters: readonly number[]): Piece[] {
  const count = Math.ceil(characters.length / size)
  const each = Math.ceil(characters.length / Math.max(1, count))
  return Array.from({ length: count }, (_, index) => ({
    name: `${name}-${index + 1}`,
    characters: characters.slice(index * each, (index + 1) * each),
    isTight: true,
  }))
}

/** As style sheets write characters: single ones and ranges. */
export function rangesOf(characters: readonly number[]): string {
  const sorted = [...characters].sort((one, other) => one - other)
  const ranges: [number, number][] = []
  for (const one of sorted) {
    const open = ranges.at(-1)
    if (open !== undefined && open[1] + 1 === one) open[1] = one
    else ranges.push([one, one])
  }
  const hex = (one: number): string => one.toString(16)
  return ranges
    .map(([first, last]) => `U+${first === last ? hex(first) : `${hex(first)}-${hex(last)}`}`)
    .join(',')
}

/** Ranges in the notation of style sheets, as single characters. */
export function charactersOf(ranges: string): number[] {
  return ranges.split(',').flatMap((range) => {
    const [first = '', last = first] = range.trim().slice(2).split('-')
    const from = Number.parseInt(first, 16)
    return Array.from({ length: Number.parseInt(last, 16) - from + 1 }, (_, index) => from + index)
  })
}
