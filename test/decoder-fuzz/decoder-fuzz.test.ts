import { fuzzDecoders } from '../../src/decoder-fuzz'
import { stepsAllowed } from '../../src/decoder-fuzz/target'

test('no decoder breaks on twenty thousand inputs, and all of them accept and refuse', async () => {
  const report = await fuzzDecoders({ seed: 20_261_122, count: 20_000 })
  expect(report.findings).toEqual([])
  expect(report.wrong).toBe(0)
  for (const { target, inputs, accepted, refused, mostSteps } of report.targets) {
    expect([target, inputs]).toEqual([target, accepted + refused])
    expect([target, accepted > 0, refused > 0]).toEqual([target, true, true])
    expect(mostSteps).toBeLessThan(stepsAllowed(100_000))
  }
})

test('the same seed makes the same inputs, another one others', async () => {
  const [one, again, other] = [
    await fuzzDecoders({ seed: 7, count: 500 }),
    await fuzzDecoders({ seed: 7, count: 500 }),
    await fuzzDecoders({ seed: 8, count: 500 }),
  ]
  expect(again).toEqual(one)
  expect(other.targets).not.toEqual(one.targets)
})
