import { cityDateTime, invariant, parseOperatorId } from '../base'
import { OWN_FILES_FROM, receiveUpload, type ClearingDesk } from '../clearing'
import type { KeyVault } from '../keys'
import { readTapFile, streamTapFile } from '../messages'
import { tapOfSale } from './purse-tap'
import {
  beginHandover,
  endHandover,
  openHandovers,
  salesOf,
  type Handover,
} from './store-purse-sales'

/** Most purse sales in one file for clearing. */
const FILE_MAX = 5_000

/**
 * Hands the purse sales that came over POS to clearing, which judges them as it judges every tap: as a file of their
 * operator, which always comes out the same, so that a crash at any point only makes it come again. What goes wrong
 * with one file is thrown when every other has been handed over. Answers how many files clearing has taken.
 */
export async function handOverPurseSales(
  clearing: ClearingDesk,
  vault: Pick<KeyVault, 'makeFileMac'>,
): Promise<number> {
  const { database, clock } = clearing
  await database.transaction((tx) => beginHandover(tx, clock.now(), FILE_MAX))
  const failures: unknown[] = []
  let taken = 0
  for (const handover of await openHandovers(database)) {
    try {
      await handOver(clearing, vault, handover)
      await database.transaction((tx) => endHandover(tx, handover.handover, clock.now()))
      taken++
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'purse sales were not handed over')
  return taken
}

async function handOver(
  clearing: ClearingDesk,
  vault: Pick<KeyVault, 'makeFileMac'>,
  { handover, operator, createdAt }: Handover,
): Promise<void> {
  const records = (await salesOf(clearing.database, handover)).map(tapOfSale)
  if (records.length === 0) return
  const parsed = parseOperatorId(operator)
  invariant(parsed.ok, 'a POS belongs to an operator', { operator })
  const file = streamTapFile(
    {
      operator,
      fileNo: OWN_FILES_FROM + Number(handover),
      createdAt: cityDateTime(createdAt),
      records,
    },
    (digest) => vault.makeFileMac({ operator: parsed.value, digest }),
  )
  invariant(file.ok, 'purse data that was taken can be written', {
    field: file.ok ? undefined : file.field,
  })
  const received = await receiveUpload(clearing, readTapFile(file.value), 'centre')
  invariant(received.ok, 'clearing takes a file of our own', {
    refused: received.ok ? undefined : received.refused,
  })
}
