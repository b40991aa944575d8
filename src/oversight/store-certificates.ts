import type { Actor, OperatorId, Sql, Tx } from '../base'

/** A certificate of a terminal or an operator, and what it is bound to. */
export interface Certificate {
  /** SHA-256 over the certificate. */
  readonly fingerprint: Buffer
  /** Hex. */
  readonly serial: string
  readonly commonName: string
  readonly boundKind: 'terminal' | 'operator'
  /** Terminal or operator id. */
  readonly boundTo: string
  /** A terminal's operator; the operator itself. */
  readonly operator: string | null
  readonly notBefore: Date
  /** Not included. */
  readonly notAfter: Date
  readonly issuedBy: string
  readonly issuedAt: Date
  readonly revokedAt: Date | null
  readonly revokedBy: string | null
  readonly revokeReason: string | null
}

const CERTIFICATE = `fingerprint, serial, common_name as "commonName", bound_kind as "boundKind",
  bound_to as "boundTo", operator, not_before as "notBefore", not_after as "notAfter", issued_by as "issuedBy",
  issued_at as "issuedAt", revoked_at as "revokedAt", revoked_by as "revokedBy", revoke_reason as "revokeReason"`

/** Whether it is new. */
export async function insertCertificate(
  tx: Tx,
  one: Omit<Certificate, 'revokedAt' | 'revokedBy' | 'revokeReason'>,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into oversight_certificate (fingerprint, serial, common_name, bound_kind, bound_to, operator,
       not_before, not_after, issued_by, issued_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict do nothing`,
    [
      one.fingerprint,
      one.serial,
      one.commonName,
      one.boundKind,
      one.boundTo,
      one.operator,
      one.notBefore,
      one.notAfter,
      one.issuedBy,
      one.issuedAt,
    ],
  )
  return rowCount === 1
}

/** Who shows a certificate that is registered, in its time and not revoked. */
export async function actorOfCertificate(
  sql: Sql,
  { fingerprint, at }: { readonly fingerprint: Buffer; readonly at: Date },
): Promise<Actor | undefined> {
  const { rows } = await sql.query<Pick<Certificate, 'boundKind' | 'boundTo' | 'operator'>>(
    `select bound_kind as "boundKind", bound_to as "boundTo", operator from oversight_certificate
      where fingerprint = $1 and revoked_at is null and not_before <= $2 and $2 < not_after`,
    [fingerprint, at],
    'oversight-actor-of-certificate',
  )
  const [bound] = rows
  if (bound === undefined) return undefined
  const operator = bound.operator === null ? {} : { operator: bound.operator as OperatorId }
  return bound.boundKind === 'terminal'
    ? {
        id: `term_${bound.boundTo.replace(/^term_/, '')}`,
        kind: 'terminal',
        roles: ['terminal'],
        terminal: bound.boundTo,
        ...operator,
      }
    : { id: bound.boundTo, kind: 'terminal', roles: ['operator'], ...operator }
}

export async function certificates(
  sql: Sql,
  asked: {
    readonly boundTo?: string | undefined
    readonly after?: string | undefined
    readonly limit: number
  },
): Promise<readonly Certificate[]> {
  const { rows } = await sql.query<Certificate>(
    `select ${CERTIFICATE} from oversight_certificate
      where ($1::text is null or bound_to = $1) and ($2::text is null or serial > $2)
      order by serial limit $3`,
    [asked.boundTo ?? null, asked.after ?? null, asked.limit],
  )
  return rows
}

export async function certificateBySerial(
  sql: Sql,
  serial: string,
): Promise<Certificate | undefined> {
  const { rows } = await sql.query<Certificate>(
    `select ${CERTIFICATE} from oversight_certificate where serial = $1`,
    [serial],
  )
  return rows[0]
}

/** Whether it was not revoked before. */
export async function markRevoked(
  tx: Tx,
  to: {
    readonly serial: string
    readonly by: string
    readonly at: Date
    readonly reason: string
  },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update oversight_certificate set revoked_at = $2, revoked_by = $3, revoke_reason = $4
      where serial = $1 and revoked_at is null`,
    [to.serial, to.at, to.by, to.reason],
  )
  return rowCount === 1
}
