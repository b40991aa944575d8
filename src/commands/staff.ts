import Table from 'cli-table3'
import { refuse, type Actor, type Result } from '../base'
import {
  actOf,
  addStaff,
  isRole,
  newId,
  newPassword,
  resetStaff,
  staffAfter,
  staffByLogin,
  unlockStaff,
  type Staff,
} from '../oversight'
import type { City } from '../city'
import type { Act } from '../base'
import { done, misused, refused, type Answer } from './answer'
import { withCity, type CityOptions } from './with-city'

/** Whoever may run commands on this machine; the trail says that it was here and not over the API. */
export const COMMAND_LINE: Actor = { id: 'command-line', kind: 'centre', roles: [] }

export interface StaffAddOptions extends CityOptions {
  readonly name?: string
  readonly role: readonly string[]
  readonly operator?: string
  readonly agent?: string
  readonly person?: string
  readonly secondFactor?: boolean
}

/** `citycard staff add LOGIN`: the first administrator of an installation, and anybody after. */
export async function staffAdd(login: string, options: StaffAddOptions): Promise<Answer> {
  const unknown = options.role.find((role) => !isRole(role))
  if (unknown !== undefined) return misused(`--role: there is no role "${unknown}"`)
  return withCity(options, async (city) => {
    const password = newPassword(city.oversight.secrets)
    const added = await acting(city, (act) =>
      addStaff(act, city.oversight, {
        login,
        displayName: options.name ?? login,
        roles: options.role.filter(isRole),
        operator: options.operator,
        agent: options.agent,
        person: options.person,
        secondFactorRequired: options.secondFactor === true,
        password,
      }),
    )
    return added.ok ? withPassword(added.value, password) : refused(added)
  })
}

/** `citycard staff list` */
export const staffList = (options: CityOptions): Promise<Answer> =>
  withCity(options, async ({ store }) => {
    const staff = await staffAfter(store.database, { limit: 10_000 })
    const table = new Table({
      head: ['login', 'name', 'roles', 'bound to', 'state', 'second factor'],
      style: { head: [], border: [] },
    })
    for (const one of staff) {
      const boundTo = one.operator ?? one.agent ?? one.person ?? ''
      const factor = one.secondFactor ? 'yes' : one.secondFactorRequired ? 'still to be made' : 'no'
      table.push([one.login, one.displayName, one.roles.join(', '), boundTo, one.state, factor])
    }
    return done({ staff }, table.toString())
  })

/** `citycard staff unlock LOGIN` */
export const staffUnlock = (login: string, options: CityOptions): Promise<Answer> =>
  withCity(options, async (city) => {
    const answer = await acting(city, async (act) => {
      const found = await staffByLogin(act.tx, login)
      return found === undefined ? unknownLogin() : unlockStaff(act, found)
    })
    return answer.ok ? done({ staff: answer.value }, `${login} may try again`) : refused(answer)
  })

/** `citycard staff reset LOGIN`: a new temporary password, shown once. */
export const staffReset = (
  login: string,
  options: CityOptions & { readonly secondFactor?: boolean },
): Promise<Answer> =>
  withCity(options, async (city) => {
    const answer = await acting(city, async (act) => {
      const found = await staffByLogin(act.tx, login)
      if (found === undefined) return unknownLogin()
      const { staff } = found
      return resetStaff(act, city.oversight, { staff, secondFactor: options.secondFactor })
    })
    return answer.ok ? withPassword(answer.value.staff, answer.value.password) : refused(answer)
  })

const unknownLogin = () => refuse('staff-unknown', { field: 'login' })

const withPassword = (staff: Staff, password: string): Answer =>
  done(
    { staff, password },
    `${staff.login} (${staff.roles.join(', ')})\ntemporary password, shown this once: ${password}`,
  )

/** One act of the command line, in a transaction of its own that a refusal undoes. */
export async function acting<Value, Word extends string>(
  city: Pick<City, 'oversight'>,
  work: (act: Act) => Promise<Result<Value, Word>>,
): Promise<Result<Value, Word>> {
  const { database, clock, secrets } = city.oversight
  const reference = newId(secrets, 'cmd')
  try {
    return await database.transaction(async (tx) => {
      const answer = await work(actOf(tx, { actor: COMMAND_LINE, at: clock.now(), reference }))
      if (!answer.ok) throw new Undone(answer)
      return answer
    })
  } catch (error) {
    if (error instanceof Undone) return error.answer as Result<Value, Word>
    throw error
  }
}

/** Leaves a transaction so that nothing of it stays. */
class Undone extends Error {
  constructor(readonly answer: Result<unknown>) {
    super('refused')
  }
}
