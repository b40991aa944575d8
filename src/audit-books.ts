import { auditAcquiring } from './acquiring'
import type { Database } from './base'
import { auditCare } from './card-care'
import { auditClearing } from './clearing'
import { auditIssuing } from './issuing'
import { auditLedger, type Finding } from './ledger'
import { auditTrail } from './oversight'
import { auditLoads } from './loads'
import { auditSettlement } from './settlement'

/**
 * All audits over one moment of the books, while work goes on. They join whole tables, often minutes after
 * these were filled and before the server has counted their rows: left to guess it would compare each row
 * with each (measured: 36,000 cards, five minutes instead of a second). Hash joins are right whatever it
 * guesses.
 *
 * @param part `ledger` stops after the journal and its hash chain
 */
export const auditBooks = (
  database: Database,
  part: 'ledger' | 'all' = 'all',
): Promise<Finding[]> =>
  database.transaction(
    async (tx) => {
      await tx.query('set local enable_nestloop = off')
      const ledger = await auditLedger(tx)
      if (part === 'ledger') return ledger
      return [
        ...ledger,
        ...(await auditClearing(tx)),
        ...(await auditLoads(tx)),
        ...(await auditCare(tx)),
        ...(await auditAcquiring(tx)),
        ...(await auditSettlement(tx)),
        ...(await auditTrail(tx)),
        ...(await auditIssuing(tx)),
      ]
    },
    { isolation: 'repeatable read', readOnly: true },
  )
