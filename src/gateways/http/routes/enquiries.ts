import { z } from 'zod'
import { maskCardNumber, ok, refuse, type Role } from '../../../base'
import { clearingFigures, openForks, openGaps, reasons, samGaps } from '../../../clearing'
import { PARTIES_TOLD_MAX, trialBalance, type DayState } from '../../../ledger'
import {
  settlementOf,
  statementCsv,
  statementOf,
  type OperatorStatement,
} from '../../../settlement'
import { endpoint, read, type Route } from '../contract/endpoint'
import { bigintPlace, page, pageOf, pageQuery } from '../contract/page'
import { cardOut, countOut, dateField, dateOut, fenOut, operatorField } from '../contract/fields'

const counterPlace = z.tuple([
  bigintPlace,
  z.int().min(0).max(32_767),
  z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
])
const numberPlace = z.tuple([bigintPlace, bigintPlace])

const dayStates = ['open', 'closing', 'closed'] as const satisfies readonly DayState[]

/** Who looks after the money and the machines of the city. */
const BACK_OFFICE = [
  'finance-maker',
  'finance-checker',
  'auditor',
  'administrator',
] as const satisfies readonly Role[]

const figuresOf = {
  taps: countOut,
  listFareFen: fenOut,
  chargedFen: fenOut,
  cardDiscountFen: fenOut,
  concessionFen: fenOut,
  transferFen: fenOut,
  subsidyFen: fenOut,
  feeFen: fenOut,
  netFen: fenOut,
}

export const getSettlement = endpoint({
  name: 'settlement.get',
  method: 'get',
  path: '/v1/settlement',
  tag: 'settlement',
  summary: 'The settlement of all operators, of one day or of all closed days together',
  may: BACK_OFFICE,
  query: z.strictObject({ date: dateField.optional() }),
  answer: z.object({
    date: dateOut.nullable(),
    days: z.array(
      z.object({ date: dateOut, state: z.enum(dayStates), digest: z.string().nullable() }),
    ),
    operators: z.array(z.object({ operator: z.string(), name: z.string(), ...figuresOf })),
    total: z.object(figuresOf),
    demoRates: z.boolean(),
  }),
  refusals: { 'day-unknown': 404 },
})

export const getStatement = endpoint({
  name: 'statements.get',
  method: 'get',
  path: '/v1/statements/{operator}/{date}',
  tag: 'settlement',
  summary: "An operator's statement of a day; an operator sees its own",
  may: [...BACK_OFFICE, 'operator'],
  params: z.strictObject({ operator: operatorField, date: dateField }),
  answer: z.object({
    operator: z.string(),
    name: z.string(),
    date: dateOut,
    state: z.enum(dayStates),
    ...figuresOf,
    surchargeFen: fenOut,
    feePpm: countOut.nullable(),
    feeCarryMicroFen: countOut,
    demoRates: z.boolean(),
    digest: z.string().nullable(),
    remediedFen: fenOut.meta({
      description: 'given back to holders after disputes; charged and net are without it',
    }),
    contracts: z
      .array(
        z.object({
          contract: z.string(),
          taps: countOut,
          chargedFen: fenOut,
          feePpm: countOut,
          carriedInMicroFen: countOut,
          carriedOutMicroFen: countOut,
          feeFen: fenOut,
          netFen: fenOut,
          subsidyFen: fenOut,
        }),
      )
      .meta({
        description:
          'fee × 1,000,000 + carried out = charged × ppm + carried in, each in millionths of a fen',
      }),
  }),
  alsoAs: { 'text/csv': (statement: OperatorStatement) => statementCsv([statement]) },
  refusals: { 'operator-unknown': 404, 'day-unknown': 404 },
})

export const getClearing = endpoint({
  name: 'clearing.get',
  method: 'get',
  path: '/v1/clearing',
  tag: 'clearing',
  summary: 'Counts of uploads, reasons, gaps, forks and breaks',
  may: BACK_OFFICE,
  answer: z.object({
    uploads: z.record(z.string(), countOut),
    reasons: z.record(z.string(), countOut),
    gaps: countOut,
    forks: countOut,
    breaks: countOut,
  }),
})

export const getReasons = endpoint({
  name: 'reasons.get',
  method: 'get',
  path: '/v1/reasons',
  tag: 'clearing',
  summary: 'Every verdict and reason a record can end in',
  may: 'anyone',
  answer: z.record(
    z.string(),
    z.object({
      code: countOut,
      verdict: z.string(),
      act: z.string(),
      en: z.string(),
      zh: z.string(),
    }),
  ),
})

