import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Fault } from '../../src/base'
import { Citycard, type Input, type OperationName, type Operations } from '../../src/client'
import { CounterTerminal } from '../../terminals/counter'
import type { Readers } from '../../terminals/reader'
import { served, type ServedChip } from '../../terminals/virtual'
import { as, type TestFrame } from './frame'

/** A hand that pulls the card at one command of a conversation. */
export class PullingHand implements ServedChip {
  readonly atr = served({ transmit: () => Buffer.alloc(0), powerCut: () => undefined }).atr
  private left = 0
  private when: 'before' | 'after' = 'before'

  constructor(private readonly chip: Pick<ServedChip, 'transmit' | 'powerCut'>) {}

  /** From now on: at the `command`-th, counted from 1; 0 never. `after`: the card has acted, its answer is lost. */
  pullAt(command: number, when: 'before' | 'after' = 'before'): void {
    this.left = command
    this.when = when
  }

  powerCut(): void {
    this.chip.powerCut()
  }

  async transmit(command: Buffer): Promise<Buffer> {
    const isNow = this.left > 0 && --this.left === 0
    if (isNow && this.when === 'before') throw PULLED
    const answer = await this.chip.transmit(command)
    if (isNow) throw PULLED
    return answer
  }
}

const PULLED = new Fault('card', 'pulled', false)

/** A desk: a centre that listens, a counter terminal that keeps a reader for a clerk, and the clerk's browser. */
export interface CounterDesk {
  /** Asks the centre in the clerk's name; a refusal is an error here. */
  act<Name extends OperationName>(
    name: Name,
    input: Omit<Input<Name>, 'key'>,
  ): Promise<Operations[Name]['answer']>
  /** Waits until the terminal has reported a card, or that there is none. */
  lies(isThere: boolean): Promise<void>
  /** Waits until the terminal has reported the card of this number. */
  shows(number: string): Promise<void>
  /** Hands an open conversation to the reader and waits for its end. */
  through(session: string): Promise<{ readonly state: string; readonly answer?: object }>
  close(): Promise<void>
}

const READER = 'rdr_desk-1'

export async function openDesk(
  frame: TestFrame,
  made: { readonly readers: Readers; readonly reader: string; readonly clerk: string },
): Promise<CounterDesk> {
  const server = frame.app.listen(0)
  await once(server, 'listening')
  const { authorization } = as('counter-clerk', { id: made.clerk })
  const centre = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clerk = new Citycard({
    centre,
    fetch: (url, init) =>
      fetch(url, { ...init, headers: { ...(init?.headers as object), authorization } }),
  })
  const terminal = new CounterTerminal({
    ...{ readers: made.readers, reader: made.reader, name: READER, instance: 'desk-program' },
    signIn: async () => clerk,
    limits: { cardWithinMs: 2_000, waitSeconds: 1 },
  })
  const running = terminal.run()
  let keys = 0
  const until = async (
    holds: (card: { readonly number: string | null } | null) => boolean,
  ): Promise<void> => {
    for (;;) {
      const told = await clerk.call('readers.get', { params: { reader: READER } })
      if (told.ok && !told.pending && holds(told.value.card)) return
      await pause(10)
    }
  }
  const desk: CounterDesk = {
    act: async (name, input) => {
      const told = await clerk.call(name, { ...input, key: `desk-${++keys}` } as never)
      if (told.ok && !told.pending) return told.value
      throw new Error(`${name}: ${JSON.stringify(told)}`)
    },
    lies: (isThere) => until((card) => (card !== null) === isThere),
    shows: (number) => until((card) => card?.number === number),
    through: async (session) => {
      await desk.act('readers.hand-over', {
        params: { reader: READER },
        body: { session },
      })
      for (;;) {
        const now = await desk.act('card-sessions.get', { params: { session } })
        if (now.state !== 'open') return now
        await pause(10)
      }
    },
    close: async () => {
      terminal.stop()
      await running
      server.closeAllConnections()
      server.close()
    },
  }
  return desk
}
