import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(__dirname, '..', '..')
const CHECKOUT_FILES = ['citycard.mjs', 'package.json', 'package-lock.json']
const BUILD_FILES = ['tsconfig.json', 'tsconfig.build.json']

let dir: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'citycard-checkout-'))
  for (const name of [...CHECKOUT_FILES, ...BUILD_FILES]) {
    copyFileSync(join(ROOT, name), join(dir, name))
  }
  // Older than what is installed, so that nothing is installed again.
  utimesSync(join(dir, 'package-lock.json'), 0, 0)
  symlinkSync(join(ROOT, 'node_modules'), join(dir, 'node_modules'))
  mkdirSync(join(dir, 'src'))
  program(`console.log(JSON.stringify(argv)); return 0`)
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** Stands for the command line of the city. */
function program(body: string): void {
  const source = `export async function main(argv: readonly string[]): Promise<number> { ${body} }\n`
  writeFileSync(join(dir, 'src', 'cli.ts'), source)
}

async function citycard(...order: readonly string[]) {
  const child = spawn(process.execPath, [join(dir, 'citycard.mjs'), ...order], { cwd: tmpdir() })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()))
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()))
  const [code] = (await once(child, 'close')) as [number]
  return { code, stdout, stderr }
}

test('builds what is not built, and answers nothing but the answer on stdout', async () => {
  const first = await citycard('books', '--json')
  expect(first).toEqual({
    code: 0,
    stdout: '["books","--json"]\n',
    stderr: 'citycard: building …\n',
  })
  expect(await citycard()).toEqual({ code: 0, stdout: '[]\n', stderr: '' })
})

test('builds again what has changed, and forgets what is gone', async () => {
  writeFileSync(join(dir, 'src', 'gone.ts'), 'export const gone = true\n')
  await citycard()
  rmSync(join(dir, 'src', 'gone.ts'))
  program(`return argv.length + 1`)
  expect(await citycard()).toMatchObject({ code: 1, stderr: 'citycard: building …\n' })
  expect(existsSync(join(dir, 'dist', 'src', 'gone.js'))).toBe(false)
})

test('of two starts at once one builds and both answer', async () => {
  const both = await Promise.all([citycard('a'), citycard('b')])
  expect(both.map(({ stdout }) => stdout)).toEqual(['["a"]\n', '["b"]\n'])
  expect(both.map(({ stderr }) => stderr).sort()).toEqual(['', 'citycard: building …\n'])
})

test('a source that does not compile is told, and nothing old is run in its place', async () => {
  await citycard()
  program(`return 'wrong'`)
  const { code, stdout, stderr } = await citycard()
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/src\/cli\.ts.*error TS2322[^]*citycard: the build failed/)
})

test('an installed package is only loaded', async () => {
  await citycard()
  for (const name of [...BUILD_FILES, 'src', 'package-lock.json']) {
    rmSync(join(dir, name), { recursive: true })
  }
  expect(await citycard('x')).toEqual({ code: 0, stdout: '["x"]\n', stderr: '' })
})
