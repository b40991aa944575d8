import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { invariant } from '../../src/base'
import { Citycard, type Input, type OperationName, type Operations } from '../../src/client'
import { openDemoShop } from '../../src/commands/demo-agent'
import { openDemoDesk } from '../../src/commands/demo-desk'
import type { DemoReader } from '../../src/commands/demo-reader'
import { addDemoStaff } from '../../src/commands/demo-staff'
import { startServer } from '../../src/server'
import { wholeCity } from '../support/whole-city'

/*
 * The readers of the demonstration: its clerk makes a card of a chip in the drawer over HTTP, its agent loads a rider's
 * card out of the prepayment, and both are still there when the centre has been started again.
 */
test('a clerk without hardware makes a card, an agent loads one, and they outlive the program', async () => {
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
  let shop = await openDemoShop(city, { centre, folder })
  try {
    const clerk = await signedIn(centre, { login: 'clerk', password: staff.password })
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
    expect(await ended(clerk, session)).toMatchObject({ state: 'done' })
    const taken = await put(null)
    const newer = ({ change }: Reader): boolean => change > taken.change
    expect(taken.drawer?.find(({ name }) => name === 'card-3')?.meaning).toContain(card.slice(-6))

    // The rider's card at the agent's shop, and what is left of the prepayment and its commission.
    const agent = await signedIn(centre, { login: 'agent', password: staff.password })
    const own = { kind: 'agent', agent: 'agent_demo' } as const
    const account = { params: { agent: own.agent } }
    expect(await agent.act('agents.account', account)).toMatchObject({ availableFen: 50_100 })
    expect(shop).toMatchObject({ reader: 'rdr_shop-1', availableFen: 50_100n })
    const atShop = { reader: 'rdr_shop-1' }
    const lying = await until(agent, ({ state }) => state !== 'away')
    expect(lying.drawer?.map(({ meaning }) => /市民卡/.test(meaning))).toEqual([true, true, true])
    await agent.act('readers.wish', { params: atShop, body: { put: 'card-2' } })
    const riders = await until(agent, ({ card: one }) => one?.name === 'card-2')
    const loading = await agent.act('card-sessions.open', {
      body: { kind: 'load', card: riders.card?.number ?? '', amountFen: 5_000, funding: own },
    })
    await agent.act('readers.hand-over', { params: atShop, body: { session: loading.session } })
    expect(await ended(agent, loading.session)).toMatchObject({
      answer: { state: 'confirmed', balanceFen: 5_000 },
    })
    expect(await agent.act('agents.account', account)).toMatchObject({ availableFen: 45_100 })

    await stop([desk, shop])
    desk = await openDemoDesk(city, { centre, folder })
    shop = await openDemoShop(city, { centre, folder })
    // Paid in once, and the same cards.
    expect(shop?.availableFen).toBe(45_100n)
    // A wish is for the program that runs: the new one has to be heard first.
    await until(clerk, newer)
    const back = await put('card-3')
    expect(back.card).toMatchObject({ blank: false, number: card })
  } finally {
    await stop([desk, shop])
    await server.stop()
    await whole.close()
    rmSync(folder, { recursive: true, force: true })
  }
}, 300_000)

test('nobody but the clerk and the agent of a demonstration gets such a reader', async () => {
  const whole = await wholeCity()
  const nowhere = { centre: 'http://127.0.0.1:1', folder: undefined }
  try {
    expect(await openDemoDesk(whole.city, nowhere)).toBe(undefined)
    expect(await openDemoShop(whole.city, nowhere)).toBe(undefined)
  } finally {
    await whole.close()
  }
}, 300_000)

async function stop(readers: readonly (DemoReader | undefined)[]): Promise<void> {
  for (const reader of readers) reader?.stop()
  for (const reader of readers) await reader?.ended
}

/** How a conversation ended. */
async function ended(who: Program, session: string) {
  for (;;) {
    const now = await who.act('card-sessions.get', { params: { session } })
    if (now.state !== 'open') return now
    await pause(100)
  }
}

type Program = Awaited<ReturnType<typeof signedIn>>
type Reader = Operations['readers.get']['answer']

async function until(who: Program, holds: (reader: Reader) => boolean): Promise<Reader> {
  for (;;) {
    const { items } = await who.act('readers.list', {})
    const found = items.find(holds)
    if (found !== undefined) return found
    await pause(100)
  }
}

async function signedIn(centre: string, body: { login: string; password: string }) {
  const door = new Citycard({ centre })
  const entered = await door.call('access.sign-in', { body })
  invariant(
    entered.ok && !entered.pending && entered.value.token !== null,
    'who is of the demonstration may enter',
  )
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
