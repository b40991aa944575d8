import { connect, type Socket } from 'node:net'
import { Fault } from '../../src/base'
import type { ServedChip } from './served-chip'

/** One-byte messages of the virtual driver (vsmartcard's vpcd); everything longer is a command for the card. */
const POWER_OFF = 0x00
const POWER_ON = 0x01
const RESET = 0x02
const GIVE_ATR = 0x04

/** Where the virtual driver of a running pcscd listens. */
export type VpcdPlace =
  | {
      readonly host: string
      /** 35963 for the first reader, 35964 for the second. */
      readonly port: number
    }
  | { /** A socket of this machine that leads there. */ readonly path: string }

/**
 * Puts a virtual card into the virtual reader of a running PC/SC service, so that programs nobody here wrote read it.
 * Inserted by connecting, taken out by closing; the service sees either within half a second.
 *
 * Messages are two bytes of length, big-endian, then so many bytes, in both directions.
 */
export class VpcdCard {
  private buffered = Buffer.alloc(0)
  private queue: Promise<void> = Promise.resolve()
  private readonly gone: Promise<void>

  private constructor(
    private readonly socket: Socket,
    private readonly chip: ServedChip,
  ) {
    this.gone = new Promise((resolve) => socket.once('close', () => resolve()))
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes) => this.take(bytes))
    socket.setNoDelay(true)
  }

  /** @throws Fault when no virtual driver listens there */
  static insert(chip: ServedChip, place: VpcdPlace): Promise<VpcdCard> {
    return new Promise((resolve, reject) => {
      const socket = connect(place)
      socket.once('connect', () => {
        socket.removeAllListeners('error')
        resolve(new VpcdCard(socket, chip))
      })
      socket.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          new Fault(
            'virtual reader',
            `no virtual reader at ${'path' in place ? place.path : `${place.host}:${place.port}`} (${error.code ?? error.message})`,
            true,
          ),
        ),
      )
    })
  }

  /** Takes the card out; a command under way is lost. */
  async remove(): Promise<void> {
    this.socket.destroy()
    await this.gone
    this.chip.powerCut()
  }

  private take(bytes: Buffer): void {
    this.buffered = Buffer.concat([this.buffered, bytes])
    while (this.buffered.length >= 2) {
      const size = this.buffered.readUInt16BE(0)
      if (this.buffered.length < 2 + size) return
      const message = Buffer.from(this.buffered.subarray(2, 2 + size))
      this.buffered = this.buffered.subarray(2 + size)
      this.queue = this.queue.then(() => this.answer(message))
    }
  }

  private async answer(message: Buffer): Promise<void> {
    if (message.length === 1) {
      const [word] = message
      if (word === POWER_OFF || word === POWER_ON || word === RESET) this.chip.powerCut()
      if (word === GIVE_ATR) this.send(this.chip.atr)
      return
    }
    try {
      this.send(await this.chip.transmit(message))
    } catch (error) {
      // A chip that loses its power in the middle is a card that was pulled.
      this.socket.destroy()
      if (!(error instanceof Fault)) throw error
    }
  }

  private send(bytes: Buffer): void {
    if (this.socket.destroyed) return
    const length = Buffer.alloc(2)
    length.writeUInt16BE(bytes.length, 0)
    this.socket.write(Buffer.concat([length, bytes]))
  }
}
