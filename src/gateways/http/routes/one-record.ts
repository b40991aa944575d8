import { z } from 'zod'
import { maskCardNumber, ok, parseSamNumber, refuse, type Sql } from '../../../base'
import { checksTold, oneRecord, verdictOf, type OneRecord } from '../../../clearing'
import { movementsUnder } from '../../../ledger'
import { describeRecord, recordBytes } from '../../../messages'
import { bindingAt, samBindings } from '../../../registry'
import { endpoint, read, type Route } from '../contract/endpoint'
import { cardOut, countOut, dateOut, fenOut, instantOut, wholeNumberText } from '../contract/fields'
import { isStranger, momentOf, samText, verdictOut, WITH_OPERATOR } from './drill-parts'
import { explainedFare } from './explained-fare'

const bearerOut = z.enum(['operator', 'city'])
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
        valueChinese: z.string(),
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

/** One record laid open. */
export const oneRecordRoutes: readonly Route[] = [
  read(getRecord, async ({ sql, actor, params: { batch, line }, desks }) => {
    const record = await oneRecord(desks.clearing, { batch: BigInt(batch), line })
    if (record === undefined || isStranger(actor, record.operator)) {
      return refuse('record-unknown', { detail: 'no record of that batch and line' })
    }
    return ok(await laidOpen(sql, record))
  }),
]

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
