import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { Fault, InvariantBroken } from './base'
import { misused, toJson, type Answer } from './commands/answer'
import type { Shared } from './commands/program/options'
import { citycardProgram } from './commands/program/program'
import { packageRoot } from './package-root'
import { makeObjectsYoung } from './young-objects'

/**
 * The command line. Each command answers one document (`--json`, on stdout) or a text for people; logs and
 * progress go to stderr. Exit 0 done, 1 refused or found wrong, 2 called wrongly.
 */
export async function main(argv: readonly string[]): Promise<number> {
  makeObjectsYoung()
  let exit = 0
  const answerWith =
    <Args extends unknown[]>(work: (...args: Args) => Promise<Answer | undefined>) =>
    async (...args: Args): Promise<void> => {
      const options = args.find(isOptions)
      exit = await told(options?.json === true, () => work(...args))
    }
  const program = citycardProgram(versionOf(), answerWith)
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
