import {
  idFrom,
  fen,
  minus,
  NO_FEN,
  ok,
  refuse,
  fenInJson,
  type Act,
  type Fen,
  type Refusal,
  type Result,
  type Sql,
} from '../base'
import {
  balanceOf,
  bankCustody,
  cashAt,
  movements,
  postAct,
  type Account,
  type PostRefusal,
} from '../ledger'
import { ruleAt } from '../rules'
import { cityDate } from './city-date'
import { closeOpenTill, insertCount, insertTill, lockTill, openTillOf, type Till } from './store'

/** Where notes are kept that lie in no open till. */
export const SAFE = 'safe'

export type TillRefusal =
  | 'desk-malformed'
  | 'till-already-open'
  | 'till-unknown'
  | 'till-not-open'
  | 'till-not-yours'
  | 'till-short'
  | 'second-person-needed'
  | PostRefusal

/** A drawer counted: what was found, what the books say should lie there, and found less booked. */
export interface TillCount {
  readonly till: string
  readonly countedFen: Fen
  readonly expectedFen: Fen
  readonly differenceFen: Fen
}

/** A clerk takes a drawer at a desk, with a float of small change out of the safe (0 = none). */
export async function openTill(
  act: Act,
  { desk, floatFen }: { readonly desk: string; readonly floatFen: Fen },
): Promise<Result<{ readonly till: string; readonly desk: string }, TillRefusal>> {
  if (!/^[a-z0-9-]{1,40}$/.test(desk) || desk === SAFE) {
    return refuse('desk-malformed', {
      field: 'desk',
      detail: 'a desk is 1 to 40 small letters, digits or hyphens, and not the safe',
    })
  }
  const till = idFrom('till', act.reference)
  const opened = await insertTill(act.tx, {
    till,
    desk,
    clerk: act.actor.id,
    floatFen,
    openedAt: act.at,
  })
  if (!opened) {
    return refuse('till-already-open', {
      field: 'desk',
      detail: 'a clerk has one till at a time, and a desk too; close the open one first',
    })
  }
  const moved = await moveCash(act, {
    from: cashAt(SAFE),
    to: cashAt(desk),
    amount: floatFen,
    part: 'float',
  })
  if (moved !== undefined) return moved
  const short = await safeShortOf(act, floatFen, 'floatFen')
  if (short !== undefined) return short
  await act.trail({
    act: 'till.opened',
    subject: `till:${till}`,
    detail: { desk, floatFen: fenInJson(floatFen) },
  })
  return ok({ till, desk })
}

/** Counts a drawer without closing it; nothing is booked. The clerk counts before being told what is expected. */
export async function countTill(
  act: Act,
  { till, countedFen }: { readonly till: string; readonly countedFen: Fen },
): Promise<Result<TillCount, TillRefusal>> {
  const held = await ownTill(act, till)
  if (!held.ok) return held
  const count = await countOf(act, held.value, countedFen)
  await insertCount(act.tx, { ...count, reference: act.reference, at: act.at, closing: false })
  await act.trail({
    act: 'till.counted',
    subject: `till:${till}`,
    detail: { differenceFen: fenInJson(count.differenceFen) },
  })
  return ok(count)
}

/**
 * Closes a drawer: the difference is booked as surplus or shortage, and all that was counted goes to the safe.
 * A difference above the rule "till-difference-max-fen" needs the act to carry a second person.
 */
export async function closeTill(
  act: Act,
  { till, countedFen }: { readonly till: string; readonly countedFen: Fen },
): Promise<Result<TillCount, TillRefusal>> {
  const held = await ownTill(act, till)
  if (!held.ok) return held
  const count = await countOf(act, held.value, countedFen)
  const { differenceFen } = count
  const allowed = await ruleAt(act.tx, 'till-difference-max-fen', cityDate(act.at))
  const size = differenceFen < NO_FEN ? minus(NO_FEN, differenceFen) : differenceFen
  if (size > allowed && act.approvedBy === undefined) {
    return refuse('second-person-needed', {
      field: 'countedFen',
      detail: `the till differs by more than ${allowed} fen; a supervisor counts along`,
    })
  }
  const { desk } = held.value
  if (size > NO_FEN) {
    const found = differenceFen > NO_FEN ? movements.surplusFound : movements.shortageFound
    const booked = await postAct(act, [
      found({
        reference: `${act.reference}:difference`,
        amount: size,
        at: act.at,
        where: cashAt(desk),
      }),
    ])
    if (!booked.ok) return booked
  }
  const moved = await moveCash(act, {
    from: cashAt(desk),
    to: cashAt(SAFE),
    amount: countedFen,
    part: 'to-safe',
  })
  if (moved !== undefined) return moved
  await insertCount(act.tx, { ...count, reference: act.reference, at: act.at, closing: true })
  await closeOpenTill(act.tx, till, act.at)
  await act.trail({
    act: 'till.closed',
    subject: `till:${till}`,
    detail: { countedFen: fenInJson(countedFen), differenceFen: fenInJson(differenceFen) },
  })
  return ok(count)
}

