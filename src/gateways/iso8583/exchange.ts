import { Fault, toHex, type Clock } from '../../base'
import type { Acquirer, PosAnswer, PosPeer } from '../../acquiring'
import type { PosVault } from '../../keys'
import type { Logger } from '../../log'
import {
  answeringTpdu,
  closeFrame,
  decodeMessage,
  encodeMessage,
  maskedDump,
  openFrame,
  presenceOf,
  type DecodedMessage,
  type Frame,
  type FrameFormat,
  type Message,
  type Presence,
  type Profile,
} from '../../messages'
import type { PosEvent } from './events'
import { answeringMti, ownAnswer, type OwnReason } from './own-answer'
import type { Standing, WaitingRoom } from './waiting-room'

/**
 * What a terminal is to do after this transaction, as the sixth digit of the header says it (iso8583.md 3.1): 0
 * nothing, 1 fetch parameters, 2 send its status, 3 sign in, 4 to 6 other downloads, 7 fetch the hotlist.
 */
export type ProcessingRequest = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7'

/** A message that could be read. */
export interface Asked {
  readonly frame: Frame
  readonly message: DecodedMessage
  readonly presence: Presence
  /** f41 as sent; empty when there is none. */
  readonly terminal: string
}

export interface Replied {
  /** Absent when nothing is said. */
  readonly bytes?: Buffer
  /** The terminal whose key made the MAC of question and answer. */
  readonly proved?: string
}

export interface ExchangeParts {
  readonly profile: Profile
  readonly format: FrameFormat
  readonly acquirer: Acquirer
  readonly vault: Pick<PosVault, 'makeMac'>
  readonly room: WaitingRoom
  readonly clock: Clock
  readonly log: Logger
  readonly observe: (event: PosEvent) => void
  readonly answerSeconds: number
  /** What a terminal is to be told to do next; asked only where answers have a header. */
  readonly processing: (terminal: string) => Promise<ProcessingRequest>
}

const PROCESSING_AT = 5
const MAC_FIELD = 64
const MAC_BYTES = 8
const WRONG_MAC = 'A0'

/** One message and its answer: bytes to bytes, no sockets. */
export class Exchange {
  constructor(private readonly parts: ExchangeParts) {}

  /** Reads a frame; undefined (and told) when it is no request of this network. */
  read(bytes: Buffer): Asked | undefined {
    const { format, profile } = this.parts
    const frame = openFrame(format, bytes)
    if (!frame.ok) return this.mistake(frame.refused, frame.field, frame.offset)
    const message = decodeMessage(profile, frame.value.body)
    if (!message.ok) return this.mistake(message.refused, message.field, message.offset)
    if (answeringMti(message.value.mti) === undefined) return this.mistake('no-request', 'mti', 0)
    const presence = presenceOf(message.value)
    const terminal = message.value.fields[41] ?? ''
    return { frame: frame.value, message: message.value, presence, terminal }
  }

  /** The answer to a question, ready to be sent. */
  async answer(asked: Asked, peer: PosPeer, standing: Standing): Promise<Replied> {
    const from = this.parts.clock.now()
    const { missing, remarks, what } = asked.presence
    if (remarks.length > 0) this.parts.log.debug({ what, remarks }, 'fields of a POS message')
    if (missing !== undefined) {
      this.parts.log.info({ what, field: missing, line: peer.connection }, 'a field is missing')
      return this.byOurselves(asked, 'field-missing', from)
    }
    let answer: PosAnswer | 'say-nothing' | 'shed' | 'too-late'
    try {
      answer = await this.inTime(() => this.askHost(asked, peer, standing, from))
    } catch (error) {
      return this.afterFailure(asked, error, from)
    }
    if (answer === 'shed') return this.byOurselves(asked, 'overload', from)
    if (answer === 'say-nothing') return this.silent('host')
    if (answer === 'too-late') return this.silent('too-late')
    return this.byHost(asked, answer, from)
  }

  private askHost(
    { message }: Asked,
    peer: PosPeer,
    standing: Standing,
    arrivedAt: Date,
  ): Promise<PosAnswer | 'say-nothing' | 'shed'> {
    const { room, acquirer, profile } = this.parts
    return room.through(standing, () =>
      acquirer.answer({ profile: profile.name, message, peer, arrivedAt }),
    )
  }

