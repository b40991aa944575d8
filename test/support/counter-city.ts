import { fen, type Act, type Actor, type CardNumber, type Result } from '../../src/base'
import { concessionAtIssue, personStanding } from '../../src/citizens'
import {
  issueCard,
  moveStock,
  orderCards,
  receiveStock,
  setPlan,
  takeReturnFile,
  writeReturnFile,
  orderRows,
  type IssuedCard,
  type IssuePeople,
  type IssueRefusal,
} from '../../src/issuing'
import { makeHotlist, register } from '../../src/registry'
import { changeRule, type RuleName } from '../../src/rules'
import { topUpOnline } from '../../src/tills'
import { acting, CLERK, expectDone, SUPERVISOR } from './act'
import { cardNumber, ISSUER } from './clearing-city'
import { loadsCity, NOON, surely, type LoadsCity } from './loads-city'
import { enterPerson } from './parties'

const ADMINISTRATOR: Actor = { id: 'staff_admin', kind: 'staff', roles: ['administrator'] }
export const DEPOSIT_FEN = 2_000n

/** A city whose counter issues cards with a deposit and loads them; its waits are over at once, its day is long. */
export interface CounterCity extends LoadsCity {
  /** Numbers of the cards that are ready in the clerk's hand; nothing is on their chips. */
  readonly ready: readonly number[]
  issue(
    act: Act,
    given: { readonly card: CardNumber; readonly person?: string },
  ): Promise<Result<IssuedCard, IssueRefusal>>
}

export async function counterCity(count: number): Promise<CounterCity> {
  const it = await loadsCity({ cards: 1 })
  const { database } = it.city.store
  const done = async <Value>(
    actor: Actor,
    work: (act: Act) => Promise<Result<Value, string>>,
    approvedBy?: Actor,
  ): Promise<Value> =>
    expectDone(
      await acting(database, work, {
        actor,
        at: new Date(NOON.getTime() - 3_600_000),
        ...(approvedBy === undefined ? {} : { approvedBy }),
      }),
    )
  const product = 'adult'
  const made = {
    product,
    version: 1,
    name: '普通卡',
    profile: 't-union',
    validFrom: '2026-01-01',
    validTo: null,
    maxBalanceFen: fen(100_000n),
    maxTapFen: fen(100_000n),
    depositFen: fen(DEPOSIT_FEN),
  } as const
  expectDone(await register(database, { cardProducts: [made] }))
  const plan = { product, issuer: ISSUER, prefix: '3104403', digits: 19, keyVersion: 1 }
  await done(ADMINISTRATOR, (act) => setPlan(act, { ...plan, algorithm: 0, cardKind: 1 }, 0))
  for (const [rule, value] of Object.entries(RULES) as [RuleName, bigint][]) {
    const change = { rule, value, validFrom: '2026-03-01', today: '2026-03-01', reason: 'a test' }
    await done(ADMINISTRATOR, (act) => changeRule(act, change), SUPERVISOR)
  }
  const serials = Array.from({ length: count }, (_, index) =>
    (index + 1).toString(16).toUpperCase().padStart(16, '0'),
  )
  await done(SUPERVISOR, (act) => receiveStock(act, { batch: 'b1', profile: 't-union', serials }))
  const { order } = await done(SUPERVISOR, (act) =>
    orderCards(act, it.city.vault, { product, count, maker: 'press-1' }),
  )
  const rows = await orderRows(database, order)
  const file = await writeReturnFile(
    { order, rows: rows.map((row) => ({ ...row, result: 'ok' })) },
    (digest) => it.city.vault.makeFileMac({ operator: 'maker:press-1', digest }),
  )
  await done(SUPERVISOR, (act) => takeReturnFile(act, it.city.vault, order, file))
  const taken = { serials: rows.map(({ serial }) => serial), to: CLERK.id, reason: 'for the day' }
  await done(SUPERVISOR, (act) => moveStock(act, { act: 'takeOut', ...taken }))
  // Notes in the drawer, so that a counter can also pay out.
  await enterPerson(database, RICH)
  const funding = { kind: 'cash', till: it.till } as const
  const rich = { person: RICH, amountFen: fen(400_000), funding }
  await done(CLERK, (act) => topUpOnline(act, rich))
  await done(SUPERVISOR, (act) => surely(makeHotlist(act, 'full')))
  const people: IssuePeople = {
    personStanding,
    concessionAtIssue: (act, given) => concessionAtIssue(act, it.city.vault, given),
  }
  const ready = rows.map(({ printed }) => Number(BigInt(printed) - BigInt(cardNumber(0))))
  return {
    ...it,
    get at() {
      return it.at
    },
    set at(now: Date) {
      it.at = now
    },
    ready,
    issue: (act, { card, person }) =>
      person === undefined
        ? issueCard(act, { card, reason: 'first', funding }, people)
        : issueCard(act, { card, reason: 'first', funding, person }, people),
  }
}

const RICH = 'person_11111111111111111111'

/** Waits that are over at once; the holder bears a stolen card for an hour. */
const RULES = {
  'replacement-wait-days': 0n,
  'loss-liability-hours': 1n,
} as const satisfies Partial<Record<RuleName, bigint>>
