import { InvalidArgumentError, type Command } from 'commander'
import type { Answer } from '../answer'

/** What commands share. */
export interface Shared {
  readonly json?: boolean
  readonly fresh?: boolean
}

/** Makes an action of a command: its answer is told, and becomes the exit code. */
export type AnswerWith = <Args extends unknown[]>(
  work: (...args: Args) => Promise<Answer | undefined>,
) => (...args: Args) => Promise<void>

/** A command whose answer programs read, too. */
export const asJson = (command: Command): Command =>
  command.option('--json', 'one JSON document on stdout')

/** A command that opens the books of a centre. */
export const onBooks = (command: Command): Command =>
  asJson(command).option(
    '--fresh',
    'with a throw-away database instead of the configured or embedded one',
  )

/** A seed or a count; what is no whole number is misuse. */
export function wholeNumber(text: string): number {
  const number = Number(text)
  if (!/^\d{1,10}$/.test(text) || number > 0xffff_ffff) {
    throw new InvalidArgumentError('a whole number from 0 to 4294967295 is expected')
  }
  return number
}
