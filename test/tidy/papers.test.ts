import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { clientPage, dependencies, formatOfUploads, readmePage } from '../../src/docs'
import { uploadRefusals } from '../../src/clearing'
import { uploadStatus } from '../../src/gateways/http'
import { packageRoot } from '../../src/package-root'
import { allFiles, importsOf, nodesOf, parsed, sources, textOf } from './sources'

interface Package {
  readonly dependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly license?: string
}

const own = JSON.parse(textOf('package.json')) as Package
const reasons: Readonly<Record<string, readonly string[]>> = dependencies
const testFiles = allFiles.filter((path) => path.startsWith('test/') && path.endsWith('.ts'))

describe('what is printed from the code', () => {
  test('the README is current (npm run docs)', () => {
    expect(readmePage()).toMatchObject({ ok: true, value: { current: true } })
  })

  test('the page of the upload format is current (npm run docs)', () => {
    expect(formatOfUploads()).toMatchObject({ current: true })
  })

  test('the operations of the client are current (npm run docs)', () => {
    expect(clientPage()).toMatchObject({ current: true })
  })

  test('every link of a README leads to a file that is there', () => {
    const dead = allFiles
      .filter((path) => path.endsWith('.md'))
      .flatMap((path) =>
        [...textOf(path).matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, link]) => ({
          path,
          target: join(path, '..', link as string).replaceAll('\\', '/'),
        })),
      )
      .filter(
        ({ target }) =>
          !allFiles.some(
            (file) => file === target || file.startsWith(`${target.replace(/\/$/, '')}/`),
          ),
      )
      .map(({ path, target }) => `${path} leads to ${target}`)
    expect(dead).toEqual([])
  })

  test('every file that the README names in passing is there', () => {
    const gone = [
      ...textOf('README.md').matchAll(/`((?:src|test|terminals|migrations|keys-dev)\/[\w./-]+)`/g),
    ]
      .map(([, path]) => (path as string).replace(/\/$/, ''))
      .filter((path) => !allFiles.some((file) => file === path || file.startsWith(`${path}/`)))
    expect([...new Set(gone)]).toEqual([])
  })
})

test('every refusal of an upload has its HTTP status', () => {
  expect(Object.keys(uploadStatus).sort()).toEqual([...uploadRefusals].sort())
})

describe('dependencies', () => {
  const all = { ...own.dependencies, ...own.optionalDependencies, ...own.devDependencies }

  test('each has its reason, and each reason its package', () => {
    expect(Object.keys(reasons).sort()).toEqual(Object.keys(all).sort())
  })

  test('each has the licence that is written down', () => {
    const installed = Object.keys({ ...own.dependencies, ...own.devDependencies })
    const wrong = installed
      .map((name) => ({ name, says: licenceOf(name), written: reasons[name]?.[0] }))
      .filter(({ says, written }) => says !== written)
    expect(wrong).toEqual([])
  })

  test('each that is delivered is used', () => {
    const users = [...sources, ...testFiles.map(parsed)]
    const used = new Set(users.flatMap(importsOf).map(({ specifier }) => packageOf(specifier)))
    const idle = Object.keys(own.dependencies).filter((name) => !used.has(name))
    expect(idle).toEqual([])
  })

  /** What a checkout has and an installed package lacks; where it is missing, a sentence says so and the work is left out. */
  const TOOLS: Readonly<Record<string, string>> = {
    'src/bench/open-browser.ts': 'playwright-core',
    'src/bench/rows/console.ts': 'playwright-core',
  }

  test('nothing is imported that is not delivered', () => {
    const missing = sources
      .flatMap(importsOf)
      .filter(({ in: file, specifier }) => TOOLS[file] !== specifier)
      .map(({ in: file, specifier }) => ({ file, name: packageOf(specifier) }))
      .filter(({ name }) => !/^(\.|node:)/.test(name) && !Object.hasOwn(own.dependencies, name))
      .map(({ file, name }) => `${file} imports ${name}`)
    expect(missing).toEqual([])
  })
})

