import { rmSync } from 'node:fs'
import { endTestServer } from './test-server'

export default async function afterAll(): Promise<void> {
  await endTestServer()
  rmSync(process.env['TEST_MEETING_PLACE'] as string, { recursive: true, force: true })
}
