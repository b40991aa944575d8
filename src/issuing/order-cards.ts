import {
  type Act,
  type CardNumber,
  idFrom,
  invariant,
  maskCardNumber,
  ok,
  refuse,
  type Result,
  type Sql,
} from '../base'
import { cardKeyRecords } from '../card'
import { algorithmOfByte, type KeyLabel, type KeyVault, labelText } from '../keys'
import { cardKey, changeManyCards, enterBlankCard } from '../registry'
import {
  readReturnFile,
  type ReturnFileRefusal,
  type RowResult,
  writeMakerFile,
} from './maker-file'
import { rowResults, type rowVerdicts } from './maker-file.table'
import { type NumbersRefusal, takeNumbers } from './plan'
import { type StockState } from './stock-lifecycle'
import {
  insertOrder,
  lockOrder,
  lockOrderRows,
  orderOf,
  type OrderRow,
  orderRows,
  writeAnswers,
  writeOrderState,
} from './store-orders'
import { lockChips, takeBlankChips, writeCardsOfChips, writeMoves } from './store-stock'

/** Cards of one order at most: about a day's need of a city (2,000 a working day), in one act. */
export const ORDER_ROWS_MAX = 2_000

export type OrderRefusal =
  NumbersRefusal | 'too-many-cards' | 'stock-short' | 'key-unknown' | 'card-number-taken'

/**
 * Orders cards from a maker: takes blank chips out of the store, sets a number aside for each, and names the keys by
 * label and check value. The maker file says the same for ever (`makerFileOf`).
 */
export async function orderCards(
  act: Act,
  vault: Pick<KeyVault, 'checkValue'>,
  wanted: {
    readonly product: string
    readonly count: number
    readonly maker: string
    /** Only chips of this batch; of any when left out. */
    readonly batch?: string
    /** Written on the chips instead of what the plan says: cards for people with a concession. */
    readonly cardKind?: number
  },
): Promise<Result<{ readonly order: string; readonly count: number }, OrderRefusal>> {
  const { count, maker } = wanted
  if (!Number.isInteger(count) || count < 1 || count > ORDER_ROWS_MAX) {
    return refuse('too-many-cards', {
      field: 'count',
      detail: `an order is for 1 to ${ORDER_ROWS_MAX} cards`,
    })
  }
  const taken = await takeNumbers(act, wanted)
  if (!taken.ok) return taken
  const { product, numbers, validFrom, validTo } = taken.value
  const plan = { ...taken.value.plan, cardKind: wanted.cardKind ?? taken.value.plan.cardKind }
  const keys = await keysNamed(vault, plan)
  if (!keys.ok) return keys
  const chips = await takeBlankChips(act.tx, {
    profile: product.profile,
    batch: wanted.batch ?? null,
    count,
  })
  if (chips.length < count) {
    return refuse('stock-short', {
      detail: `${chips.length} blank chips of this kind are in the store`,
    })
  }
  for (const number of numbers) {
    const entered = await enterBlankCard(act, {
      card: number,
      product: product.product,
      productVersion: product.version,
      issuer: plan.issuer,
      validFrom,
      validTo,
      openingCounter: 0,
      keyVersion: plan.keyVersion,
      algorithm: plan.algorithm,
    })
    if (!entered.ok) {
      return refuse('card-number-taken', { detail: `${maskCardNumber(number)}: ${entered.detail}` })
    }
  }
  const order = idFrom('pord', act.reference)
  const rows = chips.map((chip, index) => ({
    nth: index + 1,
    serial: chip.serial,
    printed: numbers[index] as CardNumber,
  }))
  await insertOrder(act, {
    order,
    maker,
    product,
    plan,
    keys: keys.value,
    rows,
    validFrom,
    validTo,
  })
  await writeCardsOfChips(
    act.tx,
    rows.map(({ serial, printed }) => ({ serial, card: cardKey(printed) })),
  )
  await writeMoves(act, {
    chips,
    act: 'sendToMaker',
    to: 'at-maker',
    holder: null,
    reason: order,
  })
  await act.trail({
    act: 'personalisation-order.made',
    subject: `personalisation-order:${order}`,
    detail: { product: product.product, version: product.version, count, maker },
  })
  return ok({ order, count })
}

async function keysNamed(
  vault: Pick<KeyVault, 'checkValue'>,
  plan: { readonly keyVersion: number; readonly algorithm: number },
): Promise<Result<{ label: string; checkValue: string }[], 'key-unknown'>> {
  const keys: { label: string; checkValue: string }[] = []
  for (const { purpose } of cardKeyRecords) {
    const algorithm = algorithmOfByte(plan.algorithm)
    if (algorithm === undefined) return refuse('key-unknown')
    const label: KeyLabel = { purpose, version: plan.keyVersion, algorithm }
    const checkValue = await vault.checkValue(label)
    if (!checkValue.ok) return checkValue
    keys.push({ label: labelText(label), checkValue: checkValue.value })
  }
  return ok(keys)
}

/** How the vault knows the makers that files go to and come from; no operator has such a name. */
export const makerNamed = (maker: string): string => `maker:${maker}`

/** The maker file of an order, with a MAC for its maker. */
export async function makerFileOf(
  sql: Sql,
  vault: Pick<KeyVault, 'makeFileMac'>,
  order: string,
): Promise<Result<string, 'order-unknown'>> {
  const found = await orderOf(sql, order)
  if (found === undefined) return refuse('order-unknown', { detail: `no order ${order}` })
  const rows = await orderRows(sql, order)
  return ok(
    await writeMakerFile({ ...found, rows }, (digest) =>
      vault.makeFileMac({ operator: makerNamed(found.maker), digest }),
    ),
  )
}

