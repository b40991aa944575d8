import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'

const ROOT = join(__dirname, '..', '..')

/** A program of ours in a process of its own, which answers one JSON document a line. */
export class Program {
  private readonly lines: AsyncIterator<string>
  private readonly ended: Promise<unknown>
  private words = ''

  private constructor(
    private readonly child: ChildProcess,
    answers: Interface,
  ) {
    this.lines = answers[Symbol.asyncIterator]()
    this.ended = once(child, 'close')
    child.stderr?.on('data', (text: Buffer) => (this.words += text.toString()))
  }

  /** Runs a TypeScript file (path from the root of the project). */
  static start(
    file: string,
    order: readonly string[] = [],
    environment: NodeJS.ProcessEnv = {},
  ): Program {
    const child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, file), ...order], {
      cwd: ROOT,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    })
    return new Program(child, createInterface({ input: child.stdout }))
  }

  get pid(): number {
    return this.child.pid as number
  }

  async answer<Document>(): Promise<Document> {
    const next = await this.lines.next()
    if (next.done === true) {
      throw new Error(`the program ended without an answer:\n${this.words}`)
    }
    return JSON.parse(next.value) as Document
  }

  say(word: string): void {
    this.child.stdin?.write(`${word}\n`)
  }

  /** Sends a signal and waits for the end. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    this.child.kill(signal)
    await this.ended
  }

  async end(): Promise<{ code: number | null; signal: NodeJS.Signals | null; stderr: string }> {
    this.child.stdin?.end()
    await this.ended
    return { code: this.child.exitCode, signal: this.child.signalCode, stderr: this.words }
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Somebody else's process may not be touched, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Waits until something holds, for as long as is reasonable on a busy machine. */
export async function becomes(holds: () => boolean, withinMs = 15_000): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < withinMs; waitedMs += 50) {
    if (holds()) return true
    await pause(50)
  }
  return holds()
}
