import { z } from 'zod'
import type { Funding } from '../../../tills'
import { idField, textField } from './fields'

const channelField = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/)
  .meta({ description: 'a bank or payment channel', example: 'icbc' })

const cash = z.strictObject({ kind: z.literal('cash'), till: idField('till') })
const bank = z.strictObject({
  kind: z.literal('bank'),
  channel: channelField,
  payment: textField(64),
})
const closedCard = z.strictObject({ kind: z.literal('closed-card'), closing: textField(64) })

/** Where the money of an online account comes from, or goes to: an account neither feeds itself nor another. */
export const outsideFundingField = z
  .discriminatedUnion('kind', [cash, bank, closedCard])
  .transform((funding): Funding => funding)
  .meta({ description: 'the drawer, payment or closed card that pays or is paid' })

/** Where money comes from, or goes to. */
export const fundingField = z
  .discriminatedUnion('kind', [
    cash,
    bank,
    z.strictObject({ kind: z.literal('online'), person: idField('person') }),
    z.strictObject({ kind: z.literal('agent'), agent: idField('agent') }),
    closedCard,
  ])
  .transform((funding): Funding => funding)
  .meta({ description: 'the drawer, payment, account or closed card that pays or is paid' })

export { channelField }

/** What a funding may be refused with, and its status. */
export const fundingRefusals = {
  'till-unknown': 404,
  'till-not-open': 409,
  'till-not-yours': 409,
  'till-short': 409,
  'till-already-open': 409,
  'desk-malformed': 422,
  'channel-malformed': 422,
  'payment-already-used': 409,
  'not-your-account': 404,
  'second-person-needed': 409,
  'person-unknown': 404,
  'agent-unknown': 404,
  'closing-unknown': 404,
} as const

/** What the books may refuse a movement with, and its status. */
export const postRefusals = {
  'reference-used-for-other-content': 409,
  'account-unknown': 422,
  'fund-wall': 422,
  'day-not-open': 409,
  'account-floor': 409,
} as const
