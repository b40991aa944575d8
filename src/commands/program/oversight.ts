import type { Command } from 'commander'
import { asJson, onBooks, type AnswerWith, type Shared } from './options'

/** Who may sign in, the trail, and certificates: what an installation needs before anybody can sign in. */
export function addOversight(program: Command, answerWith: AnswerWith): void {
  const staff = program.command('staff').description('who may sign in')
  const load = () => import('../staff')
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
      (await import('../trail')).trailExport(file, options),
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
      (await import('../trail')).trailVerify(file, options),
    ),
  )
  addCertificates(program, answerWith)
}

function addCertificates(program: Command, answerWith: AnswerWith): void {
  const certificates = program
    .command('certificates')
    .description('certificates of terminals and operators')
  const load = () => import('../certificates')
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
