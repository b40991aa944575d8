import { fen, ppm } from '../../src/base'
import {
  blockSam,
  cardFacts,
  cardLoads,
  changeCardState,
  contractsOf,
  endContract,
  keyVersions,
  operatorAt,
  operators,
  register,
  type Registration,
  samBindings,
  unbindSam,
} from '../../src/registry'
import { acting, expectDone } from '../support/act'
import { freshDatabase, type FreshDatabase } from '../support/database'
import {
  card,
  cardNumber,
  cardProduct,
  contract,
  keyVersion,
  OPENING,
  operator,
  operatorId,
  samBinding,
  samNumber,
  terminal,
} from './city'

let city: FreshDatabase
beforeEach(async () => {
  city = await freshDatabase()
})
afterEach(() => city.drop())

const load = (onlineSeq = 0) => ({
  card: card().card,
  onlineSeq,
  amountFen: fen(5_000n),
  loadedAt: OPENING,
})

const wholeCity: Registration = {
  operators: [operator()],
  contracts: [contract()],
  terminals: [terminal()],
  samBindings: [samBinding()],
  cardProducts: [cardProduct()],
  keyVersions: [keyVersion()],
  cards: [card()],
  cardLoads: [load()],
}

test('what is registered is answered as it was given', async () => {
  const registered = await register(city.database, wholeCity)
  expect(registered).toEqual({
    ok: true,
    value: {
      agents: 0,
      applications: 0,
      merchants: 0,
      partyContracts: 0,
      productApplications: 0,
      operators: 1,
      contracts: 1,
      terminals: 1,
      samBindings: 1,
      cardProducts: 1,
      keyVersions: 1,
      cards: 1,
      cardLoads: 1,
    },
  })
  expect(await operators(city.database)).toEqual([operator()])
  expect(await contractsOf(city.database, operatorId('op_bus-one'))).toEqual([contract()])
  expect(await keyVersions(city.database)).toEqual([keyVersion()])
  const bindings = await samBindings(city.database, ['000000000001', '000000000002'])
  expect([...bindings]).toEqual([['000000000001', [samBinding()]]])
  const facts = await cardFacts(city.database, [3_104_870_000_000_000_001n, 5n])
  const { card: number, ...rest } = card()
  expect([...facts]).toEqual([
    [
      3_104_870_000_000_000_001n,
      {
        ...rest,
        card: 3_104_870_000_000_000_001n,
        number,
        profile: 'pboc',
        maxTapFen: 10_000n,
        state: 'active',
        loadedFen: 5_000n,
        changes: [],
      },
    ],
  ])
  expect(await cardLoads(city.database, [3_104_870_000_000_000_001n])).toEqual([load()])
})

test('registering the same city twice, even at once, writes it once', async () => {
  const both = await Promise.all([
    register(city.database, wholeCity),
    register(city.database, wholeCity),
  ])
  expect(both.map((one) => one.ok)).toEqual([true, true])
  const fresh = both.map((one) => (one.ok ? one.value.cards : -1)).sort()
  expect(fresh).toEqual([0, 1])
  const again = await register(city.database, wholeCity)
  expect(again.ok && Object.values(again.value).every((count) => count === 0)).toBe(true)
})

