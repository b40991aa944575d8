import { z } from 'zod'
import { businessDateOf, inYuan, parseOperatorId, type Sql } from '../../../base'
import { reasons, type CardEntry } from '../../../clearing'
import { contractOn, contractsOf, fareTableAt, operatorOf } from '../../../registry'
import { countOut, fenOut, instantOut } from '../contract/fields'

/** A line of a card's history, with its arithmetic in words: for its holder and for the counter. */
export const explained = z.object({
  subject: z.string(),
  kind: z.enum(['tap', 'load', 'unload']),
  at: instantOut,
  chargedFen: fenOut.meta({ description: 'what the purse lost; negative what it gained' }),
  listFen: fenOut.nullable().meta({ description: 'the fare without a discount' }),
  discount: z.enum(['none', 'card', 'concession', 'transfer']),
  discountFen: fenOut,
  discountBorneBy: z.enum(['operator', 'city']).nullable(),
  operator: z.string().nullable(),
  operatorName: z.string().nullable(),
  fareTable: countOut.nullable().meta({
    description:
      'version of the fare table then in force; null where the operator had published none',
  }),
  contract: z.string().nullable().meta({ description: 'says who bears the discount' }),
  balanceAfterFen: fenOut.nullable().meta({ description: 'as the card itself said' }),
  reason: z.string().nullable(),
  counts: z.boolean(),
  remediedFen: fenOut.meta({
    description: 'what disputes gave back of it, onto the online account',
  }),
  explanation: z.object({ en: z.string(), zh: z.string() }),
})

const discountNames = {
  none: { en: 'no discount', zh: '无优惠' },
  card: { en: 'discount of the card', zh: '刷卡优惠' },
  concession: { en: 'concession', zh: '特惠优待' },
  transfer: { en: 'transfer discount', zh: '换乘优惠' },
} as const

/** By what a tap was charged. */
interface ChargedUnder {
  readonly fareTable: bigint | null
  readonly contract: string | null
  readonly operatorName: string | null
}

const NOTHING: ChargedUnder = { fareTable: null, contract: null, operatorName: null }

/** Fare table, contract and the operator's name behind each line that is a tap, by its subject. */
export async function chargedUnder(
  sql: Sql,
  entries: readonly CardEntry[],
): Promise<ReadonlyMap<string, ChargedUnder>> {
  const contracts = new Map<string, ReturnType<typeof contractsOf>>()
  const names = new Map<string, ReturnType<typeof operatorOf>>()
  const found = await Promise.all(
    entries.map(async ({ subject, operator, at }) => {
      const known = parseOperatorId(operator ?? '')
      if (!known.ok) return [subject, NOTHING] as const
      // One question after another: in an act a single line is asked about, on the one connection of its transaction.
      const own = contracts.get(known.value) ?? contractsOf(sql, known.value)
      contracts.set(known.value, own)
      const contract = contractOn(await own, businessDateOf(at, 0))
      const name = names.get(known.value) ?? operatorOf(sql, known.value)
      names.set(known.value, name)
      const operatorName = (await name)?.name ?? null
      const table = await fareTableAt(sql, { operator: known.value, at })
      const under = {
        fareTable: table?.version ?? null,
        contract: contract?.contract ?? null,
        operatorName,
      }
      return [subject, under] as const
    }),
  )
  return new Map(found)
}

/** A line as it is answered: by what it was charged, what disputes gave back of it, and all of it in words. */
export const told = (
  entry: CardEntry,
  by: {
    readonly remedied: ReadonlyMap<string, bigint>
    readonly under: ReadonlyMap<string, ChargedUnder>
  },
) => {
  const remediedFen = by.remedied.get(entry.subject) ?? 0n
  const explanation = withRemedy(explanationOf(entry), remediedFen)
  return { ...entry, ...(by.under.get(entry.subject) ?? NOTHING), remediedFen, explanation }
}

function withRemedy({ en, zh }: Words, fen: bigint): Words {
  return fen === 0n
    ? { en, zh }
    : {
        en: `${en}; ${inYuan(fen)} yuan given back onto the online account after a dispute`,
        zh: `${zh}；经异议核实退回联机账户 ${inYuan(fen)} 元`,
      }
}

interface Words {
  readonly en: string
  readonly zh: string
}

/** A charge in words and arithmetic, so that nobody has to ask. */
function explanationOf(entry: CardEntry): Words {
  const { kind, chargedFen, listFen, discount, discountFen, discountBorneBy, reason } = entry
  if (kind !== 'tap') {
    const amount = inYuan(chargedFen < 0n ? -chargedFen : chargedFen)
    return kind === 'load'
      ? { en: `${amount} yuan loaded`, zh: `充值 ${amount} 元` }
      : { en: `${amount} yuan taken off`, zh: `圈提 ${amount} 元` }
  }
  const list = inYuan(listFen ?? 0n)
  const name = discountNames[discount]
  const bearer =
    discountBorneBy === null
      ? { en: '', zh: '' }
      : discountBorneBy === 'city'
        ? { en: ', borne by the city', zh: '，由财政承担' }
        : { en: ', borne by the operator', zh: '，由运营单位承担' }
  const found = reason === null || reason === 'paid' ? undefined : reasons[reason]
  return {
    en:
      (discountFen === 0n
        ? `fare ${list} yuan, charged ${inYuan(chargedFen)}`
        : `fare ${list} yuan less ${inYuan(discountFen)} ${name.en}${bearer.en}, charged ${inYuan(chargedFen)}`) +
      (found === undefined ? '' : `; ${found.en}`),
    zh:
      (discountFen === 0n
        ? `票价 ${list} 元，实扣 ${inYuan(chargedFen)} 元`
        : `票价 ${list} 元，减 ${inYuan(discountFen)} 元（${name.zh}${bearer.zh}），实扣 ${inYuan(chargedFen)} 元`) +
      (found === undefined ? '' : `；${found.zh}`),
  }
}
