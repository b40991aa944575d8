import { businessDateOf, ok, refuse, type Act, type Result } from '../base'
import { noteCardsTappedAt } from '../clearing'
import {
  acknowledgementsOf,
  cardsListedBetween,
  hotlistVersion,
  insertAcknowledgement,
  samsOfTerminal,
  terminalAt,
  versionAt,
  type HotlistAcknowledgement,
} from '../registry'

export type AcknowledgeRefusal = 'terminal-unknown' | 'terminal-not-yours' | 'hotlist-unknown'

/**
 * A terminal has a hotlist from now on, by the clock of the centre: what is tapped there afterwards with a card
 * of that list is its operator's loss. Said again it changes nothing; the first instant stands. Taps that came
 * in before this was known are looked at again.
 */
export async function acknowledgeHotlist(
  act: Act,
  given: { readonly terminal: string; readonly version: bigint },
): Promise<Result<HotlistAcknowledgement, AcknowledgeRefusal>> {
  const { terminal, version } = given
  const known = await terminalAt(act.tx, terminal, act.at)
  if (known === undefined) {
    return refuse('terminal-unknown', { field: 'terminal', detail: 'no such terminal is in use' })
  }
  if (!mayAnswerFor(act, terminal, known.operator)) {
    return refuse('terminal-not-yours', {
      field: 'terminal',
      detail: 'a terminal answers for itself, an operator for its own',
    })
  }
  if ((await hotlistVersion(act.tx, version)) === undefined) {
    return refuse('hotlist-unknown', { field: 'version', detail: 'no such hotlist was made' })
  }
  const before = (await acknowledgementsOf(act.tx, [terminal])).get(terminal) ?? []
  const repeated = before.find((one) => one.version === version)
  if (repeated !== undefined) return ok(repeated)
  const acknowledged = { terminal, version, acknowledgedAt: act.at }
  await insertAcknowledgement(act.tx, {
    ...acknowledged,
    actor: act.actor.id,
    reference: act.reference,
  })
  await act.trail({
    act: 'hotlist.acknowledged',
    subject: `terminal:${terminal}`,
    detail: { version: Number(version) },
  })
  await noteCardsTappedAt(act.tx, {
    cards: await cardsListedBetween(act.tx, { since: versionAt(before, act.at), upTo: version }),
    sams: await samsOfTerminal(act.tx, terminal, act.at),
    fromDate: businessDateOf(act.at, 0),
  })
  return ok(acknowledged)
}

function mayAnswerFor({ actor }: Act, terminal: string, operator: string): boolean {
  if (actor.kind === 'terminal') return actor.terminal === terminal
  return actor.operator === undefined || actor.operator === operator
}
