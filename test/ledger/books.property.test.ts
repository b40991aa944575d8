import fc from 'fast-check'
import { fen, SeededChance, type BusinessDate, type OperatorId } from '../../src/base'
import {
  balanceOf,
  beginClose,
  dayForPosting,
  expireHolds,
  hold,
  movements,
  onlineAccount,
  post,
  postHold,
  trialBalance,
  voidHold,
  type Movement,
  type PostOutcome,
} from '../../src/ledger'
import { DAY, emptyBooks, NEXT_DAY, NOON, pay, topUp, unsound, type Books } from './books'

let books: Books
beforeAll(async () => (books = await emptyBooks()))
afterAll(() => books.drop())

/** What the simplest bookkeeper would keep: one number a person. */
class OwnBooks {
  readonly free = new Map<string, bigint>()
  readonly done = new Map<string, string>()

  add(person: string, amount: bigint): boolean {
    const left = (this.free.get(person) ?? 0n) + amount
    if (left < 0n) return false
    this.free.set(person, left)
    return true
  }
}

type Step =
  | { readonly act: 'post'; readonly items: readonly Item[] }
  | { readonly act: 'hold' | 'post-hold' | 'void-hold'; readonly item: Item }

interface Item {
  readonly name: number
  readonly person: number
  readonly amount: number
  readonly pays: boolean
}

const item = fc.record({
  name: fc.nat(12),
  person: fc.nat(2),
  amount: fc.integer({ min: 1, max: 100 }),
  pays: fc.boolean(),
})

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ act: fc.constant('post' as const), items: fc.array(item, { maxLength: 6 }) }),
  fc.record({
    act: fc.constantFrom('hold' as const, 'post-hold' as const, 'void-hold' as const),
    item,
  }),
)

test('after any steps the books agree with the simplest bookkeeper', async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const prefix = `run${run++}`
      const own = new OwnBooks()
      for (const one of steps) await take(one, prefix, own)
      for (const [person, free] of own.free) {
        const found = await balanceOf(books.database, onlineAccount(person))
        expect(found.balanceFen - found.pendingDebitsFen).toBe(free)
      }
      expect((await trialBalance(books.database)).balanced).toBe(true)
    }),
    { numRuns: 25 },
  )
  expect(await unsound(books.database)).toEqual([])
})

async function take(one: Step, prefix: string, own: OwnBooks): Promise<void> {
  if (one.act === 'post') {
    const given = one.items.map((each) => movementOf(each, prefix))
    const outcomes = await books.post(...given)
    one.items.forEach((each, index) =>
      expect(spoken(outcomes[index])).toBe(expected(each, prefix, own)),
    )
    return
  }
  const { item: each } = one
  const name = `${prefix}:hold:${each.name}`
  const person = `${prefix}-${each.person}`
  const key = `hold ${each.name}`
  await books.inDay(async (tx, day) => {
    const when = { day, at: NOON }
    if (one.act === 'hold') {
      const content = JSON.stringify([each.person, each.amount])
      const before = own.done.get(key)?.split('|')[0]
      const answer = spoken(
        await hold(tx, pay(name, person, each.amount), {
          ...when,
          expiresAt: new Date(NOON.getTime() + 1),
        }),
      )
      if (before !== undefined) {
        expect(answer).toBe(before === content ? 'same' : 'reference-used-for-other-content')
      } else if (own.add(person, BigInt(-each.amount))) {
        own.done.set(key, `${content}|held`)
        expect(answer).toBe('fresh')
      } else expect(answer).toBe('account-floor')
      return
    }
    const [content, state] = own.done.get(key)?.split('|') ?? []
    const ends = one.act === 'post-hold' ? 'posted' : 'voided'
    const answer =
      one.act === 'post-hold'
        ? await postHold(tx, { hold: name, reference: `${name}:posted` }, when)
        : await voidHold(tx, { hold: name }, when)
    if (content === undefined) return expect(spoken(answer)).toBe('hold-unknown')
    if (state !== 'held')
      return expect(spoken(answer)).toBe(state === ends ? 'same' : 'hold-already-ended')
    expect(spoken(answer)).toBe('fresh')
    const [heldPerson, amount] = JSON.parse(content) as [number, number]
    if (ends === 'voided') own.add(`${prefix}-${heldPerson}`, BigInt(amount))
    own.done.set(key, `${content}|${ends}`)
  })
}

