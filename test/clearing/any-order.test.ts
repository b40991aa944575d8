import fc from 'fast-check'
import { CENTRE, ok, type Act, type Result } from '../../src/base'
import { acknowledgeHotlist, releaseCard, stopCard } from '../../src/card-care'
import { auditClearing, clearingFigures, openForks, openGaps } from '../../src/clearing'
import { recordVerdicts, listUploads } from '../../src/clearing'
import { auditLedger, trialBalance } from '../../src/ledger'
import type { TapRecord } from '../../src/messages'
import { drainNotedCards } from '../../src/clearing'
import { makeHotlist } from '../../src/registry'
import { acting } from '../support/act'
import {
  BUS,
  METRO,
  cardNumber,
  clearingCity,
  samNumber,
  type ClearingCity,
} from '../support/clearing-city'

/** A morning of five cards with everything that can go wrong with a record. */
function morning(
  city: Pick<ClearingCity, 'tap'>,
): { operator: 'bus' | 'metro'; record: TapRecord }[] {
  const bus = (record: TapRecord) => ({ operator: 'bus' as const, record })
  const metro = (record: TapRecord) => ({ operator: 'metro' as const, record })
  const first = city.tap({ of: 1, time: '070000', termSeq: 1, listFare: 250n, discount: 2 })
  const second = city.tap({ of: 1, time: '071000', termSeq: 2, counter: 1, balanceBefore: 9_800n })
  const third = city.tap({ of: 1, time: '072000', termSeq: 3, counter: 2, balanceBefore: 9_600n })
  const lonely = city.tap({ of: 2, time: '073000', termSeq: 4 })
  const afterGap = city.tap({
    of: 3,
    time: '074000',
    termSeq: 5,
    counter: 3,
    balanceBefore: 9_100n,
  })
  const torn = city.tap({ of: 4, time: '075000', termSeq: 6 })
  const rival = city.tap({ of: 5, time: '080000', termSeq: 7 })
  return [
    bus(first),
    bus(second),
    bus(third),
    bus(second),
    bus(lonely),
    bus(lonely),
    // One genuine TAC under other counters, balances and list fares.
    bus({ ...lonely, counter: 9 }),
    bus({ ...lonely, balanceBefore: 400n, listFare: 900n, discount: 2 }),
    bus({ ...first, counter: 4, listFare: 700n }),
    bus({ ...first, counter: 4, listFare: 700n }),
    bus(afterGap),
    bus({ ...torn, state: 1, tac: '00000000' }),
    bus({ ...torn, state: 1, tac: '00000000' }),
    bus(torn),
    bus({ ...third, tac: '0BADBAD0' }),
    bus({ ...third, amount: 900n }),
    // A clone of card 1 at its second counter, in the metro.
    metro(
      city.tap({
        of: 1,
        time: '090000',
        samIndex: 5,
        termSeq: 1,
        counter: 1,
        balanceBefore: 9_800n,
        amount: 300n,
      }),
    ),
    // Two cards claim one terminal transaction number.
    bus(rival),
    bus(city.tap({ of: 6, time: '080500', termSeq: 7 })),
    bus(city.tap({ of: 5, time: '081000', termSeq: 8, counter: 1, balanceBefore: 9_800n })),
    bus(city.tap({ of: 4, samIndex: 9, termSeq: 9, counter: 1, balanceBefore: 9_800n })),
    metro(
      city.tap({
        of: 3,
        time: '100000',
        samIndex: 6,
        termSeq: 1,
        counter: 4,
        balanceBefore: 8_900n,
        amount: 0n,
        listFare: 0n,
      }),
    ),
    // Card 7 is lost from 08:30 on and found at 12:00; bus 2 learns of it at 09:00, bus 3 never.
    bus(city.tap({ of: 7, time: '082000', samIndex: 2, termSeq: 1 })),
    bus(lostTap(city, { counter: 1, time: '084000', samIndex: 2, termSeq: 2 })),
    bus(lostTap(city, { counter: 2, time: '091000', samIndex: 2, termSeq: 3 })),
    bus(lostTap(city, { counter: 2, time: '091000', samIndex: 2, termSeq: 3 })),
    bus(lostTap(city, { counter: 3, time: '092000', samIndex: 3, termSeq: 1 })),
    bus(lostTap(city, { counter: 4, time: '110000', samIndex: 3, termSeq: 2 })),
    bus({ ...lostTap(city, { counter: 4, time: '110000', samIndex: 3, termSeq: 2 }), counter: 9 }),
    bus(lostTap(city, { counter: 5, time: '123000', samIndex: 2, termSeq: 4 })),
    // Card 8 is blocked from 08:00 on, and its first tap comes after.
    bus(city.tap({ of: 8, time: '083000', samIndex: 2, termSeq: 5 })),
  ]
}

