import {
  cityDateTime,
  fen,
  invariant,
  SeededChance,
  type Act,
  type Chance,
  type Result,
  type SetClock,
} from '../../base'
import { profiles } from '../../card'
import type { City } from '../../city'
import { receiveUpload } from '../../clearing'
import { openVirtualKeyFactory, type VirtualKeyFactory } from '../../keys'
import {
  beginLoad,
  beginLook,
  resolveByTaps,
  type Begun,
  type DoubtPage,
  type DoubtsLooked,
  type LoadRefusal,
} from '../../loads'
import { readTapFile, streamTapFile } from '../../messages'
import { MemoryJournal, type Ride } from '../../../terminals/bus-validator'
import { simpleValidator } from '../simple-validator'
import { HurriedCounter } from './hurried-counter'
import { ISSUER, makeCards, OPERATOR, registerCards, SAM, type TornCard } from './torn-cards'
import { reportOf, type TornLoads } from './torn-report'

/*
 * The case of the Octopus (domain 2.2): 15,270 loads in seven years for which a bank had been debited and no card
 * loaded. Here as many cards are pulled at the worst moment, and every one of them must be found.
 */

const FARE_FEN = 200
const TAPS_A_LOOK = 200

/** Tears `count` loads and finds out about every one, through the verbs of the centre, with virtual cards. */
export async function tearLoads(
  city: City,
  clock: SetClock,
  asked: { readonly count: number; readonly seed: number },
  progress: (done: number, what: string) => void = () => undefined,
): Promise<TornLoads> {
  const { keysFile } = city.config
  invariant(keysFile !== undefined, 'a demonstration has development keys')
  const keys = await openVirtualKeyFactory({ keysFile, production: false })
  invariant(keys.ok, 'the development keys open')
  const chance = new SeededChance(asked.seed)
  const cards = makeCards(asked.count, keys.value, chance)
  await registerCards(city.store.database, cards, clock.now())
  const run = new TornRun(city, clock, chance, keys.value)
  await run.tear(cards, progress)
  const detected = await run.inDoubt()
  await run.comeBack(cards, progress)
  return reportOf(city, cards, detected)
}

class TornRun {
  private readonly at: HurriedCounter

  constructor(
    private readonly city: City,
    private readonly clock: SetClock,
    private readonly chance: Chance,
    private readonly keys: VirtualKeyFactory,
  ) {
    this.at = new HurriedCounter(city, clock)
  }

  /** Each card is loaded once, and pulled while it writes: just before, or just after. */
  async tear(cards: readonly TornCard[], progress: (done: number, what: string) => void) {
    await this.at.inBatches(cards, { what: 'torn', progress, readers: 3 }, async (batch) => {
      const amounts = batch.map(() => fen(BigInt(1_000 * (10 + this.chance.below(29)))))
      for (const { chip } of batch) {
        chip.tearAtNextWrite(this.chance.below(2) === 0 ? 'before-write' : 'after-write')
      }
      const begun = await this.at.askAll(batch, (act, { number }, index) =>
        beginLoad(act, this.at.counter, {
          card: number,
          amountFen: amounts[index] ?? fen(1_000),
          funding: this.bankPayment(act),
        }),
      )
      batch.forEach((card, index) => (card.load = begun[index]?.load ?? ''))
      const ends = await this.at.relay(
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
    await this.at.inBatches(shown, { what: 'shown again', progress, readers: 1 }, (batch) =>
      this.showAgain(batch),
    )
    await this.tapAll(cards.filter(({ back }) => back === 'tap'))
  }

  private async showAgain(batch: readonly TornCard[]): Promise<void> {
    const begun = await this.at.askAll(
      batch,
      (act, { number, back }): Promise<Result<Begun, LoadRefusal>> => {
        const bank = this.bankPayment(act)
        if (back === 'next-load') {
          return beginLoad(act, this.at.counter, {
            card: number,
            amountFen: fen(10_000),
            funding: bank,
          })
        }
        return beginLook(act, this.at.counter, {
          card: number,
          ...(back === 'refund' ? { handTo: bank } : {}),
        })
      },
    )
    const ends = await this.at.relay(
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
    const validator = simpleValidator({
      sam: SAM,
      issuer: ISSUER,
      keys: this.keys,
      chance: this.chance,
      today: cityDateTime(this.clock.now()).slice(0, 8),
      device: 'torn-1',
      journal,
    })
    for (const { chip } of cards) {
      const paid = validator.tap(chip, profiles.tunion, this.ride())
      chip.powerCut()
      invariant(paid.told === 'paid', 'a card in order rides', { told: paid.told })
    }
    const records = journal.takeConfirmed()
    const at = this.clock.now()
    const file = streamTapFile(
      { operator: OPERATOR, fileNo: 1, createdAt: cityDateTime(at), records },
      (digest) => this.city.vault.makeFileMac({ operator: OPERATOR, digest }),
    )
    invariant(file.ok, 'the taps can be written')
    const taken = await receiveUpload(this.city.clearing, readTapFile(file.value))
    invariant(taken.ok, 'the taps are taken')
    let afterCard: bigint | undefined = -1n
    while (afterCard !== undefined) {
      const page: DoubtPage = { afterCard, limit: TAPS_A_LOOK }
      const looked: DoubtsLooked = await this.at.job((act) => resolveByTaps(act, page))
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
}
