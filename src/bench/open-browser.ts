import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { packageRoot } from '../package-root'
import type { Unmeasured } from './figure'

const CHROMIUM = '/usr/bin/chromium'

/**
 * Debian's Chromium without a window, or why the console cannot be measured here. What drives it is a tool of
 * development, which an installed package does without.
 */
export async function openBrowser(): Promise<Browser | Unmeasured> {
  if (!existsSync(CHROMIUM)) {
    return { unmeasured: `there is no ${CHROMIUM} (apt-get install chromium)` }
  }
  if (!existsSync(join(packageRoot, 'dist', 'console', 'index.html'))) {
    return { unmeasured: 'the console is not built (npm run build)' }
  }
  const driver = await import('playwright-core').catch(() => undefined)
  if (driver === undefined) {
    return { unmeasured: 'playwright-core is not installed; it comes with a checkout' }
  }
  return driver.chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
}
