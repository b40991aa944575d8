import { KeepUp, type Upkeep } from '../../src/keep-up'

const told: { what: string }[] = []
const log = { warn: (about: { what: string }) => void told.push(about) }
const did: string[] = []

const upkeep = (what: string, of: Partial<Upkeep> = {}): Upkeep => ({
  what,
  first: 0,
  every: 1,
  work: async () => void did.push(what),
  ...of,
})

beforeEach(() => {
  told.length = 0
  did.length = 0
})

test('what fails is told and tried again in the next round, and holds up no other', async () => {
  let wrong = true
  const work = async (): Promise<void> => {
    if (wrong) throw new Error('a file that cannot be worked off')
    did.push('files')
  }
  const up = new KeepUp([upkeep('files', { every: 10, work }), upkeep('journal')], log)
  await up.doRound()
  await up.doRound()
  expect(did).toEqual(['journal', 'journal'])
  expect(told).toMatchObject([{ what: 'files' }, { what: 'files' }])
  wrong = false
  await up.doRound()
  await up.doRound()
  expect(did.slice(2)).toEqual(['files', 'journal', 'journal'])
})

test('each is done in its rounds: always, once, or now and then', async () => {
  const up = new KeepUp(
    [
      upkeep('always'),
      upkeep('once', { every: Infinity }),
      upkeep('now and then', { first: 1, every: 2 }),
    ],
    log,
  )
  for (let round = 0; round < 4; round++) {
    did.push('|')
    await up.doRound()
  }
  expect(did.join(' ')).toBe('| always once | always now and then | always | always now and then')
})

test('once it is stopped nothing is begun, and what breaks by that is told to nobody', async () => {
  const up = new KeepUp(
    [
      upkeep('broken off', {
        work: async () => {
          up.stop()
          throw new Error('the database is closed')
        },
      }),
      upkeep('never begun'),
    ],
    log,
  )
  await up.doRound()
  await up.doRound()
  expect([did, told]).toEqual([[], []])
})
