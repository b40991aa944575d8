/* What `npm run screenshots` runs: builds what has changed, then takes the pictures; see test/console/screenshots.ts. */
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NotReady, prepare } from '../citycard.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

try {
  prepare({ build: true })
  const program = join(root, 'test', 'console', 'screenshots.ts')
  const order = ['--import', 'tsx', program, ...process.argv.slice(2)]
  process.exitCode = spawnSync(process.execPath, order, { cwd: root, stdio: 'inherit' }).status ?? 1
} catch (error) {
  if (!(error instanceof NotReady)) throw error
  console.error(`citycard: ${error.message}`)
  process.exitCode = 1
}
