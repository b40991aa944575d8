import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'
import { ok, refuse, type Result } from '../base'

/** scrypt cost: about 64 MiB and a quarter of a second for every guess of a passphrase. */
const COST = { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 1024 * 1024 } as const
const NOTICE = 'citycard sealed keys 1'
const TAG_BYTES = 16

export type UnsealRefusal = 'passphrase-wrong' | 'sealed-file-malformed'

/** Text sealed with AES-256-GCM under a key that scrypt makes of a passphrase; the result is printable. */
export function seal(text: string, passphrase: string): string {
  const salt = randomBytes(16)
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', sealingKey(passphrase, salt), nonce)
  cipher.setAAD(Buffer.from(NOTICE))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `${NOTICE}\n${[salt, nonce, body].map((part) => part.toString('base64')).join('\n')}\n`
}

/** The text again; a wrong passphrase and a changed file cannot be told apart. */
export function unseal(sealed: string, passphrase: string): Result<string, UnsealRefusal> {
  const [notice, ...rest] = sealed.trimEnd().split('\n')
  const [salt, nonce, body] = rest.map((line) => Buffer.from(line, 'base64'))
  if (notice !== NOTICE || salt?.length !== 16 || nonce?.length !== 12 || body === undefined) {
    return refuse('sealed-file-malformed', { detail: 'this is not a sealed key file' })
  }
  if (body.length < TAG_BYTES) {
    return refuse('sealed-file-malformed', { detail: 'this sealed key file is cut off' })
  }
  const opener = createDecipheriv('aes-256-gcm', sealingKey(passphrase, salt), nonce)
  opener.setAAD(Buffer.from(NOTICE)).setAuthTag(body.subarray(-TAG_BYTES))
  try {
    const text = Buffer.concat([opener.update(body.subarray(0, -TAG_BYTES)), opener.final()])
    return ok(text.toString('utf8'))
  } catch {
    return refuse('passphrase-wrong', { detail: 'the passphrase is wrong or the file was changed' })
  }
}

const sealingKey = (passphrase: string, salt: Buffer): Buffer =>
  scryptSync(passphrase.normalize('NFC'), salt, 32, COST)
