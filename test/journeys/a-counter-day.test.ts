import { SetClock } from '../../src/base'
import { openCity, type City } from '../../src/city'
import { addDemoStaff } from '../../src/commands/demo-staff'
import { readConfig } from '../../src/config'
import { COUNTER_DAY_BEGINS, performCounterDay, type CounterDay } from '../../src/simulation'
import { freshDatabase, type FreshDatabase } from '../support/database'

/** The whole centre with real jobs and a real door; chips in software. */
const AT_MOST_MS = 300_000

let store: FreshDatabase
let city: City
let day: CounterDay

beforeAll(async () => {
  store = await freshDatabase()
  const config = readConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    DATABASE_URL: store.ownerUrl,
    DATABASE_WORK_URL: store.url,
    DATABASE_CONNECTIONS_MAX: '5',
  })
  if (!config.ok) throw new Error(config.detail)
  const clock = new SetClock(COUNTER_DAY_BEGINS)
  const opened = await openCity(config.value, { clock })
  if (!opened.ok) throw new Error(opened.refused)
  city = opened.value
  const staff = await addDemoStaff(city)
  day = await performCounterDay({
    city,
    clock,
    keysFile: config.value.keysFile ?? '',
    password: staff?.password ?? '',
  })
}, AT_MOST_MS)
afterAll(async () => {
  await city.close()
  await store.drop()
})

const told = (step: string) => day.steps.find((one) => one.step === step)

test('the life of a card by the API alone: every step with balanced books', () => {
  expect(day.steps.map(({ step }) => step)).toEqual([
    'sign in',
    'open the city',
    'open the till',
    'register a citizen',
    'issue the card',
    'load 50 yuan',
    'ten taps',
    'report the card lost',
    'close the lost card',
    'issue the new card',
    'move the value to the new card',
    'take the card back and close the till',
    'close the day',
  ])
  expect(day.steps.filter(({ balanced }) => !balanced)).toEqual([])
})

test('fifty yuan less ten taps are found again on the new card, to the fen', () => {
  expect(told('load 50 yuan')?.told).toMatchObject({ chipHoldsFen: 5_000 })
  expect(told('ten taps')?.told).toMatchObject({ verdicts: { accepted: 10 }, chipHoldsFen: 3_100 })
  expect(told('report the card lost')?.told).toMatchObject({ tooEarly: 'loss-not-effective-yet' })
  expect(told('close the lost card')?.told).toMatchObject({ givenFen: 3_100 })
  expect(told('move the value to the new card')).toMatchObject({
    told: { chipHoldsFen: 3_100 },
    moved: { '2001.cardholder-value': 3_100 },
  })
})

test('the drawer comes out even, and nothing is left of the card but its deposit’s story', () => {
  expect(told('take the card back and close the till')).toMatchObject({
    told: { chipHoldsFen: 0, paidOutFen: 5_100, differenceFen: 0 },
    moved: { '1001.cash:desk-1': 0, '2001.cardholder-value': 0, '2002.card-deposits': 0 },
  })
})

test('the operator is paid by contract, the trail is whole and every audit holds', () => {
  // 0.5 % of 1,900 fen is 9.5 fen: the half is carried to the next day.
  expect(day.statement).toMatchObject({ taps: 10, chargedFen: 1_900, feeFen: 9, netFen: 1_891 })
  expect(day.trail).toMatchObject({ intact: true })
  expect(day.audits.broken).toEqual([])
})

test('a citizen is shown masked', () => {
  expect(told('register a citizen')?.told).toMatchObject({
    shown: ['birthDate 1985-**-**', 'name 李*', 'phone 138******00', 'sex female'],
  })
})
