/*
 * What `npm test` runs: types, style, build and every test, on the embedded PostgreSQL and, where it can be had,
 * on Debian's. `--quick` (npm run check) stops at what needs neither a database nor other processes.
 */
import { spawn, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileReaderBinding, prepare } from '../citycard.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const quick = process.argv.includes('--quick')
const isRoot = process.getuid?.() === 0
const strict = process.env.CI === 'true' && isRoot
const work = mkdtempSync(join(tmpdir(), 'citycard-run-'))
const CHROMIUM = '/usr/bin/chromium'
const tally = { passed: 0, failed: 0, skipped: 0 }
const remarks = []

process.once('exit', () => rmSync(work, { recursive: true, force: true }))

async function main() {
  prepare({ build: false })
  // The linter needs one core for a minute: what follows does not wait for it.
  const checks = Promise.all([
    check('types', 'typescript-7/bin/tsc', ['--noEmit']),
    check('types of the console', 'typescript-7/bin/tsc', ['--noEmit', '-p', 'console']),
    check('lint', 'eslint/bin/eslint.js', ['.']),
    check('format', 'prettier/bin/prettier.cjs', ['--check', '.']),
  ])
  const files = testFiles()
  if (quick) {
    await checks
    await jest('tests without a database', { files: files.filter(isPure) })
  } else {
    build()
    if (!existsSync(CHROMIUM)) installChromium()
    cardReaders()
    await jest('tests on the embedded PostgreSQL', {})
    // What a browser shows does not depend on the PostgreSQL below the centre.
    await onDebian(
      files.filter((file) => needsDatabase(file) && !isInBrowser(file) && !isOnce(file)),
    )
  }
  await checks
  conclude()
}

/** Some tests run the command line as it is delivered. */
function build() {
  try {
    prepare({ build: true })
  } catch (error) {
    tally.failed++
    remarks.push(error.message)
  }
}

/** Debian's PC/SC service, a virtual reader for it, and programs of others that read cards. */
const CARD_READERS = {
  '/usr/sbin/pcscd': 'pcscd',
  '/usr/include/PCSC/winscard.h': 'libpcsclite-dev',
  '/usr/lib/pcsc/drivers/serial/libifdvpcd.so': 'vsmartcard-vpcd',
  '/usr/bin/opensc-tool': 'opensc',
  '/usr/bin/pcsc_scan': 'pcsc-tools',
  '/usr/lib/python3/dist-packages/smartcard': 'python3-pyscard',
  '/sbin/ip': 'iproute2',
  '/usr/bin/g++': 'g++',
  '/usr/bin/make': 'make',
}

/** Where they may be installed they are; elsewhere the tests that need them say that they are left out, and why. */
function cardReaders() {
  const missing = Object.entries(CARD_READERS)
    .filter(([file]) => !existsSync(file))
    .map(([, name]) => name)
  if (missing.length > 0 && isRoot && existsSync('/usr/bin/apt-get')) {
    say(`installing ${missing.join(', ')} …`)
    if (apt('update')) apt('install', '-y', '--no-install-recommends', ...missing)
  }
  if (!compileReaderBinding()) remarks.push('Card readers: the binding pcsclite is not compiled.')
}

/** Runs one of the tools; a tool that finds something counts as one failure. */
async function check(name, tool, order) {
  const { status, output, seconds } = await runTool(tool, order)
  say(`${name}: ${status === 0 ? 'ok' : 'FAILED'} (${seconds} s)`)
  if (status === 0) return
  tally.failed++
  remarks.push(`${name} failed.`)
  process.stdout.write(output)
}

function runTool(tool, order) {
  const began = Date.now()
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', tool), ...order], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (text) => (output += text))
    child.stderr.on('data', (text) => (output += text))
    child.once('close', (status) => resolve({ status, output, seconds: secondsSince(began) }))
  })
}

async function jest(name, { files = [], environment = {} }) {
  say(`${name} …`)
  const began = Date.now()
  const outcome = join(work, `${name.replaceAll(/\W+/g, '-')}.json`)
  const { TEST_PG_BIN: _, ...inherited } = process.env
  const child = spawn(
    process.execPath,
    [
      join(root, 'node_modules/jest/bin/jest.js'),
      ...['--ci', '--json', `--outputFile=${outcome}`, '--silent=false'],
      ...(files.length > 0 ? ['--runTestsByPath', ...files] : []),
    ],
    // The documents go to the file; of what jest says, only the part for people is shown.
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...inherited, ...environment } },
  )
  const status = await new Promise((resolve) => child.once('close', resolve))
  count(name, status, outcome)
  say(`${name}: ${status === 0 ? 'ok' : 'FAILED'} (${secondsSince(began)} s)`)
}

