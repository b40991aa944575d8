import { X509Certificate } from 'node:crypto'
import { ok, refuse, type Act, type Result, type Sql } from '../base'
import {
  certificateBySerial,
  certificates,
  insertCertificate,
  markRevoked,
  type Certificate,
} from './store-certificates'

export type CertificateRefusal =
  | 'certificate-malformed'
  | 'certificate-known'
  | 'certificate-over'
  | 'holder-malformed'
  | 'certificate-holder-unknown'
  | 'certificate-operator-differs'

export interface BoundCertificate {
  /** PEM of the certificate; never its private key. */
  readonly pem: string
  readonly boundKind: Certificate['boundKind']
  readonly boundTo: string
  /** A terminal's operator, where it is to be checked against the register. */
  readonly operator?: string | undefined
}

/**
 * Who knows terminals and operators: handed in, so that oversight does not read them itself. Answers undefined for one
 * who is not there, or not in use at the instant, otherwise whose operator it is.
 */
export type CertificateHolder = (
  sql: Sql,
  asked: Pick<BoundCertificate, 'boundKind' | 'boundTo'> & { readonly at: Date },
) => Promise<{ readonly operator: string } | undefined>

/** Nobody is taken for a member of staff, or for the centre, by a certificate. */
const HOLDER = { operator: /^op_[a-z0-9-]{1,40}$/, terminal: /^[A-Za-z0-9][\w.-]{0,59}$/ } as const

/**
 * Binds a certificate to a terminal or an operator that is registered and in use: whoever shows it over TLS is taken for
 * that and nothing else. TLS itself checks that our authority signed it. The operator of a terminal, which its requests
 * speak for, is the one of the register and not the one somebody wrote beside it.
 */
export async function bindCertificate(
  act: Act,
  { pem, boundKind, boundTo, operator }: BoundCertificate,
  holder: CertificateHolder,
): Promise<Result<Certificate, CertificateRefusal>> {
  const form = HOLDER[boundKind]
  if (!form.test(boundTo)) {
    return refuse('holder-malformed', { field: 'boundTo', detail: `${form.source} is expected` })
  }
  const read = readCertificate(pem)
  if (read === undefined) {
    return refuse('certificate-malformed', {
      field: 'certificate',
      detail: 'one X.509 certificate in PEM is expected',
    })
  }
  if (read.notAfter <= act.at) {
    return refuse('certificate-over', { field: 'certificate', detail: 'its time is over' })
  }
  const known = await holder(act.tx, { boundKind, boundTo, at: act.at })
  if (known === undefined) {
    return refuse('certificate-holder-unknown', {
      field: 'boundTo',
      detail: `no such ${boundKind} is registered and in use`,
    })
  }
  if (operator !== undefined && operator !== known.operator) {
    return refuse('certificate-operator-differs', {
      field: 'operator',
      detail: `${boundTo} is registered under another operator`,
    })
  }
  const isNew = await insertCertificate(act.tx, {
    ...read,
    boundKind,
    boundTo,
    operator: known.operator,
    issuedBy: act.actor.id,
    issuedAt: act.at,
  })
  if (!isNew) return refuse('certificate-known', { detail: 'a certificate is bound once' })
  const { serial } = read
  const detail = { boundKind, boundTo }
  await act.trail({ act: 'certificate.bound', subject: `certificate:${serial}`, detail })
  const kept = await certificateBySerial(act.tx, serial)
  return kept === undefined ? refuse('certificate-known') : ok(kept)
}

/** From now on whoever shows it is nobody. */
export async function revokeCertificate(
  act: Act,
  { serial, reason }: { readonly serial: string; readonly reason: string },
): Promise<Result<Certificate, 'certificate-unknown' | 'certificate-revoked'>> {
  const known = await certificateBySerial(act.tx, serial)
  if (known === undefined) return refuse('certificate-unknown', { field: 'serial' })
  if (!(await markRevoked(act.tx, { serial, by: act.actor.id, at: act.at, reason }))) {
    return refuse('certificate-revoked')
  }
  await act.trail({ act: 'certificate.revoked', subject: `certificate:${serial}`, reason })
  return ok((await certificateBySerial(act.tx, serial)) ?? known)
}

export const listCertificates = certificates

type Read = Pick<Certificate, 'fingerprint' | 'serial' | 'commonName' | 'notBefore' | 'notAfter'>

function readCertificate(pem: string): Read | undefined {
  try {
    const x509 = new X509Certificate(pem)
    return {
      fingerprint: Buffer.from(x509.fingerprint256.replaceAll(':', ''), 'hex'),
      serial: x509.serialNumber.toLowerCase(),
      commonName: /^CN=(.{1,200})$/m.exec(x509.subject)?.[1] ?? '',
      notBefore: new Date(x509.validFrom),
      notAfter: new Date(x509.validTo),
    }
  } catch {
    return undefined
  }
}
