import { businessDateOf, type BusinessDate, type Tx } from '../base'
import { dayForPosting } from '../ledger'
import { ruleAt } from '../rules'
import type { AcquiringDesk } from './desk'
import { MessagesInHand } from './in-hand'
import { batchesLeftOpen, countedIn, batchNamed, totalsOf, writeCompared } from './store-batches'
import { lockLapsedHolds } from './store-messages'
import { lockTerminals, writeBatchBegun } from './store-terminals'
import { batchAfter } from './terminal'
import { expire } from './undo'

/** How much one round does of each. */
const ROUND_MAX = 100
const DAY_MS = 86_400_000

export interface Kept {
  /** Pre-authorisations whose time is over. */
  readonly lapsed: number
  /** Batches closed without their terminals. */
  readonly forced: number
}

/**
 * What time does to POS messages: holds lapse, and batches that nobody ends are closed by the host with a mark, so
 * that their terminals sign in again. Late uploads, notices and reversals still find them.
 */
export async function keepAcquiring(desk: AcquiringDesk): Promise<Kept> {
  const at = desk.clock.now()
  const lapsed = await desk.database.transaction(async (tx) => {
    const held = await lockLapsedHolds(tx, at, ROUND_MAX)
    const messages = new MessagesInHand(tx)
    for (const one of held) await expire({ tx, at, messages }, one)
    await messages.write()
    return held.length
  })
  const days = await ruleAt(desk.database, 'pos-batch-days', businessDateOf(at, 0))
  const before = new Date(at.getTime() - Number(days) * DAY_MS)
  let forced = 0
  for (const terminal of await batchesLeftOpen(desk.database, before, ROUND_MAX)) {
    const done = await desk.database.transaction((tx) =>
      forceClose(tx, { terminal, before, at, today: businessDateOf(at, 0) }),
    )
    if (done) forced++
  }
  return { lapsed, forced }
}

async function forceClose(
  tx: Tx,
  of: {
    readonly terminal: string
    readonly before: Date
    readonly at: Date
    readonly today: BusinessDate
  },
): Promise<boolean> {
  await dayForPosting(tx, of.today)
  const terminal = (await lockTerminals(tx, [of.terminal], of.today)).get(of.terminal)?.terminal
  const batch =
    terminal === undefined
      ? undefined
      : await batchNamed(tx, { terminal: terminal.terminal, batch: terminal.batch })
  // The terminal may have closed it since we looked.
  if (terminal === undefined || batch?.closedAt !== null || batch.openedAt >= of.before)
    return false
  await writeCompared(tx, batch, {
    state: 'forced',
    closedAt: of.at,
    theirs: batch.theirs,
    ours: totalsOf(await countedIn(tx, batch)),
    result: batch.result,
  })
  const next = batchAfter(terminal.batch)
  await writeBatchBegun(tx, { terminal: terminal.terminal, batch: next, at: of.at })
  return true
}
