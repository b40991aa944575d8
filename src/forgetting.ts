import { businessDateOf, CENTRE, type Act, type Clock, type Database, type Tx } from './base'
import { forgetKeys } from './gateways/http'
import { actOf, forgetSessions } from './oversight'
import { forgetEnded } from './remote-reader'
import { rulesAt } from './rules'

/** What one round has forgotten. */
export interface Forgotten {
  /** Answers kept for repeated requests, and keys whose answers went before. */
  readonly answers: number
  readonly keys: number
  readonly staffSessions: number
  readonly readerSessions: number
}

const DAY_MS = 86_400_000
/** Rows a transaction takes away: few enough that nobody waits for it. */
const AT_ONCE = 1_000

/**
 * Forgets what is only of use for a time, when the rules of the day say so: answers to repeated requests, their keys,
 * and sessions that are long over. Each step is a transaction of its own; repeating it does no harm.
 */
export async function forgetOld(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  options: { readonly atOnce?: number } = {},
): Promise<Forgotten> {
  const at = clock.now()
  const limit = options.atOnce ?? AT_ONCE
  const days = await rulesAt(
    database,
    ['answer-keep-days', 'key-keep-days', 'session-keep-days'],
    businessDateOf(at, 0),
  )
  const before = (rule: keyof typeof days): Date =>
    new Date(at.getTime() - Number(days[rule]) * DAY_MS)
  const answersBefore = before('answer-keep-days')
  // A key never goes before its answer, whatever the rules say.
  const keysBefore = new Date(Math.min(answersBefore.getTime(), before('key-keep-days').getTime()))
  const over = { before: before('session-keep-days'), limit }

  const all = { answers: 0, keys: 0, staffSessions: 0, readerSessions: 0 }
  await untilFew(limit, async () => {
    const gone = await database.transaction((tx) =>
      forgetKeys(tx, { answersBefore, keysBefore, at, limit }),
    )
    all.answers += gone.answers
    all.keys += gone.keys
    return Math.max(gone.answers, gone.keys)
  })
  const inAct = (part: string, work: (act: Act) => Promise<number>): Promise<number> =>
    database.transaction((tx: Tx) => {
      const reference = `forget_${part}_${at.getTime()}`
      return work(actOf(tx, { actor: CENTRE, at, reference }))
    })
  all.staffSessions = await untilFew(limit, () =>
    inAct('staff', (act) => forgetSessions(act, over)),
  )
  all.readerSessions = await untilFew(limit, () => inAct('reader', (act) => forgetEnded(act, over)))
  return all
}

/** Repeats a step of at most `limit` rows until it finds fewer; answers the sum. */
async function untilFew(limit: number, step: () => Promise<number>): Promise<number> {
  for (let sum = 0; ;) {
    const found = await step()
    sum += found
    if (found < limit) return sum
  }
}
