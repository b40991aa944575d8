import { Fault, fen, hex, ok, refuse, type Act, type Result, type SamNumber } from '../../src/base'
import {
  load,
  profiles,
  vaultDoor,
  type Chip,
  type Conversation,
  type LoadProof,
} from '../../src/card'
import { openSoftVault, type SoftVault } from '../../src/keys'
import {
  cardWorks,
  interruptSession,
  interruptSilent,
  meetCard,
  openSession,
  readSession,
  readWork,
  replyToTurn,
  type CardWork,
  type TurnOrEnd,
} from '../../src/remote-reader'
import { acting, CLERK, expectDone } from '../support/act'
import { KEYS_FILE } from '../support/clearing-city'
import { freshDatabase, type FreshDatabase } from '../support/database'
import { City, leavingAt, NUMBER } from '../terminals/city'

const NOON = new Date('2026-03-02T12:00:00+08:00')

interface TestOrder {
  readonly amountFen: number
}

let store: FreshDatabase
let vault: SoftVault
let told: string[]
let works: ReturnType<typeof cardWorks>

beforeAll(async () => {
  store = await freshDatabase()
  const opened = await openSoftVault({ keysFile: KEYS_FILE, production: false })
  if (!opened.ok) throw new Error(opened.refused)
  vault = opened.value
})
afterAll(async () => {
  await vault.close()
  await store.drop()
})
beforeEach(() => {
  told = []
  works = cardWorks(readWork, testLoad(told))
})

/** A load that books nothing and tells what it was asked. */
const testLoad = (told: string[]): CardWork<TestOrder, LoadProof> => ({
  kind: 'test-load',
  *converse({ amountFen }): Conversation<Result<LoadProof, string>> {
    const met = yield* meetCard(profiles.tunion)
    if (!met.ok) return met
    const { issuer, card } = met.value
    return yield* load({
      purse: 'EP',
      card: { issuer, card },
      keyIndex: 1,
      amount: fen(amountFen),
      terminal: '518000000001' as SamNumber,
      at: '20260302120000',
    })
  },
  vault: vaultDoor(vault, 2),
  before: async (_act, _session, asks) => {
    told.push(asks.act)
    return ok(undefined)
  },
  finish: async (_act, _session, outcome) => {
    told.push(outcome.ok ? 'finished' : outcome.refused)
    return outcome.ok ? ok({ balanceFen: Number(outcome.value.balanceAfter) }) : outcome
  },
  interrupted: async (_act, _session, open) => {
    told.push(`interrupted ${open.repeat}`)
  },
})

/** One request of the counter: an act in a transaction of its own. */
const request = async <Value>(work: (act: Act) => Promise<Value>, actor = CLERK): Promise<Value> =>
  expectDone(await acting(store.database, async (act) => ok(await work(act)), { actor, at: NOON }))

const openLoad = (subject: string, amountFen = 5_000): Promise<TurnOrEnd> =>
  request((act) => openSession(act, works, { kind: 'test-load', order: { amountFen }, subject }))

const answer = (session: string, turn: number, reply: Buffer) =>
  request((act) => replyToTurn(act, works, { session, turn, reply }))

/** Relays commands to a chip until the session ends, or the chip is gone. */
async function relay(first: TurnOrEnd, chip: Chip): Promise<TurnOrEnd> {
  let now = first
  while (now.state === 'open') {
    let reply: Buffer
    try {
      reply = chip.transmit(hex(now.apdu))
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      const { session, turn } = now
      const gone = await request((act) => interruptSession(act, works, { session, turn }))
      if (!gone.ok) throw new Error(gone.refused, { cause: error })
      return gone.value
    }
    const next = await answer(now.session, now.turn, reply)
    if (!next.ok) throw new Error(next.refused)
    now = next.value
  }
  return now
}

