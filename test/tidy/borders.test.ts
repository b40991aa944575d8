import { borders, type Border } from '../../src/docs'
import { allFiles, importsOf, placeOf, sources, textOf, type Import } from './sources'

const table: Readonly<Record<string, Border>> = borders
const crossings = sources
  .flatMap(importsOf)
  .filter((one): one is Import & { target: string } => one.target !== undefined)
  .map((one) => ({ ...one, from: placeOf(one.in), to: placeOf(one.target) }))
  .filter(({ from, to }) => from !== to)

describe('borders', () => {
  test('every place of the sources has a row in the border table', () => {
    const places = new Set(sources.map(({ path }) => placeOf(path)))
    expect([...places].filter((place) => !Object.hasOwn(table, place))).toEqual([])
  })

  test('nobody imports what the border table does not allow', () => {
    const breaches = crossings
      .filter(({ from, to }) => {
        const row = table[from]
        return row !== undefined && row.imports !== 'anything' && !row.imports.includes(to)
      })
      .map(
        ({ in: file, from, to }) =>
          `${file} imports ${to}, but ${from} may import ${String(table[from]?.imports) || 'nothing'}: ${table[from]?.why}`,
      )
    expect(breaches).toEqual([])
  })

  test('what is to be imported by few is imported by those only', () => {
    const breaches = crossings
      .filter(({ from, to }) => table[to]?.importedBy?.includes(from) === false)
      .map(
        ({ in: file, to }) =>
          `${file} imports ${to}, which only ${String(table[to]?.importedBy) || 'nobody'} may: ${table[to]?.why}`,
      )
    expect(breaches).toEqual([])
  })

  test('a folder is entered by its index only', () => {
    const breaches = crossings
      .filter(({ to, target }) => table[to]?.kind !== 'frame' && !target.endsWith('/index.ts'))
      .map(({ in: file, to, target }) => `${file} reaches past the index of ${to} into ${target}`)
    expect(breaches).toEqual([])
  })

  test('an index passes names on and does nothing itself', () => {
    const doing = sources
      .filter(({ path }) => path.endsWith('/index.ts') && !path.startsWith('migrations/'))
      .flatMap(({ path, tree }) =>
        tree.statements
          .filter((statement) => !/^export (type )?(\*|\{)[^]*from '/.test(statement.getText()))
          .map((statement) => `${path} does something: ${statement.getText().slice(0, 60)}`),
      )
    expect(doing).toEqual([])
  })

  test('no way of imports leads back to where it began', () => {
    const next = new Map<string, Set<string>>()
    for (const { from, to } of crossings) next.set(from, (next.get(from) ?? new Set()).add(to))
    const circle = [...next.keys()].map((place) => wayBack(next, [place])).find(Boolean)
    expect(circle?.join(' → ')).toBeUndefined()
  })

  test('no row of the border table names a place twice', () => {
    const doubled = Object.entries(table).flatMap(([place, { imports, importedBy = [] }]) =>
      [imports === 'anything' ? [] : imports, importedBy].flatMap((names) =>
        names
          .filter((name, index) => names.indexOf(name) !== index)
          .map((name) => `the row of ${place} names ${name} twice`),
      ),
    )
    expect(doubled).toEqual([])
  })

  test('the border table allows nothing that nobody does', () => {
    const done = new Set(crossings.map(({ from, to }) => `${from} imports ${to}`))
    const allowed = Object.entries(table).flatMap(([place, { imports, importedBy = [] }]) => [
      ...(imports === 'anything' ? [] : imports).map((to) => `${place} imports ${to}`),
      ...importedBy.map((from) => `${from} imports ${place}`),
    ])
    expect(allowed.filter((one) => !done.has(one))).toEqual([])
  })
})

describe('districts', () => {
  const folders = Object.entries(table)
    .filter(([, { kind }]) => kind !== 'frame')
    .map(([place]) => (place.startsWith('terminals/') ? place : `src/${place}`))

  test('each has an index', () => {
    expect(folders.filter((folder) => !allFiles.includes(`${folder}/index.ts`))).toEqual([])
  })

  test('each is told about in a README of at most 40 lines', () => {
    const wrong = folders
      .map((folder) => `${folder}/README.md`)
      .filter((page) => !allFiles.includes(page) || textOf(page).trimEnd().split('\n').length > 40)
    expect(wrong).toEqual([])
  })
})

/** The first way from the last place back to the first, if there is one. */
function wayBack(next: ReadonlyMap<string, Set<string>>, way: string[]): string[] | undefined {
  const seen = new Set<string>()
  const walk = (trail: string[]): string[] | undefined => {
    for (const place of next.get(trail.at(-1) as string) ?? []) {
      if (place === way[0]) return [...trail, place]
      if (seen.has(place)) continue
      seen.add(place)
      const found = walk([...trail, place])
      if (found !== undefined) return found
    }
    return undefined
  }
  return walk(way)
}
