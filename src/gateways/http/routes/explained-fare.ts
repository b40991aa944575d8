import { parseOperatorId, type Sql } from '../../../base'
import type { OneRecord } from '../../../clearing'
import { contractOn, contractsOf, fareTableAt } from '../../../registry'

const DISCOUNTS = ['none', 'card', 'concession', 'transfer'] as const

/** The arithmetic of a fare: list − discount + surcharge = charged, by which table and which contract. */
export async function explainedFare(
  sql: Sql,
  operator: string,
  { claim, at }: { readonly claim: NonNullable<OneRecord['claim']>; readonly at: Date },
) {
  const known = parseOperatorId(operator)
  const [contracts, fareTable] = await Promise.all([
    known.ok ? contractsOf(sql, known.value) : [],
    fareTableAt(sql, { operator, at }),
  ])
  const contract = contractOn(contracts, claim.eventDate)
  const less = claim.listFen - claim.amountFen
  const named =
    less > 0n ? (DISCOUNTS[claim.discount === 0 ? 1 : claim.discount] ?? 'card') : 'none'
  const bearer = {
    none: undefined,
    card: contract?.cardDiscountBearer,
    concession: contract?.concessionBearer,
    transfer: contract?.transferBearer,
  }[named]
  return {
    listFareFen: claim.listFen,
    discount: named,
    discountFen: less > 0n ? less : 0n,
    surchargeFen: less < 0n ? -less : 0n,
    chargedFen: claim.amountFen,
    borneBy: bearer ?? null,
    fareTable: fareTable?.version ?? null,
    contract: contract?.contract ?? null,
    feePpm: contract?.feePpm ?? null,
    demoRates: contract?.demo ?? false,
  }
}
