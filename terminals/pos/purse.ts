import { fen, Fault, toHex, type Fen, type SamNumber } from '../../src/base'
import {
  askBalance,
  askCard,
  askProof,
  creditForLoad,
  creditStatus,
  dateTimeBytes,
  expectData,
  holdSync,
  initialiseLoad,
  loadInitStatus,
  loadType,
  readLoadOpening,
  tellCard,
  type CardProfile,
  type Chip,
  type Conversation,
  type LoadOpening,
  type LoadOrder,
} from '../../src/card'
import {
  readPurseBlock,
  writePurseBlock,
  type PurseBlock,
  type TapRecord,
} from '../../src/messages'
import {
  DurableTapJournal,
  meetCard,
  Validator,
  type CardFacts,
  type TapDevice,
  type TapOutcome,
  type TapTerminal,
} from '../bus-validator'
import type { Folder } from '../journal'
import type { PosRecord } from './book'
import { fieldsOf } from './message'
import type { Pos, Told } from './pos'

/** What a load is paid with: cash, through the agent of the merchant, or the holder's online account. */
export type LoadFunds =
  { readonly from: 'cash' } | { readonly from: 'account'; readonly pin: string }

export type LoadTold =
  | { readonly told: 'loaded'; readonly balance: Fen; readonly record: PosRecord }
  | { readonly told: 'card-refused'; readonly because: string }
  /** The card left after it may have taken the load: it is asked for its proof when it comes again. */
  | { readonly told: 'card-in-doubt'; readonly record: PosRecord }
  | Exclude<Told, { readonly told: 'approved' }>

export interface PurseSetup {
  readonly pos: Pos
  /** Where purse sales are written down; may be the folder of the book. */
  readonly folder: Folder
  readonly sam: Chip
  readonly terminal: TapTerminal
  readonly device: TapDevice
  readonly profile: CardProfile
  /** Factors the SAM's purchase keys take. */
  readonly levels: 1 | 2
}

const CASH = { processing: '630000', type: '41' } as const
const OWN_ACCOUNT = { processing: '600000', type: '40' } as const
const PURSE_CONDITION = '91'
const SALE = { processing: '000000', type: '36' } as const
const SERIAL_DIGITS = 20
const NO_PLACE = { routeLine: '', station: '', vehicle: '', driver: '', direction: 0 }

/** The purse side of a POS: sales that the chip pays offline, and loads that the host pays online. */
export class PurseDesk {
  readonly #journal: DurableTapJournal
  readonly #validator: Validator

  constructor(private readonly setup: PurseSetup) {
    const { folder, sam, terminal, device, levels } = setup
    this.#journal = new DurableTapJournal(folder)
    this.#validator = new Validator({ terminal, device, levels, sam, journal: this.#journal })
  }

