import { fork, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  ReaderTrouble,
  type CardLine,
  type ReaderEvent,
  type ReaderFace,
  type Readers,
  type Sharing,
  type Trouble,
} from '../reader'
import type { Ask, Told, Wish } from './messages'
import { PcscLine } from './pcsc-line'

export interface PcscLimits {
  /** How long a card may think about one command before its process is ended. */
  readonly answerWithinMs: number
  /** How long readers may take to show what lies in them after the start. */
  readonly settleMs: number
}

const LIMITS: PcscLimits = { answerWithinMs: 15_000, settleMs: 1_000 }
/** A process that dies at once is not started again in a rush. */
const RESTART_AFTER_MS = 250
/** Room for a waiting call on every reader a PC/SC service can have (16), beside files. */
const THREADS = '20'

interface Asked {
  readonly resolve: (bytes: Buffer) => void
  readonly reject: (trouble: Trouble, system: string) => void
}

interface Known {
  atr: Buffer | undefined
  line: PcscLine | undefined
}

/**
 * The readers of the PC/SC service of this machine, held by a process of their own. That process is ended and started
 * again when a card says nothing for too long, and it looks for the service again when that has died.
 */
export class PcscReaders implements Readers {
  private child: ChildProcess | undefined
  private service: { readonly trouble: Trouble | null; readonly system: string } | undefined
  private readonly readers = new Map<string, Known>()
  private readonly watchers = new Set<(event: ReaderEvent) => void>()
  private readonly asked = new Map<number, Asked>()
  private readonly limits: PcscLimits
  private settled: Promise<void>
  private settle: () => void = () => undefined
  private lastId = 0
  private closed = false

  constructor(limits: Partial<PcscLimits> = {}) {
    this.limits = { ...LIMITS, ...limits }
    this.settled = this.start()
  }

  /** @throws ReaderTrouble where the binding or the service is missing */
  async list(): Promise<readonly ReaderFace[]> {
    await this.demandService()
    return [...this.readers]
      .map(([name, { atr }]) => ({ name, ...(atr === undefined ? {} : { atr }) }))
      .sort((one, other) => (one.name < other.name ? -1 : 1))
  }

  watch(tell: (event: ReaderEvent) => void): () => void {
    this.watchers.add(tell)
    return () => void this.watchers.delete(tell)
  }

  async connect(reader: string, sharing: Sharing): Promise<CardLine> {
    await this.demandService()
    const known = this.readers.get(reader)
    if (known === undefined) throw new ReaderTrouble('reader-missing', { reader })
    if (known.line?.isOpen === true) throw new ReaderTrouble('reader-in-use', { reader })
    const line = new PcscLine(reader, (wish) => this.ask(reader, wish))
    known.line = line
    await line.open(sharing)
    return line
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    this.settle()
    this.watchers.clear()
    const { child } = this
    if (child === undefined) return
    const over = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    if (child.connected) child.send({ ask: 'end' } satisfies Ask)
    // It ends itself; should it be stuck, it is ended.
    const stuck = setTimeout(() => child.kill('SIGKILL'), RESTART_AFTER_MS)
    await over
    clearTimeout(stuck)
  }

  private async demandService(): Promise<void> {
    await this.settled
    if (this.closed) throw new ReaderTrouble('reader-closed')
    const { trouble, system } = this.service ?? { trouble: 'service-missing', system: '' }
    if (trouble !== null) throw new ReaderTrouble(trouble, system === '' ? {} : { system })
  }

  /** Starts the process; settled when a card has shown itself, or the time for that is over. */
  private start(): Promise<void> {
    const built = join(__dirname, 'host.js')
    const isBuilt = existsSync(built)
    const child = fork(isBuilt ? built : join(__dirname, 'host.ts'), [], {
      execArgv: isBuilt ? [] : ['--import', 'tsx'],
      env: { ...process.env, UV_THREADPOOL_SIZE: THREADS },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    this.child = child
    child.on('message', (told: Told) => this.hear(told))
    child.on('error', () => undefined)
    child.once('exit', () => this.gone())
    return new Promise((resolve) => (this.settle = resolve))
  }

  private hear(told: Told): void {
    switch (told.told) {
      case 'service':
        this.service = told
        if (told.trouble !== null) return this.settle()
        // A service without readers says nothing more.
        setTimeout(() => this.settle(), this.limits.settleMs).unref()
        return
      case 'reader':
        return told.there ? this.enter(told.reader) : this.leave(told.reader)
      case 'card':
        return this.card(told.reader, told.atr)
      case 'answer':
        return this.asked.get(told.id)?.resolve(Buffer.from(told.bytes, 'hex'))
      case 'failure':
        return this.asked.get(told.id)?.reject(told.trouble, told.system)
    }
  }

  private enter(reader: string): void {
    this.readers.set(reader, { atr: undefined, line: undefined })
    this.tell({ kind: 'reader-arrived', reader })
  }

  private leave(reader: string): void {
    this.card(reader, null)
    this.readers.get(reader)?.line?.end('reader-missing')
    if (this.readers.delete(reader)) this.tell({ kind: 'reader-left', reader })
  }

  private card(reader: string, atr: string | null): void {
    const known = this.readers.get(reader)
    if (known === undefined) return
    const had = known.atr !== undefined
    known.atr = atr === null ? undefined : Buffer.from(atr, 'hex')
    if (known.atr !== undefined) return this.tell({ kind: 'card-arrived', reader, atr: known.atr })
    known.line?.end('card-left')
    if (had) this.tell({ kind: 'card-left', reader })
  }

  private ask(reader: string, wish: Wish): Promise<Buffer> {
    const { child } = this
    const id = ++this.lastId
    return new Promise((resolve, reject) => {
      const mute = setTimeout(() => this.silence(id), this.limits.answerWithinMs)
      const over = (): void => {
        clearTimeout(mute)
        this.asked.delete(id)
      }
      const asked: Asked = {
        resolve: (bytes) => {
          over()
          resolve(bytes)
        },
        reject: (trouble, system) => {
          over()
          reject(new ReaderTrouble(trouble, { reader, ...(system === '' ? {} : { system }) }))
        },
      }
      this.asked.set(id, asked)
      if (child?.connected !== true) return asked.reject('reader-broken', '')
      child.send({ ...wish, id, reader } satisfies Ask, (error) => {
        if (error !== null) asked.reject('reader-broken', error.message)
      })
    })
  }

  /** A card has said nothing for too long: its call never comes back, so its process has to go. */
  private silence(id: number): void {
    this.asked.get(id)?.reject('card-mute', '')
    this.child?.kill('SIGKILL')
  }

  /** The process is gone, and with it every line; it is started again. */
  private gone(): void {
    this.child = undefined
    this.service = undefined
    for (const asked of [...this.asked.values()]) asked.reject('reader-broken', '')
    for (const reader of [...this.readers.keys()]) this.leave(reader)
    this.settle()
    if (this.closed) return
    this.settled = new Promise((resolve) => {
      setTimeout(() => {
        if (this.closed) resolve()
        else void this.start().then(resolve)
      }, RESTART_AFTER_MS)
    })
  }

  private tell(event: ReaderEvent): void {
    if (event.kind === 'card-arrived') this.settle()
    for (const tell of this.watchers) tell(event)
  }
}
