import {
  type Act,
  addDays,
  businessDateOf,
  ok,
  parseBusinessDate,
  refuse,
  type Result,
} from '../base'
import type { CardProduct } from './card-products'
import { registerIn } from './register'
import type { RegistryRefusal } from './sheet'
import { lockNewestVersion, writeProductEnd } from './store-parties'

/** A kind of card as it shall be from a day on. */
export interface ProductDefinition extends Omit<CardProduct, 'version' | 'validTo'> {
  readonly applications: readonly { readonly application: string; readonly onAtIssue: boolean }[]
}

export type DefineRefusal = RegistryRefusal | 'date-past' | 'version-changed' | 'date-malformed'

/**
 * Defines a card product, or changes it. A change is always a new version: cards that are out keep the version they
 * were issued under, with its limits and applications. The version before is issued until the day before.
 * @param seen the newest version the caller has looked at; 0 for a product that is new
 */
export async function defineProduct(
  act: Act,
  definition: ProductDefinition,
  seen: number,
): Promise<Result<{ readonly product: string; readonly version: number }, DefineRefusal>> {
  const { applications, ...fields } = definition
  const { product } = fields
  const from = parseBusinessDate(fields.validFrom)
  if (!from.ok) return { ...from, field: 'validFrom' }
  const newest = await lockNewestVersion(act.tx, product)
  if ((newest?.version ?? 0) !== seen) {
    return refuse('version-changed', { detail: `its newest version is ${newest?.version ?? 0}` })
  }
  const today = businessDateOf(act.at, 0)
  if (newest !== undefined && (from.value < today || from.value <= newest.validFrom)) {
    return refuse('date-past', {
      field: 'validFrom',
      detail: `a new version begins on ${today} or later, and after ${newest.validFrom}`,
    })
  }
  const version = seen + 1
  if (newest !== undefined && (newest.validTo === null || newest.validTo >= from.value)) {
    await writeProductEnd(act.tx, {
      product,
      version: newest.version,
      validTo: addDays(from.value, -1),
    })
  }
  const registered = await registerIn(act.tx, {
    cardProducts: [{ ...fields, version, validTo: null }],
    productApplications: applications.map((one) => ({ product, version, ...one })),
  })
  if (!registered.ok) return registered
  await act.trail({
    act: 'product.defined',
    subject: `product:${product}`,
    detail: {
      version,
      validFrom: fields.validFrom,
      applications: applications.map(({ application }) => application).join(' '),
    },
  })
  return ok({ product, version })
}
