import { setTimeout as pause } from 'node:timers/promises'
import type { Citycard, Input, OperationName, Outcome } from '../../../src/client'
import { holdSync, profiles } from '../../../src/card'
import { meetCard } from '../../../src/remote-reader'
import type { VirtualCard } from '../../../terminals/virtual'

/** A chip of the drawer, by the name under which a clerk puts it on the reader. */
export interface DrawerCard {
  readonly name: string
  readonly meaning: string
  readonly chip: VirtualCard
  /** 16 hex digits. */
  readonly serial: string
}

export interface TestReader {
  /** The card is pulled just before it answers the nth command from now. */
  readonly pullBefore: (command: number) => void
  readonly stop: () => Promise<void>
}

const INSTANCE = 'reader-of-a-test'
const WAIT_SECONDS = 1

/** A program that keeps a reader without hardware for a clerk, as one at a desk does. */
export function keepReader(
  clerk: Citycard,
  made: { readonly reader: string; readonly drawer: readonly DrawerCard[] },
): TestReader {
  let isStopped = false
  let on: DrawerCard | undefined
  let wishSeen = 0
  let pullAfter: number | undefined
  const params = { reader: made.reader }
  const heard = new Set<string>()

  const report = (): Promise<unknown> =>
    asked(clerk, 'readers.report', {
      params,
      body: {
        instance: INSTANCE,
        model: 'Virtual reader',
        drawer: made.drawer.map(({ name, meaning }) => ({ name, meaning })),
        card: on === undefined ? null : faceOf(on),
        trouble: null,
      },
    })

  const answerTurn = async (turn: {
    session: string
    turn: number
    apdu: string
  }): Promise<void> => {
    const key = `${turn.session}:${turn.turn}`
    if (heard.has(key)) return
    heard.add(key)
    if (pullAfter !== undefined && --pullAfter === 0) {
      pullAfter = undefined
      on?.chip.powerCut()
      on = undefined
    }
    const about = { params: { session: turn.session }, key: `reader-${key}` }
    if (on === undefined) {
      // Ended meanwhile, by the clerk say: then nothing is left to interrupt.
      await clerk.call('card-sessions.interrupt', { ...about, body: { turn: turn.turn } })
      await report()
      return
    }
    const reply = on.chip.transmit(Buffer.from(turn.apdu, 'hex')).toString('hex')
    const next = await asked(clerk, 'card-sessions.reply', {
      ...about,
      body: { turn: turn.turn, reply },
    })
    if (next.state !== 'open') {
      on.chip.powerCut()
      await report()
    }
  }

  const run = async (): Promise<void> => {
    await report()
    while (!isStopped) {
      const work = await asked(clerk, 'readers.work', {
        params,
        query: { instance: INSTANCE, wishSeen, waitSeconds: WAIT_SECONDS },
      })
      if (work.wish.number !== wishSeen) {
        wishSeen = work.wish.number
        on?.chip.powerCut()
        on = made.drawer.find(({ name }) => name === work.wish.put)
      }
      if (work.turn !== null) await answerTurn(work.turn)
      else await report()
    }
  }
  const running = run()
  return {
    pullBefore: (command) => {
      pullAfter = command
    },
    stop: async () => {
      isStopped = true
      await running
    },
  }
}

/** What the card tells of itself before anything is proved. */
function faceOf({ name, chip, serial }: DrawerCard) {
  const met = holdSync(meetCard(profiles.tunion), (question) => {
    if (question.to !== 'card') throw new Error('meeting a card asks nobody but the card')
    return chip.transmit(question.apdu)
  })
  chip.powerCut()
  const number = met.ok && !/^0+$/.test(met.value.number) ? met.value.number : null
  return { atr: '3b00', number, layout: 'tunion', chip: serial, blank: number === null, name }
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
