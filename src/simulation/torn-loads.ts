import {
  bcd,
  CENTRE,
  businessDateOf,
  cityDateTime,
  Fault,
  fen,
  hex,
  invariant,
  parseCardNumber,
  parseOperatorId,
  SeededChance,
  type Act,
  type Actor,
  type CardNumber,
  type OperatorId,
  type Result,
  type SamNumber,
  type SetClock,
} from '../base'
import { auditBooks } from '../audit-books'
import { holdSync, profiles, type Chip } from '../card'
import type { City } from '../city'
import { drainNotedCards, receiveUpload } from '../clearing'
import { openVirtualKeyFactory } from '../keys'
import { balanceOf, bankCustody, dayForPosting, LOADS_IN_DOUBT, movements, post } from '../ledger'
import {
  beginLoad,
  beginLook,
  orderNamed,
  resolveByTaps,
  type Begun,
  type DoubtPage,
  type DoubtsLooked,
  type Evidence,
  type LoadRefusal,
} from '../loads'
import { readTapFile, writeTapFile } from '../messages'
import { actOf } from '../oversight'
import { registerIn } from '../registry'
import { interruptSession, replyToTurn, type TurnOrEnd } from '../remote-reader'
import { simpleCard, simpleContract, simpleProduct, simpleTerminal } from './simple-city'
import { MemoryJournal, openTerminal, Validator, type Ride } from '../../terminals/bus-validator'
import {
  CardKeyPress,
  freshState,
  samKeysFrom,
  VirtualCard,
  VirtualSam,
} from '../../terminals/virtual'

/*
 * The case of the Octopus (domain 2.2): 15,270 loads in seven years for which a bank had been debited and no card
 * loaded. Here as many cards are pulled at the worst moment, and every one of them must be found.
 */

export interface TornLoads {
  readonly torn: number
  readonly detected: number
  /** Money of card holders that no card holds and nobody got back. */
  readonly lossFen: bigint
  readonly found: Readonly<Record<'proof' | 'counter' | 'tap' | 'refund', number>>
  readonly loaded: number
  readonly notLoaded: number
  readonly balanced: boolean
  readonly driftFen: bigint
}

/** How a card comes back after it was torn. */
type Return = 'look' | 'next-load' | 'refund' | 'tap'

interface TornCard {
  readonly number: CardNumber
  readonly chip: VirtualCard
  readonly back: Return
  load: string
}

const ISSUER = '0200755100000001'
const SAM = '200000000001' as SamNumber
const OPENED = new Date('2026-01-01T00:00:00+08:00')
/** On every card before the day begins. */
const ON_CARD_FEN = 2_000
const FARE_FEN = 200
/** Cards whose requests share a transaction: a commit for each would be all that is measured. */
const CARDS_A_BATCH = 20
const CARDS_A_REGISTRATION = 2_000
const TAPS_A_LOOK = 200
const TERMINAL_OF_LOADS: Actor = { id: 'term_loads', kind: 'terminal', roles: ['terminal'] }

/** Tears `count` loads and finds out about every one, through the verbs of the centre, with virtual cards. */
export async function tearLoads(
  city: City,
  clock: SetClock,
  asked: { readonly count: number; readonly seed: number },
  progress: (done: number, what: string) => void = () => undefined,
): Promise<TornLoads> {
  const run = new TornRun(city, clock, new SeededChance(asked.seed))
  const cards = await run.issue(asked.count)
  await run.tear(cards, progress)
  const detected = await run.inDoubt()
  await run.comeBack(cards, progress)
  return run.report(cards, detected)
}

class TornRun {
  private references = 0
  private readonly operator = operatorNamed('op_torn')

  constructor(
    private readonly city: City,
    private readonly clock: SetClock,
    private readonly chance: SeededChance,
  ) {}

  /** Cards with a little money on them, registered and booked. */
  async issue(count: number): Promise<TornCard[]> {
    const { keysFile } = this.city.config
    invariant(keysFile !== undefined, 'a demonstration has development keys')
    const keys = await openVirtualKeyFactory({ keysFile, production: false })
    invariant(keys.ok, 'the development keys open')
    this.keys = keys.value
    const press = new CardKeyPress(keys.value, hex(ISSUER))
    const cards = Array.from({ length: count }, (_, index): TornCard => {
      const number = numberOf(index)
      return {
        number,
        back: this.draw(),
        load: '',
        chip: new VirtualCard({
          profile: 'tunion',
          personal: { number, issuer: ISSUER, start: '20260101', expiry: '20360101' },
          keys: press.keysFor(bcd(number, 10).subarray(2)),
          chance: new SeededChance(index),
          state: { ep: { ...freshState.ep, balanceFen: ON_CARD_FEN, onlineCounter: 1 } },
        }),
      }
    })
    for (let at = 0; at < Math.max(1, cards.length); at += CARDS_A_REGISTRATION) {
      await this.register(cards.slice(at, at + CARDS_A_REGISTRATION))
    }
    return cards
  }

