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

/** So many pieces a thread when there are rows enough: one that is held up is helped out by the others. */
const PIECES_A_THREAD = 4
const PIECE_ROWS_MAX = 16_384
/** The next piece waits in the thread while it checks the one before. */
const ASKED_AT_A_TIME = 2

interface Waiting {
  readonly resolve: (verdicts: Uint8Array) => void
  readonly reject: (fault: Fault) => void
}

/**
 * Checks TACs on several processor cores. A batch is cut into pieces, and each thread takes the next one when
 * it is free; small batches stay in the caller's thread. Where the compiled worker is missing (sources run directly) everything stays
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
    const verdicts = new Uint8Array(batch.count)
    const pieces = cut(batch.count, this.threads.length)
    const takeOn = async (thread: TacThread): Promise<void> => {
      for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
        const { first, count } = piece
        const at = first * TAC_ROW_BYTES
        const rows = Uint8Array.prototype.slice.call(batch.rows, at, at + count * TAC_ROW_BYTES)
        const question = { algorithm, masterKey, levels: batch.levels, count, rows }
        verdicts.set(await thread.ask(question), first)
      }
    }
    try {
      const hands = Array.from({ length: ASKED_AT_A_TIME }, () => this.threads).flat()
      await Promise.all(hands.map(takeOn))
    } finally {
      // When a thread has failed, the caller is told at once and nobody goes on for nothing.
      pieces.length = 0
    }
    return verdicts
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.stop()))
  }
}

function cut(rows: number, threads: number): { readonly first: number; readonly count: number }[] {
  const fair = Math.ceil(rows / (threads * PIECES_A_THREAD))
  const size = Math.min(PIECE_ROWS_MAX, Math.max(ROWS_WORTH_A_THREAD, fair))
  return Array.from({ length: Math.ceil(rows / size) }, (_, index) => ({
    first: index * size,
    count: Math.min(size, rows - index * size),
  }))
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
