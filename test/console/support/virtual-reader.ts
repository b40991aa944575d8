import { setTimeout as pause } from 'node:timers/promises'
import type { Citycard, Input, OperationName, Outcome } from '../../../src/client'
import { CounterTerminal } from '../../../terminals/counter'
import { served, VirtualReaders, type ServedChip } from '../../../terminals/virtual'

/** A chip of the drawer, by the name under which a clerk puts it on the reader. */
export interface DrawerCard {
  readonly name: string
  readonly meaning: string
  readonly chip: Pick<ServedChip, 'transmit' | 'powerCut'>
}

/** INS of commands in the middle of a writing and of a load; a look at the card has none of them. */
const instructions = { key: 0xd4, load: 0x52 } as const

export interface TestReader {
  /** The card is pulled when it is next told to do this, before it has. */
  readonly pullAt: (what: keyof typeof instructions) => void
  readonly stop: () => Promise<void>
}

const MODEL = 'Virtual reader'

/** The counter terminal of a desk without hardware, as the demonstration has one, and a hand that pulls cards. */
export function keepReader(
  clerk: Citycard,
  made: { readonly reader: string; readonly drawer: readonly DrawerCard[] },
): TestReader {
  const readers = new VirtualReaders([MODEL])
  let lying: DrawerCard | undefined
  let pullsAt: number | undefined
  const pull = (): void => {
    lying = undefined
    readers.remove(MODEL)
  }
  const inHand = (chip: DrawerCard['chip']): ServedChip => {
    const whole = served(chip)
    return {
      ...whole,
      transmit: (command) => {
        if (command[1] !== pullsAt) return whole.transmit(command)
        pullsAt = undefined
        pull()
        return new Promise(() => undefined)
      },
    }
  }
  const terminal = new CounterTerminal({
    readers,
    reader: MODEL,
    name: made.reader,
    instance: 'desk-of-a-test',
    drawer: {
      cards: made.drawer.map(({ name, meaning }) => ({ name, meaning })),
      lying: () => lying?.name ?? null,
      put: (name) => {
        readers.remove(MODEL)
        lying = made.drawer.find((card) => card.name === name)
        if (lying !== undefined) readers.insert(MODEL, inHand(lying.chip))
      },
    },
    signIn: async () => clerk,
    limits: { waitSeconds: 1 },
  })
  const running = terminal.run()
  return {
    pullAt: (what) => {
      pullsAt = instructions[what]
    },
    stop: async () => {
      terminal.stop()
      await running
      await readers.close()
    },
  }
}

type Answer<Name extends OperationName> = Extract<
  Outcome<Name>,
  { readonly ok: true; readonly pending: false }
>['value']

/** What is asked on the way is always answered; anything else ends the test. */
export async function asked<Name extends OperationName>(
  by: Citycard,
  name: Name,
  input: Input<Name>,
): Promise<Answer<Name>> {
  for (let tries = 0; ; tries++) {
    const told = await by.call(name, input)
    if (told.ok && !told.pending) return told.value
    const isBusy = !told.ok && told.refused === 'records-being-cleared'
    if (!isBusy || tries > 40) throw new Error(`${name}: ${JSON.stringify(told)}`)
    await pause(500)
  }
}
