import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process'
import { extname, join } from 'node:path'

/** Starts a program of this folder as a process whose standard output is read here; in source form as well. */
export const startProgram = (name: string, records: number): ChildProcess =>
  start(name, [`${records}`], ['ignore', 'pipe', 'inherit'])

/** The same for one that is sent messages and sends some back. */
export const startListener = (name: string): ChildProcess =>
  start(name, [], ['ignore', 'inherit', 'inherit', 'ipc'])

function start(name: string, words: readonly string[], stdio: StdioOptions): ChildProcess {
  const form = extname(__filename)
  const loader = form === '.ts' ? ['--import', 'tsx'] : []
  return spawn(process.execPath, [...loader, join(__dirname, `${name}${form}`), ...words], {
    stdio,
  })
}
