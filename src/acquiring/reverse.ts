import { invariant } from '../base'
import type { KeptMessage } from './message'
import { openItemOf, type ItemKind } from './items'
import { aboutOf } from './follow-up'
import { messagesUnder } from './store-messages'
import { declined, type Turn, type Verdict, type Work } from './turn-context'
import { bringBack, isSettled, takeBack, type Booked } from './undo'

/** What a reversal found. A tombstone is to be written where nothing was found. */
export interface Reversed {
  readonly verdict: Verdict
  readonly forestalls: boolean
}

/** A load that a terminal did not hear of again: what its card did is not known, whatever the terminal says. */
export type LoadDoubter = (turn: Turn, work: Work, load: KeptMessage) => Promise<void>

/**
 * A reversal, in one of these situations: its original is unknown (it will be refused if it comes), came to nothing,
 * stands (it is taken back), was taken back before (nothing more), or is settled, refunded or completed (people look).
 * A terminal that hears anything but 00 only repeats and then gives up, so 00 is said wherever it is true.
 */
export async function reverse(turn: Turn, work: Work, doubtLoad: LoadDoubter): Promise<Reversed> {
  const { asked } = work
  const [found] = await messagesUnder(
    turn.tx,
    [{ terminal: asked.terminal, batch: asked.batch, trace: asked.trace, class: 'request' }],
    turn.today,
  )
  if (found === undefined) return { verdict: done(), forestalls: true }
  const kept = await turn.messages.lock(found.message)
  invariant(kept !== undefined, 'a message that was found stays', { message: found.message })
  return { verdict: await reverseFound(turn, { work, kept, doubtLoad }), forestalls: false }
}

async function reverseFound(
  turn: Turn,
  of: { readonly work: Work; readonly kept: KeptMessage; readonly doubtLoad: LoadDoubter },
): Promise<Verdict> {
  const { work, kept } = of
  const about = aboutOf(kept)
  const toPeople = async (kind: ItemKind): Promise<Verdict> => {
    await openItemOf(turn, work, { kind, message: kept.message })
    return declined('not-possible', about)
  }
  switch (kept.state) {
    case 'declined':
    case 'forestalled':
    case 'reversed':
    case 'voided':
    case 'expired':
      return done(about)
    case 'completed':
    case 'claimed':
    case 'upheld':
    case 'rejected':
    case 'taken':
      return toPeople('reversal-of-changed')
    case 'approved':
    case 'held':
      break
  }
  if (kept.amountFen !== 0n && kept.amountFen !== work.asked.amountFen) {
    return toPeople('reversal-differs')
  }
  if (kept.refundedFen > 0n) return toPeople('reversal-of-changed')
  if (isSettled(kept, turn) || (await batchIsClosed(turn, kept))) {
    return toPeople('reversal-of-settled')
  }
  if (kept.kind === 'load') {
    await of.doubtLoad(turn, work, kept)
    return done(about)
  }
  const isVoid = kept.kind.endsWith('void')
  const original =
    isVoid && kept.original !== null ? await turn.messages.lock(kept.original) : undefined
  if (original === undefined) {
    return doneWith(kept, await takeBack(turn, kept, { message: work.message, step: 'reverse' }))
  }
  if (original.state !== 'voided') return toPeople('reversal-of-changed')
  const booked = await bringBack(turn, original, { message: work.message })
  await takeBack(turn, kept, { message: work.message, step: 'reverse' })
  if (booked !== undefined) return doneWith({ ...original, message: kept.message }, booked)
  await openItemOf(turn, work, { kind: 'void-taken-back', message: original.message })
  return done(about)
}

/** The terminal and we have agreed on the batch, or it was closed without the terminal. */
async function batchIsClosed({ tx }: Turn, kept: KeptMessage): Promise<boolean> {
  const { rows } = await tx.query<{ closed: boolean }>(
    `select closed_at is not null as closed from acquiring_batch
      where terminal = $1 and batch = $2 and opened_at <= $3 order by opened_at desc limit 1`,
    [kept.terminal, kept.batch, kept.arrivedAt],
    'acquiring-batch-closed',
  )
  return rows[0]?.closed === true
}

const done = (about: Partial<Verdict> = {}): Verdict => ({
  ...about,
  code: 'approved',
  state: 'approved',
})

const doneWith = (kept: KeptMessage, booked: Booked): Verdict => ({
  ...done(aboutOf(kept)),
  ...booked,
  ...(booked.bookedFen === 0n || kept.contract === null ? {} : { contract: kept.contract }),
})
