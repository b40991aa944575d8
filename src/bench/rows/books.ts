import { fenInJson, invariant, type Database } from '../../base'
import { auditClearing } from '../../clearing'
import { auditLedger, sealPosted, type Finding } from '../../ledger'
import { auditSettlement } from '../../settlement'
import type { Bench, Experiment, Samples } from '../bench'
import type { BenchCity } from '../bench-city'
import { seconds } from '../figure'

/** All audits over all that the rounds have left. */
async function audits({ city }: Bench): Promise<Samples> {
  await sealPosted(city.database)
  await city.owner.query('vacuum analyze')
  const findings: Finding[] = []
  const floor = await seconds(() => city.owner.query('select count(*) from clearing_tap'))
  const clearing = await seconds(async () => findings.push(...(await auditClearing(city.database))))
  const ledger = await seconds(async () => findings.push(...(await auditLedger(city.database))))
  const settlement = await seconds(async () =>
    findings.push(...(await auditSettlement(city.database))),
  )
  const wrong = findings.filter(({ ok }) => !ok)
  for (const finding of wrong)
    process.stderr.write(`found wrong: ${JSON.stringify(finding, digits)}\n`)
  const driftFen = fenInJson(wrong.reduce((sum, { driftFen = 0n }) => sum + driftFen, 0n))
  return {
    'audit-all': {
      measured: clearing * 1000,
      floor: floor * 1000,
      extra: { ledgerMs: ledger * 1000, settlementMs: settlement * 1000 },
    },
    drift: { measured: driftFen + wrong.length, extra: { checks: findings.length } },
  }
}

const digits = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value

async function bytes({ city }: Bench): Promise<Samples> {
  const taps = await perRow(city.owner, 'clearing_tap')
  const lines = await city.owner.query<{ lines: bigint | null }>(
    'select sum(record_count)::int8 as lines from clearing_presentment',
  )
  const kept = await sizeOf(city.owner, 'clearing_presentment')
  const presented = Number(lines.rows[0]?.lines ?? 0n)
  return {
    bytes: {
      measured: taps,
      extra: {
        presentmentBytesPerRecord: presented === 0 ? 0 : kept / presented,
        shadowBytesPerCard: (await sizeOf(city.owner, 'clearing_card_shadow')) / city.cards,
      },
    },
  }
}

async function perRow(owner: BenchCity['owner'], table: string): Promise<number> {
  const { rows } = await owner.query<{ rows: bigint }>(`select count(*) as rows from ${table}`)
  const count = Number(rows[0]?.rows ?? 0n)
  invariant(count > 0, 'the bench has posted something', { table })
  return (await sizeOf(owner, table)) / count
}

async function sizeOf(sql: Pick<Database, 'query'>, table: string): Promise<number> {
  const { rows } = await sql.query<{ size: bigint }>(
    'select pg_total_relation_size($1::regclass) as size',
    [table],
  )
  return Number(rows[0]?.size ?? 0n)
}

export const bookExperiments: readonly Experiment[] = [
  { rows: ['bytes'], when: 'end', run: bytes },
  { rows: ['audit-all', 'drift'], when: 'end', run: audits },
]
