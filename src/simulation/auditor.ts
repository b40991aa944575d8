import { fenInJson, grouped } from '../base'
import type { DistinctTap } from './read-taps'
import type { FaultCounts } from './faults.table'
import { faultKinds } from './faults.table'
import type { Totals } from './result'

/** The auditor's own simple books: what the rows of the file add up to, operator by operator. */
export function recount(rows: Iterable<DistinctTap>): readonly Totals[] {
  return [...grouped(rows, ({ operator }) => operator)]
    .map(([operator, own]) => ({
      operator,
      taps: own.length,
      listFareFen: fenInJson(own.reduce((sum, { listFen }) => sum + listFen, 0n)),
      chargedFen: fenInJson(own.reduce((sum, { chargedFen }) => sum + chargedFen, 0n)),
    }))
    .sort((left, right) => (left.operator < right.operator ? -1 : 1))
}

const compared = ['taps', 'listFareFen', 'chargedFen'] as const satisfies readonly (keyof Totals)[]

/** Where two books differ, in words; nothing when they agree. */
export function differencesOf(expected: readonly Totals[], settled: readonly Totals[]): string[] {
  const others = new Map(settled.map((one) => [one.operator, one]))
  const own = new Map(expected.map((one) => [one.operator, one]))
  return [...new Set([...own.keys(), ...others.keys()])].flatMap((operator) =>
    compared.flatMap((figure) => {
      const [should, is] = [own.get(operator)?.[figure] ?? 0, others.get(operator)?.[figure] ?? 0]
      return should === is
        ? []
        : [`${operator}: ${figure} is ${is} in the settlement and ${should} in the file`]
    }),
  )
}

/** Whether the centre found exactly what was injected, kind by kind. */
export const allFound = (injected: FaultCounts, found: FaultCounts): boolean =>
  faultKinds.every((kind) => injected[kind] === found[kind])
