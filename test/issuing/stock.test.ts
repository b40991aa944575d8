import fc from 'fast-check'
import { type Actor } from '../../src/base'
import {
  chipWithMoves,
  listChips,
  moveStock,
  receiveStock,
  type StockAct,
  stockActs,
  stockCounts,
  stockLifecycle,
  type StockState,
} from '../../src/issuing'
import { acting, CLERK, expectDone, SUPERVISOR } from '../support/act'
import { openOffice, type Office, receive, serialOf, takeOut } from './office'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const OTHER: Actor = { id: 'staff_other', kind: 'staff', roles: ['counter-clerk'] }
const HANDS = [CLERK.id, OTHER.id]

const moves = (
  act: StockAct,
  serials: readonly string[],
  { to, actor = SUPERVISOR, reason }: { to?: string; actor?: Actor; reason?: string } = {},
) =>
  acting(
    office.store.database,
    (it) =>
      moveStock(it, {
        act,
        serials,
        reason: reason ?? REASONS[act],
        ...(to === undefined ? {} : { to }),
      }),
    { actor },
  )

const REASONS: Readonly<Record<StockAct, string>> = {
  takeOut: 'day',
  handOver: 'shift',
  giveBack: 'evening',
  spoil: 'damaged',
  undoSpoil: 'mistake',
  destroy: 'cut',
}

const countsByState = async (): Promise<Record<string, number>> => {
  const sums: Record<string, number> = {}
  for (const { state, holder, count } of await stockCounts(office.store.database)) {
    const place = holder === null ? state : `${state}:${holder}`
    sums[place] = (sums[place] ?? 0) + Number(count)
  }
  return sums
}

test('no serial is received twice, in one box or in another, and a refused box leaves nothing', async () => {
  await receive(office, 1, 3)
  const again = (serials: readonly string[], batch = 'b2') =>
    acting(office.store.database, (act) =>
      receiveStock(act, { batch, profile: 't-union', serials }),
    )
  expect(await again([serialOf(9), serialOf(2)])).toMatchObject({
    refused: 'serial-known',
    field: 'serials.1',
  })
  expect(await again([serialOf(7), serialOf(7).toLowerCase()])).toMatchObject({
    refused: 'serial-twice',
    field: 'serials.1',
  })
  expect(await again(['xyz'])).toMatchObject({ refused: 'serial-malformed', field: 'serials.0' })
  expect(await again([])).toMatchObject({ refused: 'too-many-chips' })
  expect(await again([serialOf(8)], 'A Box')).toMatchObject({ refused: 'batch-malformed' })
  expect(await countsByState()).toEqual({ 'in-store': 3 })
})

test('a chip goes out, from hand to hand and back, and every move is kept', async () => {
  const [serial = ''] = await receive(office, 1, 1)
  await takeOut(office, [serial])
  expect(await moves('handOver', [serial], { to: OTHER.id, actor: OTHER })).toMatchObject({
    refused: 'stock-not-yours',
  })
  expectDone(await moves('handOver', [serial], { to: OTHER.id, actor: CLERK }))
  expect(await moves('giveBack', [serial], { actor: CLERK })).toMatchObject({
    refused: 'stock-not-yours',
  })
  expectDone(await moves('giveBack', [serial], { actor: OTHER }))
  expectDone(await moves('spoil', [serial]))
  expectDone(await moves('undoSpoil', [serial]))
  const found = await chipWithMoves(office.store.database, serial)
  expect(found?.moves.map(({ act, to, toHolder }) => [act, to, toHolder])).toEqual([
    ['receive', 'in-store', null],
    ['takeOut', 'with-clerk', CLERK.id],
    ['handOver', 'with-clerk', OTHER.id],
    ['giveBack', 'in-store', null],
    ['spoil', 'spoiled', null],
    ['undoSpoil', 'in-store', null],
  ])
})

test('who gets chips in hand is said where somebody does, and only there', async () => {
  const [serial = ''] = await receive(office, 1, 1)
  expect(await moves('takeOut', [serial])).toMatchObject({ refused: 'receiver-missing' })
  expect(await moves('spoil', [serial], { to: CLERK.id })).toMatchObject({
    refused: 'receiver-missing',
  })
  expect(await moves('spoil', [serial], { reason: 'no idea' })).toMatchObject({
    refused: 'reason-unknown',
  })
  expect(await moves('takeOut', [serialOf(99)], { to: CLERK.id })).toMatchObject({
    refused: 'serial-unknown',
    field: 'serials.0',
  })
})

