import { invariant, type Fen } from '../../src/base'
import type { Message } from '../../src/messages'
import type { Folder, Recovery } from '../journal'
import { ChipStore, fetchChipData, type ChipDataKind } from './chip-data'
import { isNotice, PosBook, type PosKind, type PosRecord, type PosTotals } from './book'
import type { PosLine } from './line'
import {
  amountField,
  answerTo,
  calledFor,
  fieldsOf,
  frameOf,
  keptFields,
  sixDigits,
  type AnswerRefusal,
} from './message'
import type { PinPad } from './pin-pad'
import { settleBatch, type Settled } from './settle'

export interface PosSetup {
  /** f41 and f42. */
  readonly terminal: string
  readonly merchant: string
  /** Where the book lies. */
  readonly folder: Folder
  readonly pad: PinPad
  readonly line: PosLine
  /** f60.3 of the sign-in: 001 single-length keys, 003 double, 004 with a track key (default 003). */
  readonly layout?: '001' | '003' | '004'
}

/** What the cashier sees. */
export type Told =
  | { readonly told: 'approved'; readonly record: PosRecord; readonly answer: Message }
  | { readonly told: 'declined'; readonly code: string; readonly record: PosRecord }
  /** Nobody knows; it is reversed, or said again, before anything new is asked. */
  | { readonly told: 'unknown'; readonly record: PosRecord }
  /** Nothing was asked: an earlier doubt is not cleared, or the POS cannot sign in. */
  | { readonly told: 'not-asked'; readonly because: 'no-line' | 'settling' }

/** A sale out of an online account, or what else is asked with a card. */
export interface CardAsked {
  readonly card: string
  readonly amount: Fen
  /** Entered by the holder; never kept. */
  readonly pin?: string
  /** How the card was read, f22 (default 07, contactless chip). */
  readonly entry?: '02' | '05' | '07'
}

const APPROVED: ReadonlySet<string> = new Set(['00', '10', '11', '16', 'A2', 'A4', 'A5', 'A6'])
/** Nobody can say whether money moved (iso8583.md 3.12): the request is reversed, the notice said again. */
const UNDECIDED: ReadonlySet<string> = new Set(['09', '91', '96', '98'])
const SIGN_IN_AGAIN: ReadonlySet<string> = new Set(['77', 'A0', '22'])
/** What ends a reversal: done, or the host cannot do it and has put it before people. */
const REVERSAL_OVER: ReadonlySet<string> = new Set(['00', '12', '22', '25', '94'])
/** What a notice may be answered with that is not its end. */
const NOTICE_AGAIN: ReadonlySet<string> = new Set(['09', '22', '77', '91', '96', '97', '98', 'A0'])

const PIN_LENGTH = '12'
const PIN_SECURITY = '2600000000000000'
const CURRENCY = '156'
const SIGN_IN_TRIES = 2

/** A shop POS. One thing at a time: who calls waits for the answer before the next call. */
export class Pos {
  readonly book: PosBook
  readonly #chips: ChipStore
  #called = '0'

  constructor(private readonly setup: PosSetup) {
    this.book = new PosBook(setup.folder)
    this.#chips = new ChipStore(setup.folder)
  }

  get recovery(): Recovery {
    return this.book.recovery
  }

  get totals(): PosTotals {
    return this.book.totals
  }

  /** Signs in: fresh work keys and the number of the batch. False when the host did not answer or said no. */
  async signIn(): Promise<boolean> {
    const { terminal, merchant, pad, layout = '003' } = this.setup
    const asked = {
      mti: '0800',
      fields: {
        11: sixDigits(this.book.nextTrace()),
        41: terminal,
        42: merchant,
        60: `00${sixDigits(Math.max(this.book.batch, 1))}${layout}`,
        63: '01 ',
      },
    }
    const answer = answerTo(asked, await this.setup.line.ask(frameOf(asked)))
    if (!answer.ok || answer.value.fields[39] !== '00') return false
    const keys = pad.takeWorkKeys(Buffer.from(answer.value.fields[62] ?? '', 'hex'))
    if (!keys.ok) return false
    this.book.beginBatch(Number((answer.value.fields[60] ?? '').slice(2, 8)))
    return true
  }

  /** A sale out of the holder's online account. */
  purchase(asked: CardAsked): Promise<Told> {
    return this.request('purchase', '0200', {
      ...this.cardFields(asked, { processing: '000000', type: '22' }),
    })
  }

  /** Takes a sale of this batch back, whole. */
  async void(trace: number): Promise<Told> {
    const sale = this.book.recordOf(trace)
    invariant(
      sale?.kind === 'purchase' && sale.state === 'approved',
      'a void is about an approved sale of the batch',
    )
    return this.request(
      'void',
      '0200',
      {
        ...fieldsOf(sale.fields),
        3: '200000',
        60: this.type('23'),
        61: `${sixDigits(sale.batch)}${sixDigits(sale.trace)}`,
        ...(sale.reference === undefined ? {} : { 37: sale.reference }),
        ...(sale.authorisation === undefined ? {} : { 38: sale.authorisation }),
      },
      trace,
    )
  }

