import { fen } from '../base'
import { maskedCard } from './answers'
import { openItem } from './items'
import {
  batchNamed,
  countedIn,
  insertDifferences,
  insertLines,
  linesOf,
  totalsOf,
  writeCompared,
  type CountedMessage,
  type Difference,
  type PosBatch,
  type UploadedLine,
} from './store-batches'
import { NO_TOTALS } from './store-messages'
import { writeBatchBegun } from './store-terminals'
import { batchAfter, type TerminalAtWork } from './terminal'
import { readTotals, sameTotals, writeTotals, type SettlementResult } from './totals'
import { declined, type Turn, type Verdict, type Work } from './turn-context'

/** Whether the line itself has shown whose it is: settlement messages carry no code. */
export interface Line {
  readonly isProved: boolean
}

/**
 * A terminal counts its batch. Equal totals close it; else its log is to be uploaded. Over a line that nobody has
 * proved nothing is closed for good: the batch is reported, and the first right message says whether it is over. A
 * batch that is closed already gets the result of then.
 */
export async function settle(turn: Turn, work: Work, line: Line): Promise<Verdict> {
  const { asked, terminal } = work
  const said = readTotals(asked.fields[48] ?? '')
  const batch = await batchNamed(turn.tx, { terminal: terminal.terminal, batch: asked.batch })
  if (said === undefined || batch === undefined) return compared(NO_TOTALS, '3')
  const ours = totalsOf(await countedIn(turn.tx, batch))
  if (batch.closedAt !== null) {
    return compared(batch.ours ?? ours, batch.result ?? (sameTotals(said.own, ours) ? '1' : '2'))
  }
  const balanced = sameTotals(said.own, ours) && sameTotals(said.foreign, NO_TOTALS)
  const result: SettlementResult = balanced ? '1' : '2'
  const counted = { theirs: said.own, ours, result }
  if (!balanced) {
    await writeCompared(turn.tx, batch, { ...counted, state: 'uploading', closedAt: null })
  } else await close(turn, terminal, { batch, counted, isProved: line.isProved })
  return compared(ours, result)
}

const compared = (ours: typeof NO_TOTALS, result: SettlementResult): Verdict => ({
  code: 'approved',
  state: 'approved',
  fields: {
    48: writeTotals(ours, NO_TOTALS, { own: result, foreign: result === '3' ? '3' : '1' }),
  },
})

type Counted = Pick<Parameters<typeof writeCompared>[2], 'theirs' | 'ours' | 'result'>

async function close(
  turn: Turn,
  terminal: TerminalAtWork,
  of: { readonly batch: PosBatch; readonly counted: Counted; readonly isProved: boolean },
): Promise<void> {
  const { batch, counted, isProved } = of
  await writeCompared(turn.tx, batch, {
    ...counted,
    state: isProved ? 'closed' : 'reported',
    closedAt: isProved ? turn.at : null,
  })
  if (isProved && batch.batch === terminal.batch) {
    const next = batchAfter(terminal.batch)
    await writeBatchBegun(turn.tx, { terminal: terminal.terminal, batch: next, at: turn.at })
  }
}

const LINES_FROM = 2
const LINE_DIGITS = 40
const TRACE_FROM = 2
const CARD_FROM = 8
const AMOUNT_FROM = 28

/** f48 of an upload: a count of two digits, then lines of forty. Undefined when it is none. */
export function readLines(f48: string, upload: string): UploadedLine[] | undefined {
  const count = Number(f48.slice(0, LINES_FROM))
  if (!/^\d+$/.test(f48) || f48.length !== LINES_FROM + count * LINE_DIGITS) return undefined
  return Array.from({ length: count }, (_, nth) => {
    const from = LINES_FROM + nth * LINE_DIGITS
    const line = f48.slice(from, from + LINE_DIGITS)
    return {
      trace: Number(line.slice(TRACE_FROM, CARD_FROM)),
      cardMasked: maskedCard(line.slice(CARD_FROM, AMOUNT_FROM).replace(/^0+/, '')),
      amountFen: BigInt(line.slice(AMOUNT_FROM)),
      upload,
    }
  })
}

