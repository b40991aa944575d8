import { z } from 'zod'
import { documentKinds, type DocumentKind } from '../../../citizens'
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

/** A document as it lies on the desk: its number is compared and not kept. */
export interface DocumentOnDesk {
  readonly kind: DocumentKind
  readonly number: string
}

/** What a door is told pays: of an online account also what its holder has shown. */
export type AskedFunding =
  | Exclude<Funding, { kind: 'online' }>
  | {
      readonly kind: 'online'
      readonly person: string
      readonly document?: DocumentOnDesk | undefined
    }

/** The document by which the holder of an online account proves to be there. */
export const documentField = z
  .strictObject({
    kind: z.enum(Object.keys(documentKinds) as [DocumentKind]),
    number: textField(40),
  })
  .optional()
  .meta({
    description:
      'the account holder’s document as it lies on the desk; without it an account pays for its holder’s own cards ' +
      'only, or a second person agrees',
  })

const online = { kind: z.literal('online'), person: idField('person') }
const agent = z.strictObject({ kind: z.literal('agent'), agent: idField('agent') })

/** Where money comes from. */
export const fundingField = z
  .discriminatedUnion('kind', [
    cash,
    bank,
    z.strictObject({ ...online, document: documentField }),
    agent,
    closedCard,
  ])
  .transform((funding): AskedFunding => funding)
  .meta({ description: 'the drawer, payment, account or closed card that pays' })

/** Where money goes to. */
export const payeeField = z
  .discriminatedUnion('kind', [cash, bank, z.strictObject(online), agent, closedCard])
  .transform((funding): Funding => funding)
  .meta({ description: 'the drawer, payment, account or closed card that is paid' })

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
  'closing-not-settled': 409,
  'holder-not-shown': 409,
} as const

/** What the books may refuse a movement with, and its status. */
export const postRefusals = {
  'reference-used-for-other-content': 409,
  'account-unknown': 422,
  'fund-wall': 422,
  'day-not-open': 409,
  'account-floor': 409,
} as const
