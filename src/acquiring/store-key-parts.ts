import type { Sql, Tx } from '../base'

/** A part of a terminal's master key that waits for the others. */
export interface KeyPart {
  readonly part: number
  readonly parts: number
  /** Sealed by the vault. */
  readonly kept: Buffer
  readonly checkValue: string
  readonly givenBy: string
  readonly givenAt: Date
}

/** The parts that wait for a terminal's key, in their order. */
export async function keyParts(sql: Sql, terminal: string): Promise<KeyPart[]> {
  const { rows } = await sql.query<KeyPart>(
    `select part, parts, kept, check_value as "checkValue", given_by as "givenBy", given_at as "givenAt"
       from acquiring_key_part where terminal = $1 order by part`,
    [terminal],
  )
  return rows
}

export async function insertKeyPart(tx: Tx, terminal: string, given: KeyPart): Promise<void> {
  await tx.query(
    `insert into acquiring_key_part (terminal, part, parts, kept, check_value, given_by, given_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [terminal, given.part, given.parts, given.kept, given.checkValue, given.givenBy, given.givenAt],
  )
}

/** Removes what waits, or one of it; answers how many. */
export async function removeKeyParts(tx: Tx, terminal: string, part?: number): Promise<number> {
  const { rowCount } = await tx.query(
    `delete from acquiring_key_part where terminal = $1 and ($2::int2 is null or part = $2)`,
    [terminal, part ?? null],
  )
  return rowCount
}

/** The key takes the place of the one before; keys of its sign-ins are worth nothing any more. */
export async function writeEnteredKey(
  tx: Tx,
  terminal: string,
  { entered, checkValue }: { readonly entered: Buffer; readonly checkValue: string },
): Promise<void> {
  await tx.query(
    `update acquiring_terminal
        set entered_key = $2, entered_check = $3, keys_current = null, keys_pending = null, keys_previous = null,
            previous_until = null, wrong_macs = 0, locked_at = null
      where terminal = $1`,
    [terminal, entered, checkValue],
  )
}
