import { type BusinessDate, type Database, fen } from '../../src/base'
import { balanceOf, days, movements, operatorPayable, postLinked } from '../../src/ledger'
import {
  auditSettlement,
  closeDay,
  type ClosedDay,
  type CloseRefusal,
  resumeCloses,
  verifyDay,
} from '../../src/settlement'
import type { Result } from '../../src/base'
import { operatorId } from '../registry/city'
import { interrupted, PowerCut } from './interrupted'
import { BUS, date, FIRST_DAY, nextDay, ride, StandInCity } from './stand-in'

let city: StandInCity
beforeEach(async () => {
  city = await StandInCity.open()
})
afterEach(() => city.drop())

const SECOND_DAY = nextDay(FIRST_DAY)

const morning = [
  ride(200n),
  ride(160n, { listFen: 200n, discount: 1 }),
  ride(100n, { listFen: 200n, discount: 2 }),
  ride(100n, { listFen: 200n, discount: 3 }),
  ride(250n, { listFen: 200n }),
  { operator: 'op_shop', contract: 'shop-2026', listFen: 1_000n, chargedFen: 900n, discount: 1 },
] as const

function closed(answer: Result<ClosedDay, CloseRefusal>): ClosedDay {
  if (!answer.ok) throw new Error(`${answer.refused}: ${answer.detail}`)
  return answer.value
}

const statements = async (sql: Database): Promise<unknown[]> =>
  (await sql.query('select * from settlement_statement_view order by day, operator')).rows

const failing = async (sql: Database): Promise<readonly string[]> =>
  (await auditSettlement(sql)).filter((one) => !one.ok).map((one) => one.check)

test('a closed day says what each operator gets, and the books say the same', async () => {
  await city.take(morning)
  const day = closed(await closeDay(city.desk()))
  expect(day).toMatchObject({
    day: FIRST_DAY,
    statements: 2,
    taps: 6n,
    listFen: 2_000n,
    chargedFen: 1_710n,
    subsidyFen: 300n,
    feeFen: 11n,
    netFen: 1_699n,
    previousDay: null,
  })
  expect(await statements(city.database)).toMatchObject([
    {
      operator: 'op_bus-one',
      taps: 5n,
      list_fen: 1_000n,
      charged_fen: 810n,
      surcharge_fen: 50n,
      card_discount_fen: 40n,
      concession_fen: 100n,
      transfer_fen: 100n,
      city_card_fen: 0n,
      city_concession_fen: 100n,
      city_transfer_fen: 100n,
      subsidy_fen: 200n,
      fee_ppm: 5_000n,
      fee_fen: 4n,
      carried_out_micro_fen: 50_000n,
      net_fen: 806n,
    },
    { operator: 'op_shop', charged_fen: 900n, city_card_fen: 100n, fee_fen: 7n, net_fen: 893n },
  ])
  const [books] = await days(city.database)
  expect(books).toMatchObject({ day: FIRST_DAY, state: 'closed', digest: day.digest })
  const bus = await balanceOf(city.database, operatorPayable(operatorId('op_bus-one')))
  expect(bus).toMatchObject({ balanceFen: 806n })
  expect(await failing(city.database)).toEqual([])
})

test('closing a closed day again answers the same and moves nothing', async () => {
  await city.take(morning)
  const first = await closeDay(city.desk(), FIRST_DAY)
  city.clock.set(new Date('2026-11-29T10:00:00Z'))
  expect(await closeDay(city.desk(), FIRST_DAY)).toEqual(first)
  expect(await statements(city.database)).toHaveLength(2)
})

test('two closes at once close once and answer the same', async () => {
  await city.take(morning)
  const answers = await Promise.all([
    closeDay(city.desk(), FIRST_DAY),
    closeDay(city.desk(), FIRST_DAY),
    closeDay(city.desk(), FIRST_DAY),
  ])
  expect(closed(answers[0])).toEqual(closed(answers[1]))
  expect(closed(answers[0])).toEqual(closed(answers[2]))
  expect((await days(city.database)).map((one) => one.state)).toEqual(['closed', 'open'])
  expect(await failing(city.database)).toEqual([])
})

test('two closes without a named day, one after the other, close two days', async () => {
  await city.take(morning)
  expect(closed(await closeDay(city.desk())).day).toBe(FIRST_DAY)
  expect(closed(await closeDay(city.desk())).day).toBe(SECOND_DAY)
})

