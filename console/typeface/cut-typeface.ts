import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { faceName, faces } from '../src/faces.table'
import { centreSays } from './centre-says.table'
import { charactersOf, LATIN, planOf, rangesOf, type Parts, type Piece } from './plan'
import { readFont, type Font, type Glyph } from './read-font'
import { closureOf, labelsIn, quotedIn, saidBy } from './said'
import { writeFont } from './write-font'

export const FAMILY = 'Noto Sans SC'

export interface Places {
  /** The package the typeface comes from. */
  readonly source: string
  /** Folder of the labels, a folder a language. */
  readonly words: string
  /** Where the pieces and their style sheet go. */
  readonly out: string
  /** What cuts; when it changes, all is cut again. */
  readonly tool: string
}

/**
 * Cuts the typeface for the labels as they are now; nothing is done when that has been done already. Answers the
 * style sheet.
 */
export async function cutTypeface({ source, words, out, tool }: Places): Promise<string> {
  const labels = new Map(
    ['zh', 'en'].flatMap((language) =>
      filesIn(join(words, language)).map((file) => [
        language === 'zh' ? basename(file, '.ts') : `en/${basename(file, '.ts')}`,
        readFileSync(file, 'utf8'),
      ]),
    ),
  )
  const parts = partsOf(source)
  const chinese = new Map(
    filesIn(join(words, 'zh')).flatMap((file) => [...labelsIn(readFileSync(file, 'utf8'))]),
  )
  const root = join(words, '..', '..', '..')
  const places = new Map(
    faces.map(([address, ...names]) => {
      const modules = names.map((name) => join(words, '..', 'screens', `${name}.tsx`))
      return [faceName(address), `${saidBy(modules, chinese)}${toldOn(modules, root)}`]
    }),
  )
  const { pieces, kept } = planOf(labels, parts, places)
  const sheet = join(out, 'typeface.css')
  const key = createHash('sha256')
  for (const file of filesIn(tool)) key.update(readFileSync(file))
  key.update(readFileSync(join(source, 'package.json')))
  key.update(JSON.stringify([pieces, kept]))
  const made = `/* ${key.digest('hex')} */`
  if (existsSync(sheet) && readFileSync(sheet, 'utf8').startsWith(made)) return sheet
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const cutter = new Cutter(source, parts)
  await Promise.all(
    pieces.map(async (piece) => {
      writeFileSync(join(out, `${piece.name}.woff2`), await cutter.cut(piece))
    }),
  )
  for (const { name, part } of kept) copyFileSync(fileOf(source, part), join(out, `${name}.woff2`))
  writeFileSync(sheet, [made, ...[...kept, ...pieces].map(faceOf), ''].join('\n'))
  return sheet
}

/** What the centre itself writes there. */
function toldOn(modules: readonly string[], root: string): string {
  const shown = closureOf(modules)
  return centreSays
    .filter(([module]) => shown.has(join(root, 'console', 'src', 'screens', `${module}.tsx`)))
    .flatMap(([, ...tables]) => tables.map((table) => readFileSync(join(root, table), 'utf8')))
    .map(quotedIn)
    .join('')
}

/** In an order that no file system changes. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))

const fileOf = (source: string, part: string): string =>
  join(source, 'files', `noto-sans-sc-${part}-wght-normal.woff2`)

/** The package lists its parts with the ranges of their characters. */
function partsOf(source: string): Parts {
  const listed = JSON.parse(readFileSync(join(source, 'unicode.json'), 'utf8')) as Record<
    string,
    string
  >
  return new Map(
    Object.entries(listed).map(([name, ranges]) => [
      name.replace(/[[\]]/g, ''),
      charactersOf(ranges),
    ]),
  )
}

const faceOf = ({
  name,
  characters,
  family,
  ranges = rangesOf(characters),
}: Omit<Piece, 'isTight'>): string => {
  const called = family === undefined ? FAMILY : `${FAMILY} ${family}`
  const face =
    `@font-face{font-family:'${called}';font-style:normal;font-display:swap;font-weight:100 900;` +
    `src:url(./${name}.woff2) format('woff2');unicode-range:${ranges}}`
  return family === undefined ? face : `${face}[data-face='${family}']{--face:'${called}'}`
}

class Cutter {
  readonly #fonts = new Map<string, Font>()
  readonly #partOf = new Map<number, string>()

  constructor(
    readonly source: string,
    parts: Parts,
  ) {
    for (const [part, characters] of parts)
      for (const one of characters) this.#partOf.set(one, part)
  }

  async cut({ name, characters, isTight }: Piece): Promise<Buffer> {
    if (name === LATIN) return this.#cutInPlace(characters)
    const found = [...characters]
      .sort((one, other) => one - other)
      .map((character) => ({ character, font: this.#fontOf(this.#partOf.get(character) ?? LATIN) }))
    const like = found[0]?.font ?? this.#fontOf(LATIN)
    const glyphs: Glyph[] = like.glyphs.slice(0, 1)
    const glyphOf = new Map<number, number>()
    for (const { character, font } of found) {
      const glyph = font.glyphs[font.glyphOf.get(character) ?? -1]
      // The package names some characters in its ranges that it has no glyph for.
      if (glyph === undefined) continue
      if (!font.sharedTuples.equals(like.sharedTuples)) throw new Error('parts vary differently')
      glyphOf.set(character, glyphs.push(glyph) - 1)
    }
    return writeFont({ like, glyphs, glyphOf, isTight })
  }

  /** Every glyph keeps its number, so that what is said of pairs holds; those not needed lose their outline. */
  #cutInPlace(characters: readonly number[]): Promise<Buffer> {
    const like = this.#fontOf(LATIN)
    const glyphOf = new Map(
      characters.flatMap((one) => {
        const glyph = like.glyphOf.get(one)
        return glyph === undefined ? [] : [[one, glyph] as const]
      }),
    )
    const needed = new Set([0, ...glyphOf.values()])
    const glyphs = like.glyphs.map((glyph, index) =>
      needed.has(index) ? glyph : { ...glyph, ...NOTHING },
    )
    return writeFont({ like, glyphs, glyphOf, keeping: ['GDEF', 'GPOS'], isTight: true })
  }

  #fontOf(part: string): Font {
    const known = this.#fonts.get(part) ?? readFont(readFileSync(fileOf(this.source, part)))
    this.#fonts.set(part, known)
    return known
  }
}

const NONE = Buffer.alloc(0)
const NOTHING = {
  contours: 0,
  points: NONE,
  flags: NONE,
  places: NONE,
  instructions: NONE,
  box: undefined,
  variation: NONE,
} as const
