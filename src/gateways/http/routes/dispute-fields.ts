import { z } from 'zod'
import { maskCardNumber, type Sql } from '../../../base'
import { remedyCauses, remedyOfDispute, type RemedyCause } from '../../../card-care'
import { disputeLifecycle, type Dispute, type DisputeState } from '../../../citizens'
import { cardOut, fenOut, idField, instantField, instantOut, versionOut } from '../contract/fields'
import { pageQuery } from '../contract/page'
import { digitsOf, told } from './own-parts'

/* What is said of a dispute, to whoever raised it and to whoever answers it. */

export const causes = Object.keys(remedyCauses) as [RemedyCause, ...RemedyCause[]]
export const states = disputeLifecycle.states as [DisputeState, ...DisputeState[]]
export const disputeLine = {
  dispute: z.string(),
  version: versionOut,
  card: cardOut,
  subject: z.string(),
  state: z.enum(states),
  remedy: z.string().nullable(),
  raisedAt: instantOut,
  changedAt: instantOut,
}
export const disputeWhole = z.object({
  ...disputeLine,
  statement: z.string(),
  answer: z.string().nullable().meta({ description: 'why, where it was upheld or rejected' }),
  given: z
    .object({
      fen: fenOut,
      cause: z.enum(causes),
      why: z.object({ en: z.string(), zh: z.string() }),
      bearer: z.enum(['operator', 'centre']),
      bookedAt: instantOut,
    })
    .nullable()
    .meta({ description: 'what it gave back, onto the online account' }),
})
export const disputePage = pageQuery(z.tuple([instantField, z.string()]))
export const disputeParams = z.strictObject({ dispute: idField('disp') })

/** A dispute with what it gave back. */
export async function whole(sql: Sql, dispute: Dispute) {
  const remedy = await remedyOfDispute(sql, dispute.dispute)
  if (remedy === undefined) return { ...told(dispute), given: null }
  const { fen, cause, bookedAt, operator } = remedy
  const { en, zh } = remedyCauses[cause]
  const bearer = operator === null ? ('centre' as const) : ('operator' as const)
  return { ...told(dispute), given: { fen, cause, why: { en, zh }, bearer, bookedAt } }
}

/** A row with the middle of its card's number hidden. */
export const maskedFor = <Row extends { readonly card: bigint }>({ card, ...row }: Row) => ({
  ...row,
  card: maskCardNumber(digitsOf(card)),
})
