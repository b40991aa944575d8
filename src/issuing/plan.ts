import {
  type Act,
  addDays,
  businessDateOf,
  type BusinessDate,
  type CardNumber,
  ok,
  parseCardNumber,
  refuse,
  type Result,
  type Sql,
} from '../base'
import {
  cardNumberOf,
  type CardProduct,
  cardProducts,
  holdsOnDate,
  largestCardIn,
} from '../registry'
import { ruleAt } from '../rules'
import { lockPlan, selectPlans, upsertPlan, writeNextNumber } from './store-plans'

/** How cards of a product are written, and the numbers they get. */
export interface PersonalisationPlan {
  readonly product: string
  /** First diversification factor, 16 hex digits. */
  readonly issuer: string
  /** Every number begins with it; a running number fills the rest. */
  readonly prefix: string
  readonly digits: number
  readonly keyVersion: number
  /** The card's byte: 0 is 3DES, 4 is SM4. */
  readonly algorithm: 0 | 4
  /** Main card type on the chip: 1 normal, 2 student, 3 elder, 4 test, 5 soldier. */
  readonly cardKind: number
  /** Counts changes from 1. */
  readonly version: number
}

export type PlanRefusal = 'plan-malformed' | 'product-unknown' | 'version-changed'

/**
 * Says how cards of a product are written from now on; cards that exist keep what they have. `seen` is the version the
 * caller looked at, 0 where there is none yet.
 */
export async function setPlan(
  act: Act,
  plan: Omit<PersonalisationPlan, 'version'>,
  seen: number,
): Promise<Result<PersonalisationPlan, PlanRefusal>> {
  const product = await newestProduct(act.tx, plan.product)
  if (product === undefined) return refuse('product-unknown', { field: 'product' })
  const wrong = malformed(plan, product)
  if (wrong !== undefined) return refuse('plan-malformed', wrong)
  const version = await upsertPlan(act.tx, plan, seen)
  if (version === undefined) {
    return refuse('version-changed', { detail: 'somebody else changed this plan' })
  }
  await act.trail({ act: 'plan.set', subject: `card-product:${plan.product}`, detail: { ...plan } })
  return ok({ ...plan, version })
}

function malformed(
  plan: Omit<PersonalisationPlan, 'version'>,
  { profile }: CardProduct,
): { readonly field: string; readonly detail: string } | undefined {
  if (!/^[0-9A-F]{16}$/.test(plan.issuer)) {
    return { field: 'issuer', detail: 'an issuer is 16 hexadecimal digits, upper case' }
  }
  if (profile === 'mohurd' && !/^\d{4}FF0{10}$/.test(plan.issuer)) {
    return {
      field: 'issuer',
      detail: 'the issuer of a city card is its city code and FF0000000000',
    }
  }
  if (!/^\d{4,15}$/.test(plan.prefix)) return { field: 'prefix', detail: '4 to 15 digits' }
  const fits = profile === 'mohurd' ? plan.digits === 16 : plan.digits >= 16 && plan.digits <= 19
  if (!fits) return { field: 'digits', detail: 'a number has 16 to 19 digits, on a city card 16' }
  return parseCardNumber(plan.prefix.padEnd(plan.digits, '9')).ok
    ? undefined
    : { field: 'prefix', detail: 'numbers of this prefix are too large' }
}

/** The newest version of a product; undefined when there is none. */
async function newestProduct(sql: Sql, product: string): Promise<CardProduct | undefined> {
  const versions = (await cardProducts(sql)).filter((one) => one.product === product)
  return versions.sort((one, other) => other.version - one.version)[0]
}

/** The version of a product whose cards may be issued on a date; the newest where several may. */
export async function productOn(
  sql: Sql,
  product: string,
  date: string,
): Promise<CardProduct | undefined> {
  const versions = (await cardProducts(sql)).filter(
    (one) => one.product === product && holdsOnDate({ from: one.validFrom, to: one.validTo }, date),
  )
  return versions.sort((one, other) => other.version - one.version)[0]
}

export const planOf = async (sql: Sql, product: string): Promise<PersonalisationPlan | undefined> =>
  (await selectPlans(sql)).find((one) => one.product === product)

export const allPlans = (sql: Sql): Promise<PersonalisationPlan[]> => selectPlans(sql)

/** Numbers set aside for cards to be, with all that is written about them. */
export interface CardsToBe {
  readonly numbers: readonly CardNumber[]
  readonly product: CardProduct
  readonly plan: PersonalisationPlan
  readonly validFrom: BusinessDate
  readonly validTo: BusinessDate
}

export type NumbersRefusal = 'product-unknown' | 'plan-missing' | 'numbers-used-up'

/**
 * Takes the next numbers of a product. They are taken once: the plan is locked until the act ends, and numbers that
 * were registered in other ways are stepped over.
 */
export async function takeNumbers(
  act: Act,
  wanted: { readonly product: string; readonly count: number },
): Promise<Result<CardsToBe, NumbersRefusal>> {
  const today = businessDateOf(act.at, 0)
  const product = await productOn(act.tx, wanted.product, today)
  if (product === undefined) {
    return refuse('product-unknown', {
      field: 'product',
      detail: 'no version of this product may be issued today',
    })
  }
  const plan = await lockPlan(act.tx, wanted.product)
  if (plan === undefined) {
    return refuse('plan-missing', {
      field: 'product',
      detail: 'nobody has said how cards of this product are written',
    })
  }
  const running = plan.digits - plan.prefix.length
  const lowest = BigInt(plan.prefix.padEnd(plan.digits, '0'))
  const highest = BigInt(plan.prefix.padEnd(plan.digits, '9'))
  const largest = await largestCardIn(act.tx, { from: lowest, to: highest })
  const first = [lowest + plan.nextNumber, (largest ?? lowest) + 1n].reduce((a, b) =>
    a > b ? a : b,
  )
  const last = first + BigInt(wanted.count) - 1n
  if (last > highest) {
    return refuse('numbers-used-up', {
      detail: `${running} running digits behind ${plan.prefix} are used up`,
    })
  }
  await writeNextNumber(act.tx, wanted.product, last - lowest + 1n)
  const years = await ruleAt(act.tx, 'card-years', today)
  const numbers = Array.from({ length: wanted.count }, (_, index) =>
    cardNumberOf(first + BigInt(index), plan.digits),
  )
  return ok({
    numbers,
    product,
    plan,
    validFrom: today,
    validTo: yearsLater(today, Number(years)),
  })
}

/** The day before the same day so many years on; 29 February counts as 28. */
export function yearsLater(date: BusinessDate, years: number): BusinessDate {
  const [year, rest] = [Number(date.slice(0, 4)) + years, date.slice(4)]
  const day = rest === '-02-29' ? '-02-28' : rest
  return addDays(`${year}${day}` as BusinessDate, -1)
}
