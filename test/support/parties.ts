import type { Database } from '../../src/base'

/** The id of a person, as the register would have made it. */
export const personNamed = (name: string): string => `person_${name.padEnd(20, '0')}`

/** An entry of a person of whom nothing is known but that there is one; `mergedInto` another entry, or nobody. */
export const enterPerson = async (
  database: Database,
  person: string,
  { mergedInto, status }: { readonly mergedInto?: string; readonly status?: string } = {},
): Promise<unknown> =>
  database.query(
    `insert into citizens_person (person, version, status, merged_into, registered_at, changed_at, reference)
     values ($1, 1, $2, $3, now(), now(), 'test')`,
    [person, status ?? 'alive', mergedInto ?? null],
  )

/** Later they turn out to be one. */
export const mergePersons = async (
  database: Database,
  { kept, gone }: { readonly kept: string; readonly gone: string },
): Promise<unknown> =>
  database.query('update citizens_person set merged_into = $1 where person = $2', [kept, gone])

export const enterAgent = async (
  database: Database,
  agent: string,
  activeTo: string | null = null,
): Promise<unknown> =>
  database.query(
    `insert into registry_agent (agent, name, credit_code, active_from, active_to)
     values ($1, 'a kiosk', '123456789', '2026-01-01', $2)`,
    [agent, activeTo],
  )

export const enterOperator = async (
  database: Database,
  operator: string,
  activeTo: string | null = null,
): Promise<unknown> =>
  database.query(
    `insert into registry_operator (operator, name, kind, active_from, active_to)
     values ($1, 'a bus company', 'bus', '2026-01-01', $2)`,
    [operator, activeTo],
  )