export const getCardGaps = endpoint({
  name: 'card-gaps.list',
  method: 'get',
  path: '/v1/card-gaps',
  tag: 'clearing',
  summary: 'Card counters that no record has shown',
  may: BACK_OFFICE,
  query: z.strictObject(pageQuery(counterPlace)),
  answer: pageOf(
    z.object({
      card: cardOut,
      purse: countOut,
      fromCounter: countOut,
      toCounter: countOut,
      missingFen: fenOut.nullable(),
    }),
  ),
})

export const getSamGaps = endpoint({
  name: 'sam-gaps.list',
  method: 'get',
  path: '/v1/sam-gaps',
  tag: 'clearing',
  summary: 'Numbers of terminal transactions that no record has shown',
  may: BACK_OFFICE,
  query: z.strictObject(pageQuery(numberPlace)),
  answer: pageOf(z.object({ sam: z.string(), fromSeq: countOut, toSeq: countOut })),
})

export const getCloneAlarms = endpoint({
  name: 'clone-alarms.list',
  method: 'get',
  path: '/v1/clone-alarms',
  tag: 'clearing',
  summary: 'Card counters that several genuine taps claim',
  may: BACK_OFFICE,
  query: z.strictObject(pageQuery(counterPlace)),
  answer: pageOf(z.object({ card: cardOut, purse: countOut, counter: countOut, taps: countOut })),
})

export const getTrialBalance = endpoint({
  name: 'trial-balance.get',
  method: 'get',
  path: '/v1/trial-balance',
  tag: 'settlement',
  summary: 'Accounts and their sums',
  may: BACK_OFFICE,
  answer: z.object({
    balanced: z.boolean(),
    debitsFen: fenOut,
    creditsFen: fenOut,
    lines: z.array(
      z.object({
        account: z
          .string()
          .meta({ description: 'without a party where it stands for all accounts of that name' }),
        accounts: countOut.meta({
          description: `how many accounts the line is; more than ${PARTIES_TOLD_MAX} of one name are one line`,
        }),
        side: z.enum(['D', 'C']),
        debitsFen: fenOut,
        creditsFen: fenOut,
        balanceFen: fenOut,
        pendingDebitsFen: fenOut,
        pendingCreditsFen: fenOut,
      }),
    ),
  }),
})

/** What may be looked up: settlements and statements, what is missing, what is suspected, the balances. */
export const enquiries: readonly Route[] = [
  read(getSettlement, async ({ sql, query }) => {
    const found = await settlementOf(sql, query.date)
    if (!found.ok) return found
    const { operators, total, ...rest } = found.value
    return ok({ ...rest, operators: operators.map(withListFare), total: withListFare(total) })
  }),

  read(getStatement, async ({ sql, actor, params }) => {
    // To an operator the others are not there.
    if (actor.operator !== undefined && actor.operator !== params.operator) {
      return refuse('operator-unknown', { field: 'operator', detail: 'no such operator' })
    }
    const found = await statementOf(sql, params)
    return found.ok ? ok(withListFare(found.value)) : found
  }),

  read(getClearing, async ({ sql }) => ok(await clearingFigures(sql))),

  read(getReasons, async () => ok(reasons)),

  read(getCardGaps, async ({ sql, query: { limit, cursor } }) => {
    const gaps = await openGaps(sql, limit + 1, counterAt(cursor))
    return ok(
      page(gaps, limit, {
        placeOf: ({ card, purse, fromCounter }) => [card, purse, fromCounter],
        item: ({ card, ...gap }) => ({ ...gap, card: masked(card) }),
      }),
    )
  }),

  read(getSamGaps, async ({ sql, query: { limit, cursor } }) => {
    const after = cursor && { sam: cursor[0], fromSeq: cursor[1] }
    return ok(
      page(await samGaps(sql, limit + 1, after), limit, {
        placeOf: ({ sam, fromSeq }) => [sam, fromSeq],
        item: ({ sam, ...gap }) => ({ ...gap, sam: sam.toString().padStart(12, '0') }),
      }),
    )
  }),

  read(getCloneAlarms, async ({ sql, query: { limit, cursor } }) => {
    const forks = await openForks(sql, limit + 1, counterAt(cursor))
    return ok(
      page(forks, limit, {
        placeOf: ({ card, purse, counter }) => [card, purse, counter],
        item: ({ card, ...fork }) => ({ ...fork, card: masked(card) }),
      }),
    )
  }),

  read(getTrialBalance, async ({ sql }) =>
    ok(await trialBalance(sql, undefined, { partiesMax: PARTIES_TOLD_MAX })),
  ),
]

const counterAt = (cursor: z.output<typeof counterPlace> | undefined) =>
  cursor && { card: cursor[0], purse: cursor[1], counter: cursor[2] }

const masked = (card: bigint): string => maskCardNumber(card.toString())

const withListFare = <Sums extends { readonly listFen: bigint }>(
  sums: Sums,
): Sums & { listFareFen: bigint } => ({ ...sums, listFareFen: sums.listFen })
