import type { Act, Actor, Database, Result, TrailEntry } from '../../src/base'

export const CLERK: Actor = { id: 'staff_clerk', kind: 'staff', roles: ['counter-clerk'] }
export const SUPERVISOR: Actor = {
  id: 'staff_supervisor',
  kind: 'staff',
  roles: ['counter-supervisor'],
}

export interface Acting {
  readonly actor?: Actor
  readonly approvedBy?: Actor
  readonly at?: Date
  /** Made up, one after the other, when the test has none. */
  readonly reference?: string
  /** Receives what went into the trail of an act that was not refused. */
  readonly trail?: TrailEntry[]
}

/** As the trail's table wants it. */
const TRAIL_ACT = /^[a-z0-9-]+[.][a-z0-9-]+$/

let acts = 0

/** Runs verbs as the HTTP door does: one transaction, rolled back when the answer is a refusal. */
export async function acting<Value, Refused extends string>(
  database: Database,
  work: (act: Act) => Promise<Result<Value, Refused>>,
  { trail, ...given }: Acting = {},
): Promise<Result<Value, Refused>> {
  const reference = given.reference ?? `test_${++acts}`
  try {
    return await database.transaction(async (tx) => {
      const entries: TrailEntry[] = []
      const answer = await work({
        tx,
        actor: given.actor ?? CLERK,
        ...(given.approvedBy === undefined ? {} : { approvedBy: given.approvedBy }),
        at: given.at ?? new Date('2026-06-01T02:00:00Z'),
        reference,
        trail: async (entry) => {
          if (!TRAIL_ACT.test(entry.act)) throw new Error(`the trail takes no act "${entry.act}"`)
          entries.push(entry)
        },
      })
      if (!answer.ok) throw new Refused(answer)
      trail?.push(...entries)
      return answer
    })
  } catch (thrown) {
    if (thrown instanceof Refused) return thrown.answer as Result<Value, Refused>
    throw thrown
  }
}

class Refused extends Error {
  constructor(readonly answer: unknown) {
    super('refused')
  }
}

/** The value of an act that must not be refused; the refusal is the test's failure. */
export function expectDone<Value>(answer: Result<Value>): Value {
  if (!answer.ok) throw new Error(`refused: ${answer.refused}: ${answer.detail ?? ''}`)
  return answer.value
}

/** Acts of one person, one after another, on one database; keeps the trail of those that were not refused. */
export class ActsOf {
  readonly trail: TrailEntry[] = []

  constructor(
    private readonly database: Database,
    private readonly actor: Actor,
  ) {}

  run<Value, Refused extends string>(
    verb: (act: Act) => Promise<Result<Value, Refused>>,
    given: Omit<Acting, 'trail'> = {},
  ): Promise<Result<Value, Refused>> {
    return acting(this.database, verb, { actor: this.actor, ...given, trail: this.trail })
  }

  /** As `run`, where a refusal would be a mistake of the test. */
  async done<Value>(
    verb: (act: Act) => Promise<Result<Value>>,
    given: Omit<Acting, 'trail'> = {},
  ): Promise<Value> {
    return expectDone(await this.run(verb, given))
  }
}
