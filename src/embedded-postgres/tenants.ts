import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aliveProcess } from './processes'

/*
 * Which processes use a cluster: one file each, named by the process id. Whoever leaves last stops the server,
 * whether it started it or not; a process that died without leaving is struck off by the next one that looks.
 */

const folderOf = (clusterDir: string): string => join(clusterDir, 'users')

export function moveIn(clusterDir: string): void {
  mkdirSync(folderOf(clusterDir), { recursive: true })
  writeFileSync(join(folderOf(clusterDir), `${process.pid}`), '')
}

/** @returns whether nobody else is left */
export function moveOut(clusterDir: string): boolean {
  strikeOff(clusterDir, process.pid)
  return tenants(clusterDir).length === 0
}

function tenants(clusterDir: string): number[] {
  const pids = readdirSync(folderOf(clusterDir)).map(Number)
  for (const gone of pids.filter((pid) => !aliveProcess(pid))) strikeOff(clusterDir, gone)
  return pids.filter(aliveProcess)
}

const strikeOff = (clusterDir: string, pid: number): void =>
  rmSync(join(folderOf(clusterDir), `${pid}`), { force: true })
