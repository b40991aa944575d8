import { join } from 'node:path'
import { invariant } from '../base'
import type { City } from '../city'
import { Citycard } from '../client'
import { openVirtualKeyFactory } from '../keys'
import { beginDemoSession, newId } from '../oversight'
import { CounterTerminal, type Drawer } from '../../terminals/counter'
import { VirtualReaders } from '../../terminals/virtual'
import { demoChip, type DemoChip } from './demo-chips'

const MODEL = '示范读卡器 · reader in software'

/** Where a demonstration runs. */
export interface DemoPlace {
  /** Address of the centre. */
  readonly centre: string
  /** Where chips are kept between two starts; without one they are forgotten. */
  readonly folder: string | undefined
}

/** A reader of the demonstration while it stands. */
export interface DemoReader {
  readonly reader: string
  /** Asks its program to end. */
  stop(): void
  readonly ended: Promise<unknown>
}

/** "DE" and a running number: serials of nobody's chips. */
export const demoSerials = (first: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, nth) =>
    (0xde0000 + first + nth).toString(16).toUpperCase().padStart(16, '0'),
  )

/**
 * The chips of a drawer. They belong to the books they were issued in, so the name of their folder is the id of the
 * demonstration's clerk, which is another one in other books. Undefined where the keys are of another city.
 */
export async function demoChipsOf(
  { config, loads }: City,
  {
    serials,
    folder,
    clerk,
  }: Pick<DemoPlace, 'folder'> & {
    readonly serials: readonly string[]
    readonly clerk: string
  },
): Promise<readonly DemoChip[] | undefined> {
  const { keysFile = '', production } = config
  const factory = await openVirtualKeyFactory({ keysFile, production })
  if (!factory.ok) return undefined
  return serials.map((serial) =>
    demoChip({
      serial,
      factory: factory.value,
      chance: loads.chance,
      folder: folder === undefined ? undefined : join(folder, clerk),
    }),
  )
}

/** The centre as somebody of the demonstration has it. */
export async function centreOfDemo(
  { oversight }: City,
  { centre, login }: Pick<DemoPlace, 'centre'> & { readonly login: string },
): Promise<Citycard> {
  const begun = await beginDemoSession(oversight, login)
  invariant(begun.ok, 'somebody of the demonstration is there', { login })
  return new Citycard({ centre, token: begun.value.token })
}

/** Keeps a reader in software over HTTP in somebody's name, as the program at a desk does, with chips beside it. */
export function keepDemoReader(
  city: City,
  {
    centre,
    login,
    reader,
    chips,
  }: Pick<DemoPlace, 'centre'> & {
    readonly login: string
    readonly reader: string
    readonly chips: readonly DemoChip[]
  },
): DemoReader {
  const { log, oversight } = city
  const readers = new VirtualReaders([MODEL])
  const terminal = new CounterTerminal({
    readers,
    reader: MODEL,
    name: reader,
    instance: newId(oversight.secrets, 'desk'),
    drawer: drawerOf(chips, readers),
    signIn: () => centreOfDemo(city, { centre, login }),
    say: (sentence) => log.info({ reader }, sentence),
  })
  const ended = terminal
    .run()
    .catch((error: unknown) => log.warn({ err: error }, 'a reader of the demonstration ended'))
    .finally(() => readers.close())
  return { reader, stop: () => terminal.stop(), ended }
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
