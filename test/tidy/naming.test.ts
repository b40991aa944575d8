import ts from 'typescript'
import { basename } from 'node:path'
import { allFiles, nodesOf, sources } from './sources'

/** Names that say nothing about what lives in a file. */
const SAYS_NOTHING = [
  'utils',
  'util',
  'helper',
  'helpers',
  'service',
  'manager',
  'types',
  'common',
  'model',
  'handler',
]

/**
 * Tables that hold more than data, with the reason. Anything else in a table is code, and code does not
 * belong in a file that is read as data.
 */
const MAY_COMPUTE: Readonly<Record<string, string>> = {
  'src/card/file-layout.table.ts': 'files that are alike are rows made by one short expression',
  'src/registry/sheets.table.ts': 'a column says which field of an entry it holds',
}

describe('names', () => {
  const names = allFiles.filter((path) => /\.(ts|tsx|mjs)$/.test(path))

  test('files are named in kebab-case', () => {
    const wrong = names.filter(
      (path) =>
        !/^[a-z0-9]+(-[a-z0-9]+)*(\.(table|test|property\.test|config))?\.(ts|tsx|mjs)$/.test(
          basename(path),
        ),
    )
    expect(wrong).toEqual([])
  })

  test('a file is named after what lives in it', () => {
    const wrong = names
      .filter((path) =>
        basename(path)
          .split(/[.-]/)
          .slice(0, -1)
          .some((word) => SAYS_NOTHING.includes(word)),
      )
      .map((path) => `${path} says nothing about what lives in it`)
    expect(wrong).toEqual([])
  })

  test('no folder outside the plan stands beside the others', () => {
    const folders = new Set(
      allFiles.filter((path) => path.includes('/')).map((path) => path.split('/')[0]),
    )
    expect([...folders].sort()).toEqual([
      '.ci',
      'console',
      'keys-dev',
      'migrations',
      'src',
      'terminals',
      'test',
    ])
  })
})

describe('tables', () => {
  const tables = sources.filter(({ path }) => path.endsWith('.table.ts'))

  test('hold data and no functions', () => {
    const breaches = tables
      .filter(({ path, tree }) => !Object.hasOwn(MAY_COMPUTE, path) && nodesOf(tree).some(isCode))
      .map(({ path }) => `${path} is read as data, but holds a function`)
    expect(breaches).toEqual([])
  })

  test('that may compute are there and do', () => {
    const needless = Object.keys(MAY_COMPUTE).filter(
      (path) => !tables.some((table) => table.path === path && nodesOf(table.tree).some(isCode)),
    )
    expect(needless).toEqual([])
  })
})

const isCode = (node: ts.Node): boolean =>
  ts.isFunctionDeclaration(node) ||
  ts.isFunctionExpression(node) ||
  ts.isArrowFunction(node) ||
  ts.isMethodDeclaration(node) ||
  ts.isClassDeclaration(node) ||
  ts.isClassExpression(node)
