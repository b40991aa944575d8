import { fen, ok } from '../../src/base'
import { balanceOf, CARD_DEPOSITS, cashAt, HANDLING_FEES } from '../../src/ledger'
import {
  applicationsOfCard,
  cardFacts,
  changeCardState,
  holderAt,
  register,
} from '../../src/registry'
import {
  auditIssuing,
  depositOf,
  giveBackDeposit,
  issueCard,
  type IssueOrder,
  type PersonStanding,
  keepDeposit,
  orderCards,
  type OrderRow,
  orderRows,
  takeDeposit,
  takeReturnFile,
  writeReturnFile,
} from '../../src/issuing'
import { acting, expectDone, SUPERVISOR } from '../support/act'
import { enterPerson, personNamed } from '../support/parties'
import { type Office, openOffice, product, receive, takeOut } from './office'

let office: Office
beforeEach(async () => {
  office = await openOffice()
  await enterPerson(office.store.database, personNamed('li'))
})
afterEach(() => office.close())

/** Cards made in bulk and taken out by the clerk. */
async function readyCards(count: number, { out = true } = {}): Promise<readonly OrderRow[]> {
  await receive(office, 1, count)
  const { order } = expectDone(
    await acting(
      office.store.database,
      (act) => orderCards(act, office.vault, { product: 'adult', count, maker: 'press-1' }),
      { actor: SUPERVISOR },
    ),
  )
  const rows = await orderRows(office.store.database, order)
  const file = await writeReturnFile(
    { order, rows: rows.map((row) => ({ ...row, result: 'ok' })) },
    (digest) => office.vault.makeFileMac({ operator: 'maker:press-1', digest }),
  )
  expectDone(
    await acting(office.store.database, (act) => takeReturnFile(act, office.vault, order, file), {
      actor: SUPERVISOR,
    }),
  )
  if (out)
    await takeOut(
      office,
      rows.map(({ serial }) => serial),
    )
  return rows
}

const known: PersonStanding = async (_sql, person) =>
  ({
    person_li: 'alive',
    person_wang: 'alive',
    person_gone: 'dead',
    person_far: 'moved-away',
    person_lost: 'missing',
  })[person]

const issues = (
  order: Partial<IssueOrder> & Pick<IssueOrder, 'card'>,
  given: { at?: Date; reference?: string } = {},
) =>
  acting(
    office.store.database,
    (act) =>
      issueCard(
        act,
        { reason: 'first', funding: { kind: 'cash', till: office.till }, ...order },
        { personStanding: known, concessionAtIssue: async () => ok(undefined) },
      ),
    given,
  )

const balance = async (account: Parameters<typeof balanceOf>[1]): Promise<bigint> =>
  (await balanceOf(office.store.database, account)).balanceFen

const stateOf = async (card: string): Promise<string | undefined> =>
  (await cardFacts(office.store.database, [BigInt(card)])).get(BigInt(card))?.state

test.each([
  ['person_gone', 'dead'],
  ['person_far', 'moved-away'],
  ['person_lost', 'missing'],
])('%s, who is %s, is given no card', async (person, status) => {
  const [row] = (await readyCards(1)) as [OrderRow]
  const asked = await issues({ card: row.printed, person })
  expect(asked).toMatchObject({ refused: 'person-not-eligible', field: 'person' })
  expect(asked).toMatchObject({ detail: expect.stringContaining(status) as string })
  expect(await stateOf(row.printed)).toBe('ready')
})

test('an application that the version of the card does not carry is not put on', async () => {
  const [row] = (await readyCards(1)) as [OrderRow]
  expect(await issues({ card: row.printed, applications: ['transit', 'casino'] })).toMatchObject({
    refused: 'application-unknown',
    field: 'applications.1',
  })
  expect(await stateOf(row.printed)).toBe('ready')
})

test('a ready card becomes a person’s, with its deposit in the books and its applications on', async () => {
  const [row] = (await readyCards(1)) as [OrderRow]
  const card = row.printed
  const at = new Date('2026-06-02T01:00:00Z')
  expect(
    await issues({ card, person: 'person_li', applications: ['transit', 'library'] }, { at }),
  ).toEqual({
    ok: true,
    value: {
      card,
      concession: null,
      state: 'active',
      person: 'person_li',
      depositFen: 2_000n,
      feeFen: 0n,
      validTo: '2036-05-31',
    },
  })
  expect(await stateOf(card)).toBe('active')
  expect(await holderAt(office.store.database, card, at)).toBe('person_li')
  expect(await balance(CARD_DEPOSITS)).toBe(2_000n)
  expect(await balance(cashAt('desk-1'))).toBe(2_000n)
  expect(await depositOf(office.store.database, card)).toMatchObject({ amountFen: 2_000n })
  expect(
    (await applicationsOfCard(office.store.database, card)).map(({ application, state }) => [
      application,
      state,
    ]),
  ).toEqual([
    ['library', 'enabled'],
    ['transit', 'enabled'],
  ])
  expect(await auditIssuing(office.store.database)).toMatchObject([{ ok: true }])
  expect(await issues({ card })).toMatchObject({ refused: 'state-forbids' })
})

test('an anonymous card has a deposit too; a fee goes beside it, paid once together', async () => {
  const [row] = (await readyCards(1)) as [OrderRow]
  const bank = { kind: 'bank', channel: 'unionpay', payment: 'p-1' } as const
  expect(
    await issues({ card: row.printed, funding: bank, fee: fen(500), reason: 'replacement' }),
  ).toMatchObject({ value: { person: null, depositFen: 2_000n, feeFen: 500n } })
  expect(await balance(HANDLING_FEES)).toBe(500n)
  expect(await balance(CARD_DEPOSITS)).toBe(2_000n)
})

