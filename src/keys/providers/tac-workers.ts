import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { Fault } from '../../base'
import type { Algorithm } from '../label'
import { checkTacRows } from '../tac-check'
import { assertRows, TAC_ROW_BYTES, type TacBatch } from '../tac-rows'

export interface TacQuestion {
  readonly id: number
  readonly algorithm: Algorithm
  readonly masterKey: Uint8Array
  readonly levels: 1 | 2
  readonly count: number
  readonly rows: Uint8Array
}

export interface TacAnswer {
  readonly id: number
  readonly verdicts: Uint8Array
}

/** Below this many rows a thread costs more than it saves (a thousand rows take about a millisecond). */
const ROWS_WORTH_A_THREAD = 1024

interface Waiting {
  readonly resolve: (verdicts: Uint8Array) => void
  readonly reject: (fault: Fault) => void
}

/**
 * Checks TACs on several processor cores. A batch is cut into one run of rows per thread; small batches stay
 * in the caller's thread. Where the compiled worker is missing (sources run directly) everything stays
 * there. An idle pool keeps no process alive.
 */
export class TacWorkers {
  private readonly threads: TacThread[]

  constructor(threadCount: number, start: (() => Worker) | undefined = compiledWorker()) {
    this.threads =
      start === undefined ? [] : Array.from({ length: threadCount }, () => new TacThread(start))
  }

  get threadCount(): number {
    return this.threads.length
  }

  async check(
    algorithm: Algorithm,
    masterKey: Uint8Array,
    batch: Omit<TacBatch, 'label'>,
  ): Promise<Uint8Array> {
    assertRows(batch)
    if (this.threads.length === 0 || batch.count < ROWS_WORTH_A_THREAD) {
      return checkTacRows(algorithm, masterKey, batch)
    }
    const share = Math.ceil(batch.count / this.threads.length)
    const parts = await Promise.all(
      this.threads.map((thread, index) => {
        const first = Math.min(index * share, batch.count)
        const count = Math.min(share, batch.count - first)
        const rows = Uint8Array.prototype.slice.call(
          batch.rows,
          first * TAC_ROW_BYTES,
          (first + count) * TAC_ROW_BYTES,
        )
        return thread.ask({ algorithm, masterKey, levels: batch.levels, count, rows })
      }),
    )
    return Buffer.concat(parts)
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.stop()))
  }
}

/** One thread, started when first asked and again after it died. */
class TacThread {
  private worker: Worker | undefined
  private readonly waiting = new Map<number, Waiting>()
  private lastId = 0

  constructor(private readonly start: () => Worker) {}

  ask(question: Omit<TacQuestion, 'id'>): Promise<Uint8Array> {
    const worker = (this.worker ??= this.started())
    const id = ++this.lastId
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      worker.ref()
      worker.postMessage({ ...question, id }, [question.rows.buffer as ArrayBuffer])
    })
  }

  async stop(): Promise<void> {
    await this.worker?.terminate()
  }

  private started(): Worker {
    const worker = this.start()
    worker.on('message', ({ id, verdicts }: TacAnswer) => {
      this.waiting.get(id)?.resolve(verdicts)
      this.waiting.delete(id)
      if (this.waiting.size === 0) worker.unref()
    })
    worker.on('error', (cause) => this.failed(worker, cause))
    worker.on('exit', () => this.failed(worker, undefined))
    return worker
  }

  /** The end of a thread that was replaced already concerns nobody any more. */
  private failed(worker: Worker, cause: unknown): void {
    if (this.worker !== worker) return
    this.worker = undefined
    const fault = new Fault('keys/tac-workers', 'a checking thread stopped', true, { cause })
    for (const { reject } of this.waiting.values()) reject(fault)
    this.waiting.clear()
  }
}

function compiledWorker(): (() => Worker) | undefined {
  const file = join(__dirname, 'tac-worker.js')
  return existsSync(file) ? () => new Worker(file) : undefined
}