test.each<[story: string, given: Registration, refused: string, field: string, detail: RegExp]>([
  [
    'an operator under another name',
    { operators: [operator({ name: '别的公交' })] },
    'registered-otherwise',
    'operators[0]',
    /op_bus-one/,
  ],
  [
    'a contract with another fee',
    { contracts: [contract({ feePpm: ppm(6_000n) })] },
    'registered-otherwise',
    'contracts[0]',
    /bus-one-2026/,
  ],
  [
    'a second contract on the same dates',
    { contracts: [contract({ contract: 'rival', validFrom: '2026-05-01' })] },
    'validity-overlaps',
    'contracts[0]',
    /rival/,
  ],
  [
    'a SAM in two terminals at a time',
    {
      terminals: [terminal({ terminal: 'bus-one-0002' })],
      samBindings: [
        samBinding({ terminal: 'bus-one-0002', boundFrom: new Date('2026-02-01T00:00:00Z') }),
      ],
    },
    'validity-overlaps',
    'samBindings[0]',
    /000000000001/,
  ],
  [
    'a contract of nobody',
    { contracts: [contract({ contract: 'x', operator: operatorId('op_nobody') })] },
    'operator-unknown',
    'contracts[0]',
    /contract x/,
  ],
  [
    "a SAM in another operator's terminal",
    {
      operators: [operator({ operator: operatorId('op_metro'), kind: 'metro' })],
      samBindings: [
        samBinding({ sam: samNumber('000000000009'), operator: operatorId('op_metro') }),
      ],
    },
    'terminal-unknown',
    'samBindings[0]',
    /000000000009/,
  ],
  [
    'a card of a product version that does not exist',
    { cards: [card({ card: cardNumber('3104870000000000002'), productVersion: 2 })] },
    'card-product-unknown',
    'cards[0]',
    /310487\*{9}0002/,
  ],
  [
    'the second of two cards with other content',
    { cards: [card(), card({ issuer: '2260000000000002' })] },
    'registered-otherwise',
    'cards[1]',
    /310487\*{9}0001/,
  ],
  [
    'another amount under one online sequence',
    { cardLoads: [{ ...load(), amountFen: fen(6_000n) }] },
    'registered-otherwise',
    'cardLoads[0]',
    /load 0/,
  ],
  [
    'a load of an unknown card',
    { cardLoads: [{ ...load(), card: cardNumber('3104870000000000009') }] },
    'card-unknown',
    'cardLoads[0]',
    /load 0/,
  ],
  [
    'a contract that ends before it begins',
    { contracts: [contract({ contract: 'x', validTo: '2025-01-01' })] },
    'entry-malformed',
    'contracts[0].validTo',
    /not before/,
  ],
  [
    'a load of nothing',
    { cardLoads: [{ ...load(7), amountFen: fen(0n) }] },
    'entry-malformed',
    'cardLoads[0].amountFen',
    /whole fen/,
  ],
])('%s is refused and named, and nothing of its list stays', async (...told) => {
  const [, given, refused, field, detail] = told
  await register(city.database, wholeCity)
  const answer = await register(city.database, {
    ...given,
    keyVersions: [keyVersion({ label: 'tac/v2/3des', version: 2 })],
  })
  expect(answer).toMatchObject({ ok: false, refused, field })
  expect(answer.ok ? '' : answer.detail).toMatch(detail)
  expect(await keyVersions(city.database)).toHaveLength(1)
  expect(await operators(city.database)).toHaveLength(1)
})

test('a registration that leaves an end open says nothing of the end', async () => {
  await register(city.database, wholeCity)
  await unbindSam(city.database, samNumber('000000000001'), new Date('2026-03-01T00:00:00Z'))
  expect((await register(city.database, wholeCity)).ok).toBe(true)
  const other = samBinding({ boundTo: new Date('2026-04-01T00:00:00Z') })
  expect(await register(city.database, { samBindings: [other] })).toMatchObject({
    refused: 'registered-otherwise',
  })
})

test('a SAM that moved is found where it was at each time', async () => {
  const moved = new Date('2026-03-01T00:00:00Z')
  await register(city.database, wholeCity)
  await unbindSam(city.database, samNumber('000000000001'), moved)
  const again = await register(city.database, {
    terminals: [terminal({ terminal: 'bus-one-0002' })],
    samBindings: [samBinding({ terminal: 'bus-one-0002', boundFrom: moved })],
  })
  expect(again.ok).toBe(true)
  await blockSam(city.database, samNumber('000000000001'), new Date('2026-05-01T00:00:00Z'))
  const bindings = (await samBindings(city.database, ['000000000001'])).get('000000000001')
  expect(bindings?.map((one) => [one.terminal, one.boundTo, one.blockedFrom])).toEqual([
    ['bus-one-0001', moved, null],
    ['bus-one-0002', null, new Date('2026-05-01T00:00:00Z')],
  ])
  expect(await unbindSam(city.database, samNumber('000000000077'), moved)).toMatchObject({
    refused: 'sam-not-bound',
  })
})

