import { Command } from 'commander'
import { addBooks } from './books'
import { addDemonstrations } from './demonstrations'
import { addDesk } from './desk'
import { addFormats } from './formats'
import { asJson, type AnswerWith } from './options'
import { addOversight } from './oversight'

/** Every command of `citycard`; each loads what it needs only when it is called. */
export function citycardProgram(version: string, answerWith: AnswerWith): Command {
  const program = new Command('citycard')
    .description('Citycard: the open clearing centre for citizen cards (市民卡 / 一卡通)')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(--help tells more)')
  addBooks(program, answerWith)
  addFormats(program, answerWith)
  addDesk(program, answerWith)
  addOversight(program, answerWith)
  addDemonstrations(program, answerWith)

  asJson(
    program
      .command('doctor')
      .description('is this machine ready; what is missing and how to get it'),
  ).action(answerWith(async () => (await import('../doctor-command')).doctorCommand()))

  program
    .command('docs', { hidden: true })
    .action(answerWith(async () => (await import('../docs')).docs()))
  exitsByItself(program)
  return program
}

/** Every command and those below it throw instead of ending the process. */
function exitsByItself(command: Command): void {
  command.exitOverride()
  for (const below of command.commands) exitsByItself(below)
}
