import type { Result } from '../../src/base'
import type { Message } from '../../src/messages'
import type { PosBook, PosRecord, PosTotals } from './book'
import { sixDigits } from './message'

/**
 * How a settlement ended. `balanced`: both sides counted the same. `uploaded`: they did not, and the host has the log
 * of the batch now. `not-compared`: the host could not count. `unfinished`: the line was lost; it is taken up where it
 * stood.
 */
export interface Settled {
  readonly settled: 'balanced' | 'uploaded' | 'not-compared' | 'unfinished'
  readonly batch: number
  readonly totals: PosTotals
}

/** What a settlement needs of its POS. */
export interface Settling {
  readonly book: PosBook
  readonly clear: () => Promise<boolean>
  readonly signIn: () => Promise<boolean>
  readonly ask: (message: Message) => Promise<Result<Message>>
  readonly fields: (type: string, network: string) => Message['fields']
}

const LINES_A_MESSAGE = 8
const GROUP_DIGITS = 31
const COUNT_MAX = 999

/**
 * Settles the batch (iso8583.md 3.8): clears every doubt and sends what is stored, counts with the host, uploads the
 * log where the counts differ, says the end, and begins the next batch. Cut at any point it is taken up again: the
 * host takes a repeated count and repeated lines as the same ones.
 */
export async function settleBatch(by: Settling): Promise<Settled> {
  const { book } = by
  const { batch } = book
  const end = (settled: Settled['settled']): Settled => ({ settled, batch, totals: book.totals })
  if (!(await by.clear())) return end('unfinished')
  // A batch in which nothing was asked is not a batch yet: there is nothing to count.
  if (!book.records.some((record) => record.batch === batch)) return end('balanced')
  book.beginSettling()
  const { totals } = book
  const counted = await by.ask({
    mti: '0500',
    fields: {
      ...by.fields('00', '201'),
      11: sixDigits(book.nextTrace()),
      48: totalsField(totals),
      49: '156',
      63: '01 ',
    },
  })
  if (!counted.ok) return end('unfinished')
  const result = (counted.value.fields[48] ?? '').charAt(GROUP_DIGITS - 1)
  if (result !== '1' && result !== '2') return end('not-compared')
  const isBalanced = result === '1'
  const lines = isBalanced ? [] : book.countedRecords
  for (let from = 0; from < lines.length; from += LINES_A_MESSAGE) {
    const some = lines.slice(from, from + LINES_A_MESSAGE)
    if (!(await said(by, { network: '201', text: linesField(some) }))) return end('unfinished')
  }
  const over = { network: isBalanced ? '207' : '202', text: String(lines.length).padStart(4, '0') }
  if (!(await said(by, over))) return end('unfinished')
  if (!(await by.signIn())) return end('unfinished')
  return { settled: isBalanced ? 'balanced' : 'uploaded', batch, totals }
}

async function said(
  by: Settling,
  { network, text }: { readonly network: string; readonly text: string },
): Promise<boolean> {
  const answer = await by.ask({
    mti: '0320',
    fields: { ...by.fields('00', network), 11: sixDigits(by.book.nextTrace()), 48: text },
  })
  return answer.ok && answer.value.fields[39] === '00'
}

/** f48 of a settlement: our own cards, then foreign ones, of which there are none; each with result 0. */
const totalsField = (totals: PosTotals): string =>
  `${groupField(totals)}0${groupField({ debitFen: 0n, debits: 0, creditFen: 0n, credits: 0 })}0`

/** Counts stand still at 999 (three digits). */
const groupField = ({ debitFen, debits, creditFen, credits }: PosTotals): string =>
  debitFen.toString().padStart(12, '0') +
  String(Math.min(debits, COUNT_MAX)).padStart(3, '0') +
  creditFen.toString().padStart(12, '0') +
  String(Math.min(credits, COUNT_MAX)).padStart(3, '0')

/** f48 of an upload: how many, then card class, trace, card and amount of each. */
const linesField = (records: readonly PosRecord[]): string =>
  String(records.length).padStart(2, '0') +
  records
    .map(
      ({ trace, fields, amount }) =>
        `00${sixDigits(trace)}${(fields['2'] ?? '').padStart(20, '0')}${amount.padStart(12, '0')}`,
    )
    .join('')
