import { z } from 'zod'
import { ok } from '../../../base'
import { keyVersions } from '../../../registry'
import { endpoint, read, type Route } from '../contract/endpoint'
import { dateOut, instantOut } from '../contract/fields'
import { pageOf, pageWithin, shortPageQuery } from '../contract/page'

export const listKeys = endpoint({
  name: 'keys.list',
  method: 'get',
  path: '/v1/keys',
  tag: 'keys',
  summary:
    'The keys that the vault holds: labels, check values, versions and their time; never a key',
  may: ['key-custodian', 'administrator', 'auditor'],
  query: z.strictObject(shortPageQuery),
  answer: pageOf(
    z.object({
      label: z.string(),
      level: z.string(),
      checkValue: z.string(),
      validFrom: dateOut,
      validTo: dateOut,
      purpose: z.string(),
      purposeChinese: z.string(),
      enteredUntil: instantOut.nullable().meta({
        description: 'until when clearing takes it; null where the registry does not know it',
      }),
    }),
  ),
})

/** What may be told about keys. */
export const keyRoutes: readonly Route[] = [
  read(listKeys, async ({ sql, query, desks }) => {
    const [held, entered] = await Promise.all([desks.keyCupboard.describe(), keyVersions(sql)])
    const until = new Map(entered.map(({ label, validTo }) => [label, validTo]))
    return ok(
      pageWithin(held, query, {
        wordOf: ({ label }) => label,
        order: 'rising',
        item: (key) => ({ ...key, enteredUntil: until.get(key.label) ?? null }),
      }),
    )
  }),
]