test('a day that has not begun is not closed, however often somebody asks', async () => {
  city.clock.set(new Date('2026-11-22T10:00:00Z'))
  await city.take(morning)
  expect(closed(await closeDay(city.desk())).day).toBe(FIRST_DAY)
  expect(closed(await closeDay(city.desk())).day).toBe(FIRST_DAY)
  expect(await closeDay(city.desk(), SECOND_DAY)).toMatchObject({ refused: 'day-not-begun' })
})

test('an empty day closes, the first one and the ones after', async () => {
  city.clock.set(new Date('2026-11-22T10:00:00Z'))
  const first = closed(await closeDay(city.desk()))
  city.clock.set(new Date('2026-11-23T10:00:00Z'))
  const second = closed(await closeDay(city.desk()))
  expect([first.day, first.statements, first.taps]).toEqual([FIRST_DAY, 0, 0n])
  expect([second.day, second.previousDay]).toEqual([SECOND_DAY, FIRST_DAY])
  expect(second.digest.equals(first.digest)).toBe(false)
  expect(await failing(city.database)).toEqual([])
})

test('the first business day ends at the cut-off', async () => {
  city.clock.set(new Date('2026-11-22T17:00:00Z'))
  const answer = closed(await closeDay(city.desk({ cutOffMinutes: 120 })))
  expect(answer.day).toBe(FIRST_DAY)
})

test.each<[story: string, day: BusinessDate]>([
  ['a day that lies ahead', date('2062-01-01')],
  ['a day before the books began', date('2020-01-01')],
])('%s cannot be closed; the open day is named', async (_story, day) => {
  await city.take(morning)
  expect(await closeDay(city.desk(), day)).toMatchObject({
    refused: 'day-not-open',
    detail: expect.stringContaining(`open day is ${FIRST_DAY}`) as string,
  })
  expect(await days(city.database)).toHaveLength(1)
})

test('an empty book is not opened in the future by closing it', async () => {
  const answer = await closeDay(city.desk(), date('2062-01-01'))
  expect(answer).toMatchObject({ refused: 'day-not-open' })
  expect(await days(city.database)).toEqual([])
})

test('the day that follows may be chosen, but not before the day that closes', async () => {
  await city.take(morning)
  expect(await closeDay(city.desk(), FIRST_DAY, FIRST_DAY)).toMatchObject({
    refused: 'next-day-not-later',
  })
  closed(await closeDay(city.desk(), FIRST_DAY, date('2026-12-01')))
  expect((await days(city.database)).map((one) => one.day)).toEqual([FIRST_DAY, '2026-12-01'])
})

test('what arrives during the close lands in the next day', async () => {
  await city.take(morning)
  const late: BusinessDate[] = []
  const desk = city.desk({
    drainChains: async () => {
      late.push(await city.take([ride(500n)]))
    },
  })
  expect(closed(await closeDay(desk)).chargedFen).toBe(1_710n)
  expect(late).toEqual([SECOND_DAY])
  expect(closed(await closeDay(city.desk())).chargedFen).toBe(500n)
  expect(await failing(city.database)).toEqual([])
})

test('uploads of one operator go on while days are closed, and every fen is settled once', async () => {
  await city.take([ride(200n)])
  let batches = 0
  let going = true
  const uploads = [1, 2, 3].map(async () => {
    while (going) {
      await city.take([ride(3n), ride(7n)])
      batches++
    }
  })
  for (let day = 0; day < 10; day++) closed(await closeDay(city.desk()))
  going = false
  await Promise.all(uploads)
  closed(await closeDay(city.desk()))
  const charged = 200n + 10n * BigInt(batches)
  const { rows } = await city.database.query<{ charged: bigint; fee: bigint }>(
    `select sum(charged_fen)::int8 as charged, sum(fee_fen)::int8 as fee
       from settlement_statement_view`,
  )
  expect(rows).toEqual([{ charged, fee: (charged * 5_000n) / 1_000_000n }])
  expect(await failing(city.database)).toEqual([])
})

test('a close and the uploads beside it never wait for each other in a circle', async () => {
  const deadlocks = async (): Promise<bigint> => {
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    const { rows } = await city.database.query<{ deadlocks: bigint }>(
      'select deadlocks from pg_stat_database where datname = current_database()',
    )
    return rows[0]?.deadlocks ?? 0n
  }
  await city.take([ride(200n)])
  let going = true
  const uploads = [1, 2, 3].map(async () => {
    while (going) await city.take(Array.from({ length: 40 }, () => ride(300n)))
  })
  for (let day = 0; day < 5; day++) closed(await closeDay(city.desk({ rederive: false })))
  going = false
  await Promise.all(uploads)
  expect(await deadlocks()).toBe(0n)
})

