import { invariant, SetClock, type Act, type Actor, type Result } from '../../src/base'
import {
  actOf,
  addStaff,
  signIn,
  systemSecrets,
  type AddStaff,
  type OversightDesk,
  type SignedIn,
  type Staff,
} from '../../src/oversight'
import { openSoftVault, type SoftVault } from '../../src/keys'
import { freshDatabase, type FreshDatabase } from '../support/database'
import { join } from 'node:path'
import { packageRoot } from '../../src/package-root'

export const MORNING = new Date('2026-11-22T08:00:00+08:00')
export const PASSWORD = 'Regen über Nanjing 44'

export const ADMIN: Actor = { id: 'staff_admin000', kind: 'staff', roles: ['administrator'] }

/** An office with a real database, a vault with the development keys and a clock that stands still. */
export class Office {
  private count = 0

  private constructor(
    readonly store: FreshDatabase,
    readonly vault: SoftVault,
    readonly clock: SetClock,
    readonly desk: OversightDesk,
  ) {}

  static async open(): Promise<Office> {
    const keysFile = join(packageRoot, 'keys-dev', 'hierarchy.json')
    const [store, vault] = await Promise.all([
      freshDatabase(),
      openSoftVault({ keysFile, production: false }),
    ])
    invariant(vault.ok, 'the development keys open')
    const clock = new SetClock(MORNING)
    const { database } = store
    const passwordCost = { N: 1_024, r: 8, p: 1 }
    const desk = { database, clock, secrets: systemSecrets, seal: vault.value, passwordCost }
    return new Office(store, vault.value, clock, desk)
  }

  /** One act of somebody, in a transaction of its own; rolled back when it is refused. */
  async act<Value, Word extends string>(
    actor: Actor,
    work: (act: Act) => Promise<Result<Value, Word>>,
  ): Promise<Result<Value, Word>> {
    const reference = `req_${++this.count}`
    try {
      return await this.desk.database.transaction(async (tx) => {
        const answer = await work(actOf(tx, { actor, at: this.clock.now(), reference }))
        if (!answer.ok) throw new Refused(answer)
        return answer
      })
    } catch (error) {
      if (error instanceof Refused) return error.answer as Result<Value, Word>
      throw error
    }
  }

  async staff(entry: Partial<AddStaff> = {}): Promise<Staff> {
    const added = await this.act(ADMIN, (act) =>
      addStaff(act, this.desk, {
        login: 'lin.mei',
        displayName: '林梅',
        roles: ['counter-clerk'],
        password: PASSWORD,
        passwordTemporary: false,
        ...entry,
      }),
    )
    invariant(added.ok, 'a test adds staff', { added })
    return added.value
  }

  async signedIn(login = 'lin.mei', code?: string): Promise<SignedIn> {
    const answer = await signIn(this.desk, { login, password: PASSWORD, code })
    invariant(answer.ok, 'a test signs in', { answer })
    return answer.value
  }

  later(seconds: number): void {
    this.clock.set(new Date(this.clock.now().getTime() + seconds * 1_000))
  }

  /** What stands in every table of oversight, as a dump would show it. */
  async dump(): Promise<string> {
    const { rows: tables } = await this.desk.database.query<{ name: string }>(
      `select relname as name from pg_class where relkind = 'r' and relname like 'oversight%'`,
    )
    const texts = await Promise.all(
      tables.map(({ name }) =>
        this.desk.database.query<{ row: string }>(`select t::text as row from ${name} t`),
      ),
    )
    return texts.flatMap(({ rows }) => rows.map(({ row }) => row)).join('\n')
  }

  async close(): Promise<void> {
    await this.vault.close()
    await this.store.drop()
  }
}

class Refused extends Error {
  constructor(readonly answer: Result<unknown>) {
    super('refused')
  }
}
