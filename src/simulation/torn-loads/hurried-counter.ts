import {
  CENTRE,
  Fault,
  hex,
  invariant,
  type Act,
  type Actor,
  type Result,
  type SetClock,
} from '../../base'
import type { Chip } from '../../card'
import type { City } from '../../city'
import { actOf } from '../../oversight'
import { interruptSession, replyToTurn, type TurnOrEnd } from '../../remote-reader'
import type { TornCard } from './torn-cards'

/** Cards whose requests share a transaction: a commit for each would be all that is measured. */
const CARDS_A_BATCH = 20
const TERMINAL_OF_LOADS: Actor = { id: 'term_loads', kind: 'terminal', roles: ['terminal'] }

/** Where cards are loaded as fast as the centre answers, through its verbs and without its HTTP door. */
export class HurriedCounter {
  private references = 0

  constructor(
    private readonly city: City,
    private readonly clock: SetClock,
  ) {}

  /** What loads are begun with. */
  get counter() {
    return { desk: this.city.loads, works: this.city.works }
  }

  /** Relays between the centre and these cards, a turn of each at a time, until all are over. */
  async relay(
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
  async askAll<Item, Value>(
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

  /** One act of the centre itself. */
  job<Value>(work: (act: Act) => Promise<Value>): Promise<Value> {
    const reference = `torn_job_${++this.references}`
    return this.city.store.database.transaction((tx) =>
      work(actOf(tx, { actor: CENTRE, at: this.clock.now(), reference })),
    )
  }

  /** Works through cards by so many readers at a time, each with a batch of its own. */
  async inBatches(
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
}

function heard(chip: Chip, apdu: Buffer): Buffer | undefined {
  try {
    return chip.transmit(apdu)
  } catch (error) {
    if (error instanceof Fault) return undefined
    throw error
  }
}