  /**
   * The chip pays offline; the sale goes up with the next message that clears doubts, or at settlement.
   *
   * @param at city time, YYYYMMDDHHMMSS
   */
  sell(card: Chip, amount: Fen, at: string): TapOutcome {
    const outcome = this.#validator.tap(card, this.setup.profile, {
      stage: 'single',
      as: 'purchase',
      mode: 'bus',
      at,
      listFare: amount,
      amount,
      discount: 0,
      place: NO_PLACE,
    })
    this.collect(at)
    return outcome
  }

  /**
   * Puts confirmed sales into the book of the POS, each once: a sale that stands there already, because the power went
   * between the two, is not put there again. Waits while the POS settles.
   */
  collect(at: string): void {
    const { pos } = this.setup
    if (pos.book.isSettling || pos.book.batch === 0) return
    for (let file = this.#journal.fileToSend(at); file; file = this.#journal.fileToSend(at)) {
      const known = new Set(pos.book.records.map(({ fields }) => fields['58']))
      for (const record of file.records) {
        const fields = this.#saleFields(record)
        if (!known.has(fields[58])) pos.store('purse-sale', '0200', fields)
      }
      this.#journal.receipted(file.file)
    }
  }

  /** Money onto the chip: the host pays when the chip has shown itself, and hears the chip's proof afterwards. */
  async load(
    card: Chip,
    asked: { readonly amount: Fen; readonly funds: LoadFunds; readonly at: string },
  ): Promise<LoadTold> {
    const { pos, profile } = this.setup
    const met = hold(card, meetCard(profile))
    if (!met.ok) return { told: 'card-refused', because: met.refused }
    const facts = met.value
    this.#resolveEarlier(card, facts, asked.at)
    const order = this.#orderFor(facts, asked)
    // What the chip has overdrawn a load pays back first; once it has the load it does not say any more how much.
    const overdrawn = this.#heldBy(card, facts, 'overdraftUsed') ?? fen(0n)
    const opened = hold(card, openLoad(order))
    if (!opened.ok) return { told: 'card-refused', because: opened.refused }
    const { funds } = asked
    const as = funds.from === 'cash' ? CASH : OWN_ACCOUNT
    if (!(await pos.ready())) return { told: 'not-asked', because: 'no-line' }
    const told = await pos.request('load', '0200', {
      ...pos.cardFields(
        {
          card: facts.identity.number,
          amount: asked.amount,
          ...(funds.from === 'account' ? { pin: funds.pin } : {}),
        },
        { ...as, condition: PURSE_CONDITION },
      ),
      58: this.#requestBlock(facts, order, opened.value),
    })
    if (told.told !== 'approved') return told
    return this.#credit(card, { overdrawn, told, order, opening: opened.value })
  }

  /** A card whose load was approved and not proved: what did it do? */
  #resolveEarlier(card: Chip, facts: CardFacts, at: string): void {
    const { pos } = this.setup
    const open = pos.book.records.filter(
      ({ kind, state, fields }) =>
        kind === 'load' && state === 'approved' && fields['2'] === facts.identity.number,
    )
    for (const record of open) {
      const block = readPurseBlock('RQ', record.fields['58'] ?? '')
      if (!block.ok) continue
      const { sequence } = block.value
      const proof = hold(card, askProof({ type: loadType('EP'), counterBefore: sequence }))
      if (proof.ok) {
        const holds = Number(this.#heldBy(card, facts, 'own') ?? -1n)
        const before = block.value.balanceBefore
        const whole = before + block.value.amount
        const balanceAfter = holds >= before && holds < whole ? holds : whole
        this.#confirm(record, { block: block.value, tac: proof.value.tac, balanceAfter })
      }
      if (
        !proof.ok &&
        proof.refused === 'proof-not-kept' &&
        this.#counterOf(card, facts, at) === sequence
      ) {
        // The chip stands where it stood: it never took the load.
        pos.book.move(record, 'reversing', { reason: '06' })
      }
    }
  }

  #counterOf(card: Chip, facts: CardFacts, at: string): number | undefined {
    const opened = hold(card, openLoad(this.#orderFor(facts, { amount: fen(1n), at })))
    return opened.ok ? opened.value.counter : undefined
  }

  async #credit(
    card: Chip,
    of: {
      readonly overdrawn: Fen
      readonly told: Extract<Told, { readonly told: 'approved' }>
      readonly order: LoadOrder
      readonly opening: LoadOpening
    },
  ): Promise<LoadTold> {
    const { pos } = this.setup
    const { record, answer } = of.told
    const code = readPurseBlock('RP', answer.fields[58] ?? '')
    const block = readPurseBlock('RQ', record.fields['58'] ?? '')
    if (!code.ok || !block.ok) {
      return { told: 'unknown', record: pos.book.move(record, 'reversing', { reason: '96' }) }
    }
    const at = `${of.order.at.slice(0, 4)}${answer.fields[13] ?? ''}${answer.fields[12] ?? ''}`
    pos.book.move(record, 'approved', { at })
    let credited
    try {
      credited = hold(card, credit(at, Buffer.from(code.value.mac2, 'hex')))
    } catch (gone) {
      if (!(gone instanceof Fault) || gone.door !== 'card') throw gone
      return { told: 'card-in-doubt', record }
    }
    if (!credited.ok) {
      pos.book.move(record, 'reversing', { reason: '06' })
      await pos.clearDoubts()
      return { told: 'card-refused', because: credited.refused }
    }
    const confirmed = pos.book.recordOf(record.trace, record.batch) ?? record
    const { amount } = of.order
    const paidBack = of.overdrawn < amount ? of.overdrawn : amount
    const balance = fen(of.opening.oldBalance + amount - paidBack)
    const balanceAfter = Number(balance)
    this.#confirm(confirmed, { block: block.value, tac: credited.value, balanceAfter })
    await pos.clearDoubts()
    return { told: 'loaded', balance, record: confirmed }
  }

  /** The chip has signed that it took the load: the host hears it until it has answered. */
  #confirm(
    record: PosRecord,
    of: {
      readonly block: PurseBlock<'RQ'>
      readonly tac: Buffer
      /** As the chip signed it. */
      readonly balanceAfter: number
    },
  ): void {
    const { pos } = this.setup
    const { serial, sequence, type, terminal } = of.block
    const block = writePurseBlock('TC', {
      serial,
      sequence,
      type,
      terminal,
      at: record.at ?? '',
      balanceAfter: of.balanceAfter,
      tac: toHex(of.tac),
    })
    if (!block.ok) return
    const { 58: _request, ...fields } = fieldsOf(record.fields) as Record<number, string>
    pos.store('load-confirmation', '0220', {
      ...fields,
      61: `${String(record.batch).padStart(6, '0')}${String(record.trace).padStart(6, '0')}`,
      58: block.value,
    })
    pos.book.move(record, 'proved')
  }

  /** A part of the balance, where the chip tells parts of it. */
  #heldBy(card: Chip, facts: CardFacts, part: 'own' | 'overdraftUsed'): Fen | undefined {
    if (!facts.profile.balanceParts) return undefined
    const said = hold(card, askBalance('EP', part))
    return said.ok ? said.value : undefined
  }

  #orderFor(facts: CardFacts, of: { readonly amount: Fen; readonly at: string }): LoadOrder {
    const { terminal } = this.setup
    return {
      purse: 'EP',
      card: facts.identity,
      keyIndex: terminal.keyIndex,
      amount: of.amount,
      terminal: terminal.sam as SamNumber,
      at: of.at,
    }
  }

  #requestBlock(facts: CardFacts, order: LoadOrder, opening: LoadOpening): string {
    const block = writePurseBlock('RQ', {
      issuer: facts.identity.issuerHex,
      serial: facts.identity.number.padStart(SERIAL_DIGITS, '0'),
      random: toHex(opening.bytes.random),
      keyIndex: order.keyIndex,
      keyVersion: opening.keyVersion,
      sequence: opening.counter,
      balanceBefore: opening.bytes.balance.readUInt32BE(0),
      amount: Number(order.amount),
      type: loadType('EP'),
      terminal: order.terminal,
      mac1: toHex(opening.bytes.mac1),
    })
    if (!block.ok) throw new Fault('card', 'what the card said fits no load request', false)
    return block.value
  }

  #saleFields(record: TapRecord): ReturnType<Pos['cardFields']> {
    const { pos } = this.setup
    const block = writePurseBlock('TA', {
      issuer: record.issuer,
      serial: record.card.padStart(SERIAL_DIGITS, '0'),
      counter: record.counter,
      balanceBefore: Number(record.balanceBefore),
      amount: Number(record.amount),
      type: record.type,
      sam: record.sam,
      terminalSequence: record.termSeq,
      at: record.at,
      keyVersion: record.keyVersion,
      algorithm: record.algorithm,
      tac: record.tac,
    })
    if (!block.ok) throw new Fault('journal', 'a purse sale fits no block', false)
    const fields = pos.cardFields({ card: record.card, amount: fen(record.amount) }, SALE)
    return { ...fields, 58: block.value }
  }
}

function* openLoad(order: LoadOrder) {
  return readLoadOpening(expectData(yield* askCard(initialiseLoad(order)), loadInitStatus, 16))
}

function* credit(at: string, mac2: Buffer) {
  return expectData(yield* tellCard(creditForLoad(dateTimeBytes(at), mac2)), creditStatus, 4)
}

const hold = <Value>(card: Chip, conversation: Conversation<Value>): Value =>
  holdSync(conversation, (question) => {
    if (question.to === 'card') return card.transmit(question.apdu)
    throw new Fault('card', 'a POS has only the card to ask', false)
  })
