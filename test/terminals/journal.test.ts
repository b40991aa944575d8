import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { DiskFolder, Journal, parkedIn } from '../../terminals/journal'
import { PowerCut, PowerCutFolder } from './power-cut-folder'

interface Step extends Record<string, string | number> {
  readonly did: string
  readonly n: number
}

const STEPS: readonly Step[] = ['开门', 'tap', 'tap', 'upload', 'tap'].map((did, n) => ({ did, n }))
const COMPACT_AFTER = 3

/** Notes every step, shortens the history in the middle; returns what was acknowledged before the power went. */
function work(folder: PowerCutFolder): Step[] {
  const done: Step[] = []
  try {
    const journal = Journal.open<Step>(folder, 'j')
    for (const step of STEPS) {
      journal.append(step)
      done.push(step)
      if (step.n === COMPACT_AFTER) journal.compact(journal.events.slice(1))
    }
  } catch (cut) {
    if (!(cut instanceof PowerCut)) throw cut
  }
  return done
}

test('the power may go at every byte of every write: what was acknowledged is there', () => {
  const whole = new PowerCutFolder()
  expect(work(whole)).toEqual(STEPS)
  for (let cutAt = 0; cutAt <= whole.written; cutAt++) {
    const folder = new PowerCutFolder(cutAt)
    const acknowledged = work(folder)
    folder.restore()
    const journal = Journal.open<Step>(folder, 'j')
    const found = journal.events.map(({ n }) => n)
    const first = found[0] ?? 0
    // Shortened or not, at most the one that was being written is there besides.
    expect([0, 1]).toContain(first)
    expect([acknowledged.length, acknowledged.length + 1]).toContain(found.length + first)
    expect(found).toEqual(STEPS.slice(first, first + found.length).map(({ n }) => n))
    expect(journal.recovery.damagedLines).toBe(0)
    journal.append({ did: 'after', n: 99 })
    expect(Journal.open<Step>(folder, 'j')).toMatchObject({
      events: [...journal.events],
      recovery: { tornTail: false, damagedLines: 0 },
    })
  }
})

test('a second cut while the first is being repaired costs nothing either', () => {
  const size = (() => {
    const folder = new PowerCutFolder()
    work(folder)
    return folder.written
  })()
  fc.assert(
    fc.property(fc.integer({ min: 1, max: size }), fc.integer({ min: 0, max: 60 }), (at, again) => {
      const folder = new PowerCutFolder(at)
      const acknowledged = work(folder)
      folder.restore()
      const before = folder.read('j') ?? Buffer.alloc(0)
      const second = new PowerCutFolder(again)
      second.put('j', before)
      try {
        Journal.open<Step>(second, 'j').append({ did: 'more', n: 50 })
      } catch (cut) {
        if (!(cut instanceof PowerCut)) throw cut
      }
      second.restore()
      const { events } = Journal.open<Step>(second, 'j')
      const steps = events.filter(({ n }) => n < 50)
      expect(steps.length + (steps[0]?.n ?? 0)).toBeGreaterThanOrEqual(acknowledged.length)
    }),
  )
})

test('a damaged line in the middle is parked and told, its neighbours stay', () => {
  const folder = new PowerCutFolder()
  work(folder)
  const bytes = Buffer.from(folder.read('j') as Buffer)
  const second = bytes.indexOf(0x0a) + 1
  bytes[second + 30] = (bytes[second + 30] as number) ^ 0x01
  folder.put('j', bytes)
  const journal = Journal.open<Step>(folder, 'j')
  expect(journal.recovery).toEqual({ events: 3, tornTail: false, damagedLines: 1 })
  expect(journal.events.map(({ n }) => n)).toEqual([1, 3, 4])
  expect(folder.read(parkedIn('j'))).toEqual(
    bytes.subarray(second, bytes.indexOf(0x0a, second) + 1),
  )
  expect(Journal.open<Step>(folder, 'j').recovery.damagedLines).toBe(0)
})

test('an old line that a bad disk brings back is not believed', () => {
  const folder = new PowerCutFolder()
  work(folder)
  const bytes = folder.read('j') as Buffer
  const first = bytes.subarray(0, bytes.indexOf(0x0a) + 1)
  folder.put('j', Buffer.concat([bytes, first]))
  expect(Journal.open<Step>(folder, 'j')).toMatchObject({
    events: [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }],
    recovery: { tornTail: true },
  })
})

describe('on a real disk', () => {
  const path = mkdtempSync(join(tmpdir(), 'citycard-journal-'))
  afterAll(() => rmSync(path, { recursive: true, force: true }))

  test('what one process wrote the next one reads, and goes on', () => {
    const folder = new DiskFolder(path)
    const journal = Journal.open<Step>(folder, 'j')
    for (const step of STEPS) journal.append(step)
    journal.compact(STEPS.slice(2))
    journal.append({ did: 'last', n: 5 })
    folder.close()
    const again = Journal.open<Step>(new DiskFolder(path), 'j')
    expect(again.events.map(({ n }) => n)).toEqual([2, 3, 4, 5])
    expect(readFileSync(join(path, 'j'), 'utf8').split('\n')).toHaveLength(5)
  })

  test('a torn tail is cut off on the disk too', () => {
    const folder = new DiskFolder(path)
    folder.append('torn', Buffer.from('1 0123'))
    const journal = Journal.open<Step>(folder, 'torn')
    expect(journal.recovery).toEqual({ events: 0, tornTail: true, damagedLines: 0 })
    journal.append({ did: 'first', n: 1 })
    folder.close()
    expect(Journal.open<Step>(new DiskFolder(path), 'torn').events).toEqual([
      { did: 'first', n: 1 },
    ])
  })
})
