import type { Sql } from '../base'
import { checks } from './audit.table'
import type { Finding } from './finding'
import { findingsOf, NAMED_MAX } from './run-checks'
import { verifyChain } from './verify-chain'
import type { Tampering } from './verify'

/**
 * What must be true of the books every night: the checks of `audit.table.ts` and the hash chain. Run it in a
 * read-only transaction at repeatable read, so that postings may go on meanwhile.
 */
export async function auditLedger(sql: Sql): Promise<Finding[]> {
  return [...(await findingsOf(sql, checks)), await chainFinding(sql)]
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
