/*
 * The process that holds the readers, started by `PcscReaders`. The native calls of the binding wait in the thread
 * pool, where a mute card would hold up files and keys of a whole program for seconds; and a call that never comes back
 * can only be ended with its process.
 */
import { loadBinding, type CardReader, type PCSCLite } from './binding'
import { troubleOf } from './trouble-of'
import { HeldReader } from './held-reader'
import type { Ask, Told } from './messages'

const AGAIN_AFTER_MS = 500

const tell = (told: Told): void => {
  if (process.connected) process.send?.(told)
}

/** The service with all its readers; made anew whenever the service was gone. */
class Service {
  private pcsc: PCSCLite | undefined
  private readonly readers = new Map<string, HeldReader>()
  private again: NodeJS.Timeout | undefined
  private said: string | undefined

  constructor(private readonly binding: () => PCSCLite) {
    this.open()
  }

  take(ask: Exclude<Ask, { ask: 'end' }>): void {
    const reader = this.readers.get(ask.reader)
    if (reader !== undefined) return reader.take(ask)
    tell({ told: 'failure', id: ask.id, trouble: 'reader-missing', system: '' })
  }

  private open(): void {
    this.again = undefined
    try {
      const pcsc = this.binding()
      this.pcsc = pcsc
      pcsc.on('error', (error: unknown) => this.lost(pcsc, error))
      pcsc.on('reader', (reader) => this.enter(pcsc, reader))
      this.say(null, '')
    } catch (error) {
      this.lost(this.pcsc, error)
    }
  }

  private enter(pcsc: PCSCLite, reader: CardReader): void {
    const { name } = reader
    tell({ told: 'reader', reader: name, there: true })
    this.readers.set(name, new HeldReader(reader, tell))
    // The binding tells of a dead service at every reader; without a listener the process would end.
    reader.on('error', (error: unknown) => {
      if (troubleOf(error).trouble === 'service-missing') this.lost(pcsc, error)
    })
    reader.on('end', () => {
      if (this.pcsc === pcsc && this.readers.delete(name)) {
        tell({ told: 'reader', reader: name, there: false })
      }
    })
  }

  /** The service is gone: everything of it is thrown away, and after a while it is looked for again. */
  private lost(pcsc: PCSCLite | undefined, error: unknown): void {
    if (this.pcsc !== pcsc || this.again !== undefined) return
    this.pcsc = undefined
    for (const name of this.readers.keys()) tell({ told: 'reader', reader: name, there: false })
    this.readers.clear()
    const { trouble, system } = troubleOf(error)
    this.say(trouble === 'trouble-unknown' ? 'service-missing' : trouble, system)
    this.again = setTimeout(() => this.open(), AGAIN_AFTER_MS)
  }

  private say(trouble: Extract<Told, { told: 'service' }>['trouble'], system: string): void {
    const word = trouble ?? 'up'
    if (word === this.said) return
    this.said = word
    tell({ told: 'service', trouble, system })
  }
}

async function main(): Promise<void> {
  // A native call that never returns would keep the process for ever; nothing is lost with it.
  const end = (): void => void process.kill(process.pid, 'SIGKILL')
  process.once('disconnect', end)
  try {
    const service = new Service(await loadBinding())
    process.on('message', (ask: Ask) => (ask.ask === 'end' ? end() : service.take(ask)))
  } catch (error) {
    const system = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
    process.on('message', (ask: Ask) => {
      if (ask.ask === 'end') return end()
      return tell({ told: 'failure', id: ask.id, trouble: 'binding-missing', system })
    })
    tell({ told: 'service', trouble: 'binding-missing', system })
  }
}

void main()
