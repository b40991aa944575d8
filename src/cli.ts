import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { Fault, InvariantBroken } from './base'
import { misused, toJson, type Answer } from './commands/answer'
import type { CounterTerminalOptions } from './commands/counter-terminal'
import type { PosKeyOptions } from './commands/pos-key'
import { packageRoot } from './package-root'

type ReaderOptions = Shared & { virtual?: boolean; reader?: string; layout?: string }

interface Shared {
  readonly json?: boolean
  readonly fresh?: boolean
}

/**
 * The command line. Each command answers one document (`--json`, on stdout) or a text for people; logs and
 * progress go to stderr. Exit 0 done, 1 refused or found wrong, 2 called wrongly.
 */
export async function main(argv: readonly string[]): Promise<number> {
  let exit = 0
  const answerWith =
    <Args extends unknown[]>(work: (...args: Args) => Promise<Answer | undefined>) =>
    async (...args: Args): Promise<void> => {
      const options = args.find(isOptions)
      exit = await told(options?.json === true, () => work(...args))
    }
  const program = commands(answerWith)
  try {
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return 0
    if (argv.includes('--json')) process.stdout.write(`${toJson(misused(error.message).data)}\n`)
    return 2
  }
  return exit
}

type AnswerWith = <Args extends unknown[]>(
  work: (...args: Args) => Promise<Answer | undefined>,
) => (...args: Args) => Promise<void>

/** Every command; each loads what it needs only when it is called. */
function commands(answerWith: AnswerWith): Command {
  const program = new Command('citycard')
    .description('Citycard: the open clearing centre for citizen cards (市民卡 / 一卡通)')
    .version(versionOf())
    .exitOverride()
    .showHelpAfterError('(--help tells more)')

  onBooks(
    program
      .command('up')
      .description(
        'start the centre; with the embedded database it performs the demonstration city first',
      )
      .option('--no-demo', 'do not perform the demonstration city'),
  ).action(
    answerWith(async (options: Shared & { demo: boolean }) =>
      (await import('./commands/up')).up(options),
    ),
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
      (await import('./commands/replay')).replayCommand(file, {
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
      (await import('./commands/upload')).upload(file, options),
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
      (await import('./commands/close-day')).closeDay(options),
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
      ) => (await import('./commands/statement-command')).statementCommand(options),
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
      (await import('./commands/books')).books(options),
    ),
  )

  asJson(
    program
      .command('vectors')
      .description('run a file of test vectors')
      .argument('<file>', 'JSON file of vectors'),
  ).action(answerWith(async (file: string) => (await import('./commands/vectors')).vectors(file)))

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
      (await import('./commands/check-tac')).checkTac(record, options),
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
  ).action(
    answerWith(async (record: string) => (await import('./commands/describe')).describe(record)),
  )

  asJson(
    program
      .command('describe-message')
      .description('an ISO 8583 message in plain words, card data masked')
      .argument('<hex>', 'the message in hex, with or without length, TPDU and header')
      .option('--profile <name>', 'wire format, "cup-pos" …; the first that reads it when absent'),
  ).action(
    answerWith(async (hex: string, options: Shared & { profile?: string }) =>
      (await import('./commands/describe-message')).describeMessageCommand(hex, options),
    ),
  )

  asJson(
    program
      .command('keys')
      .description('labels and check values of the keys in the vault, never a key'),
  ).action(answerWith(async () => (await import('./commands/keys')).keys()))

  addReaders(program, answerWith)
  addCounterTerminal(program, answerWith)
  addOversight(program, answerWith)

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
        (await import('./commands/bench')).bench(options),
    ),
  )

  const demo = program.command('demo').description('runs that show a promise, on throw-away books')
  asJson(
    demo.command('counter').description('the life of a card at a counter, by the public API alone'),
  ).action(answerWith(async () => (await import('./commands/counter-day')).counterDay()))

  asJson(
    demo
      .command('api-fuzz')
      .description('requests made from the document of the API; every answer must be documented')
      .option('--seed <n>', 'another seed, other requests', wholeNumber, 1)
      .option('--count <n>', 'how many requests', wholeNumber, 3_000),
  ).action(
    answerWith(async (options: Shared & { seed: number; count: number }) =>
      (await import('./commands/api-fuzz')).apiFuzz(options),
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
      (await import('./commands/decoder-fuzz')).decoderFuzz(options),
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
      (await import('./commands/torn-loads')).tornLoads(options),
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
      (await import('./commands/pos-soak')).posSoak(options),
    ),
  )

  asJson(
    program
      .command('doctor')
      .description('is this machine ready; what is missing and how to get it'),
  ).action(answerWith(async () => (await import('./commands/doctor-command')).doctorCommand()))

  program
    .command('docs', { hidden: true })
    .action(answerWith(async () => (await import('./commands/docs')).docs()))
  exitsByItself(program)
  return program
}

