import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { invariant } from '../../src/base'
import { Citycard, type Input, type OperationName, type Operations } from '../../src/client'
import { openDemoDesk } from '../../src/commands/demo-desk'
import { addDemoStaff } from '../../src/commands/demo-staff'
import { startServer } from '../../src/server'
import { wholeCity } from '../support/whole-city'

/*
 * The desk of the demonstration: its clerk makes a card of a chip in the drawer over HTTP, and the chip is still that
 * card when the centre has been started again.
 */
test('a clerk without hardware makes a card, and it outlives the program', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'citycard-desk-'))
  const whole = await wholeCity()
  const { city } = whole
  await city.resume()
  const staff = await addDemoStaff(city)
  invariant(staff !== undefined, 'a new database has no staff')
  const server = await startServer({
    http: city.config.http,
    log: city.log,
    database: city.store.database,
    routes: (metrics) => city.routes(metrics),
    stopping: () => city.bell.close(),
    closing: [],
  })
  const centre = server.url
  let desk = await openDemoDesk(city, { centre, folder })
  try {
    const clerk = await signedIn(centre, staff.password)
    const params = { reader: 'rdr_desk-1' }
    const put = async (name: string | null) => {
      await until(clerk, ({ state }) => state !== 'away')
      await clerk.act('readers.wish', { params, body: { put: name } })
      return until(clerk, ({ card }) => (card?.name ?? null) === name)
    }
    const { card: blank, drawer } = await put('card-3')
    expect(drawer?.length).toBe(8)
    expect(blank).toMatchObject({ blank: true, number: null })
    const { writing, card } = await clerk.act('card-writings.begin', {
      body: { product: 'adult', serial: blank?.chip ?? '' },
    })
    const { session } = await clerk.act('card-writings.session', { params: { writing } })
    await clerk.act('readers.hand-over', { params, body: { session } })
    for (;;) {
      const now = await clerk.act('card-sessions.get', { params: { session } })
      if (now.state !== 'open') {
        expect(now).toMatchObject({ state: 'done' })
        break
      }
      await pause(100)
    }
    const taken = await put(null)
    const newer = ({ change }: Reader): boolean => change > taken.change
    expect(taken.drawer?.find(({ name }) => name === 'card-3')?.meaning).toContain(card.slice(-6))

    desk?.stop()
    await desk?.ended
    desk = await openDemoDesk(city, { centre, folder })
    // A wish is for the program that runs: the new one has to be heard first.
    await until(clerk, newer)
    const back = await put('card-3')
    expect(back.card).toMatchObject({ blank: false, number: card })
  } finally {
    desk?.stop()
    await desk?.ended
    await server.stop()
    await whole.close()
    rmSync(folder, { recursive: true, force: true })
  }
}, 300_000)

test('nobody but the clerk of a demonstration gets such a desk', async () => {
  const whole = await wholeCity()
  try {
    expect(
      await openDemoDesk(whole.city, { centre: 'http://127.0.0.1:1', folder: undefined }),
    ).toBe(undefined)
  } finally {
    await whole.close()
  }
}, 300_000)

type Reader = Operations['readers.get']['answer']

async function until(
  clerk: { act: Awaited<ReturnType<typeof signedIn>>['act'] },
  holds: (reader: Reader) => boolean,
): Promise<Reader> {
  for (;;) {
    const { items } = await clerk.act('readers.list', {})
    const found = items.find(holds)
    if (found !== undefined) return found
    await pause(100)
  }
}

async function signedIn(centre: string, password: string) {
  const door = new Citycard({ centre })
  const body = { login: 'clerk', password }
  const entered = await door.call('access.sign-in', { body })
  invariant(entered.ok && !entered.pending && entered.value.token !== null, 'the clerk may enter')
  const api = door.signedIn(entered.value.token)
  let keys = 0
  return {
    act: async <Name extends OperationName>(
      name: Name,
      input: Omit<Input<Name>, 'key'>,
    ): Promise<Operations[Name]['answer']> => {
      const told = await api.call(name, { ...input, key: `desk-${++keys}` } as never)
      if (told.ok && !told.pending) return told.value
      throw new Error(`${name}: ${JSON.stringify(told)}`)
    },
  }
}