test('what a fee leaves below one fen is carried from day to day', async () => {
  const fees: bigint[] = []
  for (const charged of [199n, 1n, 300n, 100n]) {
    await city.take([ride(charged)])
    fees.push(closed(await closeDay(city.desk())).feeFen)
  }
  expect(fees).toEqual([0n, 1n, 1n, 1n])
})

test('a day of corrections gives fee back', async () => {
  await city.take([ride(1_000n)])
  closed(await closeDay(city.desk()))
  await city.take([ride(400n, { sign: -1 })])
  expect(closed(await closeDay(city.desk()))).toMatchObject({
    taps: -1n,
    chargedFen: -400n,
    feeFen: -2n,
    netFen: -398n,
  })
  expect(await failing(city.database)).toEqual([])
})

test('each tap of a batch that straddles two contracts is settled under the one of its date', async () => {
  await city.drop()
  const old = { ...BUS, contract: 'bus-one-2025', validFrom: '2025-01-01', validTo: '2025-12-31' }
  city = await StandInCity.open([old, BUS])
  const late = { contract: 'bus-one-2025', tappedOn: '2025-12-31' }
  await city.take([
    ride(200n),
    ride(150n, { ...late, listFen: 300n, discount: 2 }),
    ride(80n, { ...late, listFen: 100n, discount: 3 }),
    ride(90n, { ...late, listFen: 100n, discount: 1 }),
    ride(90n, { ...late, listFen: 100n, discount: 1, sign: -1 }),
  ])
  await city.take([ride(50n, late)])
  // The close refuses when the taps, read one by one, say anything else than the totals.
  expect(closed(await closeDay(city.desk()))).toMatchObject({ statements: 2, taps: 4n })
  expect(await statements(city.database)).toMatchObject([
    {
      contract: 'bus-one-2025',
      charged_fen: 280n,
      city_concession_fen: 150n,
      city_transfer_fen: 20n,
    },
    { contract: 'bus-one-2026', charged_fen: 200n },
  ])
  expect(await verifyDay(city.database, FIRST_DAY)).toMatchObject({ ok: true })
  expect(await failing(city.database)).toEqual([])
  await city.tamper(`update clearing_paid_view set discount = 3 where charged_fen = 150`)
  expect(await failing(city.database)).toEqual(['settlement-rederived'])
})

test('pay-outs are not taken for a difference', async () => {
  await city.take([ride(1_000n)])
  closed(await closeDay(city.desk()))
  const paid = movements.payOut({
    reference: 'payout:1',
    amount: fen(995n),
    operator: operatorId('op_bus-one'),
    bank: 'icbc',
    at: city.clock.now(),
  })
  await city.database.transaction((tx) =>
    postLinked(tx, [paid], { day: SECOND_DAY, at: city.clock.now() }),
  )
  closed(await closeDay(city.desk()))
  expect(await failing(city.database)).toEqual([])
})

describe('a close that is interrupted', () => {
  test('before the chains are drained goes on where it stood', async () => {
    await city.take(morning)
    const broken = city.desk({ drainChains: () => Promise.reject(new PowerCut()) })
    await expect(closeDay(broken)).rejects.toThrow(PowerCut)
    expect((await days(city.database)).map((one) => one.state)).toEqual(['closing', 'open'])
    expect(await resumeCloses(city.desk())).toEqual({ ok: true, value: [FIRST_DAY] })
    expect(await resumeCloses(city.desk())).toEqual({ ok: true, value: [] })
    expect(closed(await closeDay(city.desk(), FIRST_DAY)).chargedFen).toBe(1_710n)
  })

  test('is finished before the next day is closed', async () => {
    await city.take(morning)
    const broken = city.desk({ drainChains: () => Promise.reject(new PowerCut()) })
    await expect(closeDay(broken)).rejects.toThrow(PowerCut)
    await city.take([ride(500n)])
    const second = closed(await closeDay(city.desk(), SECOND_DAY))
    expect([second.chargedFen, second.previousDay]).toEqual([500n, FIRST_DAY])
    expect((await days(city.database)).map((one) => one.state)).toEqual([
      'closed',
      'closed',
      'open',
    ])
  })

  test('at any of its statements leaves nothing half done', async () => {
    let cuts = 0
    for (let statement = 1; ; statement++) {
      const day = await city.take([ride(199n)])
      const desk = city.desk({ database: interrupted(city.database, statement) })
      const answer = await closeDay(desk, day).catch((thrown: unknown) => thrown)
      if (!(answer instanceof PowerCut)) break
      cuts++
      const states = (await days(city.database)).filter((one) => one.day === day)
      const { rows } = await city.database.query<{ count: bigint }>(
        `select count(*) from settlement_statement_view where day = $1`,
        [day],
      )
      const done = states[0]?.state === 'closed'
      expect(rows[0]?.count).toBe(done ? 1n : 0n)
      expect(closed(await closeDay(city.desk(), day)).chargedFen).toBe(199n)
    }
    expect(cuts).toBeGreaterThan(10)
    expect(await failing(city.database)).toEqual([])
  })
})