test.each([
  ['whoever has it not in hand', {}, 'stock-not-yours', { out: false }],
  ['nobody who is not registered', { person: 'person_wu' }, 'person-unknown', {}],
  ['nobody who does not pay', { funding: undefined }, 'funding-missing', {}],
  [
    'out of a till that is another’s',
    { funding: { kind: 'cash', till: 'till_x' } },
    'till-unknown',
    {},
  ],
  [
    'out of a fund that pays no deposits',
    { funding: { kind: 'online', person: personNamed('li'), shown: true } },
    'fund-wall',
    {},
  ],
  ['for no reason we know', { reason: 'because' as never }, 'reason-unknown', {}],
] as const)(
  'a card is issued to or by %s: not so, and nothing is left of it',
  async (_who, change, refused, how) => {
    const [row] = (await readyCards(1, how)) as [OrderRow]
    const order = { card: row.printed, person: 'person_li', ...change } as IssueOrder
    expect(await issues(order)).toMatchObject({ refused })
    expect(await stateOf(row.printed)).toBe('ready')
    expect(await balance(CARD_DEPOSITS)).toBe(0n)
    expect(
      await holderAt(office.store.database, row.printed, new Date('2026-07-01T00:00:00Z')),
    ).toBe(undefined)
    expect(await depositOf(office.store.database, row.printed)).toBeUndefined()
  },
)

test('not issued: what is not ready, of a product that has ended, or past its own dates', async () => {
  const [one, two] = (await readyCards(2)) as [OrderRow, OrderRow]
  expect(
    await acting(office.store.database, (act) =>
      changeCardState(act, { card: one.printed, act: 'spoil', reason: 'damaged' }),
    ),
  ).toMatchObject({ ok: true })
  expect(await issues({ card: one.printed })).toMatchObject({
    refused: 'state-forbids',
    detail: '"issue" is not allowed from "spoiled", because it is written off as spoiled',
  })
  expect(await issues({ card: '3105840999999999999' as never })).toMatchObject({
    refused: 'card-unknown',
  })
  expect(
    await issues({ card: two.printed }, { at: new Date('2036-06-01T01:00:00Z') }),
  ).toMatchObject({ refused: 'card-expired' })
  await office.store.database.query(
    `update registry_card_product set valid_to = '2026-06-30' where product = 'adult'`,
  )
  expect(
    await issues({ card: two.printed }, { at: new Date('2026-07-01T01:00:00Z') }),
  ).toMatchObject({ refused: 'product-ended' })
})

test('a product without a deposit takes no money', async () => {
  expectDone(
    await register(office.store.database, {
      cardProducts: [product({ version: 2, depositFen: fen(0) })],
    }),
  )
  const [row] = (await readyCards(1)) as [OrderRow]
  expect(await issues({ card: row.printed, funding: undefined as never })).toMatchObject({
    value: { depositFen: 0n },
  })
  expect(await auditIssuing(office.store.database)).toMatchObject([{ ok: true }])
})

test('twenty callers at once issue one card once', async () => {
  const [row] = (await readyCards(1)) as [OrderRow]
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => issues({ card: row.printed, person: 'person_li' })),
  )
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
  expect(await balance(CARD_DEPOSITS)).toBe(2_000n)
})

describe('a deposit', () => {
  test('is given back once', async () => {
    const [row] = (await readyCards(1)) as [OrderRow]
    expectDone(await issues({ card: row.printed }))
    const back = () =>
      acting(office.store.database, (act) =>
        giveBackDeposit(act, { card: row.printed, to: cashAt('desk-1') }),
      )
    expect(await back()).toEqual({ ok: true, value: 2_000n })
    expect(await back()).toMatchObject({ refused: 'deposit-none' })
    expect(await balance(CARD_DEPOSITS)).toBe(0n)
    expect(await balance(cashAt('desk-1'))).toBe(0n)
    expect(await auditIssuing(office.store.database)).toMatchObject([{ ok: true }])
  })

  test('is kept for a card that came back damaged, and held once at a time', async () => {
    const [row] = (await readyCards(1)) as [OrderRow]
    expectDone(await issues({ card: row.printed }))
    expect(
      await acting(office.store.database, (act) =>
        takeDeposit(act, { card: row.printed, amount: fen(100), from: cashAt('desk-1') }),
      ),
    ).toMatchObject({ refused: 'deposit-held-already' })
    expect(await acting(office.store.database, (act) => keepDeposit(act, row.printed))).toEqual({
      ok: true,
      value: 2_000n,
    })
    expect(await auditIssuing(office.store.database)).toMatchObject([{ ok: true }])
  })

  test('that the books hold and no card has is found', async () => {
    await acting(office.store.database, async (act) => {
      const [row] = (await readyCards(1)) as [OrderRow]
      const taken = await takeDeposit(act, {
        card: row.printed,
        amount: fen(100),
        from: cashAt('desk-1'),
      })
      await act.tx.query(
        `update issuing_deposit set state = 'kept', ended_at = now(), end_reference = 'x'`,
      )
      return taken
    })
    expect(await auditIssuing(office.store.database)).toMatchObject([{ ok: false, driftFen: 100n }])
  })
})
