import { cityDateTime, invariant, parseOperatorId } from '../base'
import { receiveUpload, type ClearingDesk } from '../clearing'
import type { KeyVault } from '../keys'
import { readTapFile, streamTapFile, type TapRecord } from '../messages'
import {
  beginHandover,
  endHandover,
  openHandovers,
  salesOf,
  type Handover,
  type PurseSaleRecord,
} from './store-purse-sales'

/** Most purse sales in one file for clearing. */
const FILE_MAX = 5_000

/**
 * File numbers of an operator's own files are below this; those that the host writes for it are above, so that they
 * never meet.
 */
const FILE_NUMBERS_FROM = 9_000_000_000_000_000

/**
 * Hands the purse sales that came over POS to clearing, which judges them as it judges every tap: as a file of their
 * operator, which always comes out the same, so that a crash at any point only makes it come again. Answers how many
 * files clearing has taken.
 */
export async function handOverPurseSales(
  clearing: ClearingDesk,
  vault: Pick<KeyVault, 'makeFileMac'>,
): Promise<number> {
  const { database, clock } = clearing
  await database.transaction((tx) => beginHandover(tx, clock.now(), FILE_MAX))
  let taken = 0
  for (const handover of await openHandovers(database)) {
    await handOver(clearing, vault, handover)
    await database.transaction((tx) => endHandover(tx, handover.handover, clock.now()))
    taken++
  }
  return taken
}

async function handOver(
  clearing: ClearingDesk,
  vault: Pick<KeyVault, 'makeFileMac'>,
  { handover, operator, createdAt }: Handover,
): Promise<void> {
  const records = (await salesOf(clearing.database, handover)).map(recordOf)
  if (records.length === 0) return
  const parsed = parseOperatorId(operator)
  invariant(parsed.ok, 'a POS belongs to an operator', { operator })
  const file = streamTapFile(
    {
      operator,
      fileNo: FILE_NUMBERS_FROM + Number(handover),
      createdAt: cityDateTime(createdAt),
      records,
    },
    (digest) => vault.makeFileMac({ operator: parsed.value, digest }),
  )
  invariant(file.ok, 'purse data that was read can be written', {
    field: file.ok ? undefined : file.field,
  })
  const received = await receiveUpload(clearing, readTapFile(file.value))
  invariant(received.ok, 'clearing takes a file of our own', {
    refused: received.ok ? undefined : received.refused,
  })
}

/** A purse sale at a shop as clearing reads taps: one price, nothing let off, no line and no station. */
const recordOf = (sale: PurseSaleRecord & { readonly terminal: string }): TapRecord => ({
  card: sale.card,
  issuer: sale.issuer,
  cardKind: 1,
  cardClass: 0,
  type: sale.type,
  counter: sale.counter,
  balanceBefore: BigInt(sale.balanceBefore),
  amount: BigInt(sale.amount),
  listFare: BigInt(sale.amount),
  discount: 0,
  at: sale.at,
  sam: sale.sam,
  termSeq: sale.terminalSequence,
  tac: sale.tac,
  keyVersion: sale.keyVersion,
  algorithm: sale.algorithm,
  samSerial: '0'.repeat(20),
  acceptor: '',
  routeLine: '',
  station: '',
  vehicle: '',
  driver: '',
  direction: 0,
  previousAt: '',
  previousStation: '',
  state: 0,
  device: sale.terminal,
  uploadSeq: 0,
  program: '',
  test: 0,
})