test('a card elsewhere is read through the centre', async () => {
  const city = new City()
  const card = city.issue()
  city.load(card, NUMBER, 12_345)
  const first = await request((act) =>
    openSession(act, works, { kind: 'read', order: { profile: 'tunion' }, subject: 'reader:a' }),
  )
  expect(await relay(first, card)).toMatchObject({
    state: 'done',
    answer: { card: NUMBER, balanceFen: 12_345, validTo: '20391231' },
  })
})

test('a card that says no ends the session with its word', async () => {
  const first = await openLoad('card:blocked')
  const city = new City()
  const card = city.issue(NUMBER, { application: 'blocked' })
  expect(await relay(first, card)).toMatchObject({
    state: 'refused',
    refused: 'application-blocked',
  })
  expect(told).toEqual(['application-blocked'])
})

test('what a work refuses before the vault is asked ends the session', async () => {
  const strict = testLoad(told)
  works = cardWorks({
    ...strict,
    before: async (_act, _session, asks) =>
      asks.act === 'make-load-mac2' ? refuse('account-floor') : ok(undefined),
  })
  const city = new City()
  const card = city.issue()
  expect(await relay(await openLoad('card:poor'), card)).toMatchObject({
    state: 'refused',
    refused: 'account-floor',
  })
  expect(card.memory.ep.balanceFen).toBe(0)
})

describe('a card pulled at any exchange', () => {
  test.each([1, 2, 3].flatMap((at) => [['before', at] as const, ['after', at] as const]))(
    '%s exchange %i: the session ends, the work hears of it, a new session goes through',
    async (when, at) => {
      const city = new City()
      const card = city.issue()
      const subject = `card:pulled-${when}-${at}`
      const end = await relay(await openLoad(subject), leavingAt(card, at, when))
      expect(end.state).toBe('interrupted')
      expect(told.at(-1)).toBe(at === 3 ? 'interrupted look-first' : 'interrupted safe')
      expect(card.memory.ep.balanceFen).toBe(at === 3 && when === 'after' ? 5_000 : 0)
      expect(await relay(await openLoad(subject), card)).toMatchObject({ state: 'done' })
    },
  )
})

test('the same reply gets the same answer and books once, another one is refused', async () => {
  const card = new City().issue()
  const first = await openLoad('card:repeated')
  if (first.state !== 'open') throw new Error(first.state)
  const { session } = first
  const replies = [card.transmit(hex(first.apdu))]
  const second = await answer(session, 1, replies[0] as Buffer)
  expect(await answer(session, 1, replies[0] as Buffer)).toEqual(second)
  if (!second.ok || second.value.state !== 'open') throw new Error('the load goes on')
  replies.push(card.transmit(hex(second.value.apdu)))
  const third = await answer(session, 2, replies[1] as Buffer)
  expect(told).toEqual(['check-load-mac1', 'make-load-mac2'])
  expect(await answer(session, 2, replies[1] as Buffer)).toEqual(third)
  expect(await answer(session, 1, replies[0] as Buffer)).toEqual(second)
  expect(await answer(session, 2, Buffer.from([0x69, 0x85]))).toMatchObject({
    refused: 'turn-answered-otherwise',
  })
  expect(await answer(session, 9, Buffer.from([0x90, 0x00]))).toMatchObject({
    refused: 'turn-not-asked',
  })
  expect(await answer(session, 3, Buffer.from([0x90]))).toMatchObject({
    refused: 'reply-malformed',
  })
  if (!third.ok || third.value.state !== 'open') throw new Error('the load goes on')
  const last = card.transmit(hex(third.value.apdu))
  const end = await answer(session, 3, last)
  expect(end).toMatchObject({ value: { state: 'done', answer: { balanceFen: 5_000 } } })
  expect(await answer(session, 3, last)).toEqual(end)
  expect(await answer(session, 4, last)).toMatchObject({ refused: 'session-ended' })
  expect(told).toEqual(['check-load-mac1', 'make-load-mac2', 'check-load-tac', 'finished'])
})

