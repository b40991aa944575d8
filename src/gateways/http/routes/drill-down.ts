import { z } from 'zod'
import {
  cityInstant,
  maskCardNumber,
  ok,
  parseOperatorId,
  parseSamNumber,
  refuse,
  type Actor,
  type Role,
  type Sql,
} from '../../../base'
import {
  checksTold,
  dayFigures,
  heldRecords,
  hoursOfDay,
  oneRecord,
  reasons,
  recordsOfSam,
  takingsBySam,
  verdictOf,
  verdicts,
  type OneRecord,
  type RecordLine,
} from '../../../clearing'
import { dayState, movementsUnder } from '../../../ledger'
import { describeRecord, recordBytes } from '../../../messages'
import { bindingAt, contractOn, contractsOf, fareTableAt, samBindings } from '../../../registry'
import { settlementDays } from '../../../settlement'
import { endpoint, read, type Route } from '../contract/endpoint'
import {
  cardOut,
  countOut,
  dateField,
  dateOut,
  fenOut,
  instantOut,
  operatorField,
  wholeNumberText,
} from '../contract/fields'
import { bigintPlace, page, pageOf, pageQuery } from '../contract/page'

const BACK_OFFICE = [
  'finance-maker',
  'finance-checker',
  'auditor',
  'administrator',
] as const satisfies readonly Role[]
/** An operator sees its own, and of others not even that they are there. */
const WITH_OPERATOR = [...BACK_OFFICE, 'operator'] as const satisfies readonly Role[]

const verdictOut = z.enum(verdicts)
const bearerOut = z.enum(['operator', 'city'])
const samField = z.string().regex(/^\d{12}$/)
const ofDay = z.strictObject({ operator: operatorField, date: dateField })

const lineOut = {
  batch: countOut,
  line: countOut,
  operator: z.string(),
  card: cardOut,
  at: instantOut,
  sam: z.string(),
  termSeq: countOut,
  amountFen: fenOut,
  listFareFen: fenOut,
  verdict: verdictOut,
  reason: z.string(),
}

export const listSettlementDays = endpoint({
  name: 'settlement.days',
  method: 'get',
  path: '/v1/settlement-days',
  tag: 'settlement',
  summary: 'The days of the books with what they came to, newest first; an operator sees its own',
  description: 'The figures of a day that is not closed are what they would be now.',
  may: WITH_OPERATOR,
  query: z.strictObject({ operator: operatorField.optional(), ...pageQuery(z.tuple([dateField])) }),
  answer: pageOf(
    z.object({
      date: dateOut,
      state: z.enum(['open', 'closing', 'closed']),
      taps: countOut,
      listFareFen: fenOut,
      chargedFen: fenOut,
      subsidyFen: fenOut,
      feeFen: fenOut,
      netFen: fenOut,
      digest: z.string().nullable(),
      closedAt: instantOut.nullable(),
    }),
  ),
})

export const getDayFigures = endpoint({
  name: 'clearing.day',
  method: 'get',
  path: '/v1/clearing-days/{date}',
  tag: 'clearing',
  summary: 'What a business day brought: files, records, their verdicts as they stand now',
  may: BACK_OFFICE,
  params: z.strictObject({ date: dateField }),
  answer: z.object({
    date: dateOut,
    files: countOut,
    records: countOut,
    reasons: z.record(z.string(), countOut),
    verdicts: z.object({
      accepted: countOut,
      duplicate: countOut,
      suspect: countOut,
      rejected: countOut,
    }),
    claimed: z
      .object({
        acceptedFen: fenOut,
        duplicateFen: fenOut,
        suspectFen: fenOut,
        rejectedFen: fenOut,
      })
      .meta({ description: 'what the records claimed, by their first verdict' }),
  }),
})

export const getDayHours = endpoint({
  name: 'clearing.hours',
  method: 'get',
  path: '/v1/clearing-days/{date}/hours',
  tag: 'clearing',
  summary: 'The genuine taps of a business day by the hour in which they were made',
  may: BACK_OFFICE,
  params: z.strictObject({ date: dateField }),
  answer: z.object({
    date: dateOut,
    hours: z.array(z.object({ hour: countOut, taps: countOut, chargedFen: fenOut })),
  }),
})

