import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Logins of an embedded cluster, from most to least powerful. */
export const SUPERUSER = 'citycard_admin'
export const OWNER = 'citycard_owner'
export const WORK = 'citycard_work'

export type Login = typeof SUPERUSER | typeof OWNER | typeof WORK
export type Passwords = Readonly<Record<Login, string>>

/** The passwords of a cluster, made once by chance and readable by their owner only. */
export function passwordsOf(clusterDir: string): Passwords {
  const file = join(clusterDir, 'passwords.json')
  if (!existsSync(file)) {
    const passwords: Passwords = {
      [SUPERUSER]: newPassword(),
      [OWNER]: newPassword(),
      [WORK]: newPassword(),
    }
    writePrivate(file, JSON.stringify(passwords))
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Passwords
}

/** Writes a file only its owner may read; whole or not at all. */
export function writePrivate(file: string, text: string): void {
  const half = `${file}.half`
  writeFileSync(half, text, { mode: 0o600 })
  renameSync(half, file)
}

const newPassword = (): string => randomBytes(24).toString('base64url')
