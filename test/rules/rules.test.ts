import fc from 'fast-check'
import {
  addDays,
  type Act,
  type Actor,
  type BusinessDate,
  type TrailEntry,
  type Tx,
} from '../../src/base'
import {
  allRulesAt,
  changeRule,
  nthWorkingDay,
  ruleAt,
  ruleNames,
  rules,
  setCalendarDay,
  workingDayAfter,
  worksOn,
} from '../../src/rules'
import { freshDatabase, type FreshDatabase } from '../support/database'

const FRIDAY = '2026-11-20' as BusinessDate
const MAKER: Actor = { id: 'staff_maker', kind: 'staff', roles: ['administrator'] }
const CHECKER: Actor = { id: 'staff_checker', kind: 'staff', roles: ['administrator'] }

describe('working days', () => {
  test('a weekend is not worked, and a feast on a weekday neither', () => {
    expect(nthWorkingDay(FRIDAY, 1, new Map())).toBe('2026-11-23')
    const feast = new Map([['2026-11-23' as BusinessDate, false]])
    expect(nthWorkingDay(FRIDAY, 1, feast)).toBe('2026-11-24')
  })

  test('a weekend worked for a feast counts', () => {
    expect(nthWorkingDay(FRIDAY, 1, new Map([['2026-11-21' as BusinessDate, true]]))).toBe(
      '2026-11-21',
    )
  })

  test('exactly n working days lie between a date and its nth working day', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.boolean()), { maxLength: 20 }),
        (count, marked) => {
          const calendar = new Map(marked.map(([days, works]) => [addDays(FRIDAY, days), works]))
          const reached = nthWorkingDay(FRIDAY, count, calendar)
          let worked = 0
          for (let day = FRIDAY; day < reached;) {
            day = addDays(day, 1)
            if (worksOn(day, calendar)) worked += 1
          }
          expect(worked).toBe(count)
        },
      ),
    )
  })
})

test('the first value of each rule lies within its own limits', () => {
  const wrong = ruleNames.filter((name) => {
    const { standard, from, to } = rules[name]
    return standard < from || standard > to
  })
  expect(wrong).toEqual([])
})

describe('rules of a city', () => {
  let store: FreshDatabase
  const entries: TrailEntry[] = []
  let count = 0

  beforeAll(async () => {
    store = await freshDatabase()
  })
  afterAll(() => store.drop())

  const inAct = <Value>(work: (act: Act) => Promise<Value>, approvedBy?: Actor): Promise<Value> =>
    store.database.transaction((tx: Tx) =>
      work({
        tx,
        actor: MAKER,
        ...(approvedBy === undefined ? {} : { approvedBy }),
        at: new Date('2026-11-22T08:00:00Z'),
        reference: `test:${++count}`,
        trail: async (entry) => void entries.push(entry),
      }),
    )

  const change = (value: bigint, validFrom: string, rule = 'load-step-fen') => ({
    rule,
    value,
    validFrom,
    today: '2026-11-22',
    reason: 'the council decided',
  })

  test('a rule holds from its date on, and the days before keep the old value', async () => {
    const set = await inAct((act) => changeRule(act, change(500n, '2026-12-01')), CHECKER)
    expect(set.ok).toBe(true)
    expect(await ruleAt(store.database, 'load-step-fen', '2026-11-30')).toBe(1_000n)
    expect(await ruleAt(store.database, 'load-step-fen', '2026-12-01')).toBe(500n)
    expect(entries.at(-1)).toMatchObject({ act: 'rule.changed', subject: 'rule:load-step-fen' })
    const all = await allRulesAt(store.database, '2026-12-01')
    expect(all.find(({ rule }) => rule === 'load-step-fen')?.validFrom).toBe('2026-12-01')
  })

  test('of two words for one date the later counts', async () => {
    await inAct((act) => changeRule(act, change(700n, '2026-12-05')), CHECKER)
    await inAct((act) => changeRule(act, change(800n, '2026-12-05')), CHECKER)
    expect(await ruleAt(store.database, 'load-step-fen', '2026-12-06')).toBe(800n)
  })

  test.each([
    ['rule-unknown', change(1n, '2026-12-01', 'no-such-rule'), CHECKER],
    ['rule-value-out-of-range', change(0n, '2026-12-01'), CHECKER],
    ['date-malformed', change(500n, '2026-02-30'), CHECKER],
    ['date-past', change(500n, '2026-11-21'), CHECKER],
    ['second-person-needed', change(500n, '2026-12-01'), undefined],
  ])('a change is refused: %s', async (refused, asked, approvedBy) => {
    expect(await inAct((act) => changeRule(act, asked), approvedBy)).toMatchObject({
      ok: false,
      refused,
    })
  })

  test('the calendar of the city moves a working day', async () => {
    expect(await workingDayAfter(store.database, FRIDAY, 1)).toBe('2026-11-23')
    await inAct((act) =>
      setCalendarDay(act, { date: '2026-11-23', works: false, name: 'city feast' }),
    )
    expect(await workingDayAfter(store.database, FRIDAY, 1)).toBe('2026-11-24')
  })
})