export const listSamTakings = endpoint({
  name: 'takings.sams',
  method: 'get',
  path: '/v1/statements/{operator}/{date}/sams',
  tag: 'settlement',
  summary: "An operator's day by SAM and terminal; together they are its statement",
  may: WITH_OPERATOR,
  params: ofDay,
  query: z.strictObject(pageQuery(z.tuple([bigintPlace]))),
  answer: pageOf(
    z.object({
      sam: z.string(),
      terminal: z.string().nullable(),
      taps: countOut,
      listFareFen: fenOut,
      chargedFen: fenOut,
    }),
  ),
  refusals: { 'operator-unknown': 404, 'day-unknown': 404 },
})

export const listSamRecords = endpoint({
  name: 'takings.records',
  method: 'get',
  path: '/v1/statements/{operator}/{date}/sams/{sam}/records',
  tag: 'settlement',
  summary: 'The records of one SAM that belong to a day, each with what it brought',
  may: WITH_OPERATOR,
  params: ofDay.extend({ sam: samField }),
  query: z.strictObject(pageQuery(z.tuple([bigintPlace, bigintPlace, z.int().min(0)]))),
  answer: pageOf(z.object({ ...lineOut, countedFen: fenOut })),
  refusals: { 'operator-unknown': 404, 'day-unknown': 404 },
})

export const listHeldRecords = endpoint({
  name: 'held-records.list',
  method: 'get',
  path: '/v1/held-records',
  tag: 'clearing',
  summary: 'Records held as suspect, newest first, and whose turn it is; an operator sees its own',
  may: WITH_OPERATOR,
  query: z.strictObject({
    operator: operatorField.optional(),
    ...pageQuery(z.tuple([bigintPlace, z.int().min(0)])),
  }),
  answer: pageOf(
    z.object({ ...lineOut, act: z.string().meta({ description: 'whose turn it is' }) }),
  ),
})

const entryOut = z.object({
  line: countOut,
  account: z.string(),
  side: z.enum(['D', 'C']),
  amountFen: fenOut,
  count: countOut,
})

export const getRecord = endpoint({
  name: 'records.get',
  method: 'get',
  path: '/v1/records/{batch}/{line}',
  tag: 'clearing',
  summary:
    'One record: its fields, its verdicts, its proof checked again, its fare and its entries',
  description:
    'An operator sees its own. The entries are of the whole batch that the record was booked with.',
  may: WITH_OPERATOR,
  params: z.strictObject({
    batch: wholeNumberText(1, Number.MAX_SAFE_INTEGER),
    line: wholeNumberText(1, 2 ** 31 - 1),
  }),
  answer: z.object({
    batch: countOut,
    line: countOut,
    operator: z.string(),
    terminal: z.string().nullable(),
    fileNo: countOut,
    settleDate: dateOut,
    receivedAt: instantOut,
    judgedAt: instantOut,
    verdict: verdictOut,
    reason: z.string(),
    firstReason: z.string(),
    rulings: z.array(
      z.object({
        reason: z.string(),
        verdict: verdictOut,
        movedFen: fenOut,
        settleDate: dateOut,
        ruledAt: instantOut,
      }),
    ),
    reject: z.object({ field: z.string(), detail: z.string() }).nullable(),
    claim: z
      .object({
        card: cardOut,
        at: instantOut,
        sam: z.string(),
        termSeq: countOut,
        counter: countOut,
        balanceBeforeFen: fenOut,
        amountFen: fenOut,
        listFareFen: fenOut,
      })
      .nullable(),
    judged: z.object({
      version: countOut.nullable().meta({
        description: 'of the checks, as when the record was judged; null where that was not noted',
      }),
      checks: z.array(
        z.object({
          check: z.string().meta({ description: 'the reason it would give' }),
          outcome: z.enum(['passed', 'failed', 'not-reached']),
          compared: z
            .discriminatedUnion('kind', [
              z.object({ kind: z.literal('amount'), foundFen: fenOut, limitFen: fenOut }),
              z.object({ kind: z.literal('not-after'), found: instantOut, limit: instantOut }),
              z.object({ kind: z.literal('not-before'), found: dateOut, limit: dateOut }),
            ])
            .nullable(),
        }),
      ),
    }),
    fields: z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        labelChinese: z.string(),
        value: z.string(),
        coveredByTac: z.boolean(),
      }),
    ),
    tac: z
      .object({
        verdict: z.enum(['not-genuine', 'genuine', 'key-unknown', 'unasked']),
        key: z.string().meta({ description: 'the label of the key, never the key' }),
        algorithm: z.enum(['3des', 'sm4']),
        levels: countOut.meta({
          description: '2: diversified by issuer and card, 1: by the card alone',
        }),
        covered: z.string().meta({ description: 'the 22 bytes under the TAC, hex' }),
        tac: z.string(),
      })
      .nullable(),
    fare: z
      .object({
        listFareFen: fenOut,
        discount: z.enum(['none', 'card', 'concession', 'transfer']),
        discountFen: fenOut,
        surchargeFen: fenOut,
        chargedFen: fenOut,
        borneBy: bearerOut.nullable(),
        fareTable: countOut.nullable(),
        contract: z.string().nullable(),
        feePpm: countOut.nullable(),
        demoRates: z.boolean(),
      })
      .nullable(),
    movements: z.array(
      z.object({
        reference: z.string(),
        kind: z.string(),
        day: dateOut,
        postedAt: instantOut,
        amountFen: fenOut,
        entries: z.array(entryOut),
      }),
    ),
  }),
  refusals: { 'record-unknown': 404 },
})

