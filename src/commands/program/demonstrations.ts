import type { Command } from 'commander'
import { asJson, wholeNumber, type AnswerWith, type Shared } from './options'

/** Measurements, and runs that show a promise. */
export function addDemonstrations(program: Command, answerWith: AnswerWith): void {
  asJson(
    program
      .command('bench')
      .description('measure the product against floors measured in the same run')
      .option('--rounds <n>', 'paired rounds', '5')
      .option('--records <n>', 'records a round', '200000')
      .option('--only <rows>', 'names of rows, separated by commas'),
  ).action(
    answerWith(
      async (options: { rounds: string; records: string; only?: string; json?: boolean }) =>
        (await import('../bench')).bench(options),
    ),
  )

  const demo = program.command('demo').description('runs that show a promise, on throw-away books')
  asJson(
    demo.command('counter').description('the life of a card at a counter, by the public API alone'),
  ).action(answerWith(async () => (await import('../counter-day')).counterDay()))

  asJson(
    demo
      .command('api-fuzz')
      .description('requests made from the document of the API; every answer must be documented')
      .option('--seed <n>', 'another seed, other requests', wholeNumber, 1)
      .option('--count <n>', 'how many requests', wholeNumber, 3_000),
  ).action(
    answerWith(async (options: Shared & { seed: number; count: number }) =>
      (await import('../api-fuzz')).apiFuzz(options),
    ),
  )

  asJson(
    demo
      .command('decoder-fuzz')
      .description('every decoder of bytes from outside, under input made to break it')
      .option('--seed <n>', 'another seed, other inputs', wholeNumber, 1)
      .option('--count <n>', 'how many inputs', wholeNumber, 200_000),
  ).action(
    answerWith(async (options: Shared & { seed: number; count: number }) =>
      (await import('../decoder-fuzz')).decoderFuzz(options),
    ),
  )

  asJson(
    demo
      .command('torn-loads')
      .description('cards pulled while they are loaded (the Octopus case); every one is found')
      .option('--seed <n>', 'another seed, other amounts and moments', wholeNumber, 1)
      .option('--count <n>', 'how many loads are torn', wholeNumber, 15_270),
  ).action(
    answerWith(async (options: Shared & { seed: number; count: number }) =>
      (await import('../torn-loads')).tornLoads(options),
    ),
  )

  asJson(
    demo
      .command('pos-soak')
      .description('POS terminals in a hurry, with cut lines and power cuts; all sides must agree')
      .option('--seed <n>', 'another seed, other sales and faults', wholeNumber, 1)
      .option('--terminals <n>', 'how many POS', wholeNumber, 64)
      .option('--messages <n>', 'at least so many messages', wholeNumber, 200_000),
  ).action(
    answerWith(async (options: Shared & { seed: number; terminals: number; messages: number }) =>
      (await import('../pos-soak')).posSoak(options),
    ),
  )
}
