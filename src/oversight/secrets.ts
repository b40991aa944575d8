import { createHash, generateKeyPair, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { Fault } from '../base'

/** Where tokens, ids, salts and codes come from; a test may hand in bytes that it knows. */
export interface Secrets {
  bytes(count: number): Buffer
}

export const systemSecrets: Secrets = { bytes: (count) => randomBytes(count) }

export const sha256 = (data: Uint8Array | string): Buffer =>
  createHash('sha256').update(data).digest()

/** Compares without telling by its duration where two secrets differ. */
export const sameSecret = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && timingSafeEqual(one, other)

/** An id that nobody can guess: prefix and 20 hex digits. */
export const newId = (secrets: Secrets, prefix: string): string =>
  `${prefix}_${secrets.bytes(10).toString('hex')}`

/** 256 bits for a bearer: 43 letters of base64url. */
export const newToken = (secrets: Secrets): string => secrets.bytes(32).toString('base64url')

/** Cost of scrypt (RFC 7914): N doubles the time and the memory, r the memory, p the time. */
export interface ScryptCost {
  readonly N: number
  readonly r: number
  readonly p: number
}

/** scrypt, off the main thread; 32 MiB for N = 2^15, r = 8. @throws Fault `scrypt` when memory is short */
export function stretch(
  password: string,
  { salt, cost, length }: { salt: Buffer; cost: ScryptCost; length: number },
): Promise<Buffer> {
  // What the algorithm itself needs (128 N r + 128 r p), and a little for its books.
  const maxmem = 128 * cost.r * (cost.N + cost.p) + 1_048_576
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, { ...cost, maxmem }, (error, key) => {
      if (error === null) resolve(key)
      else reject(new Fault('scrypt', error.message, true, { cause: error }))
    })
  })
}

/** A word that only the holder of the token can know, and that does not lead back to it. */
export const csrfOf = (token: string): string => sha256(`csrf/1 ${token}`).toString('base64url')

/** An RSA key pair of 2048 bits in PEM (SPKI, PKCS #8), made off the main thread. */
export function rsaKeyPair(): Promise<{ publicKey: string; privateKey: string }> {
  return new Promise((resolve, reject) => {
    generateKeyPair(
      'rsa',
      {
        modulusLength: 2_048,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      },
      (error, publicKey, privateKey) => {
        if (error === null) resolve({ publicKey, privateKey })
        else reject(new Fault('key-pair', error.message, true, { cause: error }))
      },
    )
  })
}
