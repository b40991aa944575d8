import type { BenchCity } from '../bench-city'
import { seconds } from '../figure'

/**
 * A ledger as most are first written: for each transfer a transaction of seven round trips, one row for it,
 * two entries, two balances. One of the balances is the same for all.
 */
export const naiveLedgerTables = [
  `create table bench_naive_account (account int4 primary key, balance int8 not null)`,
  `create table bench_naive_transfer (transfer int8 generated always as identity primary key,
     reference text not null unique, amount int8 not null, at timestamptz not null default now())`,
  `create table bench_naive_entry (transfer int8 not null, account int4 not null, amount int8 not null,
     primary key (transfer, account))`,
  `insert into bench_naive_account select account, 0 from generate_series(0, 1000) as account`,
]

const CLIENTS = 8
const HOT_ACCOUNT = 0
const AMOUNT = 200
let transfers = 0

/** Before the clock starts, so that it counts neither connecting nor planning. */
const WARM_UP_EACH = 10

/** Transfers a second onto one hot account. */
export async function naiveLedgerRate(city: BenchCity, count: number): Promise<number> {
  await transferAll(city, WARM_UP_EACH)
  const each = Math.ceil(count / CLIENTS)
  const took = await seconds(() => transferAll(city, each))
  return (CLIENTS * each) / took
}

async function transferAll(city: BenchCity, each: number): Promise<void> {
  const client = async (): Promise<void> => {
    for (let nth = 0; nth < each; nth++) await transfer(city, 1 + (transfers % 1000))
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
}

const transfer = ({ owner }: BenchCity, from: number): Promise<void> =>
  owner.transaction(async (tx) => {
    const { rows } = await tx.query<{ transfer: bigint }>(
      'insert into bench_naive_transfer (reference, amount) values ($1, $2) returning transfer',
      [`naive:${++transfers}`, AMOUNT],
      'bench_naive_transfer',
    )
    const moved = [
      [from, -AMOUNT],
      [HOT_ACCOUNT, AMOUNT],
    ]
    for (const [account, amount] of moved) {
      await tx.query(
        'insert into bench_naive_entry (transfer, account, amount) values ($1, $2, $3)',
        [rows[0]?.transfer, account, amount],
        'bench_naive_entry',
      )
    }
    for (const [account, amount] of moved) {
      await tx.query(
        'update bench_naive_account set balance = balance + $2 where account = $1',
        [account, amount],
        'bench_naive_account',
      )
    }
  })
