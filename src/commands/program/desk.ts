import type { Command } from 'commander'
import type { CounterTerminalOptions } from '../counter-terminal'
import type { PosKeyOptions } from '../pos-key'
import { asJson, type AnswerWith, type Shared } from './options'

type ReaderOptions = Shared & { virtual?: boolean; reader?: string; layout?: string }

/** Programs at a desk, away from the centre. */
export function addDesk(program: Command, answerWith: AnswerWith): void {
  addReaders(program, answerWith)
  addCounterTerminal(program, answerWith)
  addPosKey(program, answerWith)
}

/** Card readers of this machine. */
function addReaders(program: Command, answerWith: AnswerWith): void {
  const reader = program.command('reader').description('card readers of this machine (PC/SC)')
  const load = () => import('../reader')
  const onReader = (command: Command): Command =>
    asJson(command).option('--virtual', 'a reader in software with a demonstration card in it')
  onReader(reader.command('list').description('the readers, and what lies in them')).action(
    answerWith(async (options: ReaderOptions) => (await load()).readerList(options)),
  )
  onReader(
    reader.command('watch').description('tell when readers and cards come and go, until Ctrl-C'),
  ).action(answerWith(async (options: ReaderOptions) => (await load()).readerWatch(options)))
  onReader(
    reader
      .command('card')
      .description('a card in words: number, issuer, validity, balance, last ten records')
      .option('--reader <name>', 'name of the reader, or a part of it')
      .option('--layout <name>', 'tunion, mohurd, pboc or shenzhen; found out when absent'),
  ).action(answerWith(async (options: ReaderOptions) => (await load()).readerCard(options)))
}

/** The program at a desk that keeps a reader for the centre. */
function addCounterTerminal(program: Command, answerWith: AnswerWith): void {
  asJson(
    program
      .command('counter-terminal')
      .description('keep a card reader of this machine for the centre, until Ctrl-C')
      .requiredOption('--url <address>', 'where the centre is, "https://…"')
      .option('--reader <name>', 'name of the reader, or a part of it; the first when absent')
      .option('--name <rdr_…>', "its name at the centre; made of this machine's name when absent")
      .option(
        '--login <name>',
        'who keeps it; the password is asked for, or stands in CITYCARD_PASSWORD (or CITYCARD_TOKEN)',
      )
      .option('--certificate <file>', 'certificate of this terminal, PEM, instead of a login')
      .option('--certificate-key <file>', 'its private key')
      .option(
        '--authority <file>',
        "who signs the centre's certificate, where this machine does not know",
      )
      .option('--virtual', 'a reader in software, with cards to look at'),
  ).action(
    answerWith(async (options: CounterTerminalOptions) =>
      (await import('../counter-terminal')).counterTerminal(options),
    ),
  )
}

/** A key custodian's part of the master key of a POS. */
function addPosKey(program: Command, answerWith: AnswerWith): void {
  asJson(
    program
      .command('pos-key')
      .description(
        'give your part of the master key of a POS; each part comes from another custodian',
      )
      .argument('<terminal>', 'number of the POS, eight letters or digits')
      .requiredOption('--url <address>', 'where the centre is, "https://…"')
      .requiredOption('--part <number>', 'which part it is, from 1')
      .requiredOption('--of <number>', 'of how many: 2 or 3')
      .option(
        '--login <name>',
        'the custodian; the password is asked for, or stands in CITYCARD_PASSWORD (or CITYCARD_TOKEN)',
      ),
  ).action(
    answerWith(async (terminal: string, options: PosKeyOptions) =>
      (await import('../pos-key')).posKey(terminal, options),
    ),
  )
}