describe('totals and taps that disagree', () => {
  const lose = `delete from clearing_paid_view where charged_fen = 250`

  test('leave the day in closing and write nothing, until somebody has looked', async () => {
    await city.take(morning)
    await city.tamper(lose)
    const answer = await closeDay(city.desk())
    expect(answer).toMatchObject({
      refused: 'settlement-differs',
      detail: 'op_bus-one bus-one-2026: taps is 5 in the totals and 4 in the taps',
    })
    expect(await statements(city.database)).toEqual([])
    await city.tamper(`insert into clearing_paid_view
      values (9, '2026-11-22', 1, 9, 'op_bus-one', 'bus-one-2026', '2026-11-22', 1, 200, 250, 0)`)
    expect(closed(await closeDay(city.desk())).day).toBe(FIRST_DAY)
  })

  test('are found afterwards where the re-derivation was left to the audit', async () => {
    await city.take(morning)
    await city.tamper(lose)
    const asked: string[] = []
    const spied: Database = {
      ...city.database,
      transaction: (work, options) =>
        city.database.transaction(
          (tx) =>
            work({
              ...tx,
              query: (text, params, name) => {
                asked.push(text)
                return tx.query(text, params, name)
              },
            }),
          options,
        ),
      query: (text, params, name) => {
        asked.push(text)
        return city.database.query(text, params, name)
      },
    }
    closed(await closeDay(city.desk({ database: spied, rederive: false })))
    expect(asked.some((text) => text.includes('clearing_taken_view'))).toBe(false)
    expect(await verifyDay(city.database, FIRST_DAY)).toMatchObject({ ok: false })
    expect(await failing(city.database)).toEqual(['settlement-rederived'])
  })
})

describe('a settled day', () => {
  beforeEach(async () => {
    await city.take(morning)
    closed(await closeDay(city.desk()))
    await city.take([ride(700n)])
    closed(await closeDay(city.desk()))
  })

  test.each([
    `update settlement_statement set net_fen = 0`,
    `delete from settlement_statement`,
    `update settlement_day set closed_at = now()`,
    `delete from settlement_day`,
    `truncate settlement_statement`,
  ])('may not be touched by work: %s', async (statement) => {
    await expect(city.database.query(statement)).rejects.toThrow(/permission denied/)
  })

  test.each([
    [
      'a share that does not add up',
      `update settlement_statement set concession_fen = concession_fen + 1`,
    ],
    ['a fee that is not the rate’s', `update settlement_statement set fee_fen = fee_fen + 1`],
    ['half a subsidy', `update settlement_statement set city_card_fen = 1`],
    ['bytes that are not the digest’s', `update settlement_day set bytes = bytes || 'x'`],
  ])('refuses %s even from its owner', async (_story, statement) => {
    await expect(city.tamper(statement)).rejects.toThrow(/check constraint/)
  })

  test.each<[story: string, statement: string, checks: readonly string[]]>([
    [
      'a statement made larger',
      `update settlement_statement set charged_fen = charged_fen + 200, list_fen = list_fen + 200,
         fee_fen = fee_fen + 1, net_fen = net_fen + 199
        where operator = 'op_bus-one' and day = '2026-11-22'`,
      ['settlement-rederived', 'settlement-digest', 'commission-posted', 'operator-payable'],
    ],
    [
      'other bytes with their own digest',
      `update settlement_day set bytes = 'x', digest = sha256('x') where day = '2026-11-22'`,
      ['settlement-digest', 'settlement-digest'],
    ],
    [
      'a day unchained',
      `update settlement_day set previous_day = null, previous_digest = null
        where day = '2026-11-23'`,
      ['settlement-digest'],
    ],
  ])('%s is found by the audit', async (_story, statement, checks) => {
    expect(await failing(city.database)).toEqual([])
    await city.tamper(statement)
    expect(await failing(city.database)).toEqual(checks)
    const wrong = await Promise.all([
      verifyDay(city.database, FIRST_DAY),
      verifyDay(city.database, SECOND_DAY),
    ])
    expect(wrong.filter((one) => !one.ok)).toHaveLength(1)
  })

  test('that was never settled is not verified', async () => {
    const never = date('2026-11-30')
    expect(await verifyDay(city.database, never)).toMatchObject({ ok: false, where: never })
  })
})
