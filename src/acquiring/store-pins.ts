import type { Sql, Tx } from '../base'

/** The PIN of an online account, as the vault digested it. */
export interface KeptPin {
  readonly person: string
  readonly kept: Buffer
  readonly setAt: Date
  readonly wrongTries: number
  readonly locked: boolean
}

export async function pinsOf(
  sql: Sql,
  persons: readonly string[],
): Promise<ReadonlyMap<string, KeptPin>> {
  if (persons.length === 0) return new Map()
  const { rows } = await sql.query<KeptPin>(
    `select person, kept, set_at as "setAt", wrong_tries as "wrongTries", locked_at is not null as locked
       from acquiring_pin where person = any($1::text[])`,
    [persons],
    'acquiring-pins',
  )
  return new Map(rows.map((row) => [row.person, row]))
}

/** Sets a PIN, whatever was there; its wrong tries are forgotten. */
export async function writePin(
  tx: Tx,
  { person, kept, at }: { readonly person: string; readonly kept: Buffer; readonly at: Date },
): Promise<void> {
  await tx.query(
    `insert into acquiring_pin (person, kept, set_at) values ($1, $2, $3)
     on conflict (person) do update
       set kept = excluded.kept, set_at = excluded.set_at, wrong_tries = 0, locked_at = null`,
    [person, kept, at],
  )
}

/** A PIN was wrong or right; `tries` wrong ones in a row lock it. Nothing is written where nothing changes. */
export async function countPinTry(
  tx: Tx,
  tried: {
    readonly person: string
    readonly right: boolean
    readonly tries: bigint
    readonly at: Date
  },
): Promise<void> {
  await tx.query(
    `update acquiring_pin
        set wrong_tries = case when $2 then 0 else wrong_tries + 1 end,
            locked_at = case when not $2 and wrong_tries + 1 >= $3::int8 then coalesce(locked_at, $4)
                             else locked_at end
      where person = $1 and (not $2 or wrong_tries > 0)`,
    [tried.person, tried.right, tried.tries, tried.at],
  )
}
