import { ok, refuse, type Act, type Result } from '../base'
import { deleteSessionsOver, revokeSession, sessionOwner } from './store-sessions'

/**
 * Ends a session: the own one, or as administrator anybody's. A session of somebody else does not exist for
 * those who may not end it.
 */
export async function endSession(
  act: Act,
  { session, owner }: { readonly session: string; readonly owner: string },
): Promise<Result<{ readonly ended: boolean }, 'session-unknown'>> {
  const staff = await sessionOwner(act.tx, session)
  const may = staff === owner || act.actor.roles.includes('administrator')
  if (staff === undefined || !may) return refuse('session-unknown', { field: 'session' })
  const ended = await revokeSession(act.tx, { session, by: act.actor.id, at: act.at })
  if (ended) {
    await act.trail({ act: 'session.ended', subject: `staff:${staff}`, detail: { session } })
  }
  return ok({ ended })
}

/**
 * Forgets sessions that were over before an instant, a few at a time; the trail says how many, and keeps who signed in
 * and out. Answers how many; call again while it is `limit`.
 */
export async function forgetSessions(
  act: Act,
  over: { readonly before: Date; readonly limit: number },
): Promise<number> {
  const forgotten = await deleteSessionsOver(act.tx, over)
  if (forgotten > 0) {
    const detail = { forgotten, overBefore: over.before.toISOString() }
    await act.trail({ act: 'session.forgotten', subject: 'sessions:staff', detail })
  }
  return forgotten
}
