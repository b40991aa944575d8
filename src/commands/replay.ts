import { SingleBar } from 'cli-progress'
import Table from 'cli-table3'
import { inYuan } from '../base'
import type { City } from '../city'
import {
  faultKinds,
  replay,
  stages,
  type Progress,
  type ReplayResult,
  type Stage,
} from '../simulation'
import { done, foundWrong, refused, type Answer } from './answer'
import { withCity, type CityOptions } from './with-city'

export interface ReplayCommandOptions extends CityOptions {
  /** With a seed, things go wrong and must be found. */
  readonly faults?: number
}

/** `citycard replay FILE`: performs a file of taps, in books that are thrown away unless told otherwise. */
export async function replayCommand(
  file: string,
  options: ReplayCommandOptions = {},
): Promise<Answer> {
  const { fresh = true } = options
  return withCity({ ...options, fresh }, (city) => replayIn(city, file, options.faults))
}

/** Performs a file of taps in the books of an open centre. */
export async function replayIn(city: City, file: string, faultsSeed?: number): Promise<Answer> {
  const { config, log, store, vault, clearing } = city
  const bar = progressBar()
  try {
    const answer = await replay({
      file,
      log,
      vault,
      database: store.database,
      keysFile: config.keysFile ?? '',
      production: config.production,
      rules: clearing.rules,
      ...(faultsSeed === undefined ? {} : { faultsSeed }),
      onProgress: bar.show,
    })
    if (!answer.ok) return refused(answer)
    const text = replayText(answer.value)
    return answer.value.sound ? done(answer.value, text) : foundWrong(answer.value, text)
  } finally {
    bar.end()
  }
}

/** One bar on stderr, for people at a terminal only. */
function progressBar(): { show: (progress: Progress) => void; end: () => void } {
  if (!process.stderr.isTTY) return { show: () => undefined, end: () => undefined }
  const bar = new SingleBar({
    format: '{bar} {percentage}% {what}',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
  })
  let current: Stage | undefined
  return {
    show: ({ stage, done: count, total }) => {
      if (current !== stage) bar.start(Math.max(total, 1), count, { what: stages[stage] })
      else bar.update(count)
      current = stage
    },
    end: () => bar.stop(),
  }
}

/** What came of a replay, for people, in yuan. */
export function replayText(result: ReplayResult): string {
  const { days, verdicts, ledger, audit, expected, uploads, faults, skipped } = result
  return [
    `${result.rows} rows, ${result.distinctRows} distinct taps of ${result.cards} cards at ${result.terminals} terminals`,
    ...skipped.map(
      ({ reason, column, count, firstRows }) =>
        `  left out: ${count} rows, ${reason} in ${column} (rows ${firstRows.join(', ')}${count > firstRows.length ? ', …' : ''})`,
    ),
    `${uploads.files} files, ${uploads.bytes} bytes (${uploads.binary} binary, ${uploads.packed} gzipped)`,
    ...days.map(
      ({ date, taps, digest }) =>
        `business day ${date} closed: ${taps} taps, SHA-256 ${(digest ?? '').slice(0, 16)}…`,
    ),
    operatorTable(result),
    `records: accepted ${verdicts.accepted} · duplicate ${verdicts.duplicate} · suspect ${verdicts.suspect} · rejected ${verdicts.rejected}`,
    `ledger: debits ${yuan(ledger.debitsFen)}, credits ${yuan(ledger.creditsFen)}, ${ledger.balanced ? 'balanced' : 'NOT BALANCED'}; on cards ${yuan(ledger.cardholderValueFen)}`,
    ...(faults === undefined ? [] : [faultTable(faults)]),
    ...audit.findings
      .filter(({ ok }) => !ok)
      .map(
        ({ check, detail, where }) =>
          `WRONG ${check}: ${detail}${where === undefined ? '' : ` (${where})`}`,
      ),
    ...expected.differences.map((difference) => `WRONG ${difference}`),
    audit.ok
      ? `audit: ${audit.findings.length} checks, nothing found`
      : 'audit: the books are wrong',
    expected.differences.length === 0
      ? 'the settlement is what the rows of the file add up to'
      : 'the settlement is NOT what the rows of the file add up to',
    `time: ${result.stages.map(({ stage, ms }) => `${stage} ${seconds(ms)}`).join(' · ')} · all ${seconds(result.wallMs)} s`,
  ].join('\n')
}

function operatorTable({ operators }: ReplayResult): string {
  const table = new Table({
    head: ['operator', 'taps', 'list fare', 'charged', 'subsidy', 'fee', 'net'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  })
  const money = ['listFareFen', 'chargedFen', 'subsidyFen', 'feeFen', 'netFen'] as const
  for (const one of operators) {
    table.push([one.operator, String(one.taps), ...money.map((figure) => yuan(one[figure]))])
  }
  const sum = (figure: (typeof money)[number] | 'taps'): number =>
    operators.reduce((all, one) => all + one[figure], 0)
  table.push(['all', String(sum('taps')), ...money.map((figure) => yuan(sum(figure)))])
  const demo = operators.some(({ demoRates }) => demoRates)
  return `${table.toString()}\n${demo ? 'Amounts in yuan. Fee rates are invented for this demonstration.' : 'Amounts in yuan.'}`
}

function faultTable({ seed, injected, found }: NonNullable<ReplayResult['faults']>): string {
  const table = new Table({
    head: [`faults (seed ${seed})`, 'injected', 'found'],
    colAligns: ['left', 'right', 'right'],
    style: { head: [], border: [] },
  })
  for (const kind of faultKinds) table.push([kind, String(injected[kind]), String(found[kind])])
  return table.toString()
}

const yuan = (amountFen: number): string => inYuan(BigInt(amountFen))
const seconds = (ms: number): string => (ms / 1_000).toFixed(1)