test('fifty callers with one reply act once', async () => {
  const card = new City().issue()
  const first = await openLoad('card:crowd')
  if (first.state !== 'open') throw new Error(first.state)
  const { session } = first
  const second = await answer(session, 1, card.transmit(hex(first.apdu)))
  if (!second.ok || second.value.state !== 'open') throw new Error('the load goes on')
  const reply = card.transmit(hex(second.value.apdu))
  told.length = 0
  const answers = await Promise.all(Array.from({ length: 50 }, () => answer(session, 2, reply)))
  expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1)
  expect(told).toEqual(['check-load-mac1', 'make-load-mac2'])
})

test('a new session on the same card interrupts the one before it', async () => {
  const card = new City().issue()
  const first = await openLoad('card:twice')
  const second = await openLoad('card:twice')
  expect(told).toEqual(['interrupted safe'])
  if (first.state !== 'open') throw new Error(first.state)
  expect(await answer(first.session, 1, card.transmit(hex(first.apdu)))).toMatchObject({
    refused: 'session-ended',
  })
  expect(await relay(second, card)).toMatchObject({ state: 'done' })
})

test('however many open at once, one session stays open', async () => {
  const opened = await Promise.all(Array.from({ length: 20 }, () => openLoad('card:race')))
  const standing = await Promise.all(
    opened.map(({ session }) => readSession(store.database, works, session)),
  )
  const states = standing.map((one) => (one.ok ? one.value.standing.state : one.refused))
  expect(states.filter((state) => state === 'open')).toHaveLength(1)
  expect(states.filter((state) => state === 'interrupted')).toHaveLength(19)
})

test('opened by the same request a second time, it is the same session', async () => {
  const once = { kind: 'test-load', order: { amountFen: 100 }, subject: 'card:same-request' }
  const asked = () =>
    acting(store.database, async (act) => ok(await openSession(act, works, once)), {
      reference: 'req_once',
      at: NOON,
    })
  expect(await asked()).toEqual(await asked())
  expect(told).toEqual([])
})

test('nobody else goes on with a session; a stranger does not learn that it is there', async () => {
  const first = await openLoad('card:mine')
  const given = { session: first.session, turn: 1, reply: Buffer.from([0x90, 0x00]) }
  const other = { ...CLERK, id: 'staff_other' }
  expect(await request((act) => replyToTurn(act, works, given), other)).toMatchObject({
    refused: 'session-not-yours',
  })
  expect(await request((act) => interruptSession(act, works, given), other)).toMatchObject({
    refused: 'session-not-yours',
  })
  expect(await answer('ses_nobody', 1, given.reply)).toMatchObject({ refused: 'session-unknown' })
})

test('a silent reader is given up', async () => {
  const first = await openLoad('card:silent')
  const since = new Date(NOON.getTime() + 1)
  const count = await request((act) => interruptSilent(act, works, { since, limit: 100 }))
  expect(count).toBeGreaterThan(0)
  expect(await readSession(store.database, works, first.session)).toMatchObject({
    value: { standing: { state: 'interrupted' } },
  })
})

test('what is kept of a session holds no code of the vault', async () => {
  const card = new City().issue()
  const first = await openLoad('card:kept')
  if (first.state !== 'open') throw new Error(first.state)
  const second = await answer(first.session, 1, card.transmit(hex(first.apdu)))
  if (!second.ok || second.value.state !== 'open') throw new Error('the load goes on')
  const third = await answer(first.session, 2, card.transmit(hex(second.value.apdu)))
  if (!third.ok || third.value.state !== 'open') throw new Error('the load goes on')
  const mac2 = third.value.apdu.slice(-10, -2)
  const { rows } = await store.database.query<{ kept: string }>(
    `select replies::text || work_order::text as kept from remote_reader_session where session = $1`,
    [first.session],
  )
  expect(rows[0]?.kept.toUpperCase()).not.toContain(mac2)
})