/** Some lines of the terminal's log in one message. */
export async function takeLines(turn: Turn, { asked, terminal }: Work): Promise<Verdict> {
  const lines = readLines(asked.fields[48] ?? '', asked.network)
  if (lines === undefined) return declined('format-wrong')
  return keepLines(turn, terminal, { batch: asked.batch, lines })
}

/** One message of the log: a notice sent again, or the chip details of a sale. */
export const takeLine = (turn: Turn, { asked, terminal }: Work): Promise<Verdict> =>
  keepLines(turn, terminal, {
    batch: asked.batch,
    lines: [
      {
        trace: asked.trace,
        amountFen: asked.amountFen,
        cardMasked: maskedCard(asked.card),
        upload: asked.network === '' || asked.network === '000' ? asked.type : asked.network,
      },
    ],
  })

export async function keepLines(
  turn: Turn,
  terminal: TerminalAtWork,
  of: { readonly batch: number; readonly lines: readonly UploadedLine[] },
): Promise<Verdict> {
  const batch = await batchNamed(turn.tx, { terminal: terminal.terminal, batch: of.batch })
  if (batch === undefined) return declined('batch-differs')
  await insertLines(turn.tx, batch, of.lines, turn.at)
  return { code: 'approved', state: 'taken' }
}

const COUNT = /^\d{4}$/

/**
 * The end of an upload. The count must be what has come, else the batch stays open. After unequal totals both logs
 * are compared line by line, and every difference is put before people; then the batch is closed.
 */
export async function endUpload(turn: Turn, work: Work, line: Line): Promise<Verdict> {
  const { asked, terminal } = work
  const said = asked.fields[48] ?? ''
  if (!COUNT.test(said)) return declined('format-wrong')
  const batch = await batchNamed(turn.tx, { terminal: terminal.terminal, batch: asked.batch })
  if (batch === undefined) return declined('batch-differs')
  if (Number(said) !== batch.lines) return declined('totals-differ')
  if (batch.state !== 'uploading') return { code: 'approved', state: 'approved' }
  const counted = await countedIn(turn.tx, batch)
  const differences = differencesBetween(counted, await linesOf(turn.tx, batch))
  await insertDifferences(turn.tx, batch, differences)
  for (const one of differences) await putBeforePeople(turn, terminal, { batch, one })
  await close(turn, terminal, {
    batch,
    counted: { theirs: batch.theirs, ours: totalsOf(counted), result: batch.result },
    isProved: line.isProved,
  })
  return { code: 'approved', state: 'approved' }
}

/** Two logs of one batch, line by line, by trace number; what is equal is left out. */
export function differencesBetween(
  host: readonly CountedMessage[],
  terminal: readonly UploadedLine[],
): Difference[] {
  const theirs = new Map(terminal.map((line) => [line.trace, line]))
  const ours = new Map(host.map((message) => [message.trace, message]))
  const traces = [...new Set([...theirs.keys(), ...ours.keys()])].sort((one, other) => one - other)
  return traces.flatMap((trace): Difference[] => {
    const [own, other] = [ours.get(trace), theirs.get(trace)]
    if (own !== undefined && other !== undefined && own.amountFen === other.amountFen) return []
    return [
      {
        trace,
        found:
          own === undefined
            ? 'terminal-only'
            : other === undefined
              ? 'host-only'
              : 'amounts-differ',
        hostFen: own?.amountFen ?? null,
        terminalFen: other?.amountFen ?? null,
        message: own?.message ?? null,
      },
    ]
  })
}

const putBeforePeople = (
  { tx, at }: Turn,
  { terminal, operator }: TerminalAtWork,
  { batch, one }: { readonly batch: PosBatch; readonly one: Difference },
): Promise<void> =>
  openItem(tx, at, {
    name: `${terminal}:${batch.batch}:${batch.openedAt.toISOString()}:${one.trace}`,
    kind: one.found,
    terminal,
    operator,
    message: one.message,
    amountFen: fen(one.hostFen ?? one.terminalFen ?? 0n),
    detail: `batch ${batch.batch}, trace ${one.trace}`,
  })
