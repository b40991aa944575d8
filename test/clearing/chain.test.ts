import fc from 'fast-check'
import { resolveChain, type PurseHistory } from '../../src/clearing/chain'
import { extendShadow, freshShadow, shadowOf } from '../../src/clearing/chain-extend'
import { signedKey, type Tap } from '../../src/clearing/tap'

let line = 0

const tap = (counter: number, balanceBefore: bigint, change: Partial<Tap> = {}): Tap => ({
  card: 3104403000000000001n,
  eventDate: '2026-03-02',
  eventTime: 80_000 + counter,
  sam: 100000000001n,
  termSeq: BigInt(counter + 1),
  type: 9,
  discount: 0,
  keyVersion: 1,
  algorithm: 0,
  counter,
  amountFen: 200n,
  listFen: 200n,
  balanceBefore,
  tac: counter,
  batch: 1n,
  line: ++line,
  ...change,
})

const history = (contents: readonly Tap[], change: Partial<PurseHistory> = {}): PurseHistory => ({
  purse: 2,
  openingCounter: 0,
  loads: [{ at: '20260101000000', amountFen: 10_000n }],
  contents,
  unconfirmed: [],
  contested: new Set(),
  ...change,
})

/** The verdicts, in the order in which the records were given. */
const reasonsOf = (of: PurseHistory): (string | undefined)[] => {
  const reasons = new Map(resolveChain(of).standings.map(({ tap: one, reason }) => [one, reason]))
  return [...of.contents, ...of.unconfirmed].map((one) => reasons.get(one))
}

test('taps that follow each other leave no gap and the right balance', () => {
  const chain = resolveChain(history([tap(1, 9_800n), tap(0, 10_000n)]))
  expect(chain).toMatchObject({
    gaps: [],
    forks: [],
    breaks: [],
    nextCounter: 2,
    balanceFen: 9_600n,
    paidFen: 400n,
  })
})

test('a missing tap is a gap, with the money that went over it', () => {
  expect(resolveChain(history([tap(0, 10_000n), tap(3, 9_100n)])).gaps).toEqual([
    { from: 1, to: 2, missingFen: 700n },
  ])
})

test('a card whose first taps are missing has a gap from its opening', () => {
  expect(resolveChain(history([tap(2, 9_500n)])).gaps).toEqual([
    { from: 0, to: 1, missingFen: 500n },
  ])
})

test('a load between two taps explains the balance', () => {
  const loads = [
    { at: '20260101000000', amountFen: 10_000n },
    { at: '20260302080000', amountFen: 5_000n },
  ]
  const chain = resolveChain(
    history([tap(0, 10_000n, { eventTime: 75_900 }), tap(1, 14_800n)], { loads }),
  )
  expect(chain).toMatchObject({ gaps: [], breaks: [], balanceFen: 14_600n })
})

test('an unload between two taps explains the balance as a load does', () => {
  const loads = [
    { at: '20260101000000', amountFen: 10_000n },
    { at: '20260302080000', amountFen: -9_000n },
  ]
  const chain = resolveChain(
    history([tap(0, 10_000n, { eventTime: 75_900 }), tap(1, 800n)], { loads }),
  )
  expect(chain).toMatchObject({ gaps: [], breaks: [], balanceFen: 600n })
})

test('a tap of before the last load never simply goes on from the shadow', () => {
  const loads = [
    { at: '20260101000000', amountFen: 10_000n },
    { at: '20260302120000', amountFen: 5_000n },
  ]
  const shadow = shadowOf(
    { card: 3104403000000000001n, purse: 2, hasClaims: false },
    resolveChain(history([tap(0, 10_000n)], { loads })),
  )
  expect(shadow).toMatchObject({ balanceFen: 14_800n, lastAt: '20260302120000' })
  expect(extendShadow(shadow, [tap(1, 14_800n, { eventTime: 110_000 })])).toBeUndefined()
  expect(extendShadow(shadow, [tap(1, 14_800n, { eventTime: 130_000 })])).toBeDefined()
})

test('a balance that does not follow is a break, and the tap is paid all the same', () => {
  const chain = resolveChain(history([tap(0, 10_000n), tap(1, 9_700n)]))
  expect(chain.breaks).toEqual([1])
  expect(chain.paidFen).toBe(400n)
})

test('of two contents under one TAC the one that fits its neighbours is believed', () => {
  const genuine = tap(1, 9_800n)
  const replayed = { ...genuine, counter: 7, balanceBefore: 5_000n, line: ++line }
  const of = history([replayed, tap(0, 10_000n), genuine])
  expect(reasonsOf(of)).toEqual(['same-tac-other-content', 'paid', 'paid'])
  expect(resolveChain(of).gaps).toEqual([])
})

test('a first tap is believed by the value its card was issued with', () => {
  const genuine = tap(0, 10_000n)
  expect(
    reasonsOf(history([{ ...genuine, balanceBefore: 3_000n, line: ++line }, genuine])),
  ).toEqual(['same-tac-other-content', 'paid'])
})

test('of two taps under one counter the one the card went on from is paid', () => {
  const cloned = tap(0, 10_000n, { sam: 100000000002n, amountFen: 900n, eventTime: 70_000 })
  const of = history([cloned, tap(0, 10_000n), tap(1, 9_800n)])
  expect(reasonsOf(of)).toEqual(['counter-used-twice', 'paid', 'paid'])
  expect(resolveChain(of).forks).toEqual([{ counter: 0, taps: 2 }])
})

