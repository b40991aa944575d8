import { ok, refuse, type Result } from '../base'
import { limits } from './limits.table'
import { sameSecret, stretch, type ScryptCost, type Secrets } from './secrets'

export type PasswordRefusal = 'password-too-weak'

const SALT_BYTES = 16
const HASH_BYTES = 32

/**
 * Whether a password may be used: long enough, not one letter again and again, and not the name of its owner.
 * Counted in letters (code points), normalised (NFKC) so that one keyboard's "é" is another's.
 */
export function checkPassword(
  password: string,
  { login }: { readonly login: string },
): Result<string, PasswordRefusal> {
  const plain = password.normalize('NFKC')
  const letters = [...plain]
  const { passwordLettersMin: least, passwordLettersMax: most } = limits
  const weak = (detail: string): Result<string, PasswordRefusal> =>
    refuse('password-too-weak', { field: 'password', detail })
  if (letters.length < least) return weak(`a password has at least ${least} letters`)
  if (letters.length > most) return weak(`a password has at most ${most} letters`)
  if (new Set(letters).size < 5) return weak('a password has at least 5 different letters')
  if (plain.toLowerCase().includes(login)) return weak('a password does not hold the own name')
  return ok(plain)
}

/** "scrypt$N$r$p$salt$hash": the parameters stay with the hash, so that they may grow. */
export async function hashPassword(
  password: string,
  secrets: Secrets,
  cost: ScryptCost = limits.scrypt,
): Promise<string> {
  const salt = secrets.bytes(SALT_BYTES)
  const hash = await stretch(password.normalize('NFKC'), { salt, cost, length: HASH_BYTES })
  const { N, r, p } = cost
  return ['scrypt', N, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

/** A hash that no password has: checked for names nobody has, so that both answers take equally long. */
export const nobodysHash = ({ N, r, p }: ScryptCost = limits.scrypt): string =>
  ['scrypt', N, r, p, 'A'.repeat(22), 'A'.repeat(43)].join('$')

/** Whether a password is the one that was hashed. A damaged hash matches nothing. */
export async function passwordIs(password: string, stored: string): Promise<boolean> {
  const parsed = /^scrypt\$(\d{1,8})\$(\d{1,3})\$(\d{1,3})\$([\w-]+)\$([\w-]+)$/.exec(stored)
  if (parsed === null) return false
  const [, N, r, p, salt = '', hash = ''] = parsed
  const expected = Buffer.from(hash, 'base64url')
  const made = await stretch(password.normalize('NFKC'), {
    salt: Buffer.from(salt, 'base64url'),
    cost: { N: Number(N), r: Number(r), p: Number(p) },
    length: HASH_BYTES,
  })
  return sameSecret(made, expected)
}
