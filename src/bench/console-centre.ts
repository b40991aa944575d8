import { invariant, type Actor, type Role } from '../base'
import { openCity, type City } from '../city'
import { readConfig } from '../config'
import { actOf, addStaff, newId, newPassword } from '../oversight'
import { startServer } from '../server'
import type { BenchCity } from './bench-city'
import { operatorId } from './bench-cards'

/** The centre of the bench with its doors open, so that somebody can look at what the rounds have left. */
export interface ConsoleCentre {
  readonly url: string
  /** One sign-in a role, under the role's name. */
  readonly password: string
  close(): Promise<void>
}

/** Whose screens are measured. */
export const LOOKERS = [
  'counter-clerk',
  'finance-maker',
  'administrator',
  'auditor',
  'operator',
] as const satisfies readonly Role[]

const BENCH: Actor = { id: 'bench', kind: 'centre', roles: [] }

export async function openConsoleCentre({ ownerUrl }: BenchCity): Promise<ConsoleCentre> {
  const read = readConfig({
    NODE_ENV: 'development',
    DATABASE_URL: ownerUrl,
    PORT: '0',
    LOG_LEVEL: 'silent',
    REQUESTS_PER_MINUTE_MAX: '0',
  })
  invariant(read.ok, 'the settings of the bench are understood', { read })
  const opened = await openCity(read.value)
  invariant(opened.ok, 'the centre of the bench opens', { opened })
  const city = opened.value
  const password = newPassword(city.oversight.secrets)
  for (const role of LOOKERS) await addLooker(city, role, password)
  const running = await startServer({
    http: read.value.http,
    log: city.log,
    database: city.store.database,
    routes: (metrics) => city.routes(metrics),
    stopping: () => city.bell.close(),
    closing: [() => city.close()],
  })
  return { url: running.url, password, close: () => running.stop() }
}

async function addLooker(
  { oversight }: City,
  role: (typeof LOOKERS)[number],
  password: string,
): Promise<void> {
  const { database, clock, secrets } = oversight
  const added = await database.transaction((tx) =>
    addStaff(
      actOf(tx, { actor: BENCH, at: clock.now(), reference: newId(secrets, 'bench') }),
      oversight,
      {
        login: role,
        displayName: role,
        roles: [role],
        ...(role === 'operator' ? { operator: operatorId(0) } : {}),
        password,
        passwordTemporary: false,
      },
    ),
  )
  invariant(added.ok, 'whoever looks may sign in', { role, added })
}
