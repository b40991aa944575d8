import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { Fault } from '../base'
import { aliveProcess } from './processes'

const LOOK_AGAIN_MS = 25

/**
 * Runs `work` while no other process of ours runs under the same lock file. A lock whose owner died is taken
 * over.
 */
export async function underLock<Value>(
  file: string,
  work: () => Promise<Value>,
  patienceMs = 120_000,
): Promise<Value> {
  for (let waitedMs = 0; !take(file); waitedMs += LOOK_AGAIN_MS) {
    if (waitedMs > patienceMs) {
      throw new Fault('files', `${file} is held by process ${ownerOf(file) ?? 'unknown'}`, true)
    }
    await pause(LOOK_AGAIN_MS)
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, `${process.pid}`, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    buryDead(file)
    return false
  }
}

/** Moves a dead owner's lock aside; if another was quicker and the lock is alive again, puts it back. */
function buryDead(file: string): void {
  const owner = ownerOf(file)
  if (owner === undefined || aliveProcess(owner)) return
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
    if (ownerOf(aside) !== owner) linkSync(aside, file)
  } catch {
    // Another process buried it first.
  }
  rmSync(aside, { force: true })
}

function ownerOf(file: string): number | undefined {
  try {
    const owner = Number(readFileSync(file, 'utf8'))
    return Number.isInteger(owner) && owner > 0 ? owner : undefined
  } catch {
    return undefined
  }
}
