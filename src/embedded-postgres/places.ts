import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, statSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Fault } from '../base'
import { packageRoot } from '../package-root'

/** What throw-away clusters are called in the folder for temporary files; the sweep looks for it. */
export const THROW_AWAY_PREFIX = 'citycard-throw-away-'

const asRoot = (): boolean => process.getuid?.() === 0

/**
 * Where the embedded database lives unless told otherwise. Root's server runs as another user, who often may
 * not enter the checkout (below root's home, say), so root keeps it where everybody may pass.
 */
export function defaultDataDir(): string {
  if (asRoot()) return '/var/lib/citycard'
  return existsSync(join(packageRoot, 'tsconfig.json'))
    ? join(packageRoot, '.data')
    : join(homedir(), '.local', 'share', 'citycard')
}

/** The cluster of this checkout below the data directory: two checkouts do not share their books. */
export const persistentClusterDir = (dataDir: string): string =>
  join(dataDir, `cluster-${createHash('sha256').update(packageRoot).digest('hex').slice(0, 12)}`)

export function throwAwayDir(): string {
  const dir = mkdtempSync(join(tmpdir(), THROW_AWAY_PREFIX))
  if (asRoot()) chmodSync(dir, 0o755)
  return dir
}

/** Makes a folder of ours; the server's user must be able to pass through it. */
export function makeFolder(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: asRoot() ? 0o755 : 0o700 })
  if (asRoot()) assertPassable(dir)
}

function assertPassable(dir: string): void {
  for (let folder = dir; ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) {
      throw new Fault(
        'embedded-postgres',
        `root runs the database as "nobody", who may not pass through ${folder}; set CITYCARD_DATA_DIR to a folder everybody may enter`,
        false,
      )
    }
    if (folder === dirname(folder)) return
  }
}
