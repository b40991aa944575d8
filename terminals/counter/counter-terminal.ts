import { setTimeout as pause } from 'node:timers/promises'
import { ReaderTrouble, type CardLine, type Readers } from '../reader'
import { CentreLine, SignInRefused, Stopped, type Answered } from './centre-line'
import { lookAtCard, type Lying } from './look-at-card'
import type { Citycard } from '../../src/client'

/** The drawer of a virtual reader: cards that a person without hardware puts on it. */
export interface Drawer {
  readonly cards: readonly { readonly name: string; readonly meaning: string }[]
  /** Name of the card that lies in the reader. */
  lying(): string | null
  /** Puts a card of the drawer on the reader, or takes the one there away. */
  put(name: string | null): void
}

export interface CounterParts {
  /** Opens the line to the centre, signed in; asked again when the sign-in has run out. */
  readonly signIn: () => Promise<Citycard>
  readonly readers: Readers
  /** The reader as the system names it. */
  readonly reader: string
  /** Its name at the centre, "rdr_desk-1". */
  readonly name: string
  /** Drawn at every start: the newest program of this name keeps the reader. */
  readonly instance: string
  readonly drawer?: Drawer
  /** Sentences for whoever looks at the screen. */
  readonly say?: (sentence: string) => void
  readonly limits?: Partial<CounterLimits>
}

export interface CounterLimits {
  /** How long a conversation waits for a card to be put on the reader. */
  readonly cardWithinMs: number
  /** How long one request waits for news; the centre allows 20. */
  readonly waitSeconds: number
  /** How often wishes are asked for while a conversation waits for a card of the drawer. */
  readonly wishEveryMs: number
}

const LIMITS: CounterLimits = { cardWithinMs: 30_000, waitSeconds: 15, wishEveryMs: 300 }

type Work = Extract<Answered<'readers.work'>, { readonly ok: true }>['value']
type Turn = NonNullable<Work['turn']>
type Wish = Work['wish']

/**
 * The counter terminal: keeps one reader for the centre. It reports what lies in it, takes the conversations handed to
 * it and carries commands and replies between centre and card. It decides nothing about cards or money.
 */
export class CounterTerminal {
  private readonly stopping = new AbortController()
  private readonly centre: CentreLine
  private readonly limits: CounterLimits
  private news = new AbortController()
  private lying: Lying | undefined
  private trouble: string | null = null
  private wishSeen = 0
  private isReached = true

  constructor(private readonly parts: CounterParts) {
    this.limits = { ...LIMITS, ...parts.limits }
    this.centre = new CentreLine(parts.signIn, this.stopping.signal, (reached) =>
      this.reached(reached),
    )
  }

  /** Works until it is told to stop, another program has taken the reader over, or the sign-in is over for good. */
  async run(): Promise<'stopped' | 'taken-over' | 'refused' | 'signed-out'> {
    const stopWatching = this.parts.readers.watch((event) => {
      if (event.reader === this.parts.reader) this.news.abort()
    })
    try {
      for (;;) {
        this.news = new AbortController()
        await this.look()
        const ended = (await this.report()) ?? (await this.work())
        if (ended !== undefined) return ended
      }
    } catch (error) {
      if (error instanceof Stopped) return 'stopped'
      if (error instanceof SignInRefused) {
        this.say(`登录已失效 · the sign-in is over: ${error.message}`)
        return 'signed-out'
      }
      throw error
    } finally {
      stopWatching()
    }
  }

  /** Ends it; a command under way at the card is finished and told first where the line allows. */
  stop(): void {
    this.stopping.abort()
  }

  /** Looks what lies in the reader. */
  private async look(): Promise<void> {
    const { readers, reader } = this.parts
    try {
      this.lying = await lookAtCard(readers, reader)
      this.trouble = null
    } catch (error) {
      if (!(error instanceof ReaderTrouble)) throw error
      this.lying = undefined
      this.trouble = error.trouble === 'card-missing' ? null : inBoth(error)
    }
  }

  private async report(): Promise<'taken-over' | 'refused' | undefined> {
    const { name, instance, reader, drawer } = this.parts
    const told = await this.centre.ask('readers.report', {
      params: { reader: name },
      body: {
        instance,
        model: reader.slice(0, 100),
        drawer: drawer?.cards.map(({ name: of, meaning }) => ({ name: of, meaning })) ?? null,
        card: this.lying === undefined ? null : seenOf(this.lying, drawer?.lying() ?? null),
        trouble: this.trouble,
      },
    })
    if (told?.ok === false) {
      this.say(
        `the centre does not take this reader: ${told.detail ?? told.refused ?? told.status}`,
      )
      return 'refused'
    }
    return undefined
  }

  /** Waits for something to do and does it; comes back also when the card changes. */
  private async work(): Promise<'taken-over' | 'refused' | undefined> {
    const { name, instance } = this.parts
    const { waitSeconds } = this.limits
    const told = await this.centre.ask(
      'readers.work',
      {
        params: { reader: name },
        query: { instance, wishSeen: this.wishSeen, waitSeconds },
      },
      this.news.signal,
    )
    if (told === undefined) return undefined
    if (!told.ok) {
      this.say(`the centre gives no work: ${told.detail ?? told.refused ?? told.status}`)
      return told.refused === 'reader-taken-over' ? 'taken-over' : 'refused'
    }
    const { turn, wish } = told.value
    this.obey(wish)
    if (turn !== null) await this.converse(turn)
    return undefined
  }

