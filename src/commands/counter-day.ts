import { SetClock } from '../base'
import { COUNTER_DAY_BEGINS, performCounterDay, type CounterDay } from '../simulation'
import { done, foundWrong, type Answer } from './answer'
import { addDemoStaff } from './demo-staff'
import { withCity } from './with-city'

/**
 * `citycard demo counter`: the life of a card by the API alone, on throw-away books: sign in, register, issue, load,
 * ten taps, report lost, replace, return; with what was asked and how the books stood at each step.
 */
export async function counterDay(): Promise<Answer> {
  const clock = new SetClock(COUNTER_DAY_BEGINS)
  return withCity({ fresh: true, clock }, async (city) => {
    const staff = await addDemoStaff(city)
    const day = await performCounterDay({
      city,
      clock,
      keysFile: city.config.keysFile ?? '',
      password: staff?.password ?? '',
    })
    const wrong = day.audits.broken.length > 0 || !day.trail.intact || !allBalanced(day)
    return wrong ? foundWrong(day, textOf(day)) : done(day, textOf(day))
  })
}

const allBalanced = ({ steps }: CounterDay): boolean => steps.every(({ balanced }) => balanced)

function textOf({ steps, statement, trail, audits }: CounterDay): string {
  const told = (facts: Readonly<Record<string, unknown>>): string =>
    Object.entries(facts)
      .map(
        ([what, value]) => `${what} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
      )
      .join(' · ')
  return [
    ...steps.flatMap(({ step, asked, told: facts, moved, balanced }, index) => [
      `${index + 1}. ${step}`,
      ...asked.map((one) => `     ${one}`),
      `   ${told(facts)}`,
      ...Object.entries(moved).map(([account, fen]) => `   ${account.padEnd(44)} ${fen} fen`),
      ...(balanced ? [] : ['   THE BOOKS DO NOT BALANCE']),
    ]),
    `statement: ${told(statement)}`,
    `trail: ${trail.sealed} entries, ${trail.intact ? 'intact' : 'BROKEN'}`,
    `audits: ${audits.held} hold${audits.broken.length === 0 ? '' : `, broken: ${audits.broken.join('; ')}`}`,
  ].join('\n')
}
