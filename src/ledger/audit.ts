import type { Sql } from '../base'
import { checks, type Check } from './audit.table'
import type { Finding } from './finding'
import { verifyChain } from './verify-chain'
import type { Tampering } from './verify'

/** How many places one finding names. */
const NAMED_MAX = 20

/**
 * What must be true of the books every night: the checks of `audit.table.ts` and the hash chain. Run it in a
 * read-only transaction at repeatable read, so that postings may go on meanwhile.
 */
export async function auditLedger(sql: Sql): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const check of checks) findings.push(await run(sql, check))
  return [...findings, await chainFinding(sql)]
}

async function run(sql: Sql, { check, holds, breaches }: Check): Promise<Finding> {
  const { rows } = await sql.query<{ count: bigint; drift: bigint; places: string[] | null }>(
    `with breach as (${breaches})
     select count(*) as count, coalesce(sum(abs(drift)), 0)::int8 as drift,
            (array_agg(place order by abs(drift) desc, place))[1:${NAMED_MAX}] as places
       from breach`,
  )
  const found = rows[0]
  return found === undefined || found.count === 0n
    ? { check, ok: true, detail: holds }
    : {
        check,
        ok: false,
        detail: `not so: ${holds} (${found.count} ${found.count === 1n ? 'breach' : 'breaches'})`,
        where: (found.places ?? []).join(', '),
        driftFen: found.drift,
      }
}

async function chainFinding(sql: Sql): Promise<Finding> {
  const report = await verifyChain(sql)
  const check = 'chain-intact'
  return report.intact
    ? {
        check,
        ok: true,
        detail: `the chain holds ${report.sealed} movements, ${report.unsealed} are not yet in it`,
      }
    : {
        check,
        ok: false,
        detail: report.tamperings.slice(0, NAMED_MAX).map(inWords).join('; '),
        where: report.tamperings.slice(0, NAMED_MAX).map(placeOf).join(', '),
      }
}

const inWords = (found: Tampering): string => `${found.what} at ${placeOf(found)}: ${found.detail}`

/** Movement, line and account of what was found, as far as they are known. */
const placeOf = ({ movement, reference, line, account }: Tampering): string =>
  [
    reference ?? (movement === undefined ? 'the chain' : `movement ${movement}`),
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(account === undefined ? [] : [account]),
  ].join(' ')