const lostTap = (
  city: Pick<ClearingCity, 'tap'>,
  of: { counter: number; time: string; samIndex: number; termSeq: number },
): TapRecord => city.tap({ of: 7, balanceBefore: 10_000n - 200n * BigInt(of.counter), ...of })

const todayAt = (time: string): Date => new Date(`2026-03-02T${time}+08:00`)

type Happening = <Value>(
  time: string,
  work: (act: Act) => Promise<Result<Value, string>>,
) => Promise<unknown>

/** What happens beside the taps, in the order it must have; when it becomes known among the files is open. */
const happenings: readonly ((at: Happening) => Promise<unknown>)[] = [
  (at) => at('08:30:00', async (act) => ok(await stopCard(act, { ...lost, card: cardNumber(7) }))),
  (at) =>
    at('08:30:00', async (act) => ok(await stopCard(act, { ...blocked, card: cardNumber(8) }))),
  (at) => at('08:45:00', async (act) => ok(await makeHotlist(act, 'full'))),
  (at) => at('09:00:00', (act) => acknowledgeHotlist(act, { terminal: 'term_2', version: 1n })),
  (at) => at('12:00:00', async (act) => ok(await releaseCard(act, cardNumber(7), act.at))),
]
const lost = {
  at: todayAt('08:30:00'),
  cause: 'lost',
  holderBearsUntil: todayAt('10:00:00'),
} as const
const blocked = { at: todayAt('08:00:00'), cause: 'blocked', holderBearsUntil: null } as const

/** Everything that must not depend on order: the books, the chains, what is missing, who said what of whom. */
async function booksOf(city: ClearingCity, files: readonly TapRecord[][]): Promise<unknown> {
  const { database } = city.store
  const shadows = await database.query(
    `select card, purse, next_counter, balance_fen, last_at, paid_fen, held_fen, tap_count, gap_count,
            break_count, fork_count from clearing_card_shadow order by card, purse`,
  )
  const totals = await database.query(
    `select operator, contract, settle_date, sum(taps) as taps, sum(list_fen) as list, sum(charged_fen) as charged,
            sum(concession_fen) as concession, sum(city_concession_fen) as city
       from clearing_batch_total group by 1, 2, 3 having sum(taps) <> 0 or sum(list_fen) <> 0 order by 1, 2, 3`,
  )
  const verdicts: string[] = []
  for (const upload of await listUploads(database, { before: undefined, limit: 100 })) {
    const records = files[Number(upload.fileNo) - 1] as TapRecord[]
    for await (const { line, reason, waiting } of recordVerdicts(database, upload.upload)) {
      verdicts.push(
        `${contentOf(records[line - 1] as TapRecord)} ${reason} ${waiting === true ? 'waits' : ''}`,
      )
    }
  }
  return {
    accounts: (await trialBalance(database)).lines
      .map(({ account, balanceFen }) => [account, balanceFen])
      .filter(([, sum]) => sum !== 0n),
    shadows: shadows.rows,
    totals: totals.rows,
    gaps: await openGaps(database, 100),
    forks: await openForks(database, 100),
    verdicts: verdicts.sort(),
    reasons: (await clearingFigures(database)).reasons,
  }
}

const contentOf = (record: TapRecord): string =>
  JSON.stringify(record, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))

