import { type CardNumber, fen, type Result, type TrailEntry } from '../../src/base'
import {
  applicationLifecycle,
  type ApplicationAct,
  applicationsOfCard,
  type CardAct,
  cardFacts,
  cardInForceAt,
  cardLife,
  cardsOfPerson,
  type CardState,
  changeApplicationState,
  changeCardState,
  type CardStep,
  enterBlankCard,
  giveCardTo,
  holderAt,
  holdersNow,
  holdersOf,
  judgedCards,
  type JudgedCard,
  register,
  takeCardFromHolder,
} from '../../src/registry'
import { acting, expectDone } from '../support/act'
import { freshDatabase, type FreshDatabase } from '../support/database'
import { acts, anyReason, LAWFUL, lawful, states } from './card-life.table'
import { card, cardNumber, cardProduct } from './city'

let city: FreshDatabase
beforeEach(async () => {
  city = await freshDatabase()
  expectDone(await register(city.database, { cardProducts: [cardProduct()] }))
})
afterEach(() => city.drop())

const number = card().card
const step = (act: CardAct): CardStep => ({ card: number, act, reason: anyReason(act) }) as CardStep

const does = (act: CardAct, at?: Date): Promise<Result<unknown>> =>
  acting(city.database, (it) => changeCardState(it, step(act)), at === undefined ? {} : { at })

const stateNow = async (): Promise<string | undefined> =>
  (await cardFacts(city.database, [BigInt(number)])).get(BigInt(number))?.state

/** What a judge of taps is told of the card. */
async function judgedNow(): Promise<JudgedCard | undefined> {
  const asked = Buffer.alloc(8)
  asked.writeBigInt64BE(BigInt(number))
  const known = await judgedCards(city.database, asked)
  return known.count === 0 ? undefined : known.at(0)
}

/** The shortest way from blank to each state. */
const WAYS: Readonly<Record<CardState, readonly CardAct[]>> = (() => {
  const ways: Partial<Record<CardState, readonly CardAct[]>> = { blank: [] }
  const queue: CardState[] = ['blank']
  for (let state = queue.shift(); state !== undefined; state = queue.shift()) {
    for (const [from, act, to] of LAWFUL) {
      if (from !== state || ways[to] !== undefined) continue
      ways[to] = [...(ways[from] as readonly CardAct[]), act]
      queue.push(to)
    }
  }
  return ways as Record<CardState, readonly CardAct[]>
})()

const blank = () => {
  const { issuedAt: _, ...rest } = card()
  return rest
}

test('in the database too every act from every state does what the table says, or changes nothing', async () => {
  let serial = 3_104_870_000_000_001_000n
  const cardIn = async (state: CardState): Promise<CardNumber> => {
    const own = cardNumber(String(++serial))
    expectDone(
      await acting(city.database, async (it) => {
        const entered = await enterBlankCard(it, { ...blank(), card: own })
        for (const way of WAYS[state]) await changeCardState(it, { ...step(way), card: own })
        return entered
      }),
    )
    return own
  }
  for (const state of states) {
    const stays = await cardIn(state)
    for (const act of acts) {
      const expected = lawful(state, act)
      const own = expected === undefined ? stays : await cardIn(state)
      const answer = await acting(city.database, (it) =>
        changeCardState(it, { ...step(act), card: own }),
      )
      expect([state, act, answer.ok ? answer.value.to : answer.refused]).toEqual([
        state,
        act,
        expected ?? 'state-forbids',
      ])
      if (expected === undefined) continue
      const facts = (await cardFacts(city.database, [BigInt(own)])).get(BigInt(own))
      expect(facts?.state).toBe(expected)
      expect(await cardLife(city.database, own)).toHaveLength(WAYS[state].length + 1)
    }
    const facts = (await cardFacts(city.database, [BigInt(stays)])).get(BigInt(stays))
    expect(facts?.state).toBe(state)
    expect(await cardLife(city.database, stays)).toHaveLength(WAYS[state].length)
  }
}, 60_000)