test('a contract is followed by another, and none ends in the past', async () => {
  await register(city.database, wholeCity)
  const ending = { contract: 'bus-one-2026', lastDate: '2026-06-30', today: '2026-06-01' }
  expect(await endContract(city.database, { ...ending, lastDate: '2026-05-31' })).toMatchObject({
    refused: 'date-past',
  })
  expect((await endContract(city.database, ending)).ok).toBe(true)
  expect(await endContract(city.database, ending)).toMatchObject({
    refused: 'contract-not-running',
  })
  const next = contract({ contract: 'bus-one-2027', validFrom: '2026-07-01' })
  expect((await register(city.database, { contracts: [next] })).ok).toBe(true)
  expect(await contractsOf(city.database, operatorId('op_bus-one'))).toHaveLength(2)
})

test('the life of a card is kept with its times', async () => {
  await register(city.database, wholeCity)
  const { card: number } = card()
  const [lost, found] = [new Date('2026-05-01T00:00:00Z'), new Date('2026-05-02T00:00:00Z')]
  const find = { card: number, act: 'find', reason: 'found' } as const
  const reportLost = { card: number, act: 'reportLost', reason: 'lost' } as const
  expect(
    await acting(city.database, (act) => changeCardState(act, find), { at: lost }),
  ).toMatchObject({ refused: 'state-forbids' })
  expectDone(await acting(city.database, (act) => changeCardState(act, reportLost), { at: lost }))
  expectDone(await acting(city.database, (act) => changeCardState(act, find), { at: found }))
  const facts = (await cardFacts(city.database, [BigInt(number)])).get(BigInt(number))
  expect(facts?.state).toBe('active')
  expect(facts?.changes).toEqual([
    { at: lost, act: 'reportLost', from: 'active', to: 'lost' },
    { at: found, act: 'find', from: 'lost', to: 'active' },
  ])
  expect((await register(city.database, wholeCity)).ok).toBe(true)
})

test('an operator is answered only for dates on which it is active', async () => {
  await register(city.database, { operators: [operator({ activeTo: '2026-06-30' })] })
  expect(await operatorAt(city.database, 'op_bus-one', '2026-06-30')).toBeDefined()
  expect(await operatorAt(city.database, 'op_bus-one', '2026-07-01')).toBeUndefined()
  expect(await operatorAt(city.database, 'op_nobody', '2026-06-30')).toBeUndefined()
})

test('a city of 36,000 cards and 4,800 terminals is registered at once, and again for nothing', async () => {
  const terminals = Array.from({ length: 4_800 }, (_, index) =>
    terminal({ terminal: `bus-one-${index}` }),
  )
  const bindings = terminals.map((one, index) =>
    samBinding({ terminal: one.terminal, sam: samNumber(String(index).padStart(12, '0')) }),
  )
  const cards = Array.from({ length: 36_000 }, (_, index) =>
    card({ card: cardNumber(String(3_104_870_000_000_000_000n + BigInt(index))) }),
  )
  const many: Registration = {
    ...wholeCity,
    terminals,
    samBindings: bindings,
    cards,
    cardLoads: cards.map((one) => ({ ...load(), card: one.card })),
  }
  const first = await register(city.database, many)
  expect(first.ok && first.value).toMatchObject({ cards: 36_000, terminals: 4_800 })
  const second = await register(city.database, many)
  expect(second.ok && second.value).toMatchObject({ cards: 0, terminals: 0 })
  const asked = cards.slice(0, 10_000).map((one) => BigInt(one.card))
  expect((await cardFacts(city.database, asked)).size).toBe(10_000)
  const { rows } = await city.database.query<{ loaded: bigint }>(
    'select sum(loaded_fen)::int8 as loaded from registry_card_view',
  )
  expect(rows[0]?.loaded).toBe(36_000n * 5_000n)
})

test.each([
  ['the fee of a contract', `update registry_contract set fee_ppm = 0`],
  ['the dates of a contract from', `update registry_contract set valid_from = '2020-01-01'`],
  ['the terminal of a SAM', `update registry_sam_binding set terminal = 'x'`],
  ['a load', `update registry_card_load set amount_fen = 1`],
  ['the step of a card', `delete from registry_card_change`],
  ['the issuer of a card', `update registry_card set issuer = 'AAAAAAAAAAAAAAAA'`],
  ['a card', `delete from registry_card`],
])('work may not change or delete %s', async (_what, statement) => {
  await register(city.database, wholeCity)
  await expect(city.database.query(statement)).rejects.toThrow(/permission denied/)
})