  private obey(wish: Wish): void {
    if (wish.number === this.wishSeen) return
    this.wishSeen = wish.number
    const { drawer } = this.parts
    // A card that lies there already is not taken up: somebody may be talking to it.
    if (drawer?.lying() !== wish.put) drawer?.put(wish.put)
  }

  /** Holds a conversation to its end, or to the moment the card is gone. */
  private async converse(first: Turn): Promise<void> {
    // Whoever had it before may have sent this very command, which may have changed the card: it is not sent again.
    if (first.repeat === 'look-first') return this.interrupt(first)
    const line = await this.lineToCard()
    if (line === undefined) return this.interrupt(first)
    try {
      let turn: Turn | undefined = first
      while (turn !== undefined) turn = await this.take(line, turn)
    } finally {
      await line.disconnect()
    }
  }

  /** One command to the card and its reply to the centre; answers the next turn. */
  private async take(line: CardLine, turn: Turn): Promise<Turn | undefined> {
    let reply: string
    try {
      reply = (await line.transmit(Buffer.from(turn.apdu, 'hex'))).toString('hex').toUpperCase()
    } catch (error) {
      if (!(error instanceof ReaderTrouble)) throw error
      this.say(inBoth(error))
      await this.interrupt(turn)
      return undefined
    }
    const told = await this.centre.ask('card-sessions.reply', {
      params: { session: turn.session },
      key: `${turn.session}.${turn.turn}.${this.parts.instance}`,
      body: { turn: turn.turn, reply },
    })
    if (told?.ok !== true || told.value.state !== 'open') return undefined
    const { session, turn: number, apdu, repeat } = told.value
    if (number === undefined || apdu === undefined || repeat === undefined) return undefined
    return { session, state: 'open', turn: number, apdu, repeat }
  }

  private async interrupt({ session, turn }: Turn): Promise<void> {
    await this.centre.ask('card-sessions.interrupt', {
      params: { session },
      key: `${session}.${turn}.${this.parts.instance}.interrupted`,
      body: { turn },
    })
  }

  /** A line to the card; where none lies there, one is waited for. */
  private async lineToCard(): Promise<CardLine | undefined> {
    const { readers, reader } = this.parts
    let arrived: () => void = () => undefined
    const arrival = new Promise<void>((resolve) => (arrived = resolve))
    const stopWatching = readers.watch((event) => {
      if (event.kind === 'card-arrived' && event.reader === reader) arrived()
    })
    const late = setTimeout(arrived, this.limits.cardWithinMs)
    this.stopping.signal.addEventListener('abort', arrived, { once: true })
    try {
      const now = await this.connect()
      if (now !== undefined) return now
      this.say('放置卡片 · put the card on the reader')
      const waiting = new AbortController()
      await Promise.race([arrival, this.hearWishes(waiting.signal)])
      waiting.abort()
      return await this.connect()
    } finally {
      clearTimeout(late)
      this.stopping.signal.removeEventListener('abort', arrived)
      stopWatching()
    }
  }

  /**
   * A card of a drawer comes by a wish alone: while a conversation waits for it, wishes are heard as well. Ends when one
   * has brought a card.
   */
  private async hearWishes(signal: AbortSignal): Promise<void> {
    const { name, instance, drawer } = this.parts
    while (!signal.aborted) {
      if (drawer === undefined) return new Promise(() => undefined)
      await pause(this.limits.wishEveryMs, undefined, { signal }).catch(() => undefined)
      const told = await this.centre.ask(
        'readers.work',
        {
          params: { reader: name },
          query: { instance, wishSeen: this.wishSeen, waitSeconds: 0 },
        },
        signal,
      )
      if (told?.ok === true) this.obey(told.value.wish)
      if (drawer.lying() !== null) return
    }
  }

  private async connect(): Promise<CardLine | undefined> {
    try {
      return await this.parts.readers.connect(this.parts.reader, 'exclusive')
    } catch (error) {
      if (!(error instanceof ReaderTrouble)) throw error
      return undefined
    }
  }

  private reached(isReached: boolean): void {
    if (isReached === this.isReached) return
    this.isReached = isReached
    this.say(
      isReached ? 'the centre is reached again' : 'the centre cannot be reached; trying again',
    )
  }

  private say(sentence: string): void {
    this.parts.say?.(sentence)
  }
}

const inBoth = ({ words }: ReaderTrouble): string => `${words.zh} · ${words.en}`

const seenOf = ({ atr, face }: Lying, name: string | null) => ({
  atr: atr.toString('hex').toUpperCase(),
  number: face === undefined || face.blank || !/^\d{16,19}$/.test(face.number) ? null : face.number,
  layout: face?.layout ?? null,
  chip: face?.chip?.toUpperCase() ?? null,
  blank: face?.blank ?? false,
  name,
})
