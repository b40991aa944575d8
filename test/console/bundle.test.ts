import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { faceName, faces } from '../../console/src/faces.table'
import { packageRoot } from '../../src/package-root'

/* What a browser has to fetch before somebody can work, as the build lays it down. */

const folder = join(packageRoot, 'dist', 'console')
const isBuilt = existsSync(join(folder, 'manifest.json'))
const onBuild = isBuilt ? test : test.skip

interface Chunk {
  readonly file: string
  readonly css?: readonly string[]
  readonly imports?: readonly string[]
  readonly isEntry?: boolean
  readonly isDynamicEntry?: boolean
}

const manifest = isBuilt
  ? (JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Record<string, Chunk>)
  : {}

/** A part of the program with all that it cannot do without. */
function filesOf(name: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[name]
  if (chunk === undefined || found.has(chunk.file)) return found
  found.add(chunk.file)
  for (const css of chunk.css ?? []) found.add(css)
  for (const other of chunk.imports ?? []) filesOf(other, found)
  return found
}

/** All that a first visit may move, 500 kB, less what answers and the names in them may take. */
const VISIT_BYTES = 450_000
const CODE_BYTES = 450_000

const bytesOf = (files: Iterable<string>): number =>
  [...files]
    .map((file) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length)
    .reduce((sum, size) => sum + size, 0)

const CHARTS = 'src/parts/drawn-chart.tsx'

const entry = Object.keys(manifest).find((name) => manifest[name]?.isEntry === true) ?? ''
const screens = Object.keys(manifest).filter((name) => name.startsWith('src/screens/'))
const languages = ['src/words/zh/index.ts', 'src/words/en/index.ts']

onBuild('each screen is a part of its own', () => {
  expect(screens.length).toBeGreaterThan(3)
  expect(screens.filter((name) => manifest[name]?.isDynamicEntry !== true)).toEqual([])
  expect(filesOf(entry)).not.toContain(manifest[screens[0] ?? '']?.file)
})

onBuild(
  'the first load of any screen, in either language, stays well under 500 kB compressed',
  () => {
    const loads = screens.flatMap((screen) =>
      languages.map((language) => {
        const files = new Set([...filesOf(entry), ...filesOf(screen), ...filesOf(language)])
        return { screen, language, bytes: bytesOf(files) }
      }),
    )
    expect(loads.filter(({ bytes }) => bytes > CODE_BYTES)).toEqual([])
    expect(Math.min(...loads.map(({ bytes }) => bytes))).toBeGreaterThan(50_000)
  },
)

onBuild('the library of the charts comes with the first chart, and not before', () => {
  const charts = filesOf(CHARTS)
  expect(bytesOf(charts)).toBeGreaterThan(100_000)
  for (const name of [entry, ...screens])
    expect(filesOf(name)).not.toContain(manifest[CHARTS]?.file)
  const health = filesOf('src/screens/operations/health.tsx')
  expect(bytesOf([...new Set([...filesOf(entry), ...health, ...charts])])).toBeLessThan(450_000)
})

/** As a browser gets it: what the build has packed with Brotli goes out so. */
const sentBytes = (files: Iterable<string>): number =>
  [...files]
    .map((file) => join(folder, file))
    .map((path) => statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size)
    .reduce((sum, size) => sum + size, 0)

/** A piece of the typeface under the name that the build gave it. */
const pieceOf = (name: string): string =>
  `assets/${readdirSync(join(folder, 'assets')).find((file) => file.startsWith(`${name}-`) && file.endsWith('.woff2')) ?? name}`

onBuild(
  'a first visit, with what it is written in and what it draws, stays well under 500 kB',
  () => {
    const visits = faces.map(([address, ...modules]) => {
      const code = modules.flatMap((name) => [...filesOf(`src/screens/${name}.tsx`)])
      const drawn = modules.includes('operations/health') ? [...filesOf(CHARTS)] : []
      const typeface = ['latin', 'frame', `place-${faceName(address)}`].map(pieceOf)
      const language = [...filesOf('src/words/zh/index.ts')]
      const files = new Set([
        'index.html',
        ...filesOf(entry),
        ...code,
        ...drawn,
        ...language,
        ...typeface,
      ])
      return { address, bytes: sentBytes(files) }
    })
    expect(visits.filter(({ bytes }) => bytes > VISIT_BYTES)).toEqual([])
    expect(Math.min(...visits.map(({ bytes }) => bytes))).toBeGreaterThan(150_000)
  },
)
