import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  symlinkSync,
} from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive } from './processes'

const PREFIX = 'citycard-test-'
/** Where Linux keeps files in memory. */
const IN_MEMORY = '/dev/shm'
/** Several times what all databases of a run have at once. */
const ROOM_BYTES = 3 * 2 ** 30

/**
 * Names the meeting place of the test processes; whoever needs a database first starts it there. Tests make hundreds of
 * databases of some hundred files each, and disks are slow to make files: where memory has room they live there.
 */
export default function beforeAll(): void {
  const shared = tmpdir()
  sweep(shared)
  if (hasRoom()) {
    sweep(IN_MEMORY)
    process.env['TMPDIR'] = newFolder(IN_MEMORY)
    keepTranslations(shared, process.env['TMPDIR'])
  }
  process.env['TEST_MEETING_PLACE'] = newFolder(shared)
  process.env['TEST_OWNER_PID'] = `${process.pid}`
}

/** The server's user must be able to pass through it. */
function newFolder(parent: string): string {
  const folder = mkdtempSync(join(parent, `${PREFIX}${process.pid}-`))
  chmodSync(folder, 0o755)
  return folder
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY)
    return Math.min(bavail * bsize, freemem()) > ROOM_BYTES
  } catch {
    return false
  }
}

/** tsx keeps what it has translated in the folder for temporary files; the next run wants it again. */
function keepTranslations(shared: string, here: string): void {
  const name = `tsx-${process.getuid?.()}`
  mkdirSync(join(shared, name), { recursive: true })
  symlinkSync(join(shared, name), join(here, name))
}

/** Folders of runs that were killed; those of another user stay. */
function sweep(parent: string): void {
  for (const name of readdirSync(parent)) {
    const owner = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : NaN
    if (owner > 0 && !isAlive(owner)) remove(join(parent, name))
  }
}

function remove(dir: string): void {
  try {
    rmSync(dir, { recursive: true, force: true })
  } catch {
    // Not ours.
  }
}