  /** Gives back a sale of any batch, or a part of it; said again until the host has answered. */
  refund(
    asked: CardAsked & {
      readonly original: {
        readonly batch: number
        readonly trace: number
        /** MMDD. */
        readonly date: string
        readonly reference: string
      }
    },
  ): Promise<Told> {
    const { batch, trace, date, reference } = asked.original
    return this.request('refund', '0220', {
      ...this.cardFields(asked, { processing: '200000', type: '25' }),
      37: reference,
      61: `${sixDigits(batch)}${sixDigits(trace)}${date}`,
      63: 'CUP',
    })
  }

  /** What is on the holder's online account, in fen; undefined when it was not said. */
  async balance(asked: Omit<CardAsked, 'amount'>): Promise<bigint | undefined> {
    if (!(await this.ready())) return undefined
    const all = this.cardFields(
      { ...asked, amount: 0n as Fen },
      { processing: '310000', type: '01' },
    )
    const fields = Object.fromEntries(Object.entries(all).filter(([number]) => number !== '4'))
    const trace = sixDigits(this.book.nextTrace())
    const answer = await this.exchange({ mti: '0200', fields: { ...fields, 11: trace } })
    return answer.ok ? signedBalance(answer.value.fields[54]) : undefined
  }

  /**
   * Clears every doubt, oldest first: reversals, and notices that were stored or not answered.
   *
   * @returns whether nothing is in doubt any more
   */
  async clearDoubts(): Promise<boolean> {
    for (const doubt of this.book.doubts) {
      if (!this.setup.pad.isReady && !(await this.signIn())) return false
      const cleared = isNotice(doubt.kind) ? await this.notify(doubt) : await this.reverse(doubt)
      if (!cleared) return false
    }
    return true
  }

  /** What the last answer of the host asked for: 3 sign in, 4 and 5 chip data, 7 the hotlist; 0 nothing. */
  get called(): string {
    return this.#called
  }

  /** Public keys or application parameters for bank chips, each entry as TLV in hex. */
  chipData(kind: ChipDataKind): readonly string[] {
    return this.#chips.of(kind)
  }

  /**
   * Fetches a set of chip data and puts it in the place of the one before, when it is there whole. False when it is not:
   * the host gives it only over a line on which this POS has shown its key.
   */
  async fetchChipData(kind: ChipDataKind): Promise<boolean> {
    if (!(await this.ready())) return false
    const fields = (network: string): Message['fields'] => ({
      41: this.setup.terminal,
      42: this.setup.merchant,
      60: `00${sixDigits(this.book.batch)}${network}`,
    })
    const ask = (message: Message) => this.exchange(message, { withCode: false })
    const entries = await fetchChipData({ ask, fields }, kind)
    if (entries === undefined) return false
    this.#chips.put(kind, entries)
    return true
  }

  /** Counts the batch with the host and closes it; see `settleBatch`. */
  settle(): Promise<Settled> {
    return settleBatch({
      book: this.book,
      clear: () => this.clearDoubts(),
      signIn: () => this.signIn(),
      ask: (message) => this.exchange(message, { withCode: false }),
      fields: (type, network) => ({
        41: this.setup.terminal,
        42: this.setup.merchant,
        60: `${type}${sixDigits(this.book.batch)}${network}`,
      }),
    })
  }

  /**
   * Asks the host something that moves money. The message is in the book before it leaves.
   *
   * @param original trace of the sale that it is about
   */
  async request(
    kind: PosKind,
    mti: string,
    fields: Message['fields'],
    original?: number,
  ): Promise<Told> {
    if (this.book.isSettling) return { told: 'not-asked', because: 'settling' }
    if (!(await this.ready())) return { told: 'not-asked', because: 'no-line' }
    // The batch may have changed with a sign-in that was needed first.
    const [type, network] = [(fields[60] ?? '').slice(0, 2), (fields[60] ?? '').slice(8)]
    const own = { ...fields, 60: `${type}${sixDigits(this.book.batch)}${network}` }
    const record = this.book.begin({
      kind,
      mti,
      fields: keptFields(own),
      amount: BigInt(fields[4] ?? '0').toString(),
      ...(original === undefined ? {} : { original }),
    })
    const message = { mti, fields: { ...own, 11: sixDigits(record.trace) } }
    return this.conclude(record, await this.exchange(message))
  }

  /** Keeps a notice in the book, to be sent with the next message or at settlement. */
  store(
    kind: 'purse-sale' | 'load-confirmation',
    mti: string,
    fields: Message['fields'],
  ): PosRecord {
    const amount = BigInt(fields[4] ?? '0').toString()
    return this.book.begin({ kind, mti, fields: keptFields(fields), amount }, 'stored')
  }

  /** f60 of a message of this batch. */
  type(type: string): string {
    return `${type}${sixDigits(this.book.batch)}000`
  }

