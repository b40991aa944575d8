import { z } from 'zod'
import { inYuan } from '../../../base'
import { reasons, type CardEntry } from '../../../clearing'
import { fenOut, instantOut } from '../contract/fields'

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
  balanceAfterFen: fenOut.nullable().meta({ description: 'as the card itself said' }),
  reason: z.string().nullable(),
  counts: z.boolean(),
  explanation: z.object({ en: z.string(), zh: z.string() }),
})

const discountNames = {
  none: { en: 'no discount', zh: '无优惠' },
  card: { en: 'discount of the card', zh: '刷卡优惠' },
  concession: { en: 'concession', zh: '特惠优待' },
  transfer: { en: 'transfer discount', zh: '换乘优惠' },
} as const

/** A charge in words and arithmetic, so that nobody has to ask. */
export function explanationOf(entry: CardEntry): { en: string; zh: string } {
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
