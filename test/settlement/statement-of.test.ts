import { statement } from '../../src/commands/statement'
import { microFen } from '../../src/base'
import {
  closeDay,
  settlementCsv,
  settlementOf,
  statementCsv,
  statementJson,
  statementOf,
} from '../../src/settlement'
import { lineOf, sumOf } from '../../src/settlement/statement'
import { contract } from '../registry/city'
import { date, FIRST_DAY, nextDay, ride, StandInCity } from './stand-in'

let city: StandInCity
beforeAll(async () => {
  city = await StandInCity.open()
  await city.take([
    ride(150n, { listFen: 200n, discount: 2 }),
    { operator: 'op_shop', contract: 'shop-2026', listFen: 1_000n, chargedFen: 900n, discount: 1 },
  ])
  await closeDay(city.desk())
  await city.take([ride(500n)])
  await closeDay(city.desk())
  await city.take([ride(300n)])
})
afterAll(() => city.drop())

const SECOND_DAY = nextDay(FIRST_DAY)
const THIRD_DAY = nextDay(SECOND_DAY)

const asked = async (operator: string, day = FIRST_DAY) => {
  const found = await statementOf(city.database, { operator, date: day })
  if (!found.ok) throw new Error(found.refused)
  return found.value
}

test('the statement of a closed day is final and carries the day’s digest', async () => {
  const { digest, ...figures } = statementJson(await asked('op_bus-one'))
  expect(digest).toMatch(/^[0-9A-F]{64}$/)
  expect(figures).toEqual({
    operator: 'op_bus-one',
    name: '第一公交',
    date: '2026-11-22',
    state: 'closed',
    taps: 1,
    listFareFen: 200,
    chargedFen: 150,
    surchargeFen: 0,
    cardDiscountFen: 0,
    concessionFen: 50,
    transferFen: 0,
    subsidyFen: 50,
    feePpm: 5000,
    feeFen: 0,
    feeCarryMicroFen: 750_000,
    netFen: 150,
    remediedFen: 0,
    demoRates: true,
  })
})

test('a statement of the open day shows what it would be now, carry included', async () => {
  const open = await asked('op_bus-one', THIRD_DAY)
  expect(open).toMatchObject({ state: 'open', digest: null, chargedFen: 300n, feeFen: 1n })
  expect(open.feeCarryMicroFen).toBe(750_000n)
})

test('an operator that took nothing has a statement of zeros with its terms', async () => {
  expect(await asked('op_shop', SECOND_DAY)).toMatchObject({
    state: 'closed',
    taps: 0n,
    chargedFen: 0n,
    netFen: 0n,
    feePpm: 8_000n,
    feeCarryMicroFen: 200_000n,
    demoRates: true,
    contracts: [],
  })
})

test('a statement of nobody and of no day is refused', async () => {
  expect(
    await statementOf(city.database, { operator: 'op_nobody', date: FIRST_DAY }),
  ).toMatchObject({ refused: 'operator-unknown' })
  expect(
    await statementOf(city.database, { operator: 'op_shop', date: date('2030-01-01') }),
  ).toMatchObject({ refused: 'day-unknown' })
  expect(await settlementOf(city.database, date('2030-01-01'))).toMatchObject({
    refused: 'day-unknown',
  })
})

test('the settlement without a date adds up all closed days', async () => {
  const all = await settlementOf(city.database)
  expect(all.ok && all.value.days.map((one) => [one.date, one.state])).toEqual([
    [FIRST_DAY, 'closed'],
    [SECOND_DAY, 'closed'],
  ])
  expect(all.ok && all.value.operators.map((one) => [one.operator, one.chargedFen])).toEqual([
    ['op_bus-one', 650n],
    ['op_shop', 900n],
  ])
  expect(all.ok && all.value.total.chargedFen).toBe(1_550n)
})

test('no operator name can run as a formula in a spreadsheet', async () => {
  const text = statementCsv([await asked('op_shop')], { byteOrderMark: true })
  const [head, figures, end] = text.split('\r\n')
  expect(head?.startsWith('\uFEFFoperator,name,date,state,taps,listFareFen')).toBe(true)
  expect(figures).toMatch(
    /^op_shop,'=cmd\(\)便利店,2026-11-22,closed,1,1000,900,0,100,0,0,100,8000,7,/,
  )
  expect(end).toBe('')
})

test('a comma and a quotation mark survive CSV, and a minus stays a number', async () => {
  const line = lineOf(
    {
      operator: 'op_x',
      contract: 'bus-one-2026',
      taps: -1n,
      listFen: -200n,
      chargedFen: -200n,
      cardDiscountFen: 0n,
      concessionFen: 0n,
      transferFen: 0n,
      cityCardFen: 0n,
      cityConcessionFen: 0n,
      cityTransferFen: 0n,
    },
    contract({ operator: 'op_x' as never }),
    microFen(0n),
  )
  const text = settlementCsv({
    date: null,
    days: [],
    operators: [{ ...line, operator: 'op_x', name: 'Bus, "One"' }],
    total: sumOf([line]),
    demoRates: true,
  })
  expect(text.split('\r\n')[1]).toBe('op_x,"Bus, ""One""",-1,-200,-200,0,0,0,0,-1,-199')
})

test('an amount that JSON cannot hold exactly is never printed', async () => {
  const huge = { ...(await asked('op_shop')), listFen: 2n ** 53n }
  expect(() => statementJson(huge)).toThrow('an amount in JSON keeps every fen')
})

describe('the command', () => {
  test('shows one operator’s day in yuan', async () => {
    const shown = await statement(city.database, { operator: 'op_bus-one', date: '2026-11-22' })
    expect(shown.ok && shown.value.text).toContain('第一公交 (op_bus-one), business day 2026-11-22')
    expect(shown.ok && shown.value.text).toContain('fee (0.5 % of charged)')
    expect(shown.ok && shown.value.text).toContain('invented')
    expect(shown.ok && shown.value.data).toMatchObject({ chargedFen: 150, state: 'closed' })
  })

  test('shows all operators, of a day or of all closed days, and as CSV', async () => {
    const all = await statement(city.database, {})
    expect(all.ok && all.value.data).toMatchObject({ total: { chargedFen: 1_550 } })
    expect(all.ok && all.value.text).toContain('15.50')
    const open = await statement(city.database, { date: THIRD_DAY, csv: true, bom: true })
    expect(open.ok && open.value.text.startsWith('\uFEFFoperator,name,taps')).toBe(true)
  })

  test.each([
    [{ operator: 'op_bus-one' }, 'date-missing'],
    [{ operator: 'op_bus-one', date: '22.11.2026' }, 'date-malformed'],
    [{ date: '2026-02-30' }, 'date-malformed'],
    [{ operator: 'op_nobody', date: '2026-11-22' }, 'operator-unknown'],
    [{ date: '2030-01-01' }, 'day-unknown'],
  ])('refuses %j with %s', async (question, refused) => {
    expect(await statement(city.database, question)).toMatchObject({ ok: false, refused })
  })
})