export type RowVerdict = keyof typeof rowVerdicts

export interface ReturnReceipt {
  readonly order: string
  readonly state: 'open' | 'answered'
  /** Rows of the order that still wait for an answer. */
  readonly waiting: number
  readonly rows: readonly {
    readonly line: number
    readonly nth: number | null
    readonly verdict: RowVerdict
  }[]
}

/**
 * Takes what a maker answers, row by row, when the MAC of the file is the maker's of this order. Good rows count although others are bad; the order stays open until each of
 * its rows has an answer. `ok` makes the card ready and puts the chip back into the store; scrap and not-dispensed
 * destroy the card (its number is never used again) and scrap the chip. The same file again changes nothing.
 */
export async function takeReturnFile(
  act: Act,
  vault: Pick<KeyVault, 'checkFileMac'>,
  order: string,
  text: string,
): Promise<Result<ReturnReceipt, ReturnFileRefusal | 'order-unknown' | 'order-other'>> {
  const file = readReturnFile(text)
  if (!file.ok) return file
  if (file.value.order !== order) {
    return refuse('order-other', { detail: 'the file answers another order' })
  }
  const known = await lockOrder(act.tx, order)
  if (known === undefined) return refuse('order-unknown', { detail: `no order ${order}` })
  const { digest, mac } = file.value
  if (!(await vault.checkFileMac({ operator: makerNamed(known.maker), digest, mac }))) {
    return refuse('return-file-mac-wrong', {
      detail: `the MAC is none of ${known.maker}, from whom the cards were ordered`,
    })
  }
  const rows = await lockOrderRows(act.tx, order)
  const chips = await lockChips(
    act.tx,
    [...rows.values()].map(({ serial }) => serial),
  )
  const seen = new Set<number>()
  const answered: (OrderRow & { readonly result: RowResult })[] = []
  const verdicts = file.value.lines.map((line) => {
    const verdict = 'malformed' in line ? 'row-malformed' : verdictOn(line, { rows, seen, chips })
    if (!('malformed' in line) && verdict === 'accepted') {
      const row = rows.get(line.nth)
      if (row !== undefined) answered.push({ ...row, result: line.result as RowResult })
    }
    return { line: line.line, nth: 'malformed' in line ? null : line.nth, verdict }
  })
  await bookAnswers(act, answered)
  const waiting =
    [...rows.values()].filter(({ result }) => result === null).length - answered.length
  const state = waiting === 0 ? 'answered' : 'open'
  if (state !== known.state) await writeOrderState(act.tx, order, state)
  await act.trail({
    act: 'personalisation-order.answered',
    subject: `personalisation-order:${order}`,
    detail: { rows: verdicts.length, accepted: answered.length, waiting },
  })
  return ok({ order, state, waiting, rows: verdicts })
}

function verdictOn(
  line: {
    readonly nth: number
    readonly serial: string
    readonly printed: string
    readonly result: string
  },
  known: {
    readonly rows: ReadonlyMap<number, OrderRow>
    readonly seen: Set<number>
    readonly chips: ReadonlyMap<string, { readonly state: StockState }>
  },
): RowVerdict {
  const row = known.rows.get(line.nth)
  if (row === undefined) return 'row-unknown'
  if (row.serial !== line.serial) return 'serial-wrong'
  if (row.printed !== line.printed) return 'card-wrong'
  if (!(rowResults as readonly string[]).includes(line.result)) return 'result-unknown'
  if (known.seen.has(line.nth)) return 'row-twice'
  known.seen.add(line.nth)
  if (row.result !== null) return row.result === line.result ? 'repeated' : 'answered-otherwise'
  return known.chips.get(row.serial)?.state === 'at-maker' ? 'accepted' : 'state-forbids'
}

async function bookAnswers(
  act: Act,
  answered: readonly (OrderRow & { readonly result: RowResult })[],
): Promise<void> {
  const good = answered.filter(({ result }) => result === 'ok')
  await stepCards(act, good, [
    { act: 'personalise', reason: 'bulk' },
    { act: 'check', reason: 'maker-answered' },
  ])
  await moveBack(act, good, 'comeBack', 'in-store')
  for (const [result, reason] of [
    ['scrap', 'maker-scrap'],
    ['not-dispensed', 'not-dispensed'],
  ] as const) {
    const bad = answered.filter((row) => row.result === result)
    await stepCards(act, bad, [{ act: 'scrap', reason }])
    await moveBack(act, bad, 'scrap', 'scrapped')
  }
  await writeAnswers(act, answered)
}

async function stepCards(
  act: Act,
  rows: readonly OrderRow[],
  steps: readonly { readonly act: 'personalise' | 'check' | 'scrap'; readonly reason: string }[],
): Promise<void> {
  if (rows.length === 0) return
  for (const step of steps) {
    const done = await changeManyCards(act, {
      cards: rows.map(({ printed }) => printed),
      act: step.act,
      reason: step.reason as never,
    })
    // The chip is at the maker, so nobody else can have touched its card.
    invariant(done.ok, 'a card whose chip is at the maker is blank', {
      detail: done.ok ? '' : done.detail,
    })
  }
}

const moveBack = async (
  act: Act,
  rows: readonly OrderRow[],
  how: 'comeBack' | 'scrap',
  to: StockState,
): Promise<void> =>
  rows.length === 0
    ? undefined
    : writeMoves(act, {
        chips: rows.map(({ serial }) => ({ serial, state: 'at-maker', holder: null })),
        act: how,
        to,
        holder: null,
        reason: rows[0]?.order ?? '',
      })