function count(name, status, outcome) {
  if (!existsSync(outcome)) {
    tally.failed++
    remarks.push(`${name}: jest ended with ${status} and told nothing.`)
    return
  }
  const told = JSON.parse(readFileSync(outcome, 'utf8'))
  const skipped = told.numPendingTests + told.numTodoTests
  const failed = told.numFailedTests + told.numRuntimeErrorTestSuites
  tally.passed += told.numPassedTests
  tally.failed += failed === 0 && status !== 0 ? 1 : failed
  skip(skipped, `${name}: ${skipped} skipped themselves (their names stand above).`)
}

/** The same suites on the PostgreSQL that Debian 12 ships, because that is what production runs. */
async function onDebian(files) {
  const binaries = debianBinaries() ?? installDebian()
  if (binaries !== undefined) {
    await jest(`database suites on ${binaries}`, { files, environment: { TEST_PG_BIN: binaries } })
    return
  }
  skip(
    files.length,
    `The ${files.length} database suites were not run again on Debian's PostgreSQL 15, which is not installed ` +
      '(get it with: apt-get install postgresql-15).',
  )
}

function debianBinaries() {
  const versions = '/usr/lib/postgresql'
  if (!existsSync(versions)) return undefined
  const found = readdirSync(versions)
    .filter((version) => Number(version) >= 15 && Number(version) <= 18)
    .filter((version) => existsSync(join(versions, version, 'bin', 'initdb')))
    .sort()
  return found[0] === undefined ? undefined : join(versions, found[0], 'bin')
}

/** Only the programs: Debian would also make and start a server of its own, which nobody asked for. */
function installDebian() {
  if (!isRoot || !existsSync('/usr/bin/apt-get')) return undefined
  say("installing Debian's PostgreSQL 15 (programs only) …")
  const settings = '/etc/postgresql-common/createcluster.conf'
  const done =
    apt('update') &&
    apt('install', '-y', '--no-install-recommends', 'postgresql-common') &&
    (appendFileSync(settings, '\ncreate_main_cluster = false\n') ?? true) &&
    apt('install', '-y', '--no-install-recommends', 'postgresql-15')
  return done ? debianBinaries() : undefined
}

/** What drives the console in tests; without it the browser journeys skip themselves and say so. */
function installChromium() {
  if (!isRoot || !existsSync('/usr/bin/apt-get')) return
  say("installing Debian's Chromium …")
  if (apt('update')) apt('install', '-y', '--no-install-recommends', 'chromium')
}

function apt(...order) {
  const log = join(work, 'apt.log')
  const { status, stdout, stderr } = spawnSync(
    'apt-get',
    ['-o', 'DPkg::Lock::Timeout=600', '-q', ...order],
    { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, encoding: 'utf8' },
  )
  writeFileSync(log, `${stdout}${stderr}`)
  if (status !== 0) process.stdout.write(readFileSync(log))
  return status === 0
}

function testFiles() {
  return readdirSync(join(root, 'test'), { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(root, 'test', name))
    .sort()
}

const DATABASE = ['test/support/database.ts', 'test/support/test-server.ts']
const PROCESSES = ['test/support/processes.ts', 'test/support/pcscd.ts']

const needsDatabase = (file) => standsOn(file, DATABASE)
/**
 * What they do on another PostgreSQL smaller suites show: a whole morning of 37,000 taps, measurements, and programs
 * outside the centre. They send no statement that the other suites do not send there too.
 */
const ONCE = [
  'journeys/a-morning-in-shenzhen.test.ts',
  'bench/bench.test.ts',
  'acquiring/killed-host.test.ts',
  'issuing/writing.test.ts',
  'simulation/pos-soak.test.ts',
  'terminals/',
]
const isOnce = (file) => ONCE.some((one) => file.startsWith(join(root, 'test', one)))
const isInBrowser = (file) => standsOn(file, ['test/console/support/browser.ts'])

/** Needs neither the database nor other processes. */
const isPure = (file) => !standsOn(file, [...DATABASE, ...PROCESSES])

/** Whether a test, or any file of the test folder it stands on, imports one of these. */
function standsOn(file, wanted, seen = new Set()) {
  if (seen.has(file)) return false
  seen.add(file)
  if (wanted.some((one) => file === join(root, one))) return true
  const imports = readFileSync(file, 'utf8').matchAll(/from '(\.{1,2}\/[^']+)'/g)
  return [...imports]
    .map(([, path]) => `${join(dirname(file), path)}.ts`)
    .filter((path) => path.startsWith(join(root, 'test')) && existsSync(path))
    .some((path) => standsOn(path, wanted, seen))
}

function skip(number, sentence) {
  if (number === 0) return
  tally.skipped += number
  remarks.push(sentence)
}

/** On the build machine nothing may be green because it was left out. */
function conclude() {
  if (strict && tally.skipped > 0) {
    tally.failed++
    remarks.push(
      'A build machine that may install everything skips nothing: this counts as a failure.',
    )
  }
  for (const remark of remarks) say(remark)
  console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`)
  process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1
}

function secondsSince(began) {
  return ((Date.now() - began) / 1_000).toFixed(1)
}

function say(sentence) {
  console.log(sentence)
}

await main()
