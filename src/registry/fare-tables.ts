import {
  invariant,
  ok,
  refuse,
  type Act,
  type OperatorId,
  type Result,
  type Sql,
  type Tx,
} from '../base'
import { operatorOf } from './store'
import { terminalAt } from './store-hotlist'

/** A fare table (票价表) of an operator: what its terminals charge from an instant on. */
export interface FareTable {
  readonly operator: string
  /** Counts the tables of the operator, from 1. */
  readonly version: bigint
  readonly madeAt: Date
  readonly effectiveFrom: Date
  readonly lineCount: number
}

/** A terminal has a table since an instant, by the clock of the centre. */
export interface FareAcknowledgement {
  readonly terminal: string
  readonly operator: string
  readonly version: bigint
  readonly acknowledgedAt: Date
}

export type PublishFaresRefusal = 'operator-unknown' | 'fares-not-yours' | 'fares-of-the-past'
export type AcknowledgeFaresRefusal =
  'terminal-unknown' | 'terminal-not-yours' | 'fare-table-unknown'

const COLUMNS = `operator, version, made_at as "madeAt", effective_from as "effectiveFrom",
  line_count as "lineCount"`

/**
 * Publishes the next fare table of an operator. Tables are never changed: a mistake is mended by a further table.
 *
 * @param given.body the lines as they stand in the file, checked by whoever hands them in
 */
export async function publishFareTable(
  act: Act,
  given: {
    readonly operator: OperatorId
    readonly effectiveFrom: Date
    readonly body: string
    readonly lineCount: number
  },
): Promise<Result<FareTable, PublishFaresRefusal>> {
  const { operator, effectiveFrom, body, lineCount } = given
  if (act.actor.operator !== undefined && act.actor.operator !== operator) {
    return refuse('fares-not-yours', { field: 'operator', detail: 'fares of another operator' })
  }
  if ((await operatorOf(act.tx, operator)) === undefined) {
    return refuse('operator-unknown', { field: 'operator', detail: 'no such operator' })
  }
  if (effectiveFrom < act.at) {
    return refuse('fares-of-the-past', {
      field: 'effectiveFrom',
      detail: 'rides that were made cannot get another fare; name a moment that is still to come',
    })
  }
  const table = {
    operator,
    version: await nextVersion(act.tx, operator),
    madeAt: act.at,
    effectiveFrom,
    lineCount,
  }
  await act.tx.query(
    `insert into registry_fare_table
       (operator, version, made_at, effective_from, line_count, body, actor, reference)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      operator,
      table.version,
      table.madeAt,
      effectiveFrom,
      lineCount,
      body,
      act.actor.id,
      act.reference,
    ],
  )
  await act.trail({
    act: 'fares.published',
    subject: `operator:${operator}`,
    detail: { version: Number(table.version), lines: lineCount },
  })
  return ok(table)
}

/** Two who publish at once come one after the other: both lock the operator. */
async function nextVersion(tx: Tx, operator: string): Promise<bigint> {
  await tx.query(`select 1 from registry_operator where operator = $1 for no key update`, [
    operator,
  ])
  const { rows } = await tx.query<{ next: bigint }>(
    `select coalesce(max(version), 0)::int8 + 1 as next from registry_fare_table where operator = $1`,
    [operator],
  )
  const [row] = rows
  invariant(row !== undefined, 'an aggregate has a row')
  return row.next
}

/** The tables of an operator, newest first, below a version. */
export async function fareTables(
  sql: Sql,
  asked: {
    readonly operator: string
    readonly before?: bigint | undefined
    readonly limit: number
  },
): Promise<FareTable[]> {
  const { rows } = await sql.query<FareTable>(
    `select ${COLUMNS} from registry_fare_table
      where operator = $1 and ($2::int8 is null or version < $2) order by version desc limit $3`,
    [asked.operator, asked.before ?? null, asked.limit],
  )
  return rows
}

/** One table with its lines. */
export async function fareTable(
  sql: Sql,
  asked: { readonly operator: string; readonly version: bigint },
): Promise<(FareTable & { readonly body: string }) | undefined> {
  const { rows } = await sql.query<FareTable & { readonly body: string }>(
    `select ${COLUMNS}, body from registry_fare_table where operator = $1 and version = $2`,
    [asked.operator, asked.version],
  )
  return rows[0]
}

/** A terminal has a fare table from now on. Said again it changes nothing; the first instant stands. */
export async function acknowledgeFareTable(
  act: Act,
  given: { readonly terminal: string; readonly version: bigint },
): Promise<Result<FareAcknowledgement, AcknowledgeFaresRefusal>> {
  const { terminal, version } = given
  const known = await terminalAt(act.tx, terminal, act.at)
  if (known === undefined) {
    return refuse('terminal-unknown', { field: 'terminal', detail: 'no such terminal is in use' })
  }
  const { actor } = act
  const itsOwn =
    actor.kind === 'terminal'
      ? actor.terminal === terminal
      : actor.operator === undefined || actor.operator === known.operator
  if (!itsOwn) {
    return refuse('terminal-not-yours', {
      field: 'terminal',
      detail: 'a terminal answers for itself, an operator for its own',
    })
  }
  const { operator } = known
  if ((await fareTable(act.tx, { operator, version })) === undefined) {
    return refuse('fare-table-unknown', { field: 'version', detail: 'no such table was published' })
  }
  const { rowCount } = await act.tx.query(
    `insert into registry_fare_acknowledgement
       (terminal, operator, version, acknowledged_at, actor, reference)
     values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    [terminal, operator, version, act.at, actor.id, act.reference],
  )
  const { rows } = await act.tx.query<FareAcknowledgement>(
    `select terminal, operator, version, acknowledged_at as "acknowledgedAt"
       from registry_fare_acknowledgement where terminal = $1 and operator = $2 and version = $3`,
    [terminal, operator, version],
  )
  const [acknowledged] = rows
  invariant(acknowledged !== undefined, 'an acknowledgement that was kept is there')
  if (rowCount === 1) {
    await act.trail({
      act: 'fares.acknowledged',
      subject: `terminal:${terminal}`,
      detail: { version: Number(version) },
    })
  }
  return ok(acknowledged)
}