describe('files', () => {
  /** Put together, so that this file does not hold what it looks for. */
  const MACHINE_PATH = new RegExp(`(?<![\\w.~}-])/(${['work', 'tmp', 'root', 'home'].join('|')})/`)
  const REGISTRY = new RegExp(['registry', '(npmjs|yarnpkg|npmmirror)', '(org|com)'].join('\\.'))
  const texts = allFiles
    .filter((path) =>
      /\.(ts|mjs|js|json|md|sql|yml|yaml)$|(^|\/)(run|LICENSE|\.gitignore)$/.test(path),
    )
    .map((path) => ({ path, text: textOf(path) }))

  test('name no folder of a machine', () => {
    expect(texts.filter(({ text }) => MACHINE_PATH.test(text)).map(({ path }) => path)).toEqual([])
  })

  test('name no host of a package registry', () => {
    expect(texts.filter(({ text }) => REGISTRY.test(text)).map(({ path }) => path)).toEqual([])
  })

  test('switch no rule of the compiler or the linter off', () => {
    const words = new RegExp(
      ['@ts-' + 'ignore', '@ts-' + 'nocheck', 'eslint-' + 'disable'].join('|'),
    )
    const expected = '@ts-' + 'expect-error'
    // What must not compile is asserted so: the compiler objects as soon as it does.
    const mayExpect = (path: string): boolean => path === 'test/client/client.test.ts'
    const wrong = texts.filter(
      ({ path, text }) => words.test(text) || (text.includes(expected) && !mayExpect(path)),
    )
    expect(wrong.map(({ path }) => path)).toEqual([])
  })
})

describe('development keys', () => {
  interface DevelopmentKey {
    readonly label: string
    readonly for?: string
    readonly level?: string
    readonly validFrom?: string
    readonly validTo?: string
    readonly key: string
  }
  const { keys } = JSON.parse(textOf('keys-dev/hierarchy.json')) as { keys: DevelopmentKey[] }

  test('each says what it is for, where it stands and when it is used', () => {
    const silent = keys.filter(
      (key) => !((key.for ?? '').length > 10 && key.level && key.validFrom && key.validTo),
    )
    expect(silent.map(({ label }) => label)).toEqual([])
    expect(keys.length).toBeGreaterThan(0)
  })

  test('each is known by its first bytes, so that one that strays is recognised', () => {
    expect(
      keys.filter(({ key }) => !/^7E57[0-9A-F]{28}$/.test(key)).map(({ label }) => label),
    ).toEqual([])
  })

  test('no label names two keys, and no key serves two labels', () => {
    expect(new Set(keys.map(({ label }) => label)).size).toBe(keys.length)
    expect(new Set(keys.map(({ key }) => key)).size).toBe(keys.length)
  })

  test('none of them stands anywhere else in what is delivered', () => {
    const values = keys.map(({ key }) => key)
    const holders = sources.filter(({ tree }) =>
      values.some((value) => tree.text.toUpperCase().includes(value)),
    )
    expect(holders.map(({ path }) => path)).toEqual([])
  })
})

describe('tests', () => {
  test('none is left out, and none runs alone', () => {
    const wrong = testFiles.flatMap((path) =>
      nodesOf(parsed(path).tree)
        .filter(ts.isPropertyAccessExpression)
        // A test that this machine cannot run may be left out where that is asked, as "cannot ? test.skip : test".
        .filter((node) => !ts.isConditionalExpression(node.parent))
        .map((node) => node.getText())
        .filter((text) => /^(test|describe|it)(\.\w+)*\.(only|skip|todo|failing)\b/.test(text))
        .map((text) => `${path}: ${text}`),
    )
    expect(wrong).toEqual([])
  })
})

function licenceOf(name: string): string | undefined {
  const page = readFileSync(join(packageRoot, 'node_modules', name, 'package.json'), 'utf8')
  return (JSON.parse(page) as Package).license
}

function packageOf(specifier: string): string {
  return specifier.startsWith('.')
    ? '.'
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/')
}
