import { z } from 'zod'
import {
  CHIP_ENTRIES_MAX,
  chipVersions,
  publishCaKeys,
  publishChipApplications,
  type CaKey,
  type ChipApplication,
  type ChipVersion,
} from '../../../acquiring'
import { ok, type Role } from '../../../base'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import { because } from '../contract/second-person'
import { countOut, dateField, dateOut, instantOut, reasonField } from '../contract/fields'
import { bigintPlace, page, pageOf, pageQuery } from '../contract/page'

const PUBLISHERS = ['administrator'] as const satisfies readonly Role[]
const LOOKERS = ['administrator', 'key-custodian', 'auditor'] as const satisfies readonly Role[]

/** Bytes in hex, as capitals from here on. */
const hexField = (least: number, most = least) =>
  z
    .string()
    .regex(new RegExp(`^(?:[0-9A-Fa-f]{2}){${least},${most}}$`))
    .transform((text) => text.toUpperCase())

const MODULUS_BYTES = [96, 248] as const

const caKeyField = z.strictObject({
  rid: hexField(5).meta({ description: 'registered provider', example: 'A000000333' }),
  index: hexField(1).meta({ description: 'index of the key', example: '01' }),
  expires: dateField,
  modulus: hexField(...MODULUS_BYTES).meta({ description: 'RSA modulus' }),
  exponent: z.enum(['03', '010001']),
  check: hexField(20).meta({ description: 'SHA-1 of rid, index, modulus and exponent' }),
})

const applicationField = z.strictObject({
  aid: hexField(5, 16).meta({
    description: 'name of the application',
    example: 'A000000333010101',
  }),
  parameters: z
    .record(z.string().regex(/^[0-9A-F]{4}$/), hexField(1, 252))
    .meta({ description: 'by tag; DF01, 9F08, DF11, DF12, DF13 and 9F1B must be there' }),
})

const setBody = <Entry extends z.ZodType>(entry: Entry) =>
  z.strictObject({
    validFrom: dateField,
    entries: z.array(entry).min(1).max(CHIP_ENTRIES_MAX),
    reason: reasonField,
  })

const setOut = {
  version: countOut,
  validFrom: dateOut,
  madeAt: instantOut,
  madeBy: z.string(),
  approvedBy: z.string().nullable(),
  reason: z.string(),
}
const published = z.object({ version: countOut, validFrom: dateOut })
const listQuery = z.strictObject(pageQuery(z.tuple([bigintPlace])))

export const postCaKeys = endpoint({
  name: 'pos-ca-keys.publish',
  method: 'post',
  path: '/v1/pos-ca-keys',
  tag: 'pos',
  summary:
    'The CA public keys with which POS terminals check bank chips, whole, from a day on; two people agree',
  may: PUBLISHERS,
  approvers: PUBLISHERS,
  fourEyes: () => because('chip-keys'),
  body: setBody(caKeyField),
  answer: published,
  status: 201,
  refusals: {
    'date-past': 422,
    'chip-entry-repeated': 422,
    'ca-key-check-differs': 422,
    'ca-key-expired': 422,
    'second-person-needed': 409,
  },
})

export const listCaKeys = endpoint({
  name: 'pos-ca-keys.list',
  method: 'get',
  path: '/v1/pos-ca-keys',
  tag: 'pos',
  summary: 'Every set of CA public keys, newest first',
  may: LOOKERS,
  query: listQuery,
  answer: pageOf(
    z.object({
      ...setOut,
      keys: z.array(
        z.object({ rid: z.string(), index: z.string(), expires: dateOut, check: z.string() }),
      ),
    }),
  ),
})

export const postIcParameters = endpoint({
  name: 'pos-ic-parameters.publish',
  method: 'post',
  path: '/v1/pos-ic-parameters',
  tag: 'pos',
  summary:
    'The chip applications that POS terminals take, with their parameters, whole, from a day on; two people agree',
  may: PUBLISHERS,
  approvers: PUBLISHERS,
  fourEyes: () => because('chip-parameters'),
  body: setBody(applicationField),
  answer: published,
  status: 201,
  refusals: {
    'date-past': 422,
    'chip-entry-repeated': 422,
    'chip-parameter-unknown': 422,
    'chip-parameter-malformed': 422,
    'chip-parameter-missing': 422,
    'second-person-needed': 409,
  },
})

export const listIcParameters = endpoint({
  name: 'pos-ic-parameters.list',
  method: 'get',
  path: '/v1/pos-ic-parameters',
  tag: 'pos',
  summary: 'Every set of chip applications, newest first',
  may: LOOKERS,
  query: listQuery,
  answer: pageOf(
    z.object({
      ...setOut,
      applications: z.array(
        z.object({ aid: z.string(), parameters: z.record(z.string(), z.string()) }),
      ),
    }),
  ),
})

const placeOf = ({ version }: ChipVersion) => [version] as const

export const posChipDataRoutes: readonly Route[] = [
  write(postCaKeys, async ({ act, body }) => {
    const done = await publishCaKeys(act, body)
    return done.ok ? ok({ version: done.value.version, validFrom: body.validFrom }) : done
  }),
  read(listCaKeys, async ({ sql, query: { limit, cursor } }) => {
    const rows = await chipVersions(sql, {
      kind: 'ca-keys',
      before: cursor?.[0],
      limit: limit + 1,
    })
    const item = (row: ChipVersion) => ({ ...row, keys: row.entries as readonly CaKey[] })
    return ok(page(rows, limit, { placeOf, item }))
  }),
  write(postIcParameters, async ({ act, body }) => {
    const done = await publishChipApplications(act, body)
    return done.ok ? ok({ version: done.value.version, validFrom: body.validFrom }) : done
  }),
  read(listIcParameters, async ({ sql, query: { limit, cursor } }) => {
    const rows = await chipVersions(sql, {
      kind: 'ic-parameters',
      before: cursor?.[0],
      limit: limit + 1,
    })
    const item = (row: ChipVersion) => ({
      ...row,
      applications: row.entries as readonly ChipApplication[],
    })
    return ok(page(rows, limit, { placeOf, item }))
  }),
]
