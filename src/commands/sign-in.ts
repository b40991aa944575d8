import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { Fault } from '../base'
import { Citycard } from '../client'
import { SignInRefused } from '../../terminals/counter'
import { certifiedFetch } from './certified-fetch'

/** How a command signs in at a centre: with a certificate, a token, or a name and a password. */
export interface SignInOptions {
  readonly url: string
  readonly login?: string
  /** PEM files. */
  readonly certificate?: string
  readonly certificateKey?: string
  readonly authority?: string
}

const TOKEN = 'CITYCARD_TOKEN'
const PASSWORD = 'CITYCARD_PASSWORD'
/** A name and a password are not wrong because many are asking, or because the centre is just starting. */
const FOR_LATER: readonly number[] = [408, 429]

/**
 * How this program signs in, or what it lacks to do so. The way may be asked for again when the sign-in has run out:
 * a password signs in anew, a token that is over does not come back.
 */
export async function signInOf(
  options: SignInOptions,
): Promise<(() => Promise<Citycard>) | string> {
  const { url, login, certificate, certificateKey, authority } = options
  if (!URL.canParse(url)) return '--url: the address of the centre, http(s)://…'
  if ((certificate === undefined) !== (certificateKey === undefined)) {
    return '--certificate and --certificate-key go together'
  }
  if (certificate !== undefined && certificateKey !== undefined) {
    if (new URL(url).protocol !== 'https:')
      return '--certificate: the centre is asked over https://'
    const over = await certifiedFetch({ certificate, key: certificateKey, authority })
    const centre = new Citycard({ centre: url, fetch: over })
    return async () => centre
  }
  const door = new Citycard({ centre: url })
  const token = process.env[TOKEN]
  if (token !== undefined) return oneToken(door, token)
  if (login === undefined) {
    return `--login NAME (and ${PASSWORD}, or it is asked for), ${TOKEN}, or --certificate with --certificate-key`
  }
  if (process.env[PASSWORD] === undefined && !process.stdin.isTTY) {
    return `${PASSWORD} holds the password where nobody can be asked for it`
  }
  return byPassword(door, { url, login })
}

function oneToken(door: Citycard, token: string): () => Promise<Citycard> {
  let isUsed = false
  return async () => {
    if (isUsed)
      throw new SignInRefused(`the token in ${TOKEN} is over; sign in anew for another one`)
    isUsed = true
    return door.signedIn(token)
  }
}

function byPassword(
  door: Citycard,
  { url, login }: { readonly url: string; readonly login: string },
): () => Promise<Citycard> {
  let password = process.env[PASSWORD]
  return async () => {
    password ??= await hidden(`${login}, password: `)
    let told = await reached(url, door.call('access.sign-in', { body: { login, password } }))
    if (!told.ok && told.refused === 'second-factor-needed' && process.stdin.isTTY) {
      const code = await hidden('code of the authenticator: ')
      told = await reached(url, door.call('access.sign-in', { body: { login, password, code } }))
    }
    if (told.ok && !told.pending && told.value.token !== null) {
      return door.signedIn(told.value.token)
    }
    const why = told.ok ? 'no token' : (told.detail ?? told.refused ?? String(told.status))
    const sentence = `${login} cannot sign in at ${url}: ${why}`
    if (!told.ok && (told.status >= 500 || FOR_LATER.includes(told.status))) {
      throw new Fault('centre', sentence, true)
    }
    throw new SignInRefused(sentence)
  }
}

/** @throws Fault when nobody answers there */
export const reached = <Value>(url: string, asked: Promise<Value>): Promise<Value> =>
  asked.catch((cause: unknown) => {
    throw new Fault('centre', `no centre answers at ${url}`, true, { cause })
  })

/** Asks on the terminal without showing what is typed. */
export async function hidden(question: string): Promise<string> {
  process.stderr.write(question)
  const nowhere = new Writable({ write: (_chunk, _encoding, written) => written() })
  const asking = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  try {
    return await asking.question('')
  } finally {
    asking.close()
    process.stderr.write('\n')
  }
}
