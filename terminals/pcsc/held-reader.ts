import type { CardReader } from './binding'
import { troubleOf } from './trouble-of'
import type { Ask, Told } from './messages'

/** The longest answer in extended form: 65,536 bytes and the status word. */
const ANSWER_BYTES_MAX = 65_538
/** A counter of cards put in and taken out stands in the upper half of a reader's state. */
const EVENT_COUNT_SHIFT = 16

type AskOfReader = Exclude<Ask, { ask: 'end' }>

/** One reader of the service, with its queue: a card hears one command at a time. */
export class HeldReader {
  private seen: { readonly present: boolean; readonly count: number } = { present: false, count: 0 }
  private protocol = 0
  private exclusive = false
  private queue: Promise<void> = Promise.resolve()

  constructor(
    private readonly reader: CardReader,
    private readonly tell: (told: Told) => void,
  ) {
    reader.on('status', (status) => this.look(status))
  }

  /** Does what is asked, after everything that was asked before. */
  take(ask: AskOfReader): void {
    this.queue = this.queue.then(async () => {
      try {
        const bytes = (await this.answer(ask)).toString('hex')
        this.tell({ told: 'answer', id: ask.id, bytes })
      } catch (error) {
        this.tell({ told: 'failure', id: ask.id, ...troubleOf(error) })
      }
    })
  }

  private async answer(ask: AskOfReader): Promise<Buffer> {
    switch (ask.ask) {
      case 'connect':
        await this.letGo()
        this.exclusive = ask.sharing === 'exclusive'
        return this.connect()
      case 'transmit':
        return this.transmit(Buffer.from(ask.bytes, 'hex'))
      case 'reset':
        await this.disconnect(this.reader.SCARD_RESET_CARD)
        return this.connect()
      case 'disconnect':
        await this.letGo()
        return Buffer.alloc(0)
    }
  }

  private transmit(bytes: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) =>
      this.reader.transmit(bytes, ANSWER_BYTES_MAX, this.protocol, (error: unknown, answer) =>
        isError(error) ? reject(error) : resolve(answer),
      ),
    )
  }

  private connect(): Promise<Buffer> {
    const { SCARD_SHARE_EXCLUSIVE, SCARD_SHARE_SHARED } = this.reader
    const mode = this.exclusive ? SCARD_SHARE_EXCLUSIVE : SCARD_SHARE_SHARED
    return new Promise((resolve, reject) =>
      this.reader.connect({ share_mode: mode }, (error: unknown, protocol) => {
        if (isError(error)) return reject(error)
        this.protocol = protocol
        return resolve(this.atr)
      }),
    )
  }

  /** What was proved to the card is forgotten where it was ours alone; others keep what they had. */
  private async letGo(): Promise<void> {
    const { SCARD_RESET_CARD, SCARD_LEAVE_CARD } = this.reader
    const after = this.exclusive ? SCARD_RESET_CARD : SCARD_LEAVE_CARD
    await this.disconnect(after).catch(() => undefined)
  }

  private disconnect(after: number): Promise<void> {
    return new Promise((resolve, reject) =>
      this.reader.disconnect(after, (error: unknown) =>
        isError(error) ? reject(error) : resolve(),
      ),
    )
  }

  private atr: Buffer = Buffer.alloc(0)

  private look({ state, atr }: { readonly state: number; readonly atr?: Buffer }): void {
    const { name, SCARD_STATE_PRESENT } = this.reader
    const present = (state & SCARD_STATE_PRESENT) !== 0
    const count = state >>> EVENT_COUNT_SHIFT
    const swapped = present && this.seen.present && count !== this.seen.count
    if (atr !== undefined && atr.length > 0) this.atr = Buffer.from(atr)
    if (this.seen.present && (!present || swapped)) {
      this.tell({ told: 'card', reader: name, atr: null })
    }
    if (present && (!this.seen.present || swapped)) {
      this.tell({ told: 'card', reader: name, atr: this.atr.toString('hex') })
    }
    this.seen = { present, count }
  }
}

const isError = (error: unknown): error is Error => error !== undefined && error !== null