  /** Fields of everything that is asked with a card. */
  cardFields(
    { card, amount, pin, entry = '07' }: CardAsked,
    as: { readonly processing: string; readonly type: string; readonly condition?: string },
  ): Message['fields'] {
    const block = pin === undefined ? undefined : this.setup.pad.pinBlock(pin, card)
    const withPin = block?.ok === true
    return {
      2: card,
      3: as.processing,
      4: amountField(amount),
      22: `${entry}${withPin ? '1' : '2'}`,
      25: as.condition ?? '00',
      41: this.setup.terminal,
      42: this.setup.merchant,
      49: CURRENCY,
      60: this.type(as.type),
      ...(withPin
        ? { 26: PIN_LENGTH, 52: block.value.toString('hex').toUpperCase(), 53: PIN_SECURITY }
        : {}),
    }
  }

  /** Signed in, and without doubts. */
  async ready(): Promise<boolean> {
    if (!this.setup.pad.isReady && !(await this.signIn())) return false
    return this.clearDoubts()
  }

  private async exchange(message: Message, { withCode = true } = {}) {
    const pad = withCode ? this.setup.pad : undefined
    const frame = await this.setup.line.ask(frameOf(message, pad))
    this.#called = calledFor(frame)
    return answerTo(message, frame, pad)
  }

  /** What an answer means for its message. */
  private async conclude(
    record: PosRecord,
    answer: Awaited<ReturnType<Pos['exchange']>>,
  ): Promise<Told> {
    if (!answer.ok) return { told: 'unknown', record: this.inDoubt(record, answer.refused) }
    const code = answer.value.fields[39] ?? ''
    const about = aboutOf(answer.value)
    if (APPROVED.has(code)) {
      const approved = this.book.move(record, 'approved', about)
      return { told: 'approved', record: approved, answer: answer.value }
    }
    if (UNDECIDED.has(code) || (isNotice(record.kind) && NOTICE_AGAIN.has(code))) {
      return { told: 'unknown', record: this.inDoubt(record, 'no-answer') }
    }
    const declined = this.book.move(record, 'declined', about)
    if (SIGN_IN_AGAIN.has(code)) await this.signIn()
    return { told: 'declined', code, record: declined }
  }

  private inDoubt(record: PosRecord, why: AnswerRefusal): PosRecord {
    if (isNotice(record.kind)) return record
    return this.book.move(record, 'reversing', { reason: why === 'mac-wrong' ? 'A0' : '98' })
  }

  /** Reverses a request; its number stays that of the original. True when the host has answered it. */
  private async reverse(doubt: PosRecord): Promise<boolean> {
    for (let attempt = 0; attempt < SIGN_IN_TRIES; attempt++) {
      const reason = doubt.reason ?? '98'
      const fields = {
        ...fieldsOf(doubt.fields),
        11: sixDigits(doubt.trace),
        39: attempt === 0 ? reason : 'A0',
      }
      const { 37: _reference, ...kept } = fields as Record<number, string>
      const answer = await this.exchange({ mti: '0400', fields: kept })
      if (!answer.ok) return false
      const code = answer.value.fields[39] ?? ''
      if (SIGN_IN_AGAIN.has(code) && code !== '22') {
        if (!(await this.signIn())) return false
        continue
      }
      if (!REVERSAL_OVER.has(code)) return false
      this.book.move(doubt, 'reversed', { code })
      return true
    }
    return false
  }

  /** Says a notice again under its own number. True when the host has answered it for good. */
  private async notify(doubt: PosRecord): Promise<boolean> {
    for (let attempt = 0; attempt < SIGN_IN_TRIES; attempt++) {
      const fields = { ...fieldsOf(doubt.fields), 11: sixDigits(doubt.trace) }
      const answer = await this.exchange({ mti: doubt.mti, fields })
      if (!answer.ok) return false
      const code = answer.value.fields[39] ?? ''
      if (SIGN_IN_AGAIN.has(code) && code !== '22') {
        if (!(await this.signIn())) return false
        continue
      }
      if (NOTICE_AGAIN.has(code)) return false
      this.book.move(doubt, APPROVED.has(code) ? 'approved' : 'declined', aboutOf(answer.value))
      return true
    }
    return false
  }
}

function aboutOf({ fields }: Message): Pick<PosRecord, 'code' | 'reference' | 'authorisation'> {
  const [code, reference, authorisation] = [fields[39], fields[37], fields[38]]
  return {
    ...(code === undefined ? {} : { code }),
    ...(reference === undefined ? {} : { reference }),
    ...(authorisation === undefined ? {} : { authorisation }),
  }
}

const SIGN_AT = 7
const AMOUNT_AT = 8
const AMOUNT_END = 20

/** f54: account type, amount type, currency, sign, amount (iso8583.md 3.3). */
function signedBalance(f54: string | undefined): bigint | undefined {
  const digits = f54?.slice(AMOUNT_AT, AMOUNT_END)
  if (f54 === undefined || digits === undefined || !/^\d{12}$/.test(digits)) return undefined
  return f54[SIGN_AT] === 'D' ? -BigInt(digits) : BigInt(digits)
}
