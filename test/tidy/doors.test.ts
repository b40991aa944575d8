import { builtinModules } from 'node:module'
import { cryptoDoor, moduleDoors, wordDoors } from './doors.table'
import { importsOf, namesUsedIn, sources } from './sources'

const imports = sources.flatMap(importsOf)
const used = sources.map((source) => ({ path: source.path, names: namesUsedIn(source) }))

describe('doors to the world', () => {
  test.each(moduleDoors)('$what is reached through its door only', ({ what, modules, open }) => {
    const through: readonly string[] = modules
    const breaches = imports
      .filter(({ specifier, in: file }) => through.includes(specifier) && !opens(open, file))
      .map(
        ({ in: file, specifier }) =>
          `${file} imports ${specifier}; ${what} is opened in ${listOf(open)}`,
      )
    expect(breaches).toEqual([])
  })

  test('node:crypto belongs to keys; others compute digests with it', () => {
    const { everything, digestNames, digests, more } = cryptoDoor
    const digestOnly = new Set<string>(digestNames)
    const breaches = imports
      .filter(({ specifier, in: file }) => isCrypto(specifier) && !file.startsWith(everything))
      .flatMap(({ in: file, names }) => names.map((name) => ({ file, name })))
      .filter(({ file, name }) => !(digestOnly.has(name) && opens(digests, file)))
      .filter(
        ({ file, name }) =>
          !Object.entries(more).some(
            ([where, [only]]) => covers(where, file) && ['*', name].includes(only),
          ),
      )
      .map(({ file, name }) => `${file} takes ${name} from node:crypto, which is for ${everything}`)
    expect(breaches).toEqual([])
  })

  test.each(wordDoors)('$what has one door', ({ what, names, open }) => {
    const breaches = used
      .filter((file) => !opens(open, file.path) && names.some((name) => file.names.has(name)))
      .map(({ path }) => `${path} asks for ${what}; that is done in ${listOf(open)}`)
    expect(breaches).toEqual([])
  })

  test('node modules are named with "node:"', () => {
    const bare = new Set(builtinModules)
    expect(
      imports.filter(({ specifier }) => bare.has(specifier)).map(({ in: file }) => file),
    ).toEqual([])
  })

  test('no door stands open that nobody goes through', () => {
    const entered = {
      modules: (where: string, modules: readonly string[]) =>
        imports.some((one) => covers(where, one.in) && modules.includes(one.specifier)),
      words: (where: string, names: readonly string[]) =>
        used.some((file) => covers(where, file.path) && names.some((name) => file.names.has(name))),
    }
    const idle = [
      ...moduleDoors.flatMap(({ open, modules }) =>
        Object.keys(open).filter((where) => !entered.modules(where, modules)),
      ),
      ...wordDoors.flatMap(({ open, names }) =>
        Object.keys(open).filter((where) => !entered.words(where, names)),
      ),
      ...[...Object.keys(cryptoDoor.digests), ...Object.keys(cryptoDoor.more)].filter(
        (where) => !entered.modules(where, ['node:crypto']),
      ),
    ]
    expect(idle).toEqual([])
  })
})

const isCrypto = (specifier: string): boolean => /^(node:)?crypto$/.test(specifier)

const covers = (where: string, file: string): boolean =>
  where.endsWith('/') ? file.startsWith(where) : file === where

const opens = (open: Readonly<Record<string, string>>, file: string): boolean =>
  Object.keys(open).some((where) => covers(where, file))

const listOf = (open: Readonly<Record<string, string>>): string =>
  Object.keys(open).join(', ') || 'no file'