/** Uploads the records of a morning in an order, cut into files where the cuts say. */
async function clearIn(plan: {
  order: number[]
  cuts: number[]
  together: boolean
  /** How many files have come before each of the happenings. */
  known: number[]
}): Promise<unknown> {
  const city = await clearingCity({ cards: 8 })
  try {
    const records = morning(city)
    const ordered = plan.order.map(
      (index) => records[index % records.length] as (typeof records)[number],
    )
    const files: { operator: typeof BUS; records: TapRecord[] }[] = []
    for (const [name, operator] of [
      ['bus', BUS],
      ['metro', METRO],
    ] as const) {
      const own = ordered.filter((one) => one.operator === name).map(({ record }) => record)
      const borders = [
        0,
        ...plan.cuts.map((cut) => cut % (own.length + 1)).sort((a, b) => a - b),
        own.length,
      ]
      for (let index = 1; index < borders.length; index++) {
        const part = own.slice(borders[index - 1], borders[index])
        if (part.length > 0) files.push({ operator, records: part })
      }
    }
    const send = (index: number): Promise<unknown> => {
      const file = files[index] as (typeof files)[number]
      return city.upload(file.operator, index + 1, file.records)
    }
    const happens: Happening = async (time, work) => {
      const done = await acting(city.store.database, work, { actor: CENTRE, at: todayAt(time) })
      expect(done.ok).toBe(true)
    }
    const after = plan.known.map((count) => count % (files.length + 1)).sort((a, b) => a - b)
    const happen = async (count: number): Promise<void> => {
      for (const [index, happening] of happenings.entries()) {
        if (after[index] === count) await happening(happens)
      }
    }
    await happen(0)
    const rest = async (): Promise<void> => {
      for (let count = 1; count <= files.length; count++) await happen(count)
    }
    if (plan.together) await Promise.all([...files.map((_, index) => send(index)), rest()])
    else {
      for (let index = 0; index < files.length; index++) {
        await send(index)
        await happen(index + 1)
      }
    }
    await drainNotedCards(city.desk)
    const findings = [
      ...(await auditClearing(city.store.database)),
      ...(await auditLedger(city.store.database)),
    ]
    expect(findings.filter(({ ok }) => !ok)).toEqual([])
    return await booksOf(
      city,
      files.map((file) => file.records),
    )
  } finally {
    await city.close()
  }
}

test('any order, any split into files, one after another or side by side: the same books', async () => {
  const count = morning({ tap: (of) => ({ ...of }) as never }).length
  const inOrder = Array.from({ length: count }, (_, index) => index)
  const expected = await clearIn({
    order: inOrder,
    cuts: [],
    together: false,
    known: [0, 0, 0, 0, 0],
  })
  expect(expected).toMatchObject({
    reasons: {
      paid: 10,
      'paid-holder-bears': 3,
      'paid-centre-bears': 1,
      'card-hotlisted': 1,
      'seen-before': 5,
      'proved-elsewhere': 1,
      'same-tac-other-content': 4,
      'counter-used-twice': 1,
      'sam-number-used-twice': 2,
      'tac-not-genuine': 2,
      'sam-not-bound': 1,
    },
  })
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        order: fc.shuffledSubarray(inOrder, { minLength: count }),
        cuts: fc.array(fc.nat(40), { maxLength: 4 }),
        together: fc.boolean(),
        known: fc.array(fc.nat(12), {
          minLength: happenings.length,
          maxLength: happenings.length,
        }),
      }),
      async (plan) => {
        expect(await clearIn(plan)).toEqual(expected)
      },
    ),
    { numRuns: 16, endOnFailure: true },
  )
}, 240_000)

test('sent again as a whole, in other files, everything is a duplicate of itself', async () => {
  const city = await clearingCity()
  try {
    const records = morning(city)
      .filter(({ operator }) => operator === 'bus')
      .map(({ record }) => record)
    await city.upload(BUS, 1, records)
    const before = await trialBalance(city.store.database)
    await city.upload(BUS, 2, [...records].reverse())
    const after = await trialBalance(city.store.database)
    expect(after.lines.map(({ account, balanceFen }) => [account, balanceFen])).toEqual(
      before.lines.map(({ account, balanceFen }) => [account, balanceFen]),
    )
    expect((await auditClearing(city.store.database)).filter(({ ok }) => !ok)).toEqual([])
    expect(samNumber(1)).toBe('100000000001')
  } finally {
    await city.close()
  }
})
