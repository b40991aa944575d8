import type { Sql } from '../base'
import type { PosPeer } from './face'

/** Whom a certificate is bound to: one device of the registry, or an operator for all of its POS. */
export type CertifiedFor = { readonly device: string } | { readonly operator: string }

/**
 * For which POS somebody with a certificate may speak; undefined when for none. One line speaks for one merchant
 * number: an operator whose POS have several binds a certificate to each device instead.
 */
export async function posOfCertificate(
  sql: Sql,
  bound: CertifiedFor,
): Promise<PosPeer['certificate'] | undefined> {
  const { rows } = await sql.query<{ merchant: string; terminals: string[] }>(
    `select merchant_number as merchant, array_agg(terminal order by terminal) as terminals
       from acquiring_terminal
      where taken_out_at is null and (device = $1 or operator = $2) group by merchant_number`,
    'device' in bound ? [bound.device, null] : [null, bound.operator],
    'acquiring-pos-of-certificate',
  )
  return rows.length === 1 ? rows[0] : undefined
}