  private keys: Parameters<typeof samKeysFrom>[0] | undefined

  /** Each card is loaded once, and pulled while it writes: just before, or just after. */
  async tear(cards: readonly TornCard[], progress: (done: number, what: string) => void) {
    await this.inBatches(cards, { what: 'torn', progress, readers: 3 }, async (batch) => {
      const amounts = batch.map(() => fen(BigInt(1_000 * (10 + this.chance.below(29)))))
      for (const { chip } of batch) {
        chip.tearAtNextWrite(this.chance.below(2) === 0 ? 'before-write' : 'after-write')
      }
      const begun = await this.askAll(batch, (act, { number }, index) =>
        beginLoad(act, this.counter, {
          card: number,
          amountFen: amounts[index] ?? fen(1_000),
          funding: this.bankPayment(act),
        }),
      )
      batch.forEach((card, index) => (card.load = begun[index]?.load ?? ''))
      const ends = await this.relay(
        batch,
        begun.map(({ turn }) => turn),
      )
      invariant(
        ends.every(({ state }) => state === 'interrupted'),
        'every card was pulled while it wrote',
      )
    })
  }

  /** A payment of the channel's own: one for each act. */
  private readonly bankPayment = ({ reference }: Act) =>
    ({ kind: 'bank', channel: 'bank', payment: reference }) as const

  async inDoubt(): Promise<number> {
    const { rows } = await this.city.store.database.query<{ count: number }>(
      `select count(*)::int as count from loads_order_view where state = 'unknown'`,
    )
    return rows[0]?.count ?? 0
  }

  /** An hour later the cards come back, each in its own way. */
  async comeBack(cards: readonly TornCard[], progress: (done: number, what: string) => void) {
    this.clock.set(new Date(this.clock.now().getTime() + 3_600_000))
    const shown = cards.filter(({ back }) => back !== 'tap')
    // One batch at a time: loads and looks book on accounts in different orders, and would wait for each other.
    await this.inBatches(shown, { what: 'shown again', progress, readers: 1 }, (batch) =>
      this.showAgain(batch),
    )
    await this.tapAll(cards.filter(({ back }) => back === 'tap'))
  }

  async report(cards: readonly TornCard[], detected: number): Promise<TornLoads> {
    const { database } = this.city.store
    await drainNotedCards(this.city.clearing)
    const found: Record<Evidence, number> = {
      answer: 0,
      proof: 0,
      counter: 0,
      tap: 0,
      refund: 0,
      'never-opened': 0,
    }
    let loaded = 0
    let notLoaded = 0
    let lossFen = 0n
    for (const { load } of cards) {
      const order = await orderNamed(database, load)
      invariant(order !== undefined, 'every load that was torn is kept', { load })
      if (order.evidence !== null) found[order.evidence]++
      if (order.state === 'confirmed') loaded++
      else if (order.state === 'not-done') notLoaded++
      // The bank was debited: the value is on the card, or the money went back.
      if (order.state !== 'confirmed' && order.settledAt === null) lossFen += order.amountFen
    }
    lossFen += await this.missingOnCards(cards)
    const suspended = (await balanceOf(database, LOADS_IN_DOUBT)).balanceFen
    const findings = await auditBooks(database)
    const driftFen = findings.reduce((sum, { driftFen: drift }) => sum + (drift ?? 0n), 0n)
    return {
      torn: cards.length,
      detected,
      lossFen,
      found: { proof: found.proof, counter: found.counter, tap: found.tap, refund: found.refund },
      loaded,
      notLoaded,
      balanced: findings.every(({ ok: holds }) => holds) && suspended === 0n,
      driftFen: driftFen + (suspended < 0n ? 0n - suspended : suspended),
    }
  }

  /** What the chips hold against what the books say they hold; the chips are asked for the run's own books only. */
  private async missingOnCards(cards: readonly TornCard[]): Promise<bigint> {
    const { rows } = await this.city.store.database.query<{ card: bigint; fen: bigint }>(
      `select card, (loaded.fen - coalesce(paid.fen, 0))::int8 as fen
         from (select card, sum(amount_fen) as fen from registry_card_load_view group by card) loaded
         left join (select card, sum(sign * charged_fen) as fen from clearing_paid_view group by card) paid
           using (card)`,
    )
    const books = new Map(rows.map(({ card, fen: value }) => [card, value]))
    return cards.reduce((sum, { number, chip }) => {
      const drift = BigInt(chip.memory.ep.balanceFen) - (books.get(BigInt(number)) ?? 0n)
      return sum + (drift < 0n ? 0n - drift : drift)
    }, 0n)
  }

