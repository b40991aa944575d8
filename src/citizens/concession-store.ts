import type { Sql, Tx } from '../base'
import type { Concession } from './concessions'

const columns = `concession, person, kind, version, valid_from as "validFrom", valid_to as "validTo",
  verified_until as "verifiedUntil", ended_on as "endedOn", ended_reason as "endedReason"`

export async function concessionRows(sql: Sql, persons: readonly string[]): Promise<Concession[]> {
  const { rows } = await sql.query<Concession>(
    `select ${columns} from citizens_concession where person = any($1::text[])
      order by valid_from, concession`,
    [persons],
  )
  return rows
}

export async function concessionRow(sql: Sql, concession: string): Promise<Concession | undefined> {
  const { rows } = await sql.query<Concession>(
    `select ${columns} from citizens_concession where concession = $1`,
    [concession],
  )
  return rows[0]
}

export async function lockConcession(tx: Tx, concession: string): Promise<Concession | undefined> {
  const { rows } = await tx.query<Concession>(
    `select ${columns} from citizens_concession where concession = $1 for update`,
    [concession],
  )
  return rows[0]
}

export async function insertConcession(
  tx: Tx,
  row: Pick<
    Concession,
    'concession' | 'person' | 'kind' | 'validFrom' | 'validTo' | 'verifiedUntil'
  > & { readonly at: Date; readonly reference: string },
): Promise<void> {
  await tx.query(
    `insert into citizens_concession
       (concession, person, kind, valid_from, valid_to, verified_until, granted_at, reference)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      row.concession,
      row.person,
      row.kind,
      row.validFrom,
      row.validTo,
      row.verifiedUntil,
      row.at,
      row.reference,
    ],
  )
}

export async function writeConcession(tx: Tx, row: Concession): Promise<void> {
  await tx.query(
    `update citizens_concession
        set version = $2, verified_until = $3, ended_on = $4, ended_reason = $5
      where concession = $1`,
    [row.concession, row.version, row.verifiedUntil, row.endedOn, row.endedReason],
  )
}

export async function insertVerification(
  tx: Tx,
  row: {
    readonly concession: string
    readonly reference: string
    readonly verifiedOn: string
    readonly verifiedUntil: string
    readonly evidence: Buffer
    readonly verifiedBy: string
  },
): Promise<void> {
  await tx.query(
    `insert into citizens_verification
       (concession, reference, verified_on, verified_until, evidence, verified_by)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      row.concession,
      row.reference,
      row.verifiedOn,
      row.verifiedUntil,
      row.evidence,
      row.verifiedBy,
    ],
  )
}
