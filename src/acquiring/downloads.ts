import type { Act, Actor, Result } from '../base'
import type { DecodedMessage } from '../messages'
import { networkCodeOf } from '../messages'
import { acknowledgementsOf, hotlistLines, newestHotlist, versionAt } from '../registry'
import { answerTo } from './answers'
import { ChipDownloads, IMPOSSIBLE, type Answering, type Said } from './chip-downloads'
import type { AcquiringDesk } from './desk'
import type { Acquirer, PosAnswer, PosQuestion } from './face'
import { CARDS_MAX, hotlistPage } from './hotlist-page'
import {
  hotlistProgress,
  writeHotlistProgress,
  writeParametersSent,
  writeStatus,
} from './store-devices'
import { posTerminal } from './store-terminals'
import type { PosTerminal } from './terminal'

/** Says that a device has a hotlist from now on; whoever cares for cards decides what follows from it. */
export type Acknowledge = (
  act: Act,
  given: { readonly terminal: string; readonly version: bigint },
) => Promise<Result<unknown>>

const NEWEST_FOR_MS = 5_000
const ACKNOWLEDGED_FOR_MS = 60_000

/**
 * What terminals fetch and report: parameters (360, end 361), status (362), hotlist (390, end 391), and what they need
 * to read bank chips (`chip-downloads.ts`). Everything else goes on to the host. None of these messages has a MAC, so only a line over which the terminal's key has shown itself
 * is answered; an acknowledgement moves the loss of later taps, and nobody else may give it.
 */
export class PosDownloads implements Acquirer {
  private readonly shown = new Map<string, Set<string>>()
  private newest: { readonly version: bigint; readonly atMs: number } | undefined
  private readonly acknowledged = new Map<
    string,
    { readonly version: bigint; readonly atMs: number }
  >()
  private readonly answering: Readonly<Record<string, Answering>>
  private readonly chips: ChipDownloads

  constructor(
    private readonly desk: AcquiringDesk,
    private readonly host: Acquirer,
    private readonly acknowledge: Acknowledge,
  ) {
    this.chips = new ChipDownloads(desk)
    this.answering = {
      ...this.chips.answering,
      '360': async (act, terminal) => {
        await writeParametersSent(act.tx, terminal.terminal, act.at)
        return { code: 'approved', fields: { 62: parametersField() } }
      },
      '361': () => Promise.resolve({ code: 'approved' }),
      '362': async (act, { terminal }, { fields }) => {
        const status = Buffer.from(fields[62] ?? '', 'hex')
        await writeStatus(act.tx, terminal, { status, at: act.at })
        return { code: 'approved' }
      },
      '390': (act, terminal, message) => this.sendHotlist(act, terminal, message),
      '391': (act, terminal) => this.endHotlist(act, terminal),
    }
  }

  async answer(question: PosQuestion): Promise<PosAnswer | 'say-nothing'> {
    const { message, peer } = question
    const network = networkCodeOf(message.fields) ?? ''
    const answering = /^08[02]0$/.test(message.mti) ? this.answering[network] : undefined
    if (answering !== undefined) return this.download(question, answering)
    const answer = await this.host.answer(question)
    if (answer !== 'say-nothing' && answer.mac !== undefined) {
      const terminals = this.shown.get(peer.connection) ?? new Set()
      this.shown.set(peer.connection, terminals.add(answer.mac.terminal))
    }
    return answer
  }

  connectionClosed(connection: string): void {
    this.shown.delete(connection)
    this.host.connectionClosed(connection)
  }

  /**
   * What a terminal is to do after this answer: 7 fetch the hotlist, 4 CA keys, 5 parameters of chips, 0 nothing. A
   * stopped card costs money, so the hotlist comes first.
   */
  async processing(terminal: string): Promise<'0' | '4' | '5' | '7'> {
    if (await this.needsHotlist(terminal)) return '7'
    return (await this.chips.call(terminal)) ?? '0'
  }

  private async needsHotlist(terminal: string): Promise<boolean> {
    const { database, clock } = this.desk
    const nowMs = clock.now().getTime()
    if (this.newest === undefined || nowMs - this.newest.atMs >= NEWEST_FOR_MS) {
      const list = await newestHotlist(database)
      // Longer lists do not go over 390; terminals fetch them as files.
      const fits = list !== undefined && list.cardCount <= BigInt(CARDS_MAX)
      this.newest = { version: fits ? list.version : 0n, atMs: nowMs }
    }
    if (this.newest.version === 0n) return false
    const known = this.acknowledged.get(terminal)
    if (known !== undefined && nowMs - known.atMs < ACKNOWLEDGED_FOR_MS) {
      return known.version < this.newest.version
    }
    const version = await this.versionOf(terminal)
    if (version === undefined) return false
    this.acknowledged.set(terminal, { version, atMs: nowMs })
    return version < this.newest.version
  }