test('steps of one instant keep their order, and the card was never active before its issue', async () => {
  const at = new Date('2026-06-01T02:00:00Z')
  const trail: TrailEntry[] = []
  expectDone(await acting(city.database, (it) => enterBlankCard(it, blank()), { at }))
  expectDone(
    await acting(
      city.database,
      async (it) => {
        await changeCardState(it, step('personalise'))
        await changeCardState(it, step('check'))
        return changeCardState(it, { card: number, act: 'issue', reason: 'first', fee: fen(500n) })
      },
      { at, trail },
    ),
  )
  const life = await cardLife(city.database, number)
  expect(life.map(({ act, from, to }) => [act, from, to])).toEqual([
    ['personalise', 'blank', 'personalised'],
    ['check', 'personalised', 'ready'],
    ['issue', 'ready', 'active'],
  ])
  expect(life.map(({ at: when }) => when.getTime() - at.getTime())).toEqual([0, 1, 2])
  expect(life[2]).toMatchObject({ reason: 'first', actor: 'staff_clerk', feeFen: 500n })
  expect(trail.map(({ act, subject }) => [act, subject])).toEqual([
    ['card.personalised', `card:${number}`],
    ['card.checked', `card:${number}`],
    ['card.issued', `card:${number}`],
  ])
  const judged = await judgedNow()
  // Nothing happened since its issue: judging reads no history.
  expect(judged?.history).toBeUndefined()
  expect(cardInForceAt(judged as never, new Date('2026-06-01T01:59:59Z'))).toBe(false)
  expect(cardInForceAt(judged as never, new Date('2026-06-01T02:00:01Z'))).toBe(true)
})

test.each(['blank', 'personalised', 'ready', 'spoiled', 'destroyed'] as const)(
  'a card that is %s is known to judging and not in force',
  async (state) => {
    expectDone(await acting(city.database, (it) => enterBlankCard(it, blank())))
    const way: readonly CardAct[] =
      state === 'destroyed' ? ['personalise', 'check', 'spoil', 'destroy'] : WAYS[state]
    for (const act of way) expect((await does(act)).ok).toBe(true)
    const judged = await judgedNow()
    expect(judged).toBeDefined()
    expect(cardInForceAt(judged as never, new Date('2026-07-01T00:00:00Z'))).toBe(false)
  },
)

test('a card handed back today was in force yesterday; a lost one is still out with somebody', async () => {
  expectDone(await acting(city.database, (it) => enterBlankCard(it, blank())))
  for (const act of WAYS.active) await does(act, new Date('2026-06-01T02:00:00Z'))
  await does('reportLost', new Date('2026-06-05T00:00:00Z'))
  await does('find', new Date('2026-06-07T00:00:00Z'))
  await does('handBack', new Date('2026-06-09T00:00:00Z'))
  const judged = await judgedNow()
  expect(cardInForceAt(judged as never, new Date('2026-06-04T00:00:00Z'))).toBe(true)
  expect(cardInForceAt(judged as never, new Date('2026-06-05T00:00:00Z'))).toBe(true)
  expect(cardInForceAt(judged as never, new Date('2026-06-08T00:00:00Z'))).toBe(true)
  expect(cardInForceAt(judged as never, new Date('2026-06-09T00:00:00Z'))).toBe(false)
  expect(await stateNow()).toBe('returned')
})

test('a clock that goes back does not change the order of what happened', async () => {
  expectDone(await acting(city.database, (it) => enterBlankCard(it, blank())))
  for (const act of WAYS.active) await does(act, new Date('2026-06-01T02:00:00Z'))
  await does('reportLost', new Date('2026-06-05T00:00:00Z'))
  await does('find', new Date('2026-06-04T00:00:00Z'))
  const life = await cardLife(city.database, number)
  expect(life.at(-1)).toMatchObject({ act: 'find', at: new Date('2026-06-05T00:00:00.001Z') })
  expect(await stateNow()).toBe('active')
})

test('a number is entered once, of a product that exists, with fields that can be', async () => {
  const enters = (change: object) =>
    acting(city.database, (it) => enterBlankCard(it, { ...blank(), ...change }))
  expect((await enters({})).ok).toBe(true)
  expect(await enters({})).toMatchObject({ refused: 'registered-otherwise' })
  expect(await enters({ card: cardNumber('3104870000000000002'), product: 'none' })).toMatchObject({
    refused: 'card-product-unknown',
  })
  expect(await enters({ validTo: '2001-01-01' })).toMatchObject({ refused: 'entry-malformed' })
  expect(await does('issue')).toMatchObject({ refused: 'state-forbids' })
  expect(
    await acting(city.database, (it) =>
      changeCardState(it, { ...step('issue'), card: cardNumber('3104870000000009999') }),
    ),
  ).toMatchObject({ refused: 'card-unknown' })
})

