import { join } from 'node:path'
import type { Result } from '../../src/base'
import type { OpenDatabase } from '../../src/database'
import { openSoftVault, type SoftVault } from '../../src/keys'
import { createLog } from '../../src/log'
import { packageRoot } from '../../src/package-root'
import {
  replay,
  type ReplayOptions,
  type ReplayRefusal,
  type ReplayResult,
} from '../../src/simulation'

const keysFile = join(packageRoot, 'keys-dev', 'hierarchy.json')
let vault: SoftVault | undefined

/** Performs a file in these books, as the command does. */
export async function replayIn(
  database: OpenDatabase,
  file: string,
  options: Partial<ReplayOptions> = {},
): Promise<Result<ReplayResult, ReplayRefusal>> {
  if (vault === undefined) {
    const opened = await openSoftVault({ keysFile, production: false })
    if (!opened.ok) throw new Error(opened.refused)
    vault = opened.value
  }
  return replay({
    file,
    database,
    vault,
    keysFile,
    production: false,
    log: createLog('silent'),
    rules: { cutOffMinutes: 0, lateUploadDays: 30, futureSkewMinutes: 10 },
    ...options,
  })
}

/** The same, where a refusal fails the test. */
export async function played(
  database: OpenDatabase,
  file: string,
  options: Partial<ReplayOptions> = {},
): Promise<ReplayResult> {
  const answer = await replayIn(database, file, options)
  if (!answer.ok) throw new Error(`${answer.refused} ${answer.field}: ${answer.detail}`)
  return answer.value
}

/** What must be the same whenever the same rows are settled. */
export const settled = ({ operators }: ReplayResult) => operators
