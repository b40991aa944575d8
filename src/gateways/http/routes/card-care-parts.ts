import { z } from 'zod'
import {
  maskCardNumber,
  refuse,
  type Actor,
  type CardNumber,
  type Role,
  type Sql,
} from '../../../base'
import type { Closing, LossReport } from '../../../card-care'
import { isSamePerson } from '../../../citizens'
import { holderAt } from '../../../registry'
import { cardField, cardOut, dateOut, fenOut, idField, instantOut } from '../contract/fields'
import { fundingRefusals, postRefusals } from '../contract/funding-field'

export const COUNTER = ['counter-clerk', 'counter-supervisor'] as const satisfies readonly Role[]
export const SEES_CARDS = [...COUNTER, 'auditor', 'citizen'] as const satisfies readonly Role[]

export const cardParams = z.strictObject({ card: cardField })
export const closingParams = z.strictObject({ closing: idField('closing') })
export const personField = idField('person').meta({
  description: 'the holder; a clerk has seen their document',
})
export const emptiedField = z
  .boolean()
  .meta({ description: 'the purse was unloaded into the closing of the card before' })

export const whyOut = z
  .object({ en: z.string(), zh: z.string() })
  .meta({ description: 'the rule and its arithmetic' })

export const lossOut = z.object({
  report: z.string(),
  card: cardOut,
  kind: z.enum(['oral', 'formal']),
  person: z.string(),
  reportedAt: instantOut,
  holderBearsUntil: instantOut,
  lapsesAt: instantOut.nullable(),
  confirmedAt: instantOut.nullable(),
  endedAt: instantOut.nullable(),
  endedHow: z.enum(['found', 'lapsed', 'replaced']).nullable(),
})
export const stepOut = z.object({ card: cardOut, at: instantOut })
export const closingOut = z.object({
  closing: z.string(),
  card: cardOut,
  cause: z.string(),
  emptied: z.boolean(),
  person: z.string().nullable(),
  closedAt: instantOut,
  dueOn: dateOut,
  settledAt: instantOut.nullable(),
  givenFen: fenOut.nullable(),
  refundedFen: fenOut.meta({ description: 'given in money, not moved to another card' }),
  feeFen: fenOut.meta({ description: 'kept of that' }),
  feeWhy: whyOut.nullable(),
  depositFen: fenOut.meta({ description: 'the deposit that is owed beside the value' }),
})

export const holderRefusals = {
  'card-unknown': 404,
  'card-not-yours': 404,
  'card-anonymous': 409,
  'holder-differs': 409,
  'state-forbids': 409,
  'reason-unknown': 422,
} as const
export const closeRefusals = {
  ...fundingRefusals,
  ...postRefusals,
  ...holderRefusals,
  'loss-not-effective-yet': 409,
  'purse-not-unloaded': 409,
  'fee-funding-needed': 422,
  'records-being-cleared': 409,
  'closing-unknown': 404,
  'closing-not-due': 409,
  'overdraft-open': 409,
} as const
export const payRefusals = {
  ...fundingRefusals,
  ...postRefusals,
  'closing-unknown': 404,
  'closing-not-settled': 409,
  'closing-empty': 409,
  'nothing-owed': 409,
} as const

/** Auditors see that there is a card, not which; clerks and holders have it in their hands. */
export const shown = (actor: Actor, card: CardNumber): string =>
  actor.roles.includes('auditor') ? maskCardNumber(card) : card

/** A citizen sees the own cards only; another's is not there. */
export async function notTheirs(
  sql: Sql,
  asked: { readonly actor: Actor; readonly card: CardNumber; readonly at: Date },
): Promise<ReturnType<typeof refuse<'card-not-yours'>> | undefined> {
  if (asked.actor.kind !== 'citizen') return undefined
  const holder = await holderAt(sql, asked.card, asked.at)
  return (await isSamePerson(sql, holder, asked.actor.person))
    ? undefined
    : refuse('card-not-yours', { field: 'card', detail: 'no such card of yours' })
}

export const lossFor = <Loss extends LossReport>(actor: Actor, loss: Loss) => ({
  ...loss,
  card: shown(actor, loss.card),
})
export const closingFor = <Of extends Closing>(actor: Actor, closing: Of) => ({
  ...closing,
  card: shown(actor, closing.card),
})
