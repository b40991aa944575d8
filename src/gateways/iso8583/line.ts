import type { Socket } from 'node:net'
import type { PosPeer } from '../../acquiring'
import type { Clock } from '../../base'
import { FrameGatherer, type FrameFormat } from '../../messages'
import type { ClosedBecause, PosEvent } from './events'
import type { Asked, Exchange } from './exchange'
import type { GatewayLimits } from './limits'
import { Pace } from './pace'

export interface LineParts {
  readonly socket: Socket
  readonly address: string
  readonly peer: PosPeer
  readonly secure: boolean
  readonly format: FrameFormat & { readonly length: 'binary-2' | 'ascii-4' }
  readonly limits: GatewayLimits
  readonly clock: Clock
  readonly exchange: Exchange
  readonly observe: (event: PosEvent) => void
  /** Looks again whether the certificate still speaks for somebody; absent without one. */
  readonly stillValid?: () => Promise<boolean>
  /** A message over this line was proved by the key of a terminal. */
  readonly proved: (line: Line, terminal: string) => void
  readonly closed: (line: Line) => void
}

type TimerName = 'frame' | 'idle' | 'untaken' | 'pace'

/**
 * One connection of a POS or a concentrator. It holds at most one incomplete frame, what one chunk brought, and a
 * bounded answer: while questions are unanswered, answers untaken or messages too fast, nothing more is read, and
 * the sender's own network stack holds it. Questions of one terminal are asked one after another.
 */
export class Line {
  /** Over a proved line at least one message code was right, or a certificate vouches for it. */
  isProved: boolean
  private readonly gatherer: FrameGatherer
  private readonly pace: Pace
  private readonly timers = new Map<TimerName, NodeJS.Timeout>()
  private readonly turns = new Map<string, Promise<void>>()
  private backlog: Buffer[] = []
  private questions = 0
  private mistakes = 0
  private untaken = false
  private ended = false
  private stopping = false
  private isEnding = false
  private isClosed = false
  private because: ClosedBecause | undefined

  constructor(private readonly parts: LineParts) {
    const { socket, limits, format, clock, peer, observe, secure } = parts
    this.isProved = peer.certificate !== undefined
    this.gatherer = new FrameGatherer(format, limits.frameBytesMax)
    this.pace = new Pace(this.perSecond(), clock.now().getTime())
    socket.setNoDelay(true)
    socket.setKeepAlive(true, 30_000)
    socket.on('data', (chunk: Buffer) => this.receive(chunk))
    socket.on('drain', () => this.taken())
    socket.on('end', () => this.hungUp())
    // A connection that breaks is an everyday thing; `close` follows.
    socket.on('error', () => undefined)
    socket.on('close', () => this.gone())
    observe({ what: 'line-opened', secure })
    this.arm('frame', limits.frameSeconds, 'frame-too-slow')
  }

  get address(): string {
    return this.parts.address
  }

  /** Closes the line at once, whatever is on its way. */
  close(because: ClosedBecause): void {
    this.because ??= because
    this.parts.socket.destroy()
  }

  /** Reads nothing more, answers what has arrived whole, then closes. */
  stop(): void {
    this.stopping = true
    this.parts.socket.pause()
    this.work()
  }

  private perSecond(): number {
    const { messagesPerSecondMax, strangerMessagesPerSecondMax } = this.parts.limits
    return this.isProved ? messagesPerSecondMax : strangerMessagesPerSecondMax
  }

  private receive(chunk: Buffer): void {
    if (this.isClosed || this.stopping) return
    const frames = this.gatherer.push(chunk)
    if (!frames.ok) {
      this.parts.observe({ what: 'mistake', refused: frames.refused })
      return this.close('frame-malformed')
    }
    this.backlog.push(...frames.value)
    this.disarm('idle')
    if (!this.gatherer.isWaiting) this.disarm('frame')
    // The time of a frame runs from its first byte: bytes that trickle in do not prolong it.
    else if (frames.value.length > 0 || !this.timers.has('frame')) {
      this.arm('frame', this.parts.limits.frameSeconds, 'frame-too-slow')
    }
    this.work()
  }