/** Every command and those below it throw instead of ending the process. */
function exitsByItself(command: Command): void {
  command.exitOverride()
  for (const below of command.commands) exitsByItself(below)
}

/** Card readers of this machine. */
function addReaders(program: Command, answerWith: AnswerWith): void {
  const reader = program.command('reader').description('card readers of this machine (PC/SC)')
  const load = () => import('./commands/reader')
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
      (await import('./commands/counter-terminal')).counterTerminal(options),
    ),
  )
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
      (await import('./commands/pos-key')).posKey(terminal, options),
    ),
  )
}

/** Who may sign in, the trail, and certificates: what an installation needs before anybody can sign in. */
function addOversight(program: Command, answerWith: AnswerWith): void {
  const staff = program.command('staff').description('who may sign in')
  const load = () => import('./commands/staff')
  onBooks(
    staff
      .command('add')
      .description('add somebody; the answer holds a temporary password, shown once')
      .argument('<login>', '2 to 64 of a-z, 0-9, ".", "_" and "-"')
      .requiredOption('--role <roles...>', 'what they may do, as the README lists it')
      .option('--name <name>', 'as others see it; the login when absent')
      .option('--operator <id>', 'for the role operator')
      .option('--agent <id>', 'for the role agent')
      .option('--person <id>', 'for the role citizen')
      .option('--second-factor', 'nothing else may be done before a second factor is set up'),
  ).action(
    answerWith(async (login: string, options: Shared & { role: string[]; name?: string }) =>
      (await load()).staffAdd(login, options),
    ),
  )
  onBooks(staff.command('list').description('everybody who may sign in')).action(
    answerWith(async (options: Shared) => (await load()).staffList(options)),
  )
  onBooks(
    staff
      .command('unlock')
      .description('let somebody try again who was locked out after wrong passwords')
      .argument('<login>'),
  ).action(
    answerWith(async (login: string, options: Shared) =>
      (await load()).staffUnlock(login, options),
    ),
  )
  onBooks(
    staff
      .command('reset')
      .description('give somebody a new temporary password, shown once')
      .argument('<login>')
      .option('--second-factor', 'take away the second factor too'),
  ).action(
    answerWith(async (login: string, options: Shared & { secondFactor?: boolean }) =>
      (await load()).staffReset(login, options),
    ),
  )

  const trail = program.command('trail').description('who did what, and whether that was changed')
  onBooks(
    trail
      .command('export')
      .description('write the sealed trail with its hash chain to a file')
      .argument('<file>', 'NDJSON'),
  ).action(
    answerWith(async (file: string, options: Shared) =>
      (await import('./commands/trail')).trailExport(file, options),
    ),
  )
  asJson(
    trail
      .command('verify')
      .description('check an exported trail, without any database')
      .argument('<file>', 'as trail export wrote it')
      .option('--head <hash>', 'the newest hash as somebody wrote it down'),
  ).action(
    answerWith(async (file: string, options: Shared & { head?: string }) =>
      (await import('./commands/trail')).trailVerify(file, options),
    ),
  )
  addCertificates(program, answerWith)
}