/** From the net of a day down to the proof of one tap, and what is held. */
export const drillDown: readonly Route[] = [
  read(listSettlementDays, async ({ sql, actor, query: { operator, limit, cursor } }) => {
    const rows = await settlementDays(sql, {
      operator: actor.operator ?? operator,
      before: cursor?.[0],
      limit: limit + 1,
    })
    return ok(
      page(rows, limit, {
        placeOf: ({ date }) => [date],
        item: ({ listFen, ...row }) => ({ ...row, listFareFen: listFen }),
      }),
    )
  }),

  read(getDayFigures, async ({ sql, params: { date } }) => {
    const { claimedFen, reasons: counts, ...figures } = await dayFigures(sql, date)
    const of = (verdict: (typeof verdicts)[number]): number =>
      Object.entries(counts)
        .filter(([reason]) => verdictOf(reason as keyof typeof reasons) === verdict)
        .reduce((sum, [, count]) => sum + count, 0)
    return ok({
      date,
      ...figures,
      reasons: counts,
      verdicts: {
        accepted: of('accepted'),
        duplicate: of('duplicate'),
        suspect: of('suspect'),
        rejected: of('rejected'),
      },
      claimed: {
        acceptedFen: claimedFen.accepted,
        duplicateFen: claimedFen.duplicate,
        suspectFen: claimedFen.suspect,
        rejectedFen: claimedFen.rejected,
      },
    })
  }),

  read(getDayHours, async ({ sql, params: { date } }) =>
    ok({ date, hours: await hoursOfDay(sql, date) }),
  ),

  read(listSamTakings, async ({ sql, actor, params: { operator, date }, query }) => {
    if (isStranger(actor, operator)) return operatorUnknown
    if ((await dayState(sql, date)) === undefined) return dayUnknown
    const { limit, cursor } = query
    const asked = { day: date, operator, after: cursor?.[0], limit: limit + 1 }
    const rows = await takingsBySam(sql, asked)
    const bindings = await samBindings(
      sql,
      rows.map(({ sam }) => samText(sam)),
    )
    const terminalOf = (sam: string): string | null =>
      bindings
        .get(sam)
        ?.filter((one) => one.operator === operator)
        .at(-1)?.terminal ?? null
    return ok(
      page(rows, limit, {
        placeOf: ({ sam }) => [sam],
        item: ({ sam, listFen, ...row }) => ({
          ...row,
          sam: samText(sam),
          terminal: terminalOf(samText(sam)),
          listFareFen: listFen,
        }),
      }),
    )
  }),

  read(listSamRecords, async ({ sql, actor, params: { operator, date, sam }, query }) => {
    if (isStranger(actor, operator)) return operatorUnknown
    if ((await dayState(sql, date)) === undefined) return dayUnknown
    const { limit, cursor } = query
    const rows = await recordsOfSam(sql, {
      day: date,
      operator,
      sam: BigInt(sam),
      after: cursor,
      limit: limit + 1,
    })
    return ok(
      page(rows, limit, {
        placeOf: ({ termSeq, batch, line }) => [termSeq, batch, line],
        item: ({ countedFen, ...row }) => ({ ...shown(row), countedFen }),
      }),
    )
  }),

  read(listHeldRecords, async ({ sql, actor, query: { operator, limit, cursor } }) => {
    const rows = await heldRecords(sql, {
      operator: actor.operator ?? operator,
      before: cursor,
      limit: limit + 1,
    })
    return ok(
      page(rows, limit, {
        placeOf: ({ batch, line }) => [batch, line],
        item: (row) => ({ ...shown(row), act: reasons[row.reason].act }),
      }),
    )
  }),

  read(getRecord, async ({ sql, actor, params: { batch, line }, desks }) => {
    const record = await oneRecord(desks.clearing, { batch: BigInt(batch), line })
    if (record === undefined || isStranger(actor, record.operator)) {
      return refuse('record-unknown', { detail: 'no record of that batch and line' })
    }
    return ok(await laidOpen(sql, record))
  }),
]

