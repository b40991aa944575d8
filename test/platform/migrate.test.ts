import { openDatabase, type OpenDatabase } from '../../src/database'
import { migrate, pendingSteps } from '../../src/migrate'
import { migrations } from '../../migrations'
import { emptyDatabase, type EmptyDatabase } from '../support/database'

let empty: EmptyDatabase
let owner: OpenDatabase

beforeEach(async () => {
  empty = await emptyDatabase()
  owner = openDatabase({ connectionString: empty.ownerUrl, max: 2 })
})
afterEach(async () => {
  await owner.close()
  await empty.drop()
})

const names = migrations.map(({ name }) => name)
const step = (name: string, up: string, verify?: string) => ({
  name,
  up,
  ...(verify === undefined ? {} : { verify }),
})

test('an empty database is brought to the newest step, once', async () => {
  expect(await pendingSteps(owner)).toEqual(names)
  expect((await migrate(empty.ownerUrl)).applied).toEqual(names)
  expect((await migrate(empty.ownerUrl)).applied).toEqual([])
  expect(await pendingSteps(owner)).toEqual([])
})

test('of several that migrate at once, one does the work and all find it done', async () => {
  const all = await Promise.all([1, 2, 3, 4].map(() => migrate(empty.ownerUrl)))
  expect(all.flatMap(({ applied }) => applied)).toEqual(names)
  expect(await pendingSteps(owner)).toEqual([])
})

test('a mark left by a migration that was killed stops nobody', async () => {
  await migrate(empty.ownerUrl, [])
  await owner.query('update citycard_migration_lock set is_locked = 1')
  expect((await migrate(empty.ownerUrl)).applied).toEqual(names)
})

test('a step that fails is named, leaves nothing, and those before it stand', async () => {
  const steps = [
    step('1-good', 'create table good (a int)'),
    step('2-bad', 'create table half (a int); create table good (a int)'),
  ]
  await expect(migrate(empty.ownerUrl, steps)).rejects.toThrow(/2-bad.*"good" already exists/)
  expect(await pendingSteps(owner, steps)).toEqual(['2-bad'])
  const { rows } = await owner.query(`select to_regclass('half')::text as half`)
  expect(rows).toEqual([{ half: null }])
})

test('a step whose check finds something is taken back', async () => {
  const steps = [step('1-unsure', 'create table kept (a int)', `select 'too few rows' as wrong`)]
  await expect(migrate(empty.ownerUrl, steps)).rejects.toThrow(/1-unsure.*too few rows/)
  expect(await pendingSteps(owner, steps)).toEqual(['1-unsure'])
})

test('question marks and backslashes of a step arrive as they are written', async () => {
  const text = String.raw`'{"a?": 1}'::jsonb ? 'a?' as has, '\?' as slash`
  await migrate(empty.ownerUrl, [step('1-marks', `create table marks as select ${text}`)])
  expect((await owner.query('select * from marks')).rows).toEqual([{ has: true, slash: '\\?' }])
})

test('steps out of order are our own error', async () => {
  const steps = [step('2', 'select 1'), step('1', 'select 1')]
  await expect(migrate(empty.ownerUrl, steps)).rejects.toThrow(/in the order of their names/)
})

test('the role that works reads what has run and may do no more', async () => {
  await migrate(empty.ownerUrl)
  const work = openDatabase({ connectionString: empty.url, max: 1 })
  expect(await pendingSteps(work)).toEqual([])
  await work.close()
})