const movementOf = (each: Item, prefix: string): Movement =>
  (each.pays ? pay : topUp)(`${prefix}:${each.name}`, `${prefix}-${each.person}`, each.amount)

function expected(each: Item, prefix: string, own: OwnBooks): string {
  const key = `movement ${each.name}`
  const content = JSON.stringify([each.pays, each.person, each.amount])
  const before = own.done.get(key)
  if (before !== undefined) return before === content ? 'same' : 'reference-used-for-other-content'
  const moved = own.add(`${prefix}-${each.person}`, BigInt(each.pays ? -each.amount : each.amount))
  if (moved) own.done.set(key, content)
  return moved ? 'fresh' : 'account-floor'
}

function spoken(outcome: PostOutcome | Awaited<ReturnType<typeof postHold>> | undefined): string {
  if (outcome === undefined) return 'no answer'
  if (!outcome.ok) return outcome.refused
  return outcome.value.fresh ? 'fresh' : 'same'
}

test('any movement and its reversal leave every balance as it was', async () => {
  const signed = fc.integer({ min: -1_000, max: 1_000 })
  let run = 0
  await fc.assert(
    fc.asyncProperty(signed, signed, signed, async (charged, concession, transfer) => {
      const operator = `op_back-${run}` as OperatorId
      const taken = movements.takingsRuled({
        ruling: `${run++}`,
        operator,
        chargedFen: fen(charged),
        taps: 3,
        evidence: Buffer.alloc(32, 5),
        at: NOON,
        subsidies: [
          { kind: 'concession', amount: fen(concession) },
          { kind: 'transfer', amount: fen(transfer) },
        ],
      })
      const before = await netByAccount()
      await books.post(
        taken,
        movements.reversal(taken, { reference: `${taken.reference}:back`, at: NOON }),
      )
      const after = await netByAccount()
      for (const [account, net] of after)
        expect([account, net]).toEqual([account, before.get(account) ?? 0n])
    }),
    { numRuns: 15 },
  )
})

const netByAccount = async (): Promise<Map<string, bigint>> =>
  new Map(
    (await trialBalance(books.database)).lines.map(({ account, balanceFen }) => [
      account,
      balanceFen,
    ]),
  )

describe('eight writers at once', () => {
  test('on the same few accounts, with replays, holds and a close in between, lose and double nothing', async () => {
    const crowd = await emptyBooks()
    const chance = new SeededChance(7)
    await crowd.post(topUp('fund', 'hot', 3_000))
    const fresh = new Map<string, number>()
    let closed = false
    const batches = Array.from({ length: 64 }, (_, batch) =>
      Array.from({ length: 12 }, () => {
        const name = chance.below(400)
        return name % 3 === 0 ? pay(`n${name}`, 'hot', 20) : topUp(`n${name}`, `cold${name % 5}`, 7)
      }).concat(topUp(`own${batch}`, 'hot', 1)),
    )
    const writer = async (): Promise<void> => {
      for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) {
        const given = batch
        const outcomes = await crowd.inDay((tx, day) => post(tx, given, { day, at: NOON }))
        for (const outcome of outcomes) {
          if (outcome.ok && outcome.value.fresh) {
            fresh.set(outcome.value.reference, (fresh.get(outcome.value.reference) ?? 0) + 1)
          }
        }
        if (batches.length < 30 && !closed) {
          closed = true
          await crowd.database.transaction((tx) => beginClose(tx, DAY, NEXT_DAY))
        }
      }
    }
    const holder = async (): Promise<void> => {
      for (let number = 0; number < 20; number++) {
        await crowd.inDay((tx, day) =>
          hold(tx, pay(`h${number}`, 'hot', 30), {
            day,
            at: NOON,
            expiresAt: new Date(NOON.getTime() + 1),
          }),
        )
        if (number % 3 === 0)
          await crowd.inDay((tx, day) =>
            postHold(tx, { hold: `h${number}`, reference: `h${number}` }, { day, at: NOON }),
          )
        if (number % 3 === 1)
          await crowd.database.transaction((tx) => expireHolds(tx, new Date(NOON.getTime() + 2)))
      }
    }
    await Promise.all([...Array.from({ length: 8 }, writer), holder()])
    expect([...fresh.values()].every((times) => times === 1)).toBe(true)
    expect(await unsound(crowd.database)).toEqual([])
    const day: BusinessDate = await crowd.database.transaction((tx) => dayForPosting(tx, DAY))
    expect(day).toBe(NEXT_DAY)
    await crowd.drop()
  })
})
