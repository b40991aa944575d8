import { bench } from '../../src/commands/bench'

import { figure, median, percentile, rowNames, runBench, type BenchReport } from '../../src/bench'

/** Threads run compiled files only, and nobody installs pgledger here. */
const NEVER_FROM_SOURCES = ['pgledger', 'tac-workers']
/** Half a minute of Chromium; its screens have journeys of their own in test/console. */
const IN_BROWSER = /^console-/

test('every row runs and gives numbers, and the books it leaves are right', async () => {
  const only = rowNames.filter((name) => !IN_BROWSER.test(name))
  const report = await runBench({ rounds: 1, records: 2_000, only })
  expect(report.rows.map(({ name }) => name)).toEqual(only)
  for (const row of report.rows) {
    if (NEVER_FROM_SOURCES.includes(row.name)) {
      expect(row.verdict).toBe('not measured')
      expect(row.unmeasured).toMatch(/./)
    } else {
      expect([row.name, Number.isFinite(row.judged?.median)]).toEqual([row.name, true])
    }
  }
  for (const name of ['drift', 'replay-balances'] as const) {
    expect(report.rows.find((row) => row.name === name)?.judged).toEqual({
      median: 0,
      min: 0,
      max: 0,
    })
  }
  expect(report.machine.flushesPerSecond).toBeGreaterThan(0)
}, 300_000)

test('the command measures the rows it is asked for and tells them as a table and as a document', async () => {
  const told = jest.spyOn(process.stderr, 'write').mockReturnValue(true)
  const answer = await bench({ rounds: '2', records: '500', only: 'tac, posting' })
  told.mockRestore()
  expect(answer.exit).toBe(0)
  expect(answer.text).toContain('paired rounds')
  expect((answer.data as BenchReport).rows).toMatchObject([
    { name: 'tac', samples: 2 },
    { name: 'posting', samples: 2 },
  ])
}, 120_000)

test.each([
  [{ rounds: '0', records: '10' }, '--rounds'],
  [{ rounds: '1', records: 'many' }, '--records'],
  [{ rounds: '1', records: '10', only: 'posting,luck' }, 'luck'],
])('an order that cannot be followed is refused: %j', async (order, named) => {
  const answer = await bench(order)
  expect(answer.exit).toBe(2)
  expect(answer.text).toContain(named)
})

test('figures are told with the digits that matter', () => {
  expect([median([3, 1, 2]), median([4, 1]), percentile([1, 2, 3, 4], 0.5)]).toEqual([2, 2.5, 3])
  expect([0, 0.1234, 12.345, 123.4, 12_345.6].map(figure)).toEqual([
    '0',
    '0.123',
    '12.3',
    '123',
    '12,346',
  ])
})
