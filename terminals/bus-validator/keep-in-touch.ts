import type { Citycard, OperationName, Outcome } from '../../src/client'
import { Fault } from '../../src/base'
import { writeTapFile, type FileMac } from '../../src/messages'
import type { DurableTapJournal } from './durable-tap-journal'
import type { TerminalLists } from './terminal-lists'
import { uploadUntilReceipted, type UploadOrder } from './upload'

/** A validator in touch with its centre. */
export interface InTouch {
  /** The terminal by its number, and whose it is. */
  readonly terminal: string
  readonly operator: string
  /** The centre in the name of the terminal: its certificate is in how requests are sent. */
  readonly centre: Citycard
}

/** Files of one device are numbered within its own million: no two devices of an operator share a number. */
const FILES_A_DEVICE = 1_000_000

/**
 * Sends every confirmed tap up, file by file, each until the centre has receipted it. The power may go in the middle:
 * the file that was on its way goes up again with the same bytes.
 *
 * @returns how many records were receipted
 * @throws Fault `centre` when there is no receipt, or the centre refuses a file for good (somebody must look)
 */
export async function uploadTaps(
  journal: DurableTapJournal,
  by: {
    readonly operator: string
    /** Number of the device within its operator, from 1. */
    readonly device: number
    readonly mac: FileMac
    /** City time now, YYYYMMDDHHMMSS. */
    readonly now: () => string
    readonly line: Omit<UploadOrder, 'file'>
  },
): Promise<number> {
  let receipted = 0
  for (let packed = journal.fileToSend(by.now()); packed; packed = journal.fileToSend(by.now())) {
    const { operator } = by
    const fileNo = by.device * FILES_A_DEVICE + packed.file
    const file = await writeTapFile(
      { form: 'text', operator, fileNo, createdAt: packed.at, records: packed.records },
      by.mac,
    )
    if (!file.ok) throw new Fault('journal', `a record does not fit: ${file.field}`, false)
    const sent = await uploadUntilReceipted({ ...by.line, file: file.value })
    if (!sent.ok) throw new Fault('centre', `file ${fileNo} was refused: ${sent.detail}`, false)
    journal.receipted(packed.file)
    receipted += packed.records.length
  }
  return receipted
}

/**
 * Fetches the newest hotlist and fare table and tells the centre which it has; what the centre was not told last
 * time is said first. Nothing that fails here stops the validator: it goes on with the lists it has.
 *
 * @returns whether everything the centre has is here and acknowledged, and otherwise the refusals
 * @throws TypeError when the centre cannot be reached
 */
export async function refreshLists(
  lists: TerminalLists,
  at: InTouch,
): Promise<{ readonly current: boolean; readonly refused: readonly string[] }> {
  const refused: string[] = []
  const told = <Name extends OperationName>(outcome: Outcome<Name>): Outcome<Name> => {
    if (!outcome.ok) refused.push(outcome.refused ?? `status-${outcome.status}`)
    return outcome
  }
  await fetchHotlist(lists, at, { told, refused })
  await fetchFares(lists, at, { told, refused })
  const { hotlist, fares } = lists.unacknowledged
  const { terminal, centre } = at
  if (hotlist !== undefined) {
    const key = `hotlist-${terminal}-${hotlist}`
    const body = { terminal, version: Number(hotlist) }
    if (told(await centre.call('hotlists.acknowledge', { key, body })).ok) {
      lists.hotlistAcknowledged(hotlist)
    }
  }
  if (fares !== undefined) {
    const key = `fares-${terminal}-${fares}`
    const body = { terminal, version: Number(fares) }
    if (told(await centre.call('fares.acknowledge', { key, body })).ok) {
      lists.faresAcknowledged(fares)
    }
  }
  return { current: refused.length === 0, refused }
}

interface Telling {
  readonly told: <Name extends OperationName>(outcome: Outcome<Name>) => Outcome<Name>
  readonly refused: string[]
}

/** What changed since the list that is here; where that leads nowhere, the whole list. */
async function fetchHotlist(lists: TerminalLists, at: InTouch, by: Telling): Promise<void> {
  const newest = by.told(await at.centre.call('hotlists.list', { query: { limit: 1 } }))
  const version = newest.ok && !newest.pending ? newest.value.items[0]?.version : undefined
  if (version === undefined || BigInt(version) <= lists.hotlistVersion) return
  for (const since of new Set([Number(lists.hotlistVersion), 0])) {
    const query = since === 0 ? {} : { since }
    const file = await at.centre.call('hotlists.get', { params: { version }, query })
    if (!file.ok || file.pending) {
      by.told(file)
      return
    }
    const taken = await lists.takeHotlist(file.value)
    if (taken.ok) return
    if (taken.refused !== 'hotlist-gap' || since === 0) by.refused.push(taken.refused)
  }
}

async function fetchFares(lists: TerminalLists, at: InTouch, by: Telling): Promise<void> {
  const { operator } = at
  const newest = by.told(
    await at.centre.call('fares.list', { params: { operator }, query: { limit: 1 } }),
  )
  const version = newest.ok && !newest.pending ? newest.value.items[0]?.version : undefined
  if (version === undefined || BigInt(version) <= lists.fareVersion) return
  const file = by.told(await at.centre.call('fares.get', { params: { operator, version } }))
  if (!file.ok || file.pending) return
  const taken = await lists.takeFares(file.value)
  if (!taken.ok) by.refused.push(taken.refused)
}
