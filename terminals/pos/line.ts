import { connect, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import { FrameGatherer } from '../../src/messages'

/** The way to the host. Frames go as they are; an answer that did not come in its time is undefined, and no more. */
export interface PosLine {
  ask(frame: Buffer): Promise<Buffer | undefined>
}

export interface SocketLineSettings {
  readonly host: string
  readonly port: number
  /** How long an answer may take (default 30 s, iso8583.md 4.1). */
  readonly timeoutMs?: number
  /** TLS with these options, a client certificate among them; plain TCP when absent. */
  readonly tls?: ConnectionOptions
}

const TIMEOUT_MS = 30_000
const FRAME = { length: 'binary-2', tpdu: true, header: true } as const

/** A TCP or TLS connection that is made when it is needed and made anew after anything went wrong with it. */
export class SocketLine implements PosLine {
  #socket: Socket | undefined
  #gatherer = new FrameGatherer(FRAME)
  #heard: ((frame: Buffer | undefined) => void) | undefined

  constructor(private readonly settings: SocketLineSettings) {}

  async ask(frame: Buffer): Promise<Buffer | undefined> {
    const socket = await this.#connected()
    if (socket === undefined) return undefined
    const answer = new Promise<Buffer | undefined>((resolve) => (this.#heard = resolve))
    const timer = setTimeout(() => this.close(), this.settings.timeoutMs ?? TIMEOUT_MS)
    socket.write(frame)
    try {
      return await answer
    } finally {
      clearTimeout(timer)
      this.#heard = undefined
    }
  }

  /** Hangs up; what is being waited for is not answered any more. */
  close(): void {
    this.#socket?.destroy()
    this.#socket = undefined
    this.#heard?.(undefined)
  }

  async #connected(): Promise<Socket | undefined> {
    if (this.#socket !== undefined) return this.#socket
    const { host, port, tls } = this.settings
    const socket = tls === undefined ? connect({ host, port }) : connectTls({ host, port, ...tls })
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once(tls === undefined ? 'connect' : 'secureConnect', () => resolve(true))
      socket.once('error', () => resolve(false))
      socket.once('close', () => resolve(false))
    })
    if (!isOpen) {
      socket.destroy()
      return undefined
    }
    socket.setNoDelay(true)
    this.#gatherer = new FrameGatherer(FRAME)
    this.#socket = socket
    socket.on('error', () => undefined)
    socket.once('close', () => {
      if (this.#socket === socket) this.close()
    })
    socket.on('data', (chunk: Buffer) => this.#take(socket, chunk))
    return socket
  }

  #take(socket: Socket, chunk: Buffer): void {
    if (this.#socket !== socket) return
    const frames = this.#gatherer.push(chunk)
    if (!frames.ok) return this.close()
    for (const frame of frames.value) this.#heard?.(frame)
  }
}
