import { fen } from '../base'
import type { City } from '../city'
import { moveStock, planOf, receiveStock, setPlan } from '../issuing'
import { staffByLogin } from '../oversight'
import { register } from '../registry'
import {
  demoChipsOf,
  demoSerials,
  keepDemoReader,
  type DemoPlace,
  type DemoReader,
} from './demo-reader'
import { DEMO_CLERK } from './demo-staff'
import { acting } from './staff'

const READER = 'rdr_desk-1'
const serials = demoSerials(1, 8)
/** What cards of the demonstration are. */
export const DEMO_PRODUCT = 'adult'
const FROM = '2018-01-01'

/**
 * A counter for people without hardware: a product to issue, blank chips in the clerk's hand, and a counter terminal
 * that keeps a reader in software over HTTP, as one at a desk does. Nothing where the demonstration has no clerk, or its
 * names stand for something else. The caller sees to it that the installation is not at work.
 */
export async function openDemoDesk(city: City, place: DemoPlace): Promise<DemoReader | undefined> {
  const { log, store } = city
  const clerk = await staffByLogin(store.database, DEMO_CLERK)
  if (clerk?.demo !== true || clerk.state !== 'active') return undefined
  const chips = await demoChipsOf(city, { serials, folder: place.folder, clerk: clerk.staff })
  if (chips === undefined || !(await fillDesk(city, clerk.staff))) {
    log.warn('the reader of the demonstration is left out: its names or keys are of another city')
    return undefined
  }
  return keepDemoReader(city, { centre: place.centre, login: DEMO_CLERK, reader: READER, chips })
}

/** The product, how its cards are written, and the chips; once in the life of a database. */
async function fillDesk(city: City, clerk: string): Promise<boolean> {
  const { database } = city.store
  if ((await planOf(database, DEMO_PRODUCT)) === undefined) {
    const cardProducts = [
      {
        product: DEMO_PRODUCT,
        version: 1,
        name: '普通卡',
        profile: 't-union',
        validFrom: FROM,
        validTo: null,
        maxBalanceFen: fen(100_000n),
        maxTapFen: fen(10_000n),
        depositFen: fen(2_000n),
      },
    ] as const
    const registered = await register(database, { cardProducts })
    if (!registered.ok) return false
    const planned = await acting(city, (act) =>
      setPlan(
        act,
        {
          product: DEMO_PRODUCT,
          issuer: '02005840FFFFFFFF',
          prefix: '3105840',
          digits: 19,
          keyVersion: 1,
          algorithm: 0,
          cardKind: 1,
        },
        0,
      ),
    )
    if (!planned.ok) return false
  }
  return takeOutChips(city, { batch: 'demo-box', serials, clerk })
}

/** Chips come into the store and into the clerk's hand; done before, nothing changes. */
export async function takeOutChips(
  city: City,
  { batch, serials, clerk }: { batch: string; serials: readonly string[]; clerk: string },
): Promise<boolean> {
  const received = await acting(city, async (act) => {
    const box = await receiveStock(act, { batch, profile: 't-union', serials })
    if (!box.ok) return box
    return moveStock(act, { act: 'takeOut', serials, to: clerk, reason: 'demonstration' })
  })
  return received.ok || received.refused === 'serial-known'
}
