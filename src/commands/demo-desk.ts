import { join } from 'node:path'
import { fen, invariant } from '../base'
import type { City } from '../city'
import { Citycard } from '../client'
import { moveStock, planOf, receiveStock, setPlan } from '../issuing'
import { openVirtualKeyFactory } from '../keys'
import { beginDemoSession, newId, staffByLogin } from '../oversight'
import { register } from '../registry'
import { CounterTerminal, type Drawer } from '../../terminals/counter'
import { VirtualReaders } from '../../terminals/virtual'
import { demoChip, type DemoChip } from './demo-chips'
import { DEMO_CLERK } from './demo-staff'
import { acting } from './staff'

const READER = 'rdr_desk-1'
const MODEL = '示范读卡器 · reader in software'
const CHIPS = 8
const PRODUCT = 'adult'
const FROM = '2018-01-01'

/** The desk while it stands. */
export interface DemoDesk {
  readonly reader: string
  /** Asks its program to end. */
  stop(): void
  readonly ended: Promise<unknown>
}

/**
 * A counter for people without hardware: a product to issue, blank chips in the clerk's hand, and a counter terminal
 * that keeps a reader in software over HTTP, as one at a desk does. Nothing where the demonstration has no clerk, or its
 * names stand for something else. The caller sees to it that the installation is not at work.
 */
export async function openDemoDesk(
  city: City,
  { centre, folder }: { readonly centre: string; readonly folder: string | undefined },
): Promise<DemoDesk | undefined> {
  const { config, log, oversight, store } = city
  const clerk = await staffByLogin(store.database, DEMO_CLERK)
  if (clerk?.demo !== true || clerk.state !== 'active') return undefined
  const { keysFile = '', production } = config
  const factory = await openVirtualKeyFactory({ keysFile, production })
  if (!factory.ok || !(await fillDesk(city, clerk.staff))) {
    log.warn('the reader of the demonstration is left out: its names or keys are of another city')
    return undefined
  }
  const chips = serials.map((serial) =>
    demoChip({
      serial,
      factory: factory.value,
      chance: city.loads.chance,
      // Chips belong to the books they were issued in: the clerk of other books has another id.
      folder: folder === undefined ? undefined : join(folder, clerk.staff),
    }),
  )
  const readers = new VirtualReaders([MODEL])
  const terminal = new CounterTerminal({
    readers,
    reader: MODEL,
    name: READER,
    instance: newId(oversight.secrets, 'desk'),
    drawer: drawerOf(chips, readers),
    signIn: async () => {
      const begun = await beginDemoSession(oversight, DEMO_CLERK)
      invariant(begun.ok, 'the clerk of the demonstration is there')
      return new Citycard({ centre, token: begun.value.token })
    },
    say: (sentence) => log.info({ reader: READER }, sentence),
  })
  const ended = terminal
    .run()
    .catch((error: unknown) => log.warn({ err: error }, 'the reader of the demonstration ended'))
    .finally(() => readers.close())
  return { reader: READER, stop: () => terminal.stop(), ended }
}

/** "DE" and a running number: serials of nobody's chips. */
const serials = Array.from({ length: CHIPS }, (_, nth) =>
  (0xde0001 + nth).toString(16).toUpperCase().padStart(16, '0'),
)

/** The product, how its cards are written, and the chips; once in the life of a database. */
async function fillDesk(city: City, clerk: string): Promise<boolean> {
  const { database } = city.store
  if ((await planOf(database, PRODUCT)) === undefined) {
    const cardProducts = [
      {
        product: PRODUCT,
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
          product: PRODUCT,
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
  const received = await acting(city, async (act) => {
    const box = await receiveStock(act, { batch: 'demo-box', profile: 't-union', serials })
    if (!box.ok) return box
    return moveStock(act, { act: 'takeOut', serials, to: clerk, reason: 'demonstration' })
  })
  return received.ok || received.refused === 'serial-known'
}

function drawerOf(chips: readonly DemoChip[], readers: VirtualReaders): Drawer {
  let lying: DemoChip | undefined
  const nameOf = (chip: DemoChip): string => `card-${chips.indexOf(chip) + 1}`
  const meanings = new Map(chips.map((chip) => [chip, chip.meaning()]))
  return {
    get cards() {
      return chips.map((chip) => ({ name: nameOf(chip), meaning: meanings.get(chip) ?? '' }))
    },
    lying: () => (lying === undefined ? null : nameOf(lying)),
    put: (name) => {
      readers.remove(MODEL)
      if (lying !== undefined) meanings.set(lying, lying.meaning())
      lying = chips.find((chip) => nameOf(chip) === name)
      if (lying !== undefined) readers.insert(MODEL, lying.chip)
    },
  }
}
