import type { Sql } from '../base'
import { clearingFigures, listUploads } from '../clearing'
import type { UploadReceipt } from '../../terminals/bus-validator'
import type { FaultCounts } from './faults.table'
import { alteredClaims } from './store'

const PAGE = 500

/**
 * The faults as the centre tells of them: by its receipts, its verdicts and its list of uploads. The one thing
 * known beside is how often the file repeats a row, because a repeated row is no injected fault.
 */
export async function foundFaults(
  sql: Sql,
  told: { readonly receipts: readonly UploadReceipt[]; readonly repeatedRows: number },
): Promise<FaultCounts> {
  const { reasons } = await clearingFigures(sql)
  const { invented, altered } = await alteredClaims(sql)
  const sumOf = (figure: (receipt: UploadReceipt) => number): number =>
    told.receipts.reduce((sum, receipt) => sum + figure(receipt), 0)
  return {
    duplicated: (reasons['seen-before'] ?? 0) - told.repeatedRows,
    shuffled: sumOf(({ outOfOrder }) => Number(outOfOrder > 0)),
    delayed: sumOf(({ late }) => late),
    cutOff: await filesCutOff(sql),
    forgedTac: invented,
    forgedAmount: altered,
    replayed: reasons['same-tac-other-content'] ?? 0,
    cloned: reasons['counter-used-twice'] ?? 0,
    torn: reasons['proved-elsewhere'] ?? 0,
    unboundSam: reasons['sam-not-bound'] ?? 0,
  }
}

/** Files of which at least one attempt was cut off. */
async function filesCutOff(sql: Sql): Promise<number> {
  const files = new Set<string>()
  let before: bigint | undefined
  do {
    const page = await listUploads(sql, { before, limit: PAGE })
    for (const { state, operator, fileNo } of page) {
      if (state === 'cut-off') files.add(`${operator}/${fileNo}`)
    }
    before = page.length === PAGE ? page.at(-1)?.upload : undefined
  } while (before !== undefined)
  return files.size
}
