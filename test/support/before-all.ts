import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive } from './processes'

const PREFIX = 'citycard-test-'

/** Names the meeting place of the test processes; whoever needs a database first starts it there. */
export default function beforeAll(): void {
  sweep()
  process.env['TEST_MEETING_PLACE'] = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
  process.env['TEST_OWNER_PID'] = `${process.pid}`
}

/** Meeting places of runs that were killed; those of another user stay. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : NaN
    if (owner > 0 && !isAlive(owner)) remove(join(tmpdir(), name))
  }
}

function remove(dir: string): void {
  try {
    rmSync(dir, { recursive: true, force: true })
  } catch {
    // Not ours.
  }
}
