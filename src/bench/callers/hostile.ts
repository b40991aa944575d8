import { connect, type Socket } from 'node:net'
import { frameOf } from '../../../terminals/pos'

const DRIP_MS = 20
const GARBAGE_BYTES = 20_000

/** Lines that mean no good, three kinds in turn: bytes that drip, garbage, and questions without end. */
export class HostileLines {
  private readonly sockets: Socket[] = []
  private readonly drip: NodeJS.Timeout
  private stopped = false

  constructor(
    private readonly port: number,
    lines: number,
  ) {
    for (let index = 0; index < lines; index++) this.open(index % 3)
    this.drip = setInterval(() => {
      for (const [index, socket] of this.sockets.entries()) {
        if (index % 3 === 0 && socket.writable) socket.write(Buffer.of(0))
      }
    }, DRIP_MS)
  }

  private open(kind: number): void {
    if (this.stopped) return
    const socket = connect({ port: this.port, host: '127.0.0.1' })
    socket.on('error', () => undefined)
    // Whoever is closed comes again.
    socket.on('close', () => setTimeout(() => this.open(kind), DRIP_MS).unref())
    socket.resume()
    if (kind === 0) socket.write(Buffer.from('0fff60', 'hex'))
    else if (kind === 1) socket.write(Buffer.alloc(GARBAGE_BYTES, 0x5a))
    else socket.write(Buffer.concat(Array.from({ length: 500 }, () => ECHO)))
    this.sockets.push(socket)
  }

  stop(): void {
    this.stopped = true
    clearInterval(this.drip)
    for (const socket of this.sockets) socket.destroy()
  }
}

const ECHO = frameOf({
  mti: '0820',
  fields: { 41: '66660000', 42: '898440354110064', 60: '00000001301' },
})