test('where nothing tells two taps under one counter apart the earlier one is paid', () => {
  const later = tap(0, 10_000n, { sam: 100000000002n, eventTime: 90_000 })
  expect(reasonsOf(history([later, tap(0, 10_000n)]))).toEqual(['counter-used-twice', 'paid'])
})

test('a tap whose SAM number another card claims is held, and its money left the chip', () => {
  const contested = tap(0, 10_000n)
  const of = history([contested, tap(1, 9_800n)], { contested: new Set([signedKey(contested)]) })
  expect(reasonsOf(of)).toEqual(['sam-number-used-twice', 'paid'])
  expect(resolveChain(of)).toMatchObject({ heldFen: 200n, paidFen: 200n, gaps: [] })
})

test('an unconfirmed tap waits until a record under its signed key proves it', () => {
  const grey = tap(1, 9_800n, { tac: 0 })
  expect(reasonsOf(history([tap(0, 10_000n)], { unconfirmed: [grey] }))).toEqual([
    'paid',
    'unconfirmed',
  ])
  expect(reasonsOf(history([tap(0, 10_000n), tap(1, 9_800n)], { unconfirmed: [grey] }))).toEqual([
    'paid',
    'paid',
    'proved-elsewhere',
  ])
})

/** Any mix of taps, gaps, other contents, clones and grey records of one card. */
const anyHistory: fc.Arbitrary<PurseHistory> = fc
  .array(
    fc.record({
      counter: fc.nat(5),
      sam: fc.constantFrom(1n, 2n),
      seq: fc.nat(3),
      balance: fc.constantFrom(10_000n, 9_800n, 9_600n, 9_400n, 9_000n),
      amount: fc.constantFrom(0n, 200n, 400n),
      time: fc.nat(3),
      grey: fc.boolean(),
      contested: fc.boolean(),
    }),
    { maxLength: 9 },
  )
  .map((made) => {
    const taps = made.map(({ counter, sam, seq, balance, amount, time }) =>
      tap(counter, balance, {
        sam,
        termSeq: BigInt(seq),
        amountFen: amount,
        eventTime: 80_000 + time,
      }),
    )
    const distinct = taps.filter(
      (one, index) => taps.findIndex((other) => contentOf(one) === contentOf(other)) === index,
    )
    return history(
      distinct.filter((one) => made[taps.indexOf(one)]?.grey === false),
      {
        unconfirmed: distinct.filter((one) => made[taps.indexOf(one)]?.grey === true),
        contested: new Set(
          taps.filter((_, index) => made[index]?.contested === true).map((one) => signedKey(one)),
        ),
      },
    )
  })

const contentOf = ({ line: _line, ...content }: Tap): string =>
  JSON.stringify(content, (_key, value: unknown) =>
    typeof value === 'bigint' ? `${value}` : value,
  )

test('the order in which records arrive changes nothing', () => {
  const shuffled = anyHistory.chain((of) =>
    fc.record({
      of: fc.constant(of),
      contents: fc.shuffledSubarray([...of.contents], { minLength: of.contents.length }),
      unconfirmed: fc.shuffledSubarray([...of.unconfirmed], { minLength: of.unconfirmed.length }),
    }),
  )
  fc.assert(
    fc.property(shuffled, ({ of, contents, unconfirmed }) => {
      const verdictsOf = ({ standings, ...rest }: ReturnType<typeof resolveChain>): unknown => ({
        ...rest,
        standings: standings.map(({ tap: one, reason }) => `${contentOf(one)} ${reason}`).sort(),
      })
      expect(verdictsOf(resolveChain({ ...of, contents, unconfirmed }))).toEqual(
        verdictsOf(resolveChain(of)),
      )
    }),
    { numRuns: 500 },
  )
})

test('every signed key is paid at most once, and every counter too', () => {
  fc.assert(
    fc.property(anyHistory, (of) => {
      const paid = resolveChain(of)
        .standings.filter(({ reason }) => reason === 'paid')
        .map(({ tap: one }) => one)
      expect(new Set(paid.map(signedKey)).size).toBe(paid.length)
      expect(new Set(paid.map(({ counter }) => counter)).size).toBe(paid.length)
    }),
    { numRuns: 500 },
  )
})

test('the short way ends where the long way ends', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0n, 150n, 200n), { maxLength: 8 }),
      fc.nat(8),
      (amounts, cut) => {
        let balance = 10_000n
        const taps = amounts.map((amountFen, counter) => {
          const one = tap(counter, balance, { amountFen })
          balance -= amountFen
          return one
        })
        const fresh = freshShadow({
          card: 3104403000000000001n,
          purse: 2,
          openingCounter: 0,
          loadedFen: 10_000n,
          loadedAt: '20260101000000',
        })
        const first = extendShadow(fresh, taps.slice(0, cut))
        const short = first && extendShadow(first, taps.slice(cut))
        const long = shadowOf(
          { card: 3104403000000000001n, purse: 2, hasClaims: false },
          resolveChain(history(taps)),
        )
        expect(short).toEqual(long)
      },
    ),
  )
})