function addCertificates(program: Command, answerWith: AnswerWith): void {
  const certificates = program
    .command('certificates')
    .description('certificates of terminals and operators')
  const load = () => import('./commands/certificates')
  asJson(
    certificates
      .command('make-ca')
      .description('an authority for development, its key in a file')
      .argument('<folder>'),
  ).action(answerWith(async (folder: string) => (await load()).makeCa(folder)))
  onBooks(
    certificates
      .command('issue')
      .description('a certificate for one terminal, operator or server, with its key, as files')
      .requiredOption('--ca <folder>', 'as make-ca made it')
      .requiredOption('--out <folder>', 'where certificate and key go')
      .option('--terminal <id>', 'bound to this terminal')
      .option('--operator <id>', 'bound to this operator; with --terminal: whose terminal it is')
      .option('--server <names>', 'for the server itself: names and addresses, with commas'),
  ).action(
    answerWith(
      async (
        options: Shared & {
          ca: string
          out: string
          terminal?: string
          operator?: string
          server?: string
        },
      ) => (await load()).issue(options),
    ),
  )
  onBooks(certificates.command('list').description('every certificate that was bound')).action(
    answerWith(async (options: Shared) => (await load()).list(options)),
  )
  onBooks(
    certificates
      .command('revoke')
      .description('whoever shows it from now on is nobody')
      .argument('<serial>')
      .requiredOption('--reason <text>', 'why; kept in the trail'),
  ).action(
    answerWith(async (serial: string, options: Shared & { reason: string }) =>
      (await load()).revoke(serial, options),
    ),
  )
}

const asJson = (command: Command): Command =>
  command.option('--json', 'one JSON document on stdout')

const onBooks = (command: Command): Command =>
  asJson(command).option(
    '--fresh',
    'with a throw-away database instead of the configured or embedded one',
  )

/** A seed or a count; what is no whole number is misuse. */
function wholeNumber(text: string): number {
  const number = Number(text)
  if (!/^\d{1,10}$/.test(text) || number > 0xffff_ffff) {
    throw new InvalidArgumentError('a whole number from 0 to 4294967295 is expected')
  }
  return number
}

const isOptions = (arg: unknown): arg is Shared =>
  typeof arg === 'object' && arg !== null && !(arg instanceof Command)

/** Runs a command and tells its answer; what the world or we ourselves did wrong is told in one sentence. */
async function told(json: boolean, work: () => Promise<Answer | undefined>): Promise<number> {
  const answer = await work().catch(mishap)
  if (answer === undefined) return 0
  const text = json ? toJson(answer.data) : answer.text
  const stream = json || answer.exit === 0 || !isRefusal(answer) ? process.stdout : process.stderr
  await new Promise<void>((resolve) => stream.write(`${text}\n`, () => resolve()))
  return answer.exit
}

const isRefusal = ({ data }: Answer): boolean =>
  typeof data === 'object' && data !== null && 'refused' in data

function mishap(error: unknown): Answer {
  if (error instanceof Fault) {
    const data = {
      refused: 'fault',
      door: error.door,
      detail: error.message,
      retrySafe: error.retrySafe,
    }
    return { data, text: error.message, exit: 1 }
  }
  if (error instanceof InvariantBroken) {
    const data = { refused: 'invariant-broken', detail: error.message, facts: error.facts }
    return {
      data,
      text: `This should not be possible: ${error.message} ${toJson(error.facts)}`,
      exit: 1,
    }
  }
  // What nobody foresaw is told in one sentence; where it came from, to those who read the log.
  if (error instanceof Error) process.stderr.write(`${error.stack}\n`)
  const detail = error instanceof Error ? error.message : String(error)
  return { data: { refused: 'internal', detail }, text: `Something went wrong: ${detail}`, exit: 1 }
}

const versionOf = (): string =>
  (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string })
    .version
