import type { Command } from 'commander'
import { asJson, type AnswerWith, type Shared } from './options'

/** What stands in a record, a message or the vault, and whether it is right; no books are opened. */
export function addFormats(program: Command, answerWith: AnswerWith): void {
  asJson(
    program
      .command('vectors')
      .description('run a file of test vectors')
      .argument('<file>', 'JSON file of vectors'),
  ).action(answerWith(async (file: string) => (await import('../vectors')).vectors(file)))

  asJson(
    program
      .command('check-tac')
      .description("whether a record's TAC is genuine")
      .argument('<record>', 'a line "R|…" of a batch file, or a 128-byte record in hex')
      .option(
        '--levels <1|2>',
        'levels of diversification: 2 = issuer, then card; 1 = card alone',
        '2',
      ),
  ).action(
    answerWith(async (record: string, options: { levels?: string }) =>
      (await import('../check-tac')).checkTac(record, options),
    ),
  )

  asJson(
    program
      .command('describe-record')
      .description('a record in plain words')
      .argument(
        '<record>',
        'a line "R|…", a 128-byte record in hex, or a 23-byte card log record in hex',
      ),
  ).action(answerWith(async (record: string) => (await import('../describe')).describe(record)))

  asJson(
    program
      .command('describe-message')
      .description('an ISO 8583 message in plain words, card data masked')
      .argument('<hex>', 'the message in hex, with or without length, TPDU and header')
      .option('--profile <name>', 'wire format, "cup-pos" …; the first that reads it when absent'),
  ).action(
    answerWith(async (hex: string, options: Shared & { profile?: string }) =>
      (await import('../describe-message')).describeMessageCommand(hex, options),
    ),
  )

  asJson(
    program
      .command('keys')
      .description('labels and check values of the keys in the vault, never a key'),
  ).action(answerWith(async () => (await import('../keys')).keys()))
}