test('two acts at once: one takes the step, the other is told what the card is now', async () => {
  expectDone(await acting(city.database, (it) => enterBlankCard(it, blank())))
  for (const act of WAYS.active) await does(act)
  const answers = await Promise.all([
    does('reportLost'),
    does('block'),
    does('handBack'),
    does('replace'),
  ])
  // What is replaced, returned or blocked forbids the rest, so exactly one act went first; a lost card may still
  // be replaced after it.
  const done = answers.filter(({ ok }) => ok).length
  const life = await cardLife(city.database, number)
  expect(life).toHaveLength(3 + done)
  for (const [index, one] of life.entries()) {
    if (index > 0) expect(one.from).toBe(life[index - 1]?.to)
  }
})

describe('holders', () => {
  test('a card is one person’s at a time, with dates, and keeps who held it', async () => {
    expectDone(await register(city.database, { cards: [card()] }))
    const on = (day: number) => new Date(Date.UTC(2026, 5, day))
    const give = (person: string, day: number) =>
      acting(city.database, (it) => giveCardTo(it, { card: number, person }), { at: on(day) })
    expect((await give('person_a', 1)).ok).toBe(true)
    expect(await give('person_b', 2)).toMatchObject({ refused: 'card-held-already' })
    const taken = await acting(
      city.database,
      async (it) => ({ ok: true as const, value: await takeCardFromHolder(it, number) }),
      { at: on(3) },
    )
    expect(taken).toEqual({ ok: true, value: 'person_a' })
    expect((await give('person_b', 4)).ok).toBe(true)
    expect(await holderAt(city.database, number, on(2))).toBe('person_a')
    expect(await holderAt(city.database, number, on(3))).toBeUndefined()
    expect(await holderAt(city.database, number, on(5))).toBe('person_b')
    expect(await holdersOf(city.database, number)).toEqual([
      { person: 'person_a', from: on(1), to: on(3) },
      { person: 'person_b', from: on(4), to: null },
    ])
    expect(await holdersNow(city.database, [BigInt(number)])).toEqual(
      new Map([[BigInt(number), 'person_b']]),
    )
    expect(await cardsOfPerson(city.database, 'person_a')).toEqual([
      { card: number, person: 'person_a', from: on(1), to: on(3) },
    ])
  })

  test('given, taken and given again in one instant stays in order', async () => {
    expectDone(await register(city.database, { cards: [card()] }))
    const at = new Date('2026-06-01T00:00:00Z')
    const held = await acting(
      city.database,
      async (it) => {
        await giveCardTo(it, { card: number, person: 'person_a' })
        await takeCardFromHolder(it, number)
        return giveCardTo(it, { card: number, person: 'person_b' })
      },
      { at },
    )
    expect(held.ok).toBe(true)
    expect((await holdersOf(city.database, number)).map(({ person }) => person)).toEqual([
      'person_a',
      'person_b',
    ])
  })

  test('a card nobody knows belongs to nobody', async () => {
    expect(
      await acting(city.database, (it) => giveCardTo(it, { card: number, person: 'person_a' })),
    ).toMatchObject({ refused: 'card-unknown' })
  })
})

describe('applications of a card', () => {
  const changes = (act: ApplicationAct) =>
    acting(city.database, (it) =>
      changeApplicationState(it, { card: number, application: 'transit', act, reason: 'asked' }),
    )

  test.each(applicationLifecycle.states)(
    'from %s every act does what the table says',
    async (state) => {
      expectDone(await register(city.database, { cards: [card()] }))
      const way = { closed: [], enabled: ['open'], locked: ['open', 'lock'] } as const
      const table: Readonly<Record<string, string>> = {
        'closed open': 'enabled',
        'enabled lock': 'locked',
        'enabled close': 'closed',
        'locked unlock': 'enabled',
        'locked close': 'closed',
      }
      for (const act of ['open', 'lock', 'unlock', 'close'] as const) {
        const now = (await applicationsOfCard(city.database, number))[0]?.state ?? 'closed'
        if (now !== 'closed') await changes('close')
        for (const each of way[state]) expect((await changes(each)).ok).toBe(true)
        const answer = await changes(act)
        const expected = table[`${state} ${act}`]
        expect([act, answer.ok ? answer.value : answer.refused]).toEqual([
          act,
          expected ?? 'state-forbids',
        ])
      }
    },
  )

  test('nothing is put on a card that is not active, and everything may be stopped', async () => {
    expectDone(await register(city.database, { cards: [card()] }))
    expect((await changes('open')).ok).toBe(true)
    await does('reportLost')
    expect((await changes('lock')).ok).toBe(true)
    expect(await changes('unlock')).toMatchObject({ refused: 'card-not-active' })
    expect((await changes('close')).ok).toBe(true)
    expect(await changes('open')).toMatchObject({ refused: 'card-not-active' })
  })
})
