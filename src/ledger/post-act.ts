import { businessDateOf, type Act, type Result } from '../base'
import { dayForPosting } from './day-store'
import type { Movement } from './movement'
import type { Posted, PostRefusal } from './outcome'
import { postLinked } from './post'

/**
 * Posts the movements of one act in the day that is open, all of them or none, inside the act's transaction.
 * Books that have never had a day open on the calendar day of the act. Refusals as `post`.
 */
export async function postAct(
  { tx, at }: Pick<Act, 'tx' | 'at'>,
  movements: readonly Movement[],
): Promise<Result<readonly Posted[], PostRefusal>> {
  const day = await dayForPosting(tx, businessDateOf(at, 0))
  return postLinked(tx, movements, { day, at })
}
