import type { FuzzReport } from '../api-fuzz'
import { fuzzCity } from '../api-fuzz'
import { done, foundWrong, type Answer } from './answer'
import { withCity } from './with-city'

/**
 * `citycard demo api-fuzz`: opens a centre with a throw-away database and sends its API requests made from its own
 * document. Found wrong when any answer is not documented, or is an error of the server.
 */
export async function apiFuzz(asked: {
  readonly seed: number
  readonly count: number
}): Promise<Answer> {
  return withCity({ fresh: true }, async (city) => {
    const begun = performance.now()
    const report = await fuzzCity(city, asked)
    const seconds = Math.round((performance.now() - begun) / 100) / 10
    const data = { ...report, seconds }
    const wrong = report.undocumented + report.serverErrors
    return wrong === 0
      ? done(data, textOf(report, seconds))
      : foundWrong(data, textOf(report, seconds))
  })
}

function textOf(report: FuzzReport, seconds: number): string {
  const counts = (of: Readonly<Record<string, number>>): string =>
    Object.entries(of)
      .map(([what, count]) => `${what} ${count}`)
      .join(' · ')
  return [
    `${report.requests} requests to ${report.operations} operations in ${seconds} s (seed ${report.seed}); ` +
      `${report.reached} operations carried out, ${report.repeated} requests repeated`,
    `  by status: ${counts(report.byStatus)}`,
    `  by kind: ${counts(report.byKind)}`,
    `  undocumented ${report.undocumented} · server errors ${report.serverErrors}`,
    ...report.findings.map(
      ({ operation, kind, request, status, why }) =>
        `  ${operation} (${kind}): ${status}, ${why}\n    ${request}`,
    ),
  ].join('\n')
}
