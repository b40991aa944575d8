import { fen, invariant } from '../../base'
import { bankCustody, movements, OnlinePosting, type Movement } from '../../ledger'
import { quieten } from '../at-rest'
import type { Bench, Experiment, Samples } from '../bench'
import { NOW, operatorId, OPERATORS } from '../bench-cards'
import { FIRST_DAY, type BenchCity } from '../bench-city'
import { percentile, seconds } from '../figure'
import { naiveLedgerRate } from '../floors/naive-ledger'
import { singleInsertRate } from '../floors/single-inserts'

const IN_FLIGHT = 64
const PERSONS = 2_000
/** A movement for every so many records of the bench: they come one by one and take longer. */
const RECORDS_PER_MOVEMENT = 5
const MOVEMENTS_PER_TRANSFER = 20

async function online({ city, records, round }: Bench): Promise<Samples> {
  if (round === 0) await topUpAll(city)
  await quieten(city)
  const count = Math.max(IN_FLIGHT, Math.ceil(records / RECORDS_PER_MOVEMENT))
  const single = await singleInsertRate(city, count)
  const spread = await paid(city, count, (nth) => nth % OPERATORS)
  const hot = await paid(city, count, () => 0)
  const naive = await naiveLedgerRate(city, Math.ceil(count / MOVEMENTS_PER_TRANSFER))
  return {
    online: {
      measured: spread.rate,
      floor: single,
      extra: {
        p50Ms: percentile(spread.latencies, 0.5),
        p99Ms: percentile(spread.latencies, 0.99),
      },
    },
    'online-p99': { measured: percentile(spread.latencies, 0.99) },
    'hot-operator': { measured: hot.rate, floor: spread.rate },
    'naive-hot': { measured: hot.rate, floor: naive },
    pgledger: { unmeasured: 'pgledger is in no package registry, and the bench installs nothing' },
  }
}

let payments = 0

/** Payments by online account, one by one from 64 callers. */
async function paid(
  { database, clock }: BenchCity,
  count: number,
  operatorOf: (nth: number) => number,
): Promise<{ readonly rate: number; readonly latencies: readonly number[] }> {
  const posting = new OnlinePosting(database, { clock, firstDay: () => FIRST_DAY })
  // A centre posts through one of these for as long as it lives: by the first postings it learns the open day, and
  // each of its connections what is asked of it.
  const first = await Promise.all(
    Array.from({ length: 4 * IN_FLIGHT }, (_, nth) => posting.submit(payment(operatorOf(nth)))),
  )
  invariant(
    first.every(({ ok }) => ok),
    'the first payments of the bench are posted',
    { first: first[0] },
  )
  const latencies: number[] = []
  let asked = 0
  const caller = async (): Promise<void> => {
    while (asked < count) {
      const from = performance.now()
      const outcome = await posting.submit(payment(operatorOf(asked++)))
      latencies.push(performance.now() - from)
      invariant(outcome.ok, 'a payment of the bench is posted', { outcome })
    }
  }
  const took = await seconds(() => Promise.all(Array.from({ length: IN_FLIGHT }, caller)))
  await posting.close()
  return { rate: count / took, latencies }
}

const payment = (operator: number): Movement =>
  movements.payOnline({
    reference: `bench:${++payments}`,
    person: personNamed(payments % PERSONS),
    operator: operatorId(operator),
    amount: fen(200),
    at: NOW,
  })

async function topUpAll({ database, clock }: BenchCity): Promise<void> {
  const posting = new OnlinePosting(database, { clock, firstDay: () => FIRST_DAY })
  const answers = await Promise.all(
    Array.from({ length: PERSONS }, (_, index) =>
      posting.submit(
        movements.topUpOnline({
          reference: `bench-top-up:${index}`,
          person: personNamed(index),
          amount: fen(1_000_000_000),
          funding: bankCustody('demo'),
          at: NOW,
        }),
      ),
    ),
  )
  await posting.close()
  invariant(
    answers.every(({ ok }) => ok),
    'the persons of the bench have money',
    { first: answers[0] },
  )
}

const personNamed = (index: number): string => `person-${index}`

export const onlineExperiments: readonly Experiment[] = [
  {
    rows: ['online', 'online-p99', 'hot-operator', 'naive-hot', 'pgledger'],
    when: 'round',
    run: online,
  },
]
