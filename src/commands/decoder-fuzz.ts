import { fuzzDecoders, type FuzzReport } from '../decoder-fuzz'
import { done, foundWrong, type Answer } from './answer'

/** `citycard demo decoder-fuzz`: every decoder of bytes from outside, under seeded input. */
export async function decoderFuzz(asked: {
  readonly seed: number
  readonly count: number
}): Promise<Answer> {
  const begun = performance.now()
  const report = await fuzzDecoders({
    ...asked,
    tell: (inputs) => void process.stderr.write(`decoder-fuzz: ${inputs} inputs\n`),
  })
  const data = { ...report, seconds: Math.round((performance.now() - begun) / 100) / 10 }
  return report.wrong === 0 ? done(data, textOf(report)) : foundWrong(data, textOf(report))
}

const textOf = ({ seed, inputs, targets, findings, wrong }: FuzzReport): string =>
  [
    `${inputs} inputs of seed ${seed} to ${targets.length} decoders: ${wrong} wrong`,
    ...targets.map(
      ({ target, inputs: own, accepted, refused, mostSteps }) =>
        `  ${target.padEnd(28)} ${String(own).padStart(9)} · accepted ${accepted} · refused ${refused} · at most ${mostSteps} steps`,
    ),
    ...findings.map(({ target, input, why }) => `WRONG ${target}: ${why}\n      ${input}`),
  ].join('\n')
