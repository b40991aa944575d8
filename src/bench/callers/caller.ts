import { connect, type Socket } from 'node:net'
import { invariant } from '../../base'
import { FrameGatherer, type Message } from '../../messages'
import { answerTo, frameOf, type PinPad } from '../../../terminals/pos'

const FRAME = { length: 'binary-2', tpdu: true, header: true } as const
export const AMOUNT_FEN = 100

const six = (number: number): string => String(number).padStart(6, '0')

/** A purchase that is ready to be sent, and what has become of it. */
export interface Ready {
  readonly message: Message
  readonly frame: Buffer
  answer?: Buffer
  tookMs?: number
}

/**
 * One terminal that does nothing but buy. Its messages are written and coded before the clock runs and its answers
 * read after it, so that what is measured is the host and not those who ask.
 */
export class Caller {
  private readonly gatherer = new FrameGatherer(FRAME)
  private heard: ((frame: Buffer) => void) | undefined
  private trace: number
  private batch = 0

  private constructor(
    private readonly socket: Socket,
    private readonly of: {
      readonly terminal: string
      readonly card: string
      readonly merchant: string
      readonly pad: PinPad
      readonly traceAfter: number
    },
  ) {
    this.trace = of.traceAfter
    socket.setNoDelay(true)
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      const frames = this.gatherer.push(chunk)
      for (const frame of frames.ok ? frames.value : []) this.heard?.(frame)
    })
  }

  /** Opens a line and signs in. */
  static async begin(port: number, of: Caller['of']): Promise<Caller> {
    const socket = connect({ port, host: '127.0.0.1' })
    const caller = new Caller(socket, of)
    await caller.signIn()
    return caller
  }

  private async signIn(): Promise<void> {
    const { terminal, merchant, pad } = this.of
    const asked = {
      mti: '0800',
      fields: { 11: six(++this.trace), 41: terminal, 42: merchant, 60: '00000001003', 63: '01 ' },
    }
    const answer = answerTo(asked, await this.ask(frameOf(asked)))
    invariant(answer.ok && answer.value.fields[39] === '00', 'a caller of the bench can sign in')
    const { fields } = answer.value
    invariant(pad.takeWorkKeys(Buffer.from(fields[62] ?? '', 'hex')).ok, 'its keys are right')
    this.batch = Number((fields[60] ?? '').slice(2, 8))
  }

  /** Purchases to be sent one after another. */
  prepare(count: number): Ready[] {
    return Array.from({ length: count }, () => this.purchase())
  }

  private purchase(): Ready {
    const { terminal, merchant, card, pad } = this.of
    const message = {
      mti: '0200',
      fields: {
        2: card,
        3: '000000',
        4: String(AMOUNT_FEN).padStart(12, '0'),
        11: six(++this.trace),
        22: '072',
        25: '00',
        41: terminal,
        42: merchant,
        49: '156',
        60: `22${six(this.batch)}000`,
      },
    }
    return { message, frame: frameOf(message, pad) }
  }

  /** Sends one and waits for its answer. */
  async say(ready: Ready): Promise<void> {
    const from = performance.now()
    ready.answer = await this.ask(ready.frame)
    ready.tookMs = performance.now() - from
  }

  private ask(frame: Buffer): Promise<Buffer> {
    return new Promise((resolve) => {
      this.heard = resolve
      this.socket.write(frame)
    })
  }

  /** f39 of the answer, when it is the host's answer to this very question. */
  codeOf({ message, answer }: Ready): string | undefined {
    const read = answerTo(message, answer, this.of.pad)
    return read.ok ? read.value.fields[39] : undefined
  }

  leave(): void {
    this.socket.destroy()
  }
}
