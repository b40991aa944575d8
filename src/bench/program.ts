import { spawn, type ChildProcess } from 'node:child_process'
import { extname, join } from 'node:path'

/** Starts a program of this folder as a process whose standard output is read here; in source form as well. */
export function startProgram(name: string, records: number): ChildProcess {
  const form = extname(__filename)
  const loader = form === '.ts' ? ['--import', 'tsx'] : []
  return spawn(process.execPath, [...loader, join(__dirname, `${name}${form}`), `${records}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}
