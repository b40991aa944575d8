import { z } from 'zod'
import { ok, type Sql } from '../../../base'
import { handleDispute, disputeOf, disputes, type Dispute } from '../../../citizens'
import { disputedLine, overtakenRemedies, remedyCauses, upholdDispute } from '../../../card-care'
import { staffNamed } from '../../../oversight'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import { cardOut, fenField, fenOut, instantField, instantOut, textField } from '../contract/fields'
import { page, pageOf, pageQuery } from '../contract/page'
import { because } from '../contract/second-person'
import { COUNTER } from './citizen-fields'
import {
  causes,
  disputeLine,
  disputePage,
  disputeParams,
  disputeWhole,
  maskedFor,
  states,
  whole,
} from './dispute-fields'
import { chargedUnder, explained, told as toldEntry } from './explained-entry'
import { nameFor, nameOut } from './told-approval'

const whyOut = z.object({ en: z.string(), zh: z.string() })
const bearerOut = z.enum(['operator', 'centre'])

const staffDispute = disputeWhole.extend({
  person: z.string(),
  handledBy: z.string().nullable(),
  handlerNamed: nameOut,
  line: explained
    .extend({
      record: z
        .string()
        .nullable()
        .meta({ description: 'of a tap that was paid for: batch and line of its record, "18-1"' }),
      remedies: z
        .array(z.object({ cause: z.enum(causes), why: whyOut, bearer: bearerOut, maxFen: fenOut }))
        .meta({ description: 'what may be given back of it now, for each cause that fits' }),
      overtaken: z.boolean().meta({
        description:
          'it gave money back, and a later ruling took the charge back, too: the holder has both',
      }),
    })
    .nullable()
    .meta({ description: 'the line of the history it is about; null where that is gone' }),
})

/** Who works on disputes, looks at them or decides about what they give back. */
const LOOKS = [...COUNTER, 'finance-maker', 'finance-checker', 'auditor'] as const

export const listDisputes = endpoint({
  name: 'disputes.list',
  method: 'get',
  path: '/v1/disputes',
  tag: 'citizens',
  summary: 'Disputes of citizens, newest first',
  may: LOOKS,
  query: z.strictObject({ state: z.enum(states).optional(), ...disputePage }),
  answer: pageOf(
    z.object({
      ...disputeLine,
      person: z.string(),
      handledBy: z.string().nullable(),
      handlerNamed: nameOut,
    }),
  ),
})

export const getDispute = endpoint({
  name: 'disputes.get',
  method: 'get',
  path: '/v1/disputes/{dispute}',
  tag: 'citizens',
  summary: 'A dispute, with what was said',
  may: LOOKS,
  params: disputeParams,
  answer: staffDispute,
  refusals: { 'dispute-unknown': 404 },
})

export const stepDispute = endpoint({
  name: 'disputes.step',
  method: 'post',
  path: '/v1/disputes/{dispute}/steps',
  tag: 'citizens',
  summary: 'Take a dispute, uphold or reject it',
  description:
    'A remedy gives back what was charged wrongly, at most what the line charged, onto the online account of its holder; the cause says who bears it. Giving money back needs a second person.',
  may: ['counter-supervisor', 'finance-maker'],
  params: disputeParams,
  body: z.union([
    z.strictObject({ step: z.literal('take') }),
    z.strictObject({ step: z.literal('reject'), answer: textField(2_000, 2) }),
    z.strictObject({
      step: z.literal('uphold'),
      answer: textField(2_000, 2),
      remedy: z.strictObject({ fen: fenField(), cause: z.enum(causes) }).optional(),
    }),
  ]),
  answer: staffDispute,
  editsVersion: true,
  secret: true,
  fourEyes: ({ body }) =>
    body.step === 'uphold' && body.remedy !== undefined
      ? because('money-given-back', { fen: body.remedy.fen })
      : undefined,
  approvers: ['counter-supervisor', 'finance-checker'],
  refusals: {
    'dispute-unknown': 404,
    'state-forbids': 409,
    'second-person-needed': 403,
    'remedy-not-charged': 409,
    'remedy-over-charge': 409,
    'cause-does-not-fit': 409,
  },
})

const overtakenPlace = z.tuple([instantField, z.string()])

