import type { Sql, Tx } from '../base'
import type { BatchState, KeySet, PosTerminal, TerminalAtWork } from './terminal'

const COLUMNS = `t.terminal, t.merchant_number as "merchantNumber", t.device, t.merchant, t.operator, t.agent, t.sam,
  t.mac_algorithm as "macAlgorithm", t.master_key as "masterKey", t.entered_key as "enteredKey",
  t.registered_at as "registeredAt", t.taken_out_at as "takenOutAt", t.batch,
  t.keys_current as "keysCurrent", t.keys_pending as "keysPending", t.keys_previous as "keysPrevious",
  t.previous_until as "previousUntil", t.wrong_macs as "wrongMacs", t.locked_at as "lockedAt",
  t.signed_in_at as "signedInAt", t.proved_at as "provedAt"`

/** A terminal locked for a turn, if there is one of this number, and the number of the message it is asked with. */
export interface LockedTerminal {
  readonly message: bigint
  readonly terminal: TerminalAtWork | undefined
}

/**
 * Terminals kept for one turn, in the order of their numbers: two messages of one terminal follow one another, and
 * no other terminal waits. Each gets a number for its message, in the order given.
 */
export async function lockTerminals(
  tx: Tx,
  terminals: readonly string[],
  date: string,
): Promise<Map<string, LockedTerminal>> {
  const { rows } = await tx.query<Omit<TerminalAtWork, 'terminal'> & NumberedRow>(
    `with numbered as materialized (
       select asked, nextval('acquiring_reference') as message from unnest($1::text[]) as asked),
     locked as materialized (
       select kept.* from (select asked from numbered order by asked collate "C") given
        cross join lateral (select * from acquiring_terminal where terminal = given.asked
                               for no key update) kept)
     select n.asked, n.message, ${COLUMNS}, agreed.contract, open.opened_at as "batchOpenedAt",
            open.state as "batchState"
       from numbered n
       left join locked t on t.terminal = n.asked
       left join lateral (select opened_at, state from acquiring_batch b
                           where b.terminal = t.terminal and b.batch = t.batch
                           order by opened_at desc limit 1) open on true
       left join lateral (select contract from registry_party_contract_view c
                           where c.party = t.merchant and c.scope = 'sales' and c.valid_from <= $2::date
                             and (c.valid_to is null or c.valid_to >= $2::date) limit 1) agreed on true`,
    [terminals, date],
    'acquiring-lock-terminals',
  )
  return new Map(
    rows.map(({ asked, message, terminal, ...row }): [string, LockedTerminal] => [
      asked,
      { message, terminal: terminal === null ? undefined : { ...row, terminal } },
    ]),
  )
}

interface NumberedRow {
  readonly asked: string
  readonly message: bigint
  readonly terminal: string | null
}

export async function posTerminal(sql: Sql, terminal: string): Promise<PosTerminal | undefined> {
  const { rows } = await sql.query<PosTerminal>(
    `select ${COLUMNS} from acquiring_terminal t where terminal = $1`,
    [terminal],
  )
  return rows[0]
}

/** One terminal, kept from its own messages until the transaction ends. */
export async function lockTerminal(tx: Tx, terminal: string): Promise<PosTerminal | undefined> {
  const { rows } = await tx.query<PosTerminal>(
    `select ${COLUMNS} from acquiring_terminal t where terminal = $1 for no key update`,
    [terminal],
  )
  return rows[0]
}

/** False when the number is taken. */
export async function insertTerminal(
  tx: Tx,
  terminal: Pick<
    PosTerminal,
    | 'terminal'
    | 'merchantNumber'
    | 'device'
    | 'merchant'
    | 'operator'
    | 'agent'
    | 'sam'
    | 'macAlgorithm'
    | 'masterKey'
    | 'registeredAt'
  >,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `with fresh as (
       insert into acquiring_terminal (terminal, merchant_number, device, merchant, operator, agent, sam,
                                       mac_algorithm, master_key, registered_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing returning terminal, batch)
     insert into acquiring_batch (terminal, batch, opened_at, state)
     select terminal, batch, $10, 'open' from fresh`,
    [
      terminal.terminal,
      terminal.merchantNumber,
      terminal.device,
      terminal.merchant,
      terminal.operator,
      terminal.agent,
      terminal.sam,
      terminal.macAlgorithm,
      terminal.masterKey,
      terminal.registeredAt,
    ],
  )
  return rowCount === 1
}

/** What of a terminal changes with its sign-ins and message codes. */
export interface TerminalKeys {
  readonly keysCurrent: KeySet | null
  readonly keysPending: KeySet | null
  readonly keysPrevious: KeySet | null
  readonly previousUntil: Date | null
  readonly wrongMacs: number
  readonly lockedAt: Date | null
  readonly signedInAt: Date | null
  readonly provedAt: Date | null
}

export async function writeKeys(tx: Tx, terminal: string, keys: TerminalKeys): Promise<void> {
  await tx.query(
    `update acquiring_terminal
        set keys_current = $2::jsonb, keys_pending = $3::jsonb, keys_previous = $4::jsonb, previous_until = $5,
            wrong_macs = $6, locked_at = $7, signed_in_at = $8, proved_at = $9
      where terminal = $1`,
    [
      terminal,
      jsonOf(keys.keysCurrent),
      jsonOf(keys.keysPending),
      jsonOf(keys.keysPrevious),
      keys.previousUntil,
      keys.wrongMacs,
      keys.lockedAt,
      keys.signedInAt,
      keys.provedAt,
    ],
    'acquiring-write-keys',
  )
}

const jsonOf = (keys: KeySet | null): string | null => (keys === null ? null : JSON.stringify(keys))

export async function writeTakenOut(tx: Tx, terminal: string, at: Date): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update acquiring_terminal set taken_out_at = $2 where terminal = $1 and taken_out_at is null`,
    [terminal, at],
  )
  return rowCount === 1
}

/** The terminal goes on with another batch. */
export async function writeBatchBegun(
  tx: Tx,
  begun: { readonly terminal: string; readonly batch: number; readonly at: Date },
): Promise<void> {
  await tx.query(
    `with moved as (update acquiring_terminal set batch = $2 where terminal = $1)
     insert into acquiring_batch (terminal, batch, opened_at, state) values ($1, $2, $3, 'open')`,
    [begun.terminal, begun.batch, begun.at],
  )
}

export async function writeBatchState(
  tx: Tx,
  { terminal, batch, batchOpenedAt }: Pick<TerminalAtWork, 'terminal' | 'batch' | 'batchOpenedAt'>,
  to: { readonly state: BatchState; readonly closedAt: Date | null },
): Promise<void> {
  await tx.query(
    `update acquiring_batch set state = $4, closed_at = $5
      where terminal = $1 and batch = $2 and opened_at = $3`,
    [terminal, batch, batchOpenedAt, to.state, to.closedAt],
  )
}
