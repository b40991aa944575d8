import { z } from 'zod'
import { ok, type Role } from '../../../base'
import {
  bindCertificate,
  listCertificates,
  revokeCertificate,
  type Certificate,
} from '../../../oversight'
import { certificateHolder } from '../certificate-holder'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import { instantOut, operatorField, reasonField, textField } from '../contract/fields'
import { page, pageOf, pageQuery } from '../contract/page'

const ADMINISTRATOR = ['administrator'] as const satisfies readonly Role[]

const serialField = z
  .string()
  .regex(/^[0-9a-f]{2,40}$/)
  .meta({ description: 'serial number, lower-case hex' })

const certificateOut = z.object({
  serial: z.string(),
  fingerprint: z.string().meta({ description: 'SHA-256, hex' }),
  commonName: z.string(),
  boundKind: z.enum(['terminal', 'operator']),
  boundTo: z.string(),
  operator: z.string().nullable(),
  notBefore: instantOut,
  notAfter: instantOut,
  issuedBy: z.string(),
  issuedAt: instantOut,
  revokedAt: instantOut.nullable(),
  revokedBy: z.string().nullable(),
  revokeReason: z.string().nullable(),
})

export const getCertificates = endpoint({
  name: 'certificates.list',
  method: 'get',
  path: '/v1/certificates',
  tag: 'access',
  summary: 'Certificates of terminals and operators, and what each is bound to',
  may: ['administrator', 'auditor'],
  query: z.strictObject({
    boundTo: textField(100).optional(),
    ...pageQuery(z.tuple([serialField])),
  }),
  answer: pageOf(certificateOut),
})

export const postCertificate = endpoint({
  name: 'certificates.bind',
  method: 'post',
  path: '/v1/certificates',
  tag: 'access',
  summary: 'Bind a certificate to the terminal or operator that will show it',
  may: ADMINISTRATOR,
  body: z.strictObject({
    certificate: z.string().min(100).max(20_000).meta({ description: 'PEM, without its key' }),
    boundKind: z.enum(['terminal', 'operator']),
    boundTo: textField(100),
    operator: operatorField.optional(),
  }),
  answer: certificateOut,
  status: 201,
  refusals: {
    'certificate-malformed': 422,
    'certificate-known': 409,
    'certificate-over': 422,
    'holder-malformed': 422,
    'certificate-holder-unknown': 404,
    'certificate-operator-differs': 422,
  },
})

export const postRevocation = endpoint({
  name: 'certificates.revoke',
  method: 'post',
  path: '/v1/certificates/{serial}/revocation',
  tag: 'access',
  summary: 'Whoever shows this certificate from now on is nobody',
  may: ADMINISTRATOR,
  params: z.strictObject({ serial: serialField }),
  body: z.strictObject({ reason: reasonField }),
  answer: certificateOut,
  refusals: { 'certificate-unknown': 404, 'certificate-revoked': 409 },
})

const shown = (one: Certificate) => ({ ...one, fingerprint: one.fingerprint.toString('hex') })

/** What terminals and operators show over TLS. */
export const certificates: readonly Route[] = [
  read(getCertificates, async ({ sql, query: { boundTo, limit, cursor } }) => {
    const rows = await listCertificates(sql, { boundTo, after: cursor?.[0], limit: limit + 1 })
    return ok(page(rows, limit, { placeOf: ({ serial }) => [serial], item: shown }))
  }),

  write(postCertificate, async ({ act, body: { certificate, ...bound } }) => {
    const answer = await bindCertificate(act, { pem: certificate, ...bound }, certificateHolder)
    return answer.ok ? ok(shown(answer.value)) : answer
  }),

  write(postRevocation, async ({ act, params, body }) => {
    const answer = await revokeCertificate(act, { ...params, ...body })
    return answer.ok ? ok(shown(answer.value)) : answer
  }),
]
