import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { City } from '../city'
import { staffByLogin } from '../oversight'
import { addDemoStaff, DEMO_CLERK, type DemoStaff } from './demo-staff'

/** The id of the clerk says of which books these sign-ins are. */
interface Kept extends DemoStaff {
  readonly clerk: string
}

/**
 * The sign-ins of the demonstration, made when a database has none of them, and told again at every later start. The
 * database keeps hashes; the password itself stands in `file`, which only its owner may read, beside the embedded
 * database it belongs to. Without a file it is told once. Trouble with the file is logged and keeps nobody out. The
 * caller sees to it that the installation is not at work.
 * @returns undefined where the password is not known: somebody removed the file, or it is of other books
 */
export async function demoSignIns(
  city: City,
  file: string | undefined,
): Promise<DemoStaff | undefined> {
  const made = await addDemoStaff(city)
  const clerk = await staffByLogin(city.store.database, DEMO_CLERK)
  if (file === undefined || clerk?.demo !== true) return made
  try {
    if (made !== undefined) {
      keep(file, { clerk: clerk.staff, ...made })
      return made
    }
    const found = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kept) : undefined
    return found?.clerk === clerk.staff
      ? { password: found.password, staff: found.staff }
      : undefined
  } catch (error) {
    city.log.warn({ err: error, file }, 'the sign-ins of the demonstration cannot be kept or read')
    return made
  }
}

/** Whole or not at all, and never readable by others, not even for a moment. */
function keep(file: string, signIns: Kept): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  rmSync(`${file}.new`, { force: true })
  writeFileSync(`${file}.new`, `${JSON.stringify(signIns, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
