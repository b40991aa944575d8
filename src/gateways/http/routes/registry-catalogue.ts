import { z } from 'zod'
import { ok } from '../../../base'
import {
  applicationPurposes,
  applications,
  cardProducts,
  cardProfiles,
  defineProduct,
  productApplications,
} from '../../../registry'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import { countOut, dateField, dateOut, fenField, fenOut } from '../contract/fields'
import { pageOf, pageWithin, shortPageQuery } from '../contract/page'
import {
  ADMIN,
  ending,
  ends,
  entered,
  entry,
  LOOKS,
  nameField,
  plainId,
  registry,
  shortId,
  validBody,
} from './registry-parts'

const applicationOut = z.object({
  application: z.string(),
  name: z.string(),
  purpose: z.enum(applicationPurposes),
  validFrom: dateOut,
  validTo: dateOut.nullable(),
})
const productOut = z.object({
  product: z.string(),
  version: countOut,
  name: z.string(),
  profile: z.enum(cardProfiles),
  validFrom: dateOut,
  validTo: dateOut.nullable(),
  maxBalanceFen: fenOut,
  maxTapFen: fenOut,
  depositFen: fenOut,
  applications: z.array(z.object({ application: z.string(), onAtIssue: z.boolean() })),
})

export const listApplications = endpoint({
  ...registry('applications.list', '/v1/applications'),
  method: 'get',
  summary: 'The catalogue of what cards may be used for',
  may: LOOKS,
  query: z.strictObject(shortPageQuery),
  answer: pageOf(applicationOut),
})
export const addApplication = endpoint({
  ...registry('applications.add', '/v1/applications'),
  method: 'post',
  summary: 'Put an application into the catalogue',
  may: ADMIN,
  body: z.strictObject({
    application: shortId,
    name: nameField,
    purpose: z.enum(applicationPurposes),
    ...validBody,
  }),
  answer: applicationOut,
  status: 201,
  refusals: entered,
})
export const endApplication = endpoint({
  ...registry('applications.end', '/v1/applications/{application}/end'),
  ...ends,
  summary: "Set an application's last day",
  params: z.strictObject({ application: shortId }),
})

export const listProducts = endpoint({
  ...registry('card-products.list', '/v1/card-products'),
  method: 'get',
  summary: 'Card products, every version with its limits and applications',
  may: LOOKS,
  query: z.strictObject(shortPageQuery),
  answer: pageOf(productOut),
})
export const addProduct = endpoint({
  ...registry('card-products.define', '/v1/card-products'),
  method: 'post',
  summary: 'Define a card product, or its next version; cards that are out keep theirs',
  may: ADMIN,
  body: z.strictObject({
    product: plainId,
    seenVersion: z
      .int()
      .min(0)
      .max(32_766)
      .meta({ description: 'its newest version so far, 0 for a new product' }),
    name: nameField,
    profile: z.enum(cardProfiles),
    validFrom: dateField,
    maxBalanceFen: fenField({ min: 0 }),
    maxTapFen: fenField({ min: 0 }),
    depositFen: fenField({ min: 0 }),
    applications: z.array(z.strictObject({ application: shortId, onAtIssue: z.boolean() })).max(50),
  }),
  answer: z.object({ product: z.string(), version: countOut }),
  status: 201,
  refusals: { ...entered, 'version-changed': 412, 'date-past': 422, 'date-malformed': 422 },
})

export const catalogueRoutes: readonly Route[] = [
  read(listApplications, async ({ sql, query }) =>
    ok(
      pageWithin(await applications(sql), query, {
        wordOf: ({ application }) => application,
        order: 'rising',
        item: (application) => application,
      }),
    ),
  ),
  write(addApplication, async ({ act, body }) => {
    const application = { ...body, validTo: body.validTo ?? null }
    const subject = `application:${body.application}`
    const done = await entry({ act }, { applications: [application] }, subject)
    return done.ok ? ok(application) : done
  }),
  write(
    endApplication,
    ending('application', ({ application }) => application ?? ''),
  ),

  read(listProducts, async ({ sql, query }) => {
    const carried = await productApplications(sql)
    return ok(
      pageWithin(await cardProducts(sql), query, {
        wordOf: ({ product, version }) => `${product} ${String(version).padStart(5, '0')}`,
        order: 'rising',
        item: (product) => ({
          ...product,
          applications: carried.filter(
            (one) => one.product === product.product && one.version === product.version,
          ),
        }),
      }),
    )
  }),
  write(addProduct, ({ act, body: { seenVersion, ...definition } }) =>
    defineProduct(act, definition, seenVersion),
  ),
]
