import { pki, md } from 'node-forge'
import { rsaKeyPair, type Secrets } from './secrets'

/** A certificate and its private key, both PEM. */
export interface KeyedCertificate {
  readonly certificate: string
  readonly privateKey: string
}

/** Whom a certificate is for: a server by its names, a terminal or operator by what it is bound to. */
export type Subject =
  | { readonly kind: 'server'; readonly names: readonly string[] }
  | { readonly kind: 'client'; readonly commonName: string }

const DAY_MS = 86_400_000
const AUTHORITY_DAYS = 3_650
const CERTIFICATE_DAYS = 397
const ORGANIZATION = { name: 'organizationName', value: 'Citycard development' }

/**
 * A certificate authority for development and tests. A city at work has one of its own, and binds what that
 * signed through the API; this one keeps its key in a file.
 */
export async function makeAuthority(secrets: Secrets, at: Date): Promise<KeyedCertificate> {
  const keys = await rsaKeyPair()
  const certificate = pki.createCertificate()
  const name = [{ name: 'commonName', value: 'Citycard development CA' }, ORGANIZATION]
  certificate.publicKey = pki.publicKeyFromPem(keys.publicKey)
  certificate.serialNumber = serialFrom(secrets)
  setTime(certificate, at, AUTHORITY_DAYS)
  certificate.setSubject(name)
  certificate.setIssuer(name)
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ])
  certificate.sign(pki.privateKeyFromPem(keys.privateKey), md.sha256.create())
  return { certificate: pki.certificateToPem(certificate), privateKey: keys.privateKey }
}

/** A certificate of the development authority, with a key of its own, for a little more than a year. */
export async function issueFrom(
  authority: KeyedCertificate,
  subject: Subject,
  { secrets, at }: { readonly secrets: Secrets; readonly at: Date },
): Promise<KeyedCertificate> {
  const issuer = pki.certificateFromPem(authority.certificate)
  const keys = await rsaKeyPair()
  const certificate = pki.createCertificate()
  const commonName = subject.kind === 'server' ? (subject.names[0] ?? '') : subject.commonName
  certificate.publicKey = pki.publicKeyFromPem(keys.publicKey)
  certificate.serialNumber = serialFrom(secrets)
  setTime(certificate, at, CERTIFICATE_DAYS)
  certificate.setSubject([{ name: 'commonName', value: commonName }, ORGANIZATION])
  certificate.setIssuer(issuer.subject.attributes)
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    {
      name: 'extKeyUsage',
      serverAuth: subject.kind === 'server',
      clientAuth: subject.kind === 'client',
    },
    { name: 'subjectKeyIdentifier' },
    ...(subject.kind === 'server'
      ? [{ name: 'subjectAltName', altNames: subject.names.map(alternative) }]
      : []),
  ])
  certificate.sign(pki.privateKeyFromPem(authority.privateKey), md.sha256.create())
  return { certificate: pki.certificateToPem(certificate), privateKey: keys.privateKey }
}

/** RFC 5280 section 4.1.2.2: positive and at most 20 bytes; unguessable, as CAs do it. */
const serialFrom = (secrets: Secrets): string => `4${secrets.bytes(16).toString('hex').slice(1)}`

function setTime({ validity }: pki.Certificate, at: Date, days: number): void {
  // Clocks of terminals run a little behind.
  validity.notBefore = new Date(at.getTime() - DAY_MS)
  validity.notAfter = new Date(at.getTime() + days * DAY_MS)
}

/** RFC 5280 section 4.2.1.6: 2 is a DNS name, 7 an address. */
const alternative = (name: string) =>
  /^[\d.]+$|:/.test(name) ? { type: 7, ip: name } : { type: 2, value: name }