  private async showAgain(batch: readonly TornCard[]): Promise<void> {
    const begun = await this.askAll(
      batch,
      (act, { number, back }): Promise<Result<Begun, LoadRefusal>> => {
        const bank = this.bankPayment(act)
        if (back === 'next-load') {
          return beginLoad(act, this.counter, {
            card: number,
            amountFen: fen(10_000),
            funding: bank,
          })
        }
        return beginLook(act, this.counter, {
          card: number,
          ...(back === 'refund' ? { handTo: bank } : {}),
        })
      },
    )
    const ends = await this.relay(
      batch,
      begun.map(({ turn }) => turn),
    )
    invariant(
      ends.every(({ state }) => state === 'done'),
      'a card that stays on the reader says what it did',
    )
  }

  /** The cards ride; what the validator uploads says what they held. */
  private async tapAll(cards: readonly TornCard[]): Promise<void> {
    if (cards.length === 0) return
    const journal = new MemoryJournal()
    const validator = this.validator(journal)
    for (const { chip } of cards) {
      const paid = validator.tap(chip, profiles.tunion, this.ride())
      chip.powerCut()
      invariant(paid.told === 'paid', 'a card in order rides', { told: paid.told })
    }
    const records = journal.takeConfirmed()
    const at = this.clock.now()
    const file = await writeTapFile(
      { operator: this.operator, fileNo: 1, createdAt: cityDateTime(at), records },
      (digest) => this.city.vault.makeFileMac({ operator: this.operator, digest }),
    )
    invariant(file.ok, 'the taps can be written')
    const taken = await receiveUpload(this.city.clearing, readTapFile(pieces(file.value)))
    invariant(taken.ok, 'the taps are taken')
    let afterCard: bigint | undefined = -1n
    while (afterCard !== undefined) {
      const page: DoubtPage = { afterCard, limit: TAPS_A_LOOK }
      const looked: DoubtsLooked = await this.job((act) => resolveByTaps(act, page))
      afterCard = looked.lastCard
    }
  }

  private ride(): Ride {
    return {
      stage: 'single',
      as: 'purchase',
      mode: 'bus',
      at: cityDateTime(this.clock.now()),
      listFare: fen(FARE_FEN),
      amount: fen(FARE_FEN),
      discount: 0,
      place: { routeLine: 'T1', station: '', vehicle: 'B1', driver: '1', direction: 1 },
    }
  }

  private validator(journal: MemoryJournal): Validator {
    invariant(this.keys !== undefined, 'the keys are open')
    const sam = new VirtualSam({
      terminal: SAM,
      serial: SAM.padStart(20, '0'),
      acceptor: '00000000000000A1',
      issuer: ISSUER,
      start: '20260101',
      expiry: '20360101',
      keyIndex: 1,
      keys: samKeysFrom(this.keys),
      chance: this.chance,
    })
    const today = businessDateOf(this.clock.now(), 0).replaceAll('-', '')
    const terminal = holdSync(openTerminal({ today }), (question) => {
      invariant(question.to === 'sam', 'a terminal starts with its SAM')
      return sam.transmit(question.apdu)
    })
    invariant(terminal.ok, 'the terminal starts')
    const device = { device: 'torn-1', program: '1.0', test: 0 }
    return new Validator({ terminal: terminal.value, device, levels: 2, sam, journal })
  }

  private get counter() {
    return { desk: this.city.loads, works: this.city.works }
  }

  /** Relays between the centre and these cards, a turn of each at a time, until all are over. */
  private async relay(
    cards: readonly TornCard[],
    first: readonly TurnOrEnd[],
  ): Promise<readonly TurnOrEnd[]> {
    const now = [...first]
    const { works } = this.city
    for (;;) {
      // The chips speak outside the transaction, which may have to be run again.
      const heardOf = now.flatMap((turn, index) => {
        const chip = cards[index]?.chip
        return turn.state === 'open' && chip !== undefined
          ? [{ turn, index, reply: heard(chip, hex(turn.apdu)) }]
          : []
      })
      if (heardOf.length === 0) return now
      const next = await this.askAll(heardOf, (act, { turn: { session, turn }, reply }) =>
        reply === undefined
          ? interruptSession(act, works, { session, turn })
          : replyToTurn(act, works, { session, turn, reply }),
      )
      heardOf.forEach(({ index }, place) => (now[index] = next[place] as TurnOrEnd))
    }
  }

