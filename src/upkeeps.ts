import { handOverPurseSales, keepAcquiring, type AcquiringDesk } from './acquiring'
import { CENTRE, type Act } from './base'
import { keepCare } from './card-care'
import { sealAnew, workPopulationFiles } from './citizens'
import { drainNotedCards, type ClearingDesk } from './clearing'
import { forgetOld } from './forgetting'
import type { Upkeep } from './keep-up'
import type { SoftVault } from './keys'
import { sealPosted } from './ledger'
import { giveUpSilent, resolveByTaps, type DoubtPage, type DoubtsLooked } from './loads'
import { actOf, appendTrails, sealTrail, type OversightDesk } from './oversight'
import type { CardWorks } from './remote-reader'

const DOUBTS_A_LOOK = 200
const ROUNDS_A_RESUME = 12
/** About once an hour: what is forgotten is a month old and more. */
const ROUNDS_A_FORGETTING = 720

/** What a centre does though no request asks for it, in the order in which one leads to the other. */
export function upkeepsOf(centre: {
  readonly vault: SoftVault
  readonly clearing: ClearingDesk
  readonly oversight: OversightDesk
  readonly acquiring: AcquiringDesk
  readonly works: CardWorks
  /** Finishes what a crash interrupted. */
  readonly resume: () => Promise<unknown>
}): readonly Upkeep[] {
  const { vault, clearing, oversight, acquiring, works } = centre
  const { database, clock } = clearing

  /** One act of the centre itself. */
  const job = <Value>(name: string, work: (act: Act) => Promise<Value>): Promise<Value> =>
    database.transaction((tx) => {
      const at = clock.now()
      return work(actOf(tx, { actor: CENTRE, at, reference: `${name}:${at.toISOString()}` }))
    })

  /** Asks the taps that came in what cards in doubt have done. */
  const lookAtDoubts = async (): Promise<void> => {
    for (let afterCard: bigint | undefined = -1n; afterCard !== undefined;) {
      const page: DoubtPage = { afterCard, limit: DOUBTS_A_LOOK }
      const looked: DoubtsLooked = await job('taps', (act) => resolveByTaps(act, page))
      afterCard = looked.lastCard
    }
  }

  const population = { database, vault, trail: appendTrails }
  return [
    always('silent readers', () => job('silent', (act) => giveUpSilent(act, works, DOUBTS_A_LOOK))),
    always('cards in doubt', lookAtDoubts),
    always('purse sales', () => handOverPurseSales(clearing, vault)),
    always('noted cards', () => drainNotedCards(clearing)),
    {
      what: 'personal data under old keys',
      first: 0,
      every: Infinity,
      work: () => sealAnew(database, vault),
    },
    always('population files', () => workPopulationFiles(population, clock.now())),
    always('journal', () => sealPosted(database)),
    always('trail', () => sealTrail(oversight)),
    {
      what: 'what may be forgotten',
      first: 0,
      every: ROUNDS_A_FORGETTING,
      work: () => forgetOld({ database, clock }),
    },
    nowAndThen('unfinished work', centre.resume),
    nowAndThen('POS', () => keepAcquiring(acquiring)),
    nowAndThen('lost and closed cards', () => keepCare({ database, clock, actOf })),
  ]
}

const always = (what: string, work: Upkeep['work']): Upkeep => ({ what, first: 0, every: 1, work })

/** About once a minute; at the start of a centre it has just been done. */
const nowAndThen = (what: string, work: Upkeep['work']): Upkeep => ({
  what,
  first: ROUNDS_A_RESUME - 1,
  every: ROUNDS_A_RESUME,
  work,
})