  /** Takes up what may be taken up now, and says whether more is to be read. */
  private work(): void {
    const { limits, clock } = this.parts
    while (this.backlog.length > 0 && this.questions < limits.questionsPerLineMax) {
      if (this.isClosed || this.untaken || this.timers.has('pace')) break
      const waitMs = this.pace.take(clock.now().getTime())
      if (waitMs > 0) {
        this.after('pace', waitMs, () => this.work())
        break
      }
      this.take(this.backlog.shift() as Buffer)
    }
    if (this.isClosed) return
    const busy = this.backlog.length > 0 || this.untaken
    if (busy || this.stopping) this.readNoMore()
    else this.readOn()
    if (busy || this.questions > 0) return
    if (this.stopping) this.because ??= 'stopping'
    if (this.stopping || this.ended) this.endSoftly()
    else if (!this.gatherer.isWaiting) this.rest()
  }

  /** The rest of a frame cannot come while nobody reads: its time stands still. */
  private readNoMore(): void {
    this.parts.socket.pause()
    this.disarm('frame')
  }

  private readOn(): void {
    this.parts.socket.resume()
    if (!this.gatherer.isWaiting || this.timers.has('frame')) return
    this.arm('frame', this.parts.limits.frameSeconds, 'frame-too-slow')
  }

  /** What is written still goes out, as long as somebody takes it. */
  private endSoftly(): void {
    if (this.isEnding) return
    this.isEnding = true
    const { socket, limits } = this.parts
    this.arm('untaken', limits.untakenSeconds, 'answers-untaken')
    socket.end(() => socket.destroy())
  }

  private rest(): void {
    const { idleSeconds, strangerIdleSeconds } = this.parts.limits
    // The time of the very first frame is running already.
    if (this.timers.has('frame')) return
    this.arm('idle', this.isProved ? idleSeconds : strangerIdleSeconds, 'idle')
  }

  private take(frame: Buffer): void {
    const asked = this.parts.exchange.read(frame)
    if (asked === undefined) {
      if (++this.mistakes >= this.parts.limits.mistakesMax) this.close('too-many-mistakes')
      return
    }
    this.parts.exchange.trace(asked, this.parts.peer.connection)
    this.questions++
    const { terminal } = asked
    const turn = (this.turns.get(terminal) ?? Promise.resolve()).then(() => this.ask(asked))
    this.turns.set(terminal, turn)
    void turn.then(() => {
      this.questions--
      if (this.turns.get(terminal) === turn) this.turns.delete(terminal)
      this.work()
    })
  }

  private async ask(asked: Asked): Promise<void> {
    const { exchange, peer, stillValid } = this.parts
    if (this.isClosed) return
    if (stillValid !== undefined && !(await stillValid())) return this.close('certificate-ended')
    const { bytes, proved } = await exchange.answer(
      asked,
      peer,
      this.isProved ? 'known' : 'stranger',
    )
    if (this.isClosed) return
    if (proved !== undefined) this.prove(proved)
    if (bytes !== undefined) this.send(bytes)
  }

  private prove(terminal: string): void {
    if (!this.isProved) {
      this.isProved = true
      this.pace.change(this.perSecond(), this.parts.clock.now().getTime())
    }
    this.parts.proved(this, terminal)
  }

  private send(bytes: Buffer): void {
    const { socket, limits } = this.parts
    if (socket.write(bytes)) return
    if (socket.writableLength > limits.untakenBytesMax) return this.close('answers-untaken')
    this.untaken = true
    this.arm('untaken', limits.untakenSeconds, 'answers-untaken')
  }

  private taken(): void {
    this.untaken = false
    this.disarm('untaken')
    this.work()
  }

  /** The other end has said all; it still gets its answers. */
  private hungUp(): void {
    this.ended = true
    this.disarm('frame')
    this.work()
  }

  private gone(): void {
    this.isClosed = true
    this.backlog = []
    for (const timer of this.timers.values()) clearTimeout(timer)
    this.timers.clear()
    const { because } = this
    this.parts.observe(
      because === undefined ? { what: 'line-closed' } : { what: 'line-closed', because },
    )
    this.parts.closed(this)
  }

  private arm(name: TimerName, seconds: number, because: ClosedBecause): void {
    this.after(name, seconds * 1_000, () => this.close(because))
  }

  private after(name: TimerName, ms: number, then: () => void): void {
    this.disarm(name)
    this.timers.set(
      name,
      setTimeout(() => {
        this.timers.delete(name)
        then()
      }, ms),
    )
  }

  private disarm(name: TimerName): void {
    clearTimeout(this.timers.get(name))
    this.timers.delete(name)
  }
}
