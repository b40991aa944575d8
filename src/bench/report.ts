import Table from 'cli-table3'
import { median, type Sample } from './figure'
import type { MachineFacts } from './machine'
import { benchRows, type BenchRow, type RowName } from './rows.table'

export interface BenchReport {
  readonly machine: MachineFacts
  readonly settings: {
    readonly rounds: number
    readonly records: number
    readonly cards: number
    readonly singleInsertsBy: string
  }
  readonly rows: readonly ReportedRow[]
  readonly tookSeconds: number
}

export interface ReportedRow extends BenchRow {
  readonly name: RowName
  readonly verdict: 'reached' | 'moonshot' | 'missed' | 'shown' | 'not measured'
  /** Of the figure that is judged: measured over floor in each round, or measured where there is no floor. */
  readonly judged?: { readonly median: number; readonly min: number; readonly max: number }
  readonly measured?: number
  readonly floorMeasured?: number
  readonly extra?: Readonly<Record<string, number>>
  readonly samples?: number
  readonly unmeasured?: string
}

export function reportedRow(
  name: RowName,
  samples: readonly Sample[],
  unmeasured: string | undefined,
): ReportedRow {
  const row: BenchRow = benchRows[name]
  if (samples.length === 0) {
    return {
      name,
      ...row,
      verdict: 'not measured',
      unmeasured: unmeasured ?? 'nothing was measured',
    }
  }
  const judged = samples.map(({ measured, floor }) =>
    floor === undefined ? measured : measured / floor,
  )
  const floors = samples.flatMap(({ floor }) => (floor === undefined ? [] : [floor]))
  const middle = median(judged)
  return {
    name,
    ...row,
    verdict: verdictOf(row, middle),
    judged: { median: middle, min: Math.min(...judged), max: Math.max(...judged) },
    measured: median(samples.map(({ measured }) => measured)),
    ...(floors.length === 0 ? {} : { floorMeasured: median(floors) }),
    extra: extraOf(samples),
    samples: samples.length,
  }
}

function verdictOf(row: BenchRow, value: number): ReportedRow['verdict'] {
  const { goal, moonshot, sense } = row
  if (goal === undefined) return 'shown'
  const reaches = (limit: number): boolean =>
    sense === 'at least' ? value >= limit : value <= limit
  if (moonshot !== undefined && reaches(moonshot)) return 'moonshot'
  return reaches(goal) ? 'reached' : 'missed'
}

function extraOf(samples: readonly Sample[]): Record<string, number> {
  const names = [...new Set(samples.flatMap(({ extra }) => Object.keys(extra ?? {})))]
  return Object.fromEntries(
    names.map((name) => [name, median(samples.flatMap(({ extra }) => extra?.[name] ?? []))]),
  )
}

/** For people: the machine, then a line for every row. */
export function reportText({ machine, settings, rows, tookSeconds }: BenchReport): string {
  const table = new Table({
    head: ['row', 'measured', 'floor', 'ratio (min–max)', 'at least', 'moonshot', ''],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  })
  for (const row of rows) table.push(cells(row))
  const notes = rows.flatMap(({ name, what, floor, extra, unmeasured }) => [
    `${name}: ${what}${floor === '' ? '' : ` / ${floor}`}`,
    ...(unmeasured === undefined ? [] : [`  not measured: ${unmeasured}`]),
    ...(extra === undefined || Object.keys(extra).length === 0
      ? []
      : [
          `  ${Object.entries(extra)
            .map(([key, value]) => `${key} ${figure(value)}`)
            .join(', ')}`,
        ]),
  ])
  return [
    `${machine.cores} cores (${machine.processor}), ${machine.memoryGib} GiB, ${machine.platform}, ` +
      `Node ${machine.node}, PostgreSQL ${machine.postgres}; ${figure(machine.flushesPerSecond)} flushes of 8 kB a second`,
    `${settings.rounds} paired rounds of ${settings.records} records, ${settings.cards} cards; medians; ` +
      `single inserts by ${settings.singleInsertsBy}; ${figure(tookSeconds)} s`,
    table.toString(),
    ...notes,
  ].join('\n')
}

function cells(row: ReportedRow): string[] {
  const sign = row.sense === 'at least' ? '≥' : '≤'
  const limit = (value: number | undefined): string =>
    value === undefined ? '' : `${sign} ${figure(value)}`
  const { judged } = row
  const spread =
    judged === undefined
      ? '–'
      : `${figure(judged.median)} (${figure(judged.min)}–${figure(judged.max)})`
  return [
    row.name,
    row.measured === undefined ? '–' : `${figure(row.measured)} ${row.unit}`,
    row.floorMeasured === undefined ? '' : figure(row.floorMeasured),
    spread,
    limit(row.goal),
    limit(row.moonshot),
    row.verdict,
  ]
}

/** Three digits that matter, thousands set apart. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  if (size >= 1000) return Math.round(value).toLocaleString('en-US')
  const places = size === 0 || size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3
  return String(Number(value.toFixed(places)))
}
