import { rmSync } from 'node:fs'
import { endTestServer } from './test-server'

export default async function afterAll(): Promise<void> {
  await endTestServer()
  for (const folder of [process.env['TEST_MEETING_PLACE'], process.env['TMPDIR']]) {
    if (folder?.includes(`citycard-test-${process.pid}-`))
      rmSync(folder, { recursive: true, force: true })
  }
}
