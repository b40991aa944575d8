#!/usr/bin/env node
/*
 * The way into Citycard, for npm's scripts and as the package's command. In a checkout it first installs what is
 * missing and builds what has changed, telling about it on stderr; an installed package is only loaded.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const NODE_NEEDED = [20, 19]
const PATIENCE_MS = 10 * 60_000
const LOOK_AGAIN_MS = 100

const program = realpathSync(fileURLToPath(import.meta.url))
const root = dirname(program)
const isCheckout = existsSync(join(root, 'tsconfig.json'))
const sources = ['src', 'terminals', 'migrations']
const everySource = [...sources, 'console']
const entry = join(root, 'dist', 'src', 'cli.js')
const consolePage = join(root, 'dist', 'console', 'index.html')
const hasConsole = existsSync(join(root, 'console', 'index.html'))
const builtNote = join(root, 'dist', '.built')

/** This checkout or this machine cannot run Citycard; the message says why and what helps. */
export class NotReady extends Error {}

/**
 * Installs and, if asked to, builds; does nothing when there is nothing to do.
 * @throws NotReady
 */
export function prepare({ build }) {
  demandNode()
  if (!isCheckout || (isInstalled() && (!build || isBuilt()))) return
  underLock(join(root, '.data', 'prepare.lock'), () => {
    if (!isInstalled()) install()
    if (build && !isBuilt()) compile()
  })
}

function demandNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const [needMajor, needMinor] = NODE_NEEDED
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return
  stop(
    `Citycard needs Node.js ${NODE_NEEDED.join('.')} or newer; this is ${process.versions.node}. ` +
      'Get one from https://nodejs.org/en/download or your system.',
  )
}

function isInstalled() {
  const modules = join(root, 'node_modules')
  const installed = join(modules, '.package-lock.json')
  if (!existsSync(installed)) return false
  // npm ci empties the folder behind a link, which is another checkout's: that one keeps it up to date.
  if (lstatSync(modules).isSymbolicLink()) return true
  return statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
}

function install() {
  tell('installing dependencies (npm ci) …')
  // The build needs the development dependencies, whatever NODE_ENV says.
  const done = npm('ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund')
  if (!done) stop('npm ci failed; what it said stands above.')
  compileReaderBinding()
}

/**
 * The binding to card readers is the only package with a step of its own that we let run, and only where all it needs
 * is there: headers of PC/SC and of this Node.js. Without it everything else works.
 * @returns whether card readers can be used
 */
export function compileReaderBinding() {
  const binding = join(root, 'node_modules', 'pcsclite')
  const isThere = () => existsSync(join(binding, 'build', 'Release', 'pcsclite.node'))
  if (!existsSync(binding) || isThere()) return isThere()
  const nodeFolder = dirname(dirname(process.execPath))
  const headers = ['/usr/include/PCSC/winscard.h', join(nodeFolder, 'include', 'node', 'node.h')]
  if (process.platform === 'linux' && !headers.every((file) => existsSync(file))) return false
  tell('compiling the binding to card readers …')
  const done = npm('rebuild', 'pcsclite', `--nodedir=${nodeFolder}`)
  if (!done) tell('it could not be compiled; all but card readers works.')
  return done && isThere()
}

function npm(...order) {
  const program = process.env.npm_execpath
  return program?.endsWith('.js')
    ? run(process.execPath, [program, ...order])
    : run('npm', order, { shell: process.platform === 'win32' })
}

function isBuilt() {
  return (
    existsSync(entry) &&
    (!hasConsole || existsSync(consolePage)) &&
    existsSync(builtNote) &&
    readFileSync(builtNote, 'utf8') === fingerprint()
  )
}

/** Names, sizes and times of everything that goes into the build. */
function fingerprint() {
  const settings = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json', 'package.json']
  const files = [...settings.map((name) => join(root, name)), ...everySource.flatMap(filesBelow)]
  const hash = createHash('sha256')
  for (const file of files.sort()) {
    const { size, mtimeMs } = statSync(file)
    hash.update(`${relative(root, file)}\0${size}\0${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

function filesBelow(folder) {
  const dir = join(root, folder)
  if (!existsSync(dir)) return []
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
}

function compile() {
  tell('building …')
  // The compiler believes its own note of what it wrote, even when somebody has removed it.
  if (!existsSync(entry)) rmSync(join(root, 'dist'), { recursive: true, force: true })
  const before = fingerprint()
  const compiler = join(root, 'node_modules', 'typescript-7', 'bin', 'tsc')
  if (!run(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--noEmitOnError'])) {
    stop('the build failed; what the compiler said stands above.')
  }
  removeOrphans()
  const bundler = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  if (hasConsole && !run(process.execPath, [bundler, 'build', 'console', '--logLevel', 'warn'])) {
    stop('the console could not be built; what the bundler said stands above.')
  }
  writeFileSync(builtNote, before)
}

/** What is left of a source that is gone could be found before the file that took its place. */
function removeOrphans() {
  for (const built of sources.flatMap((folder) => filesBelow(join('dist', folder)))) {
    const source = join(root, relative(join(root, 'dist'), built)).replace(/\.js(\.map)?$/, '.ts')
    if (!existsSync(source)) rmSync(built)
  }
}

/** Two starts at once: the second waits for the first, and then finds the work done. */
function underLock(file, work) {
  mkdirSync(dirname(file), { recursive: true })
  for (let waitedMs = 0; !takeLock(file); waitedMs += LOOK_AGAIN_MS) {
    if (waitedMs > PATIENCE_MS) stop(`another start is still preparing; if none is, remove ${file}`)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_AGAIN_MS)
  }
  try {
    work()
  } finally {
    rmSync(file, { force: true })
  }
}

function takeLock(file) {
  try {
    writeFileSync(file, `${process.pid}`, { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (ownerIsGone(file)) rmSync(file, { force: true })
    return false
  }
}

function ownerIsGone(file) {
  try {
    process.kill(Number(readFileSync(file, 'utf8')) || process.pid, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

/** Runs a program whose words all go to stderr: stdout belongs to the command's answer. */
function run(command, order, options = {}) {
  const { status, error } = spawnSync(command, order, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    ...options,
  })
  if (error !== undefined) tell(error.message)
  return status === 0
}

function tell(sentence) {
  process.stderr.write(`citycard: ${sentence}\n`)
}

function stop(sentence) {
  throw new NotReady(sentence)
}

async function main() {
  try {
    prepare({ build: true })
  } catch (error) {
    if (!(error instanceof NotReady)) throw error
    tell(error.message)
    return 1
  }
  if (isCheckout) process.setSourceMapsEnabled(true)
  return createRequire(import.meta.url)(entry).main(process.argv.slice(2))
}

const isMain = process.argv[1] !== undefined && realpathSync(process.argv[1]) === program
if (isMain) process.exitCode = await main()