  private async versionOf(terminal: string): Promise<bigint | undefined> {
    const { database, clock } = this.desk
    const known = await posTerminal(database, terminal)
    if (known === undefined || known.takenOutAt !== null) return undefined
    const given = await acknowledgementsOf(database, [known.device])
    return versionAt(given.get(known.device) ?? [], clock.now())
  }

  private async download(
    { message, peer }: PosQuestion,
    answering: Answering,
  ): Promise<PosAnswer | 'say-nothing'> {
    const { database, clock, actOf } = this.desk
    const at = clock.now()
    const [f41 = '', f42 = ''] = [message.fields[41], message.fields[42]]
    const { certificate } = peer
    if (
      certificate !== undefined &&
      !(certificate.merchant === f42 && certificate.terminals.includes(f41))
    ) {
      return 'say-nothing'
    }
    const proved = certificate !== undefined || this.shown.get(peer.connection)?.has(f41) === true
    const said = await database.transaction<Said>(async (tx) => {
      const terminal = await posTerminal(tx, f41)
      if (terminal === undefined || terminal.takenOutAt !== null)
        return { code: 'terminal-unknown' }
      if (terminal.merchantNumber !== f42) return { code: 'merchant-invalid' }
      if (!proved) return { code: 'not-possible' }
      const actor = actorOf(terminal)
      const reference = `pos-download:${f41}:${at.toISOString()}`
      return answering(actOf(tx, { actor, at, reference }), terminal, message)
    })
    return { message: answerTo(message, { ...said, at }) }
  }

  /** The list a download began with is the list it ends with, whatever is made meanwhile. */
  private async sendHotlist(
    { tx }: Act,
    { terminal }: PosTerminal,
    { fields }: DecodedMessage,
  ): Promise<Said> {
    const asked = Buffer.from(fields[62] ?? '', 'hex').toString('latin1')
    if (!/^\d{3}$/.test(asked)) return { code: 'format-wrong' }
    const from = Number(asked)
    const before = await hotlistProgress(tx, terminal)
    const version = from === 0 ? (await newestHotlist(tx))?.version : before?.version
    if (version === undefined || (from > 0 && from > (before?.served ?? 0))) {
      return from === 0
        ? { code: 'approved', fields: { 62: hotlistPage([], 0).field } }
        : IMPOSSIBLE
    }
    const lines = await hotlistLines(tx, { version, since: 0n })
    if (lines.length > CARDS_MAX) return IMPOSSIBLE
    const cards = lines.map(({ card }) => card)
    const page = hotlistPage(cards, from)
    const served = from === 0 ? page.served : Math.max(before?.served ?? 0, page.served)
    await writeHotlistProgress(tx, terminal, { version, cards: cards.length, served })
    return { code: 'approved', fields: { 62: page.field } }
  }

  /** Only a terminal that was sent every card of a list may say that it has it. */
  private async endHotlist(act: Act, { terminal, device }: PosTerminal): Promise<Said> {
    const progress = await hotlistProgress(act.tx, terminal)
    if (progress === undefined || progress.served < progress.cards) return IMPOSSIBLE
    const { version } = progress
    const done = await this.acknowledge(act, { terminal: device, version })
    if (!done.ok) return IMPOSSIBLE
    this.acknowledged.set(terminal, { version, atMs: act.at.getTime() })
    return { code: 'approved' }
  }
}

/** A POS answers for its own device. */
const actorOf = ({ device, operator }: PosTerminal): Actor => ({
  id: `term_${device.replace(/^term_/, '')}`,
  kind: 'terminal',
  roles: ['terminal'],
  terminal: device,
  operator: operator,
})

/**
 * Two digits of tag, then the value: 12 seconds to wait for an answer, 13 further tries of a message, 23 tries of a
 * reversal. Values are those that terminals are seen with.
 */
const PARAMETERS = [
  ['12', '30'],
  ['13', '3'],
  ['23', '3'],
] as const

const parametersField = (): string =>
  Buffer.from(PARAMETERS.map(([tag, value]) => tag + value).join(''), 'latin1').toString('hex')
