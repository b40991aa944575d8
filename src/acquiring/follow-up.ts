import { fen, type Result, ok, refuse } from '../base'
import type { Code } from './codes.table'
import type { Kind } from './kinds.table'
import { authorisationOf, type KeptMessage } from './message'
import { messagesUnder } from './store-messages'
import { declined, type Turn, type Verdict, type Work } from './turn-context'
import { complete, isSale, refund, takeBack, withinRefundTime } from './undo'

/**
 * The message that this one is about: by its reference number where the terminal says it, else by f61 among its own.
 * Another merchant's is unknown. It is kept from others.
 */
export async function originalOf(
  turn: Turn,
  { asked, terminal }: Work,
): Promise<Result<KeptMessage, Code>> {
  const named = asked.original
  if (named === undefined) return refuse('format-wrong')
  const message =
    referenceNamed(asked) ??
    (
      await messagesUnder(
        turn.tx,
        [{ terminal: asked.terminal, batch: named.batch, trace: named.trace, class: 'request' }],
        turn.today,
      )
    )[0]?.message
  const kept = message === undefined ? undefined : await turn.messages.lock(message)
  return kept !== undefined &&
    kept.merchantNumber === terminal.merchantNumber &&
    kept.batch === named.batch &&
    kept.trace === named.trace
    ? ok(kept)
    : refuse('original-unknown')
}

/** The message that f37 names, where the terminal says it. */
export const referenceNamed = ({ fields }: Pick<Work['asked'], 'fields'>): bigint | undefined =>
  /^\d{12}$/.test(fields[37] ?? '') ? BigInt(fields[37] as string) : undefined

const VOIDS: Partial<Record<Kind, readonly Kind[]>> = {
  void: ['purchase'],
  'completion-void': ['completion'],
  'pre-authorisation-void': ['pre-authorisation'],
}

/** A void: of the same terminal, and in the same batch unless it lets go of a hold; the whole amount. */
export async function voidOriginal(turn: Turn, work: Work): Promise<Verdict> {
  const found = await originalOf(turn, work)
  if (!found.ok) return declined(found.refused)
  const kept = found.value
  const about = aboutOf(kept)
  const { asked } = work
  const isHold = kept.kind === 'pre-authorisation'
  if (VOIDS[asked.kind]?.includes(kept.kind) !== true) return declined('original-unknown', about)
  if (kept.terminal !== asked.terminal) return declined('not-for-this-terminal', about)
  if (!sameCard(kept, work)) return declined('original-unknown', about)
  if (!isHold && kept.batch !== asked.batch) return declined('not-possible', about)
  if (kept.state !== (isHold ? 'held' : 'approved') || kept.refundedFen > 0n) {
    return declined('not-possible', about)
  }
  if (asked.amountFen !== kept.amountFen) return declined('amount-differs', about)
  const booked = await takeBack(turn, kept, { message: work.message, step: 'void' })
  return approved(work, kept, booked)
}

/** Gives back a sale or a part of it, up to the whole in any number of parts. */
export async function refundOriginal(turn: Turn, work: Work): Promise<Verdict> {
  const found = await originalOf(turn, work)
  if (!found.ok) return declined(found.refused)
  const kept = found.value
  const about = aboutOf(kept)
  const { amountFen } = work.asked
  if (!isSale(kept) || !sameCard(kept, work)) return declined('original-unknown', about)
  if (kept.state !== 'approved' || !withinRefundTime(kept, turn)) {
    return declined('not-possible', about)
  }
  if (amountFen <= 0n) return declined('amount-wrong', about)
  if (kept.refundedFen + amountFen > kept.amountFen) return declined('amount-differs', about)
  const booked = refund(turn, kept, { message: work.message, amountFen })
  return approved(work, kept, booked)
}

/** Books a sale out of what was held for it, at most the amount held. */
export async function completeOriginal(turn: Turn, work: Work): Promise<Verdict> {
  const found = await originalOf(turn, work)
  if (!found.ok) return declined(found.refused)
  const kept = found.value
  const about = aboutOf(kept)
  const { amountFen, fields } = work.asked
  const code = fields[38]
  if (kept.kind !== 'pre-authorisation' || !sameCard(kept, work)) {
    return declined('original-unknown', about)
  }
  if (code !== undefined && code !== authorisationOf(kept.message)) {
    return declined('original-unknown', about)
  }
  if (work.terminal.contract === null) return declined('merchant-invalid', about)
  if (kept.state !== 'held') return declined('not-possible', about)
  if (amountFen <= 0n) return declined('amount-wrong', about)
  if (amountFen > kept.amountFen) return declined('amount-over-limit', about)
  const done = await complete(turn, kept, { message: work.message, amountFen })
  if (!done) return declined('not-possible', about)
  return {
    ...approved(work, kept, { bookedFen: amountFen, bookedCount: 1 }),
    contract: work.terminal.contract,
  }
}

/** Whose money it was, for the message that is about it. */
export const aboutOf = (kept: KeptMessage): Partial<Verdict> => ({
  original: kept.message,
  ...(kept.card === null ? {} : { card: kept.card }),
  ...(kept.person === null ? {} : { person: kept.person }),
})

const sameCard = (kept: KeptMessage, { asked }: Work): boolean =>
  asked.card === '' || (/^\d{1,19}$/.test(asked.card) && BigInt(asked.card) === kept.card)

const approved = (
  work: Work,
  kept: KeptMessage,
  booked: { readonly bookedFen: bigint; readonly bookedCount: number },
): Verdict => ({
  ...aboutOf(kept),
  ...booked,
  ...(booked.bookedFen === 0n || kept.contract === null ? {} : { contract: kept.contract }),
  code: 'approved',
  state: 'approved',
  amountFen: fen(work.asked.amountFen),
  fields: { 38: authorisationOf(work.message) },
})
