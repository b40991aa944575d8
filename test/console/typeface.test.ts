import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { charactersOf, planOf, rangesOf, type Piece } from '../../console/typeface/plan'
import { readFont } from '../../console/typeface/read-font'
import { labelsIn, saidBy } from '../../console/typeface/said'
import { writeFont } from '../../console/typeface/write-font'
import { faces } from '../../console/src/faces.table'
import { packageRoot } from '../../src/package-root'

/* The typeface is cut so that a page loads little, and loses no character by it. */

const source = join(packageRoot, 'node_modules', '@fontsource-variable', 'noto-sans-sc')
const screens = join(packageRoot, 'console', 'src', 'screens')
const words = join(packageRoot, 'console', 'src', 'words', 'zh')
const texts = new Map(
  readdirSync(words).map((name) => [
    name.replace('.ts', ''),
    readFileSync(join(words, name), 'utf8'),
  ]),
)
const parts = new Map(
  Object.entries(
    JSON.parse(readFileSync(join(source, 'unicode.json'), 'utf8')) as Record<string, string>,
  ).map(([name, ranges]) => [name.replace(/[[\]]/g, ''), charactersOf(ranges)]),
)
const partNamed = (name: string): Buffer =>
  readFileSync(join(source, 'files', `noto-sans-sc-${name}-wght-normal.woff2`))

test('what is cut out of a part has the same outlines, weights and widths', async () => {
  const like = readFont(partNamed('119'))
  const wanted = [...like.glyphOf].filter((_one, index) => index % 3 === 0)
  const glyphs = [like.glyphs[0], ...wanted.map(([, glyph]) => like.glyphs[glyph])].filter(
    (glyph) => glyph !== undefined,
  )
  const glyphOf = new Map(wanted.map(([character], index) => [character, index + 1]))
  const cut = readFont(await writeFont({ like, glyphs, glyphOf, isTight: false }))
  expect(cut.glyphOf).toEqual(glyphOf)
  expect(cut.glyphs).toEqual(glyphs)
  expect(cut.sharedTuples).toEqual(like.sharedTuples)
  expect([...cut.tables.keys()]).toEqual(
    expect.arrayContaining(['cmap', 'head', 'hhea', 'hmtx', 'maxp', 'name', 'OS/2', 'post']),
  )
  expect(cut.tables.get('name')?.swap16().toString('utf16le')).toContain('SIL Open Font License')
})

test('what is no typeface of this kind is not cut', () => {
  expect(() => readFont(Buffer.from('OTTO and nothing else that is known'))).toThrow('no WOFF2')
  expect(() => readFont(partNamed('119').subarray(0, 60))).toThrow('ends too early')
})

describe('the plan', () => {
  const plan = planOf(texts, parts)
  const shared = (pieces: readonly Omit<Piece, 'isTight'>[]): number[] =>
    pieces.flatMap(({ characters }) => characters)

  test('every character of the package is in one piece and in no second', () => {
    const all = shared([...plan.pieces, ...plan.kept])
    expect(new Set(all).size).toBe(all.length)
    expect(new Set(all)).toEqual(new Set([...parts.values()].flat()))
  })

  test('names no two files alike', () => {
    const names = [...plan.pieces, ...plan.kept].map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  test('ranges are read back as they were written', () => {
    const some = [0x20, 0x21, 0x22, 0x4e00, 0x9fff, 0x1f600]
    expect(rangesOf(some)).toBe('U+20-22,U+4e00,U+9fff,U+1f600')
    expect(charactersOf(rangesOf(some))).toEqual(some)
  })
})

describe('a place', () => {
  const labels = new Map([...texts.values()].flatMap((text) => [...labelsIn(text)]))

  test.each(faces.map(([address, ...modules]) => [address, modules] as const))(
    '%s has labels of its own',
    (_address, modules) => {
      const said = saidBy(
        modules.map((name) => join(screens, `${name}.tsx`)),
        labels,
      )
      expect(new Set(said).size).toBeGreaterThan(20)
      expect(said).toContain('正在读取')
    },
  )

  test('knows labels whose names are put together, and those of its parts', () => {
    const said = saidBy([join(screens, 'drill', 'days.tsx')], labels)
    expect(said).toContain(labels.get('drill.state-closed'))
    expect(said).toContain(labels.get('table.more') ?? labels.get('drill.days'))
  })
})