  /** A late answer goes to nobody: by then the terminal takes the transaction back. */
  private async inTime<Value>(work: () => Promise<Value>): Promise<Value | 'too-late'> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<'too-late'>((resolve) => {
      timer = setTimeout(() => resolve('too-late'), this.parts.answerSeconds * 1_000)
    })
    const working = work()
    // What fails after nobody waits any more is still told.
    working.catch((error: unknown) => this.parts.log.debug({ err: error }, 'a POS question failed'))
    try {
      return await Promise.race([working, late])
    } finally {
      clearTimeout(timer)
    }
  }

  /**
   * "System error" says that nothing was booked, and a terminal believes it. Where the answer to a commit was
   * lost that is not known: nothing is said, and the terminal takes the transaction back.
   */
  private afterFailure(asked: Asked, error: unknown, from: Date): Promise<Replied> | Replied {
    this.parts.log.error({ err: error, mti: asked.message.mti }, 'a POS question failed')
    return error instanceof Fault && !error.retrySafe
      ? this.silent('outcome-unknown')
      : this.byOurselves(asked, 'failure', from)
  }

  private async byHost(asked: Asked, answer: PosAnswer, from: Date): Promise<Replied> {
    const body = await this.encoded(answer)
    const bytes = body === undefined ? undefined : await this.framed(asked, body)
    if (bytes === undefined) return this.silent('outcome-unknown')
    const code = this.told(asked, answer.message, { by: 'host', from })
    const proved =
      answer.mac !== undefined &&
      code !== WRONG_MAC &&
      asked.message.fields[MAC_FIELD] !== undefined &&
      answer.mac.terminal === asked.terminal
    return proved ? { bytes, proved: asked.terminal } : { bytes }
  }

  private async byOurselves(asked: Asked, reason: OwnReason, from: Date): Promise<Replied> {
    const { profile } = this.parts
    const message = ownAnswer(asked.message, { profile: profile.name, reason })
    const body = message === undefined ? undefined : await this.encoded({ message })
    const bytes = body === undefined ? undefined : await this.framed(asked, body)
    if (message === undefined || bytes === undefined) return this.silent('host')
    this.told(asked, message, { by: reason, from })
    return { bytes }
  }

  private async encoded({ message, mac }: PosAnswer): Promise<Buffer | undefined> {
    const { profile, vault } = this.parts
    const blank = '0'.repeat(2 * MAC_BYTES)
    const fields = mac === undefined ? message.fields : { ...message.fields, [MAC_FIELD]: blank }
    const whole = encodeMessage(profile, { mti: message.mti, fields })
    if (!whole.ok) return this.broken(whole.refused, whole.field)
    if (mac === undefined) return whole.value
    const inHex = profile.fields.get(MAC_FIELD)?.coding === 'hex'
    const data = whole.value.subarray(0, inHex ? -2 * MAC_BYTES : -MAC_BYTES)
    const { terminal, sealedMak, algorithm } = mac
    const made = await vault.makeMac({ terminal, sealedMak, algorithm, data })
    if (!made.ok) return this.broken(made.refused, '64')
    const written = inHex ? Buffer.from(toHex(made.value), 'latin1') : made.value
    return Buffer.concat([data, written])
  }

  private async framed({ frame, terminal }: Asked, body: Buffer): Promise<Buffer | undefined> {
    const { format, processing } = this.parts
    const request = format.header ? await processing(terminal) : '0'
    const { header } = frame
    const closed = closeFrame(format, {
      tpdu: answeringTpdu(frame.tpdu),
      header: header.slice(0, PROCESSING_AT) + request + header.slice(PROCESSING_AT + 1),
      body,
    })
    return closed.ok ? closed.value : this.broken(closed.refused, closed.field)
  }

  private told(
    { presence }: Asked,
    { mti, fields }: Message,
    { by, from }: { readonly by: 'host' | OwnReason; readonly from: Date },
  ): string {
    const { clock, log, observe } = this.parts
    const code = fields[39] ?? 'none'
    const seconds = Math.max(0, clock.now().getTime() - from.getTime()) / 1_000
    observe({ what: 'answered', kind: presence.what ?? 'other', code, by, seconds })
    log.debug({ mti, code, by, seconds }, 'answered a POS')
    return code
  }

  private silent(because: 'host' | 'too-late' | 'outcome-unknown'): Replied {
    this.parts.observe({ what: 'silent', because })
    if (because !== 'host') this.parts.log.warn({ because }, 'a POS gets no answer')
    return {}
  }

  private mistake(refused: string, field: string, offset: number): undefined {
    this.parts.observe({ what: 'mistake', refused })
    this.parts.log.info({ refused, field, offset }, 'a POS message could not be read')
    return undefined
  }

  private broken(refused: string, field: string | undefined): undefined {
    this.parts.log.error({ refused, field }, 'the answer to a POS could not be written')
    return undefined
  }

  /** A message for the log, masked; worked out only where it is written. */
  trace({ message }: Asked, connection: string): void {
    const { log, profile } = this.parts
    if (!log.isLevelEnabled('trace')) return
    const fields = maskedDump(profile, message).map(({ path, value }) => `${path}=${value}`)
    log.trace({ line: connection, mti: message.mti, fields }, 'a POS asks')
  }
}
