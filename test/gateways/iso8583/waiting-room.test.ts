import { Pace } from '../../../src/gateways/iso8583/pace'
import { WaitingRoom } from '../../../src/gateways/iso8583/waiting-room'

function held(): { readonly work: () => Promise<string>; readonly finish: () => void } {
  let finish = (): void => undefined
  const done = new Promise<string>((resolve) => (finish = () => resolve('done')))
  return { work: () => done, finish }
}
const at = { now: new Date(0) }
const clock = { now: () => at.now }
beforeEach(() => (at.now = new Date(0)))

test('so many are inside, so many wait, the rest is shed without being begun', async () => {
  const room = new WaitingRoom({ atOnce: 1, waitingMax: 1, waitSeconds: 3 }, clock)
  const first = held()
  const begun = jest.fn(() => Promise.resolve('second'))
  const never = jest.fn(() => Promise.resolve('third'))
  const inside = room.through('known', first.work)
  const waiting = room.through('known', begun)
  expect(await room.through('known', never)).toBe('shed')
  expect(room.load).toEqual({ waiting: 1, inside: 1 })
  first.finish()
  expect(await inside).toBe('done')
  expect(await waiting).toBe('second')
  expect(never).not.toHaveBeenCalled()
  await room.empty()
})

test('who has waited too long is shed, and who comes next goes in', async () => {
  const room = new WaitingRoom({ atOnce: 1, waitingMax: 9, waitSeconds: 3 }, clock)
  const first = held()
  const inside = room.through('known', first.work)
  const tooLong = room.through('known', () => Promise.resolve('never'))
  at.now = new Date(2_000)
  const inTime = room.through('known', () => Promise.resolve('in time'))
  at.now = new Date(3_001)
  first.finish()
  expect(await Promise.all([inside, tooLong, inTime])).toEqual(['done', 'shed', 'in time'])
})

test('strangers take a quarter of the seats, and known ones go first', async () => {
  const room = new WaitingRoom({ atOnce: 1, waitingMax: 8, waitSeconds: 3 }, clock)
  const first = held()
  const order: string[] = []
  const say = (word: string) => () => Promise.resolve(void order.push(word))
  const all: Promise<unknown>[] = [room.through('known', first.work)]
  for (const word of ['stranger one', 'stranger two']) all.push(room.through('stranger', say(word)))
  expect(await room.through('stranger', say('stranger three'))).toBe('shed')
  all.push(room.through('known', say('known one')), room.through('known', say('known two')))
  first.finish()
  await Promise.all(all)
  expect(order).toEqual(['known one', 'known two', 'stranger one', 'stranger two'])
})

test('work that fails leaves its place', async () => {
  const room = new WaitingRoom({ atOnce: 1, waitingMax: 0, waitSeconds: 3 }, clock)
  await expect(room.through('known', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await room.through('known', () => Promise.resolve('yes'))).toBe('yes')
})

test('a pace lets two seconds’ worth through at once and then what it says', () => {
  const pace = new Pace(10, 0)
  const atOnce = Array.from({ length: 20 }, () => pace.take(0))
  expect(atOnce.every((wait) => wait === 0)).toBe(true)
  expect(pace.take(0)).toBe(100)
  expect(pace.take(50)).toBe(50)
  expect(pace.take(100)).toBe(0)
  expect(pace.take(100)).toBe(100)
  // A clock that is set back gives nothing away and takes nothing.
  expect(pace.take(-5_000)).toBe(100)
  pace.change(100, 0)
  expect(pace.take(0)).toBe(0)
})
