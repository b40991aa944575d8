import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Sql } from '../base'

/** Where the figures come from: without it they mean little. */
export interface MachineFacts {
  readonly cores: number
  readonly processor: string
  readonly memoryGib: number
  readonly platform: string
  readonly node: string
  readonly postgres: string
  /** fdatasync of one block of 8 kB on the disk of the database, a second. */
  readonly flushesPerSecond: number
}

export async function machineFacts(sql: Sql, clusterDir: string): Promise<MachineFacts> {
  const { rows } = await sql.query<{ version: string }>('show server_version')
  const cores = cpus()
  return {
    cores: cores.length,
    processor: cores[0]?.model ?? 'unknown',
    memoryGib: Math.round((totalmem() / 2 ** 30) * 10) / 10,
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    postgres: Object.values(rows[0] ?? {})[0] ?? 'unknown',
    flushesPerSecond: flushRate(clusterDir),
  }
}

const BLOCK_BYTES = 8192
const FLUSHES = 400

function flushRate(clusterDir: string): number {
  const file = join(clusterDir, 'flush-rate')
  const block = Buffer.alloc(BLOCK_BYTES, 1)
  const open = openSync(file, 'w')
  try {
    const from = performance.now()
    for (let flush = 0; flush < FLUSHES; flush++) {
      writeSync(open, block, 0, BLOCK_BYTES, (flush % 64) * BLOCK_BYTES)
      fdatasyncSync(open)
    }
    return Math.round((FLUSHES * 1000) / (performance.now() - from))
  } finally {
    closeSync(open)
    rmSync(file, { force: true })
  }
}