  /** One request for each item, all in one transaction: a counter's hurry changes none of the rules. */
  private async askAll<Item, Value>(
    items: readonly Item[],
    work: (act: Act, item: Item, index: number) => Promise<Result<Value>>,
  ): Promise<Value[]> {
    const from = this.references
    this.references += items.length
    return this.city.store.database.transaction(async (tx) => {
      const answers: Value[] = []
      for (const [index, item] of items.entries()) {
        const reference = `torn_${from + index + 1}`
        const act = actOf(tx, { actor: TERMINAL_OF_LOADS, at: this.clock.now(), reference })
        const answer = await work(act, item, index)
        invariant(answer.ok, 'the centre takes what the counter asks', {
          refused: answer.ok ? undefined : answer.refused,
        })
        answers.push(answer.value)
      }
      return answers
    })
  }

  private job<Value>(work: (act: Act) => Promise<Value>): Promise<Value> {
    const reference = `torn_job_${++this.references}`
    return this.city.store.database.transaction((tx) =>
      work(actOf(tx, { actor: CENTRE, at: this.clock.now(), reference })),
    )
  }

  private async inBatches(
    cards: readonly TornCard[],
    of: {
      readonly what: string
      readonly progress: (done: number, what: string) => void
      readonly readers: number
    },
    work: (batch: readonly TornCard[]) => Promise<void>,
  ): Promise<void> {
    let next = 0
    const reader = async (): Promise<void> => {
      while (next < cards.length) {
        const batch = cards.slice(next, next + CARDS_A_BATCH)
        next += CARDS_A_BATCH
        await work(batch)
        of.progress(Math.min(next, cards.length), of.what)
      }
    }
    await Promise.all(Array.from({ length: of.readers }, reader))
  }

  private draw(): Return {
    const hundredth = this.chance.below(100)
    if (hundredth < 35) return 'look'
    if (hundredth < 50) return 'next-load'
    return hundredth < 65 ? 'refund' : 'tap'
  }

  private async register(cards: readonly TornCard[]): Promise<void> {
    const operator = this.operator
    await this.city.store.database.transaction(async (tx) => {
      const registered = await registerIn(tx, {
        operators: [
          { operator, name: 'Torn', kind: 'bus', activeFrom: '2026-01-01', activeTo: null },
        ],
        contracts: [simpleContract({ contract: 'contract_torn', operator })],
        terminals: [simpleTerminal('term_torn', operator, { installedFrom: OPENED })],
        samBindings: [
          {
            sam: SAM,
            boundFrom: OPENED,
            boundTo: null,
            operator,
            terminal: 'term_torn',
            blockedFrom: null,
          },
        ],
        cardProducts: [simpleProduct('torn-card', 'Torn card')],
        cards: cards.map(({ number }) =>
          simpleCard(number, { product: 'torn-card', issuer: ISSUER, issuedAt: OPENED }),
        ),
        cardLoads: cards.map(({ number }) => ({
          card: number,
          onlineSeq: 0,
          amountFen: fen(ON_CARD_FEN),
          loadedAt: OPENED,
        })),
      })
      invariant(registered.ok, 'the cards can be registered', { registered })
      if (cards.length === 0) return
      const at = this.clock.now()
      const day = await dayForPosting(tx, businessDateOf(at, 0))
      const total = fen(BigInt(ON_CARD_FEN) * BigInt(cards.length))
      const [posted] = await post(
        tx,
        [
          movements.load({
            reference: `torn:first-loads:${cards[0]?.number ?? ''}`,
            amount: total,
            at,
            funding: bankCustody('demo'),
          }),
        ],
        { day, at },
      )
      invariant(posted?.ok === true, 'the first loads are booked')
    })
  }
}

function heard(chip: Chip, apdu: Buffer): Buffer | undefined {
  try {
    return chip.transmit(apdu)
  } catch (error) {
    if (error instanceof Fault) return undefined
    throw error
  }
}

function numberOf(index: number): CardNumber {
  const number = parseCardNumber(`3104990${String(index + 1).padStart(12, '0')}`)
  invariant(number.ok, 'a card of the run has a number')
  return number.value
}

function operatorNamed(text: string): OperatorId {
  const operator = parseOperatorId(text)
  invariant(operator.ok, 'an operator of the run has a name')
  return operator.value
}

async function* pieces(file: Buffer, size = 65_536): AsyncGenerator<Buffer> {
  for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size)
}