const isStranger = (actor: Actor, operator: string): boolean =>
  actor.operator !== undefined && actor.operator !== operator
const operatorUnknown = refuse('operator-unknown', {
  field: 'operator',
  detail: 'no such operator',
} as const)
const dayUnknown = refuse('day-unknown', { field: 'date', detail: 'the books have no such day' })

const samText = (sam: bigint): string => sam.toString().padStart(12, '0')

/** The moment of a tap: its day and time are of the city's clock. */
function momentOf(date: string, time: number): Date {
  const at = cityInstant(`${date.replaceAll('-', '')}${String(time).padStart(6, '0')}`)
  return at.ok ? at.value : new Date(`${date}T00:00:00Z`)
}

const shown = ({ card, date, time, sam, listFen, reason, ...row }: RecordLine) => ({
  ...row,
  card: maskCardNumber(card.toString()),
  at: momentOf(date, time),
  sam: samText(sam),
  listFareFen: listFen,
  reason,
  verdict: verdictOf(reason),
})

const DISCOUNTS = ['none', 'card', 'concession', 'transfer'] as const

/** A record with what explains it: its fields, contract, fare table and entries. */
async function laidOpen(sql: Sql, record: OneRecord) {
  const { claim, rulings, firstReason, part, tac, reject, form, judgedUnder, ...facts } = record
  const at = claim === undefined ? record.receivedAt : momentOf(claim.eventDate, claim.eventTime)
  const described = describeRecord(
    recordBytes(form, part.raw, part.index).toString(form === 'text' ? 'utf8' : 'hex'),
  )
  const [movements, terminal, fare] = await Promise.all([
    movementsUnder(sql, [
      `takings:${record.batch}`,
      ...rulings.map(({ run, settleDate }) => `ruling:${run}:${record.operator}:${settleDate}`),
    ]),
    claim === undefined ? null : terminalAt(sql, samText(claim.sam), at),
    claim === undefined ? null : explainedFare(sql, record.operator, { claim, at }),
  ])
  const reason = rulings.at(-1)?.reason ?? firstReason
  return {
    ...facts,
    terminal,
    reason,
    verdict: verdictOf(reason),
    firstReason,
    rulings: rulings.map((ruling) => ({
      reason: ruling.reason,
      verdict: verdictOf(ruling.reason),
      movedFen: BigInt(ruling.sign) * ruling.amountFen,
      settleDate: ruling.settleDate,
      ruledAt: ruling.ruledAt,
    })),
    reject: reject ?? null,
    claim:
      claim === undefined
        ? null
        : {
            card: maskCardNumber(claim.card.toString()),
            at,
            sam: samText(claim.sam),
            termSeq: claim.termSeq,
            counter: claim.counter,
            balanceBeforeFen: claim.balanceBefore,
            amountFen: claim.amountFen,
            listFareFen: claim.listFen,
          },
    judged: {
      version: judgedUnder?.version ?? null,
      checks: checksTold({ firstReason, claim, under: judgedUnder }).map(
        ({ compared, ...check }) => ({ ...check, compared: compared ?? null }),
      ),
    },
    fields: described.ok ? described.value.fields : [],
    tac:
      tac === undefined
        ? null
        : {
            verdict: tac.verdict,
            key: `tac/v${tac.version}/${tac.algorithm}`,
            algorithm: tac.algorithm,
            levels: tac.levels,
            covered: tac.covered.toString('hex').toUpperCase(),
            tac: tac.tac,
          },
    fare,
    movements,
  }
}

async function terminalAt(sql: Sql, text: string, at: Date): Promise<string | null> {
  const sam = parseSamNumber(text)
  if (!sam.ok) return null
  const bindings = await samBindings(sql, [sam.value])
  return bindingAt(bindings.get(sam.value) ?? [], at)?.terminal ?? null
}

/** The arithmetic of a fare: list − discount + surcharge = charged, by which table and which contract. */
async function explainedFare(
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
