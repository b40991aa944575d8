import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { invariant } from '../../../src/base'
import { Citycard, type Input, type OperationName, type Operations } from '../../../src/client'
import { packageRoot } from '../../../src/package-root'
import { asked } from './virtual-reader'

/** The demonstration city as `npm start` gives it to a newcomer, on books that are gone afterwards. */
export interface Demonstration {
  readonly url: string
  /** Of every sign-in. */
  readonly password: string
  /** A program that acts for somebody, as their screen would. */
  readonly as: (login: string) => Promise<Program>
  readonly stop: () => Promise<void>
}

/** What somebody does without a screen. */
export interface Program {
  readonly centre: Citycard
  readonly ask: <Name extends OperationName>(name: Name, input: Input<Name>) => Promise<Told<Name>>
  /** An act; what waits for a second person is left waiting. */
  readonly act: <Name extends OperationName>(
    name: Name,
    input: Omit<Input<Name>, 'key'>,
  ) => Promise<Told<Name>>
}

type Told<Name extends OperationName> = Operations[Name]['answer']

/** The command line as it was built. */
const RUN = `require(${JSON.stringify(join(packageRoot, 'dist', 'src', 'cli.js'))})
  .main(process.argv.slice(1)).then((code) => (process.exitCode = code))`

/** Starts it by the command line, on a free port; some minutes pass until a morning of taps is settled. */
export async function startDemonstration(): Promise<Demonstration> {
  const child = spawn(process.execPath, ['-e', RUN, '--', 'up', '--fresh', '--json'], {
    cwd: packageRoot,
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const told = await Promise.race([
    toldBy(child.stdout),
    ended.then(() => Promise.reject(new Error('the demonstration city did not start'))),
  ])
  const { url, demoStaff } = told
  invariant(demoStaff !== null, 'a new demonstration has sign-ins')
  const { password } = demoStaff
  const programs = new Map<string, Promise<Program>>()
  return {
    url,
    password,
    as: (login) => {
      const known = programs.get(login) ?? programFor({ url, login, password })
      programs.set(login, known)
      return known
    },
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

interface Started {
  readonly url: string
  readonly demoStaff: { readonly password: string } | null
}

/** The one document it writes, as soon as it is whole. */
async function toldBy(output: NodeJS.ReadableStream): Promise<Started> {
  let text = ''
  for await (const line of createInterface({ input: output })) {
    text += `${line}\n`
    const told = whole(text)
    if (told !== undefined) return told
  }
  throw new Error('the demonstration city told nothing')
}

function whole(text: string): Started | undefined {
  try {
    return JSON.parse(text) as Started
  } catch {
    return undefined
  }
}

export async function programFor(of: {
  url: string
  login: string
  password: string
}): Promise<Program> {
  const door = new Citycard({ centre: of.url })
  const body = { login: of.login, password: of.password }
  const { token } = await asked(door, 'access.sign-in', { body })
  invariant(token !== null, 'a program signs in by token')
  const centre = door.signedIn(token)
  return {
    centre,
    ask: (name, input) => asked(centre, name, input),
    act: async (name, input) => {
      const told = await centre.call(name, { ...input, key: randomUUID() } as never)
      if (!told.ok) throw new Error(`${name}: ${JSON.stringify(told)}`)
      return told.value as Told<typeof name>
    },
  }
}
