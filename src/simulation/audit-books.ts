import type { Database } from '../base'
import { auditClearing } from '../clearing'
import { auditLedger, type Finding } from '../ledger'
import { auditSettlement } from '../settlement'

/**
 * All audits over one moment of the books. They read whole tables, of which the database has no statistics
 * yet right after a replay: left to itself it may join tens of thousands of rows by loops within loops
 * (measured: minutes instead of a second), so it is told not to.
 */
export const auditBooks = (database: Database): Promise<Finding[]> =>
  database.transaction(
    async (tx) => {
      await tx.query('set local enable_nestloop = off')
      const moment: Database = {
        query: (text, params, name) => tx.query(text, params, name),
        transaction: (work) => work(tx),
        stream: (text, params, batchSize) => database.stream(text, params, batchSize),
        close: async () => undefined,
      }
      return [
        ...(await auditLedger(moment)),
        ...(await auditClearing(moment)),
        ...(await auditSettlement(moment)),
      ]
    },
    { isolation: 'repeatable read', readOnly: true },
  )
