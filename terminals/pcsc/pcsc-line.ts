import { exchange, ReaderTrouble, type CardLine, type Sharing, type Trouble } from '../reader'
import type { Wish } from './messages'

/** A line to the card in one reader, through the process that holds it. */
export class PcscLine implements CardLine {
  atr: Buffer = Buffer.alloc(0)
  private ended: Trouble | undefined
  private queue: Promise<unknown> = Promise.resolve()

  constructor(
    readonly reader: string,
    private readonly ask: (wish: Wish) => Promise<Buffer>,
  ) {}

  get isOpen(): boolean {
    return this.ended === undefined
  }

  async open(sharing: Sharing): Promise<void> {
    try {
      this.atr = await this.ask({ ask: 'connect', sharing })
    } catch (error) {
      this.end('card-missing')
      throw error
    }
  }

  transmit(command: Buffer): Promise<Buffer> {
    return this.inTurn(() =>
      exchange(this.reader, command, (bytes) =>
        this.ask({ ask: 'transmit', bytes: bytes.toString('hex') }),
      ),
    )
  }

  reset(): Promise<Buffer> {
    return this.inTurn(async () => (this.atr = await this.ask({ ask: 'reset' })))
  }

  async disconnect(): Promise<void> {
    if (!this.isOpen) return
    this.end('reader-closed')
    await this.ask({ ask: 'disconnect' }).catch(() => undefined)
  }

  /** Whatever is asked from now on fails with this; a command under way fails by itself. */
  end(trouble: Trouble): void {
    this.ended ??= trouble
  }

  private inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = this.queue.then(() => {
      if (this.ended !== undefined) throw new ReaderTrouble(this.ended, { reader: this.reader })
      return work()
    })
    this.queue = turn.catch(() => undefined)
    return turn
  }
}