export const listOvertaken = endpoint({
  name: 'disputes.overtaken',
  method: 'get',
  path: '/v1/overtaken-remedies',
  tag: 'citizens',
  summary: 'Money given back after disputes of which a later ruling took the charge back, too',
  description:
    'The holder has both: the remedy on the online account and the charge on the card. Nothing is booked by itself; ' +
    'somebody has to talk to the holder. Newest first.',
  may: ['counter-supervisor', 'finance-maker', 'finance-checker', 'auditor'],
  query: z.strictObject(pageQuery(overtakenPlace)),
  answer: pageOf(
    z.object({
      dispute: z.string(),
      card: cardOut,
      subject: z.string(),
      person: z.string(),
      fen: fenOut,
      cause: z.enum(causes),
      why: whyOut,
      bearer: bearerOut,
      operator: z.string().nullable(),
      bookedAt: instantOut,
    }),
  ),
})

/** What staff does with disputes. */
export const disputeRoutes: readonly Route[] = [
  read(listDisputes, async ({ sql, query: { limit, cursor, state } }) => {
    const rows = await disputes(sql, {
      limit: limit + 1,
      ...(state === undefined ? {} : { state }),
      ...(cursor === undefined ? {} : { before: [cursor[0].toISOString(), cursor[1]] as const }),
    })
    const names = await staffNamed(
      sql,
      rows.map(({ handledBy }) => handledBy).filter((id) => id !== null),
    )
    return ok(
      page(rows, limit, {
        placeOf: ({ raisedAt, dispute }) => [raisedAt.toISOString(), dispute],
        item: (row) => ({
          ...maskedFor(row),
          handlerNamed: nameFor(names, row.handledBy, true),
        }),
      }),
    )
  }),

  read(getDispute, async ({ sql, params: { dispute }, desks, trail }) => {
    const found = await disputeOf(sql, desks.citizens.vault, { dispute })
    if (!found.ok) return found
    await trail({
      act: 'dispute.read',
      subject: `citizen:${found.value.person}`,
      detail: { dispute },
    })
    return ok(await laidOpen(sql, found.value))
  }),

  write(stepDispute, async ({ act, params: { dispute }, body, version, desks }) => {
    const { vault } = desks.citizens
    const done =
      body.step === 'uphold' && body.remedy !== undefined
        ? await upholdDispute(act, vault, {
            dispute,
            version,
            answer: body.answer,
            remedy: { fen: body.remedy.fen, cause: body.remedy.cause },
          })
        : await handleDispute(act, vault, {
            dispute,
            version,
            ...(body.step === 'take' ? body : { step: body.step, answer: body.answer }),
          })
    return done.ok ? ok(await laidOpen(act.tx, done.value)) : done
  }),

  read(listOvertaken, async ({ sql, query: { limit, cursor } }) => {
    const rows = await overtakenRemedies(sql, { before: cursor, limit: limit + 1 })
    return ok(
      page(rows, limit, {
        placeOf: ({ bookedAt, dispute }) => [bookedAt.toISOString(), dispute],
        item: ({ operator, cause, ...row }) => {
          const { en, zh } = remedyCauses[cause]
          const bearer = operator === null ? ('centre' as const) : ('operator' as const)
          return { ...maskedFor(row), operator, cause, why: { en, zh }, bearer }
        },
      }),
    )
  }),
]

/** A dispute as staff sees it: with who handles it, the line it is about, and what may be done about that. */
async function laidOpen(sql: Sql, dispute: Dispute) {
  const { handledBy } = dispute
  const names = await staffNamed(sql, handledBy === null ? [] : [handledBy])
  return {
    ...(await whole(sql, dispute)),
    handlerNamed: nameFor(names, handledBy, true),
    line: await lineOf(sql, dispute),
  }
}

async function lineOf(sql: Sql, dispute: Dispute) {
  const found = await disputedLine(sql, dispute)
  if (found === undefined) return null
  const { line, givenFen, choices, overtaken } = found
  const remedied = new Map([[line.subject, givenFen]])
  return {
    ...toldEntry(line, { remedied, under: await chargedUnder(sql, [line]) }),
    record: line.record,
    remedies: choices.map(({ cause, maxFen }) => {
      const { en, zh, bearer } = remedyCauses[cause]
      return { cause, why: { en, zh }, bearer, maxFen }
    }),
    overtaken,
  }
}
