import type { Command } from 'commander'
import { onBooks, wholeNumber, type AnswerWith, type Shared } from './options'

/** The centre and its books: start it, bring taps in, close days, look at what stands. */
export function addBooks(program: Command, answerWith: AnswerWith): void {
  onBooks(
    program
      .command('up')
      .description(
        'start the centre; with the embedded database it performs the demonstration city first',
      )
      .option('--no-demo', 'do not perform the demonstration city'),
  ).action(
    answerWith(async (options: Shared & { demo: boolean }) => (await import('../up')).up(options)),
  )

  onBooks(
    program
      .command('replay')
      .description('perform a file of real taps by virtual cards, clear and settle it')
      .argument('<file>', 'taps as CSV, plain or gzipped')
      .option(
        '--faults <seed>',
        'let things go wrong, chosen by this seed, and say which were found',
        wholeNumber,
      )
      .option(
        '--keep',
        'into the configured (or the embedded) database; without it a throw-away one is used',
      ),
  ).action(
    answerWith(async (file: string, options: Shared & { faults?: number; keep?: boolean }) =>
      (await import('../replay')).replayCommand(file, {
        fresh: options.fresh === true || options.keep !== true,
        ...(options.faults === undefined ? {} : { faults: options.faults }),
      }),
    ),
  )

  onBooks(
    program
      .command('upload')
      .description("take one operator's batch file into the books and answer its receipt")
      .argument('<file>', 'batch file, text or binary, plain or gzipped'),
  ).action(
    answerWith(async (file: string, options: Shared) =>
      (await import('../upload')).upload(file, options),
    ),
  )

  const day = program.command('day').description('business days')
  onBooks(
    day
      .command('close')
      .description('close a business day: net per operator, post, seal; safe to repeat')
      .option('--date <YYYY-MM-DD>', 'the day to close; the open one when absent')
      .option('--next <YYYY-MM-DD>', 'the day that opens; the day after when absent'),
  ).action(
    answerWith(async (options: Shared & { date?: string; next?: string }) =>
      (await import('../close-day')).closeDay(options),
    ),
  )

  onBooks(
    program
      .command('statement')
      .description("an operator's statement of a day, or the settlement of all operators")
      .option('--operator <id>', 'operator, "op_…"; all of them when absent')
      .option('--date <YYYY-MM-DD>', 'business day; all closed days together when absent')
      .option('--csv', 'as CSV')
      .option('--bom', 'CSV with a byte order mark, for spreadsheets'),
  ).action(
    answerWith(
      async (
        options: Shared & { operator?: string; date?: string; csv?: boolean; bom?: boolean },
      ) => (await import('../statement-command')).statementCommand(options),
    ),
  )

  onBooks(
    program
      .command('books')
      .description('trial balance and audits')
      .option(
        '--verify',
        'recompute everything: hash chain, digests, evidence, chains of cards, settlements',
      )
      .option('--date <YYYY-MM-DD>', 'balances as of the end of this business day'),
  ).action(
    answerWith(async (options: Shared & { verify?: boolean; date?: string }) =>
      (await import('../books')).books(options),
    ),
  )
}