/** Notes from the safe go to the bank. */
export async function bankCash(
  act: Act,
  { bank, amountFen }: { readonly bank: string; readonly amountFen: Fen },
): Promise<Result<{ readonly reference: string }, TillRefusal>> {
  const reference = `${act.reference}:banked`
  const posted = await postAct(act, [
    movements.moneyBanked({ reference, amount: amountFen, at: act.at, from: cashAt(SAFE), bank }),
  ])
  if (!posted.ok) return posted
  const short = await safeShortOf(act, amountFen, 'amountFen')
  if (short !== undefined) return short
  await act.trail({
    act: 'cash.banked',
    subject: `bank:${bank}`,
    detail: { amountFen: fenInJson(amountFen) },
  })
  return ok({ reference })
}

/** Change for the counters, fetched from the bank into the safe. */
export async function fetchCash(
  act: Act,
  { bank, amountFen }: { readonly bank: string; readonly amountFen: Fen },
): Promise<Result<{ readonly reference: string }, TillRefusal>> {
  const moved = await moveCash(act, {
    from: bankCustody(bank),
    to: cashAt(SAFE),
    amount: amountFen,
    part: 'fetched',
  })
  if (moved !== undefined) return moved
  await act.trail({
    act: 'cash.fetched',
    subject: `bank:${bank}`,
    detail: { amountFen: fenInJson(amountFen) },
  })
  return ok({ reference: `${act.reference}:fetched` })
}

/** What lies in the drawers and the safe, by the books. */
export const cashExpected = async (sql: Sql, desk: string): Promise<Fen> =>
  (await balanceOf(sql, cashAt(desk))).balanceFen

/** The open till of the one who acts, locked until the act ends: acts on one drawer follow one another. */
export async function ownTill(act: Act, till: string): Promise<Result<Till, TillRefusal>> {
  const held = await lockTill(act.tx, till)
  if (held === undefined) return refuse('till-unknown', { field: 'till', detail: 'no such till' })
  if (held.closedAt !== null) {
    return refuse('till-not-open', { field: 'till', detail: 'the till is closed; open a new one' })
  }
  return held.clerk === act.actor.id
    ? ok(held)
    : refuse('till-not-yours', { field: 'till', detail: 'a clerk works out of the own till' })
}

export { openTillOf, type Till }

async function countOf(act: Act, { till, desk }: Till, countedFen: Fen): Promise<TillCount> {
  const expectedFen = await cashExpected(act.tx, desk)
  return { till, countedFen, expectedFen, differenceFen: fen(countedFen - expectedFen) }
}

/** Asked after the cash has moved, while the books keep the safe locked for us: two at once cannot both take it. */
async function safeShortOf(
  act: Act,
  taken: Fen,
  field: string,
): Promise<Refusal<'till-short'> | undefined> {
  const left = await cashExpected(act.tx, SAFE)
  return left < NO_FEN
    ? refuse('till-short', { field, detail: `the safe holds ${left + taken} fen` })
    : undefined
}

async function moveCash(
  act: Act,
  move: {
    readonly from: Account
    readonly to: Account
    readonly amount: Fen
    readonly part: string
  },
): Promise<Refusal<PostRefusal> | undefined> {
  if (move.amount === NO_FEN) return undefined
  const moved = await postAct(act, [
    movements.cashHandedOver({
      reference: `${act.reference}:${move.part}`,
      amount: move.amount,
      at: act.at,
      from: move.from,
      to: move.to,
    }),
  ])
  return moved.ok ? undefined : moved
}
