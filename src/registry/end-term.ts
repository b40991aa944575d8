import {
  type Act,
  businessDateOf,
  ok,
  parseBusinessDate,
  refuse,
  type Result,
  type SamNumber,
} from '../base'
import { writeSamBlocked, writeSamUnbound } from './store'
import { writeTermEnd, writeTerminalOut, type Termed } from './store-parties'

export type EndRefusal = 'date-malformed' | 'date-past' | 'term-not-running'

/**
 * Sets the last day of an operator, merchant, agent, contract or application. Not before today: what happened under
 * it stays under it.
 */
export async function endTerm(
  act: Act,
  asked: {
    readonly kind: Termed
    readonly id: string
    readonly lastDate: string
    readonly reason: string
  },
): Promise<Result<{ readonly lastDate: string }, EndRefusal>> {
  const date = parseBusinessDate(asked.lastDate)
  if (!date.ok) return { ...date, field: 'lastDate' }
  const today = businessDateOf(act.at, 0)
  if (date.value < today) {
    return refuse('date-past', { field: 'lastDate', detail: `it ends on ${today} or later` })
  }
  const { kind, id, reason } = asked
  if (!(await writeTermEnd(act.tx, kind, { id, lastDate: date.value }))) {
    return refuse('term-not-running', {
      detail: 'it is unknown, has an end already, or begins later',
    })
  }
  await act.trail({
    act: `${wordOf[kind]}.ended`,
    subject: `${wordOf[kind]}:${id}`,
    reason,
    detail: { lastDate: date.value },
  })
  return ok({ lastDate: date.value })
}

const wordOf: Readonly<Record<Termed, string>> = {
  contract: 'contract',
  operator: 'operator',
  merchant: 'merchant',
  agent: 'agent',
  partyContract: 'contract',
  application: 'application',
}

/** A terminal is taken out now; what it recorded before stays judged as it was. */
export async function takeOutTerminal(
  act: Act,
  { terminal, reason }: { readonly terminal: string; readonly reason: string },
): Promise<Result<{ readonly terminal: string }, 'terminal-not-installed'>> {
  if (!(await writeTerminalOut(act.tx, { terminal, at: act.at }))) {
    return refuse('terminal-not-installed', {
      field: 'terminal',
      detail: 'it is unknown, taken out already, or installed later',
    })
  }
  await act.trail({ act: 'terminal.taken-out', subject: `terminal:${terminal}`, reason })
  return ok({ terminal })
}

/** A SAM leaves its terminal now, or nothing made with it from now on is paid. */
export async function stopSam(
  act: Act,
  asked: { readonly sam: SamNumber; readonly step: 'unbind' | 'block'; readonly reason: string },
): Promise<Result<{ readonly sam: string }, 'sam-not-bound'>> {
  const { sam, step, reason } = asked
  const write = step === 'unbind' ? writeSamUnbound : writeSamBlocked
  if (!(await write(act.tx, sam, act.at))) {
    return refuse('sam-not-bound', {
      field: 'sam',
      detail: 'it is in no terminal now, or blocked already',
    })
  }
  await act.trail({
    act: step === 'unbind' ? 'sam.unbound' : 'sam.blocked',
    subject: `sam:${sam}`,
    reason,
  })
  return ok({ sam })
}
