import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Names the meeting place of the test processes; whoever needs a database first starts it there. */
export default function beforeAll(): void {
  process.env['TEST_MEETING_PLACE'] = mkdtempSync(join(tmpdir(), 'citycard-test-'))
  process.env['TEST_OWNER_PID'] = `${process.pid}`
}