test('one chip that may not move keeps the whole box where it is', async () => {
  const serials = await receive(office, 1, 3)
  expectDone(await moves('spoil', [serials[1] as string]))
  expect(await moves('takeOut', serials, { to: CLERK.id })).toMatchObject({
    refused: 'stock-state-forbids',
    field: 'serials.1',
  })
  expect(await countsByState()).toEqual({ 'in-store': 2, spoiled: 1 })
})

test('lists turn pages by serial and look by batch, state and hand', async () => {
  const serials = await receive(office, 1, 5)
  await receive(office, 100, 2, 'b9')
  await takeOut(office, serials.slice(0, 2))
  const list = (asked: object) =>
    listChips(office.store.database, { after: '', limit: 50, ...asked })
  expect((await list({ batch: 'b9' })).map(({ serial }) => serial)).toEqual([
    serialOf(100),
    serialOf(101),
  ])
  expect(await list({ holder: CLERK.id })).toHaveLength(2)
  expect(await list({ state: 'in-store', limit: 2 })).toHaveLength(3)
  expect((await list({ after: serialOf(4) })).map(({ serial }) => serial)).toEqual([
    serialOf(5),
    serialOf(100),
    serialOf(101),
  ])
})

/** What should be where, by the simplest books there are. */
class Shelf {
  readonly chips = new Map<string, { state: StockState; holder: string | null }>()

  receive(serials: readonly string[]): boolean {
    const fresh = new Set(serials).size === serials.length
    if (!fresh || serials.some((serial) => this.chips.has(serial))) return false
    for (const serial of serials) this.chips.set(serial, { state: 'in-store', holder: null })
    return true
  }

  move(act: StockAct, serials: readonly string[], to: string | undefined, actor: Actor): boolean {
    if (new Set(serials).size !== serials.length) return false
    const hands = act === 'takeOut' || act === 'handOver'
    if (hands !== (to !== undefined)) return false
    const next = serials.map((serial) => {
      const chip = this.chips.get(serial)
      if (chip === undefined) return undefined
      const after = stockLifecycle.after(chip.state, act)
      const mine =
        chip.holder === null ||
        chip.holder === actor.id ||
        actor.roles.includes('counter-supervisor')
      return after.ok && mine ? after.value : undefined
    })
    if (next.includes(undefined)) return false
    for (const [index, serial] of serials.entries()) {
      this.chips.set(serial, { state: next[index] as StockState, holder: to ?? null })
    }
    return true
  }

  counts(): Record<string, number> {
    const sums: Record<string, number> = {}
    for (const { state, holder } of this.chips.values()) {
      const place = holder === null ? state : `${state}:${holder}`
      sums[place] = (sums[place] ?? 0) + 1
    }
    return sums
  }
}

test('whatever is done with boxes, the counts are those of the simplest books, and none is lost', async () => {
  const serials = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 })
  let stories = 0
  const acted = fc.oneof(
    { weight: 1, arbitrary: fc.record({ act: fc.constant('receive' as const), serials }) },
    {
      weight: 4,
      arbitrary: fc.record({
        act: fc.constantFrom(...stockActs),
        serials,
        to: fc.constantFrom(...HANDS, undefined),
        actor: fc.constantFrom(CLERK, OTHER, SUPERVISOR),
      }),
    },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(acted, { maxLength: 25 }), async (story) => {
      // Every story has chips of its own: the boxes of the one before are still in the store.
      const own = (++stories).toString(16).toUpperCase().padStart(8, '0')
      const shelf = new Shelf()
      const before = await countsByState()
      const name = (index: number) => `${own}${index.toString(16).toUpperCase().padStart(8, '0')}`
      for (const one of story) {
        const named = one.serials.map(name)
        const answer =
          one.act === 'receive'
            ? await acting(office.store.database, (act) =>
                receiveStock(act, { batch: 'b1', profile: 't-union', serials: named }),
              )
            : await moves(one.act, named, {
                actor: one.actor,
                ...(one.to === undefined ? {} : { to: one.to }),
              })
        const expected =
          one.act === 'receive'
            ? shelf.receive(named)
            : shelf.move(one.act, named, one.to, one.actor)
        expect([one.act, answer.ok]).toEqual([one.act, expected])
      }
      const after = await countsByState()
      for (const [place, count] of Object.entries(before)) {
        after[place] = (after[place] ?? 0) - count
        if (after[place] === 0) delete after[place]
      }
      expect(after).toEqual(shelf.counts())
      const received = Object.values(after).reduce((sum, count) => sum + count, 0)
      expect(received).toBe(shelf.chips.size)
    }),
    { numRuns: 40 },
  )
}, 120_000)
