import { grouped, type BusinessDate, type Sql } from '../base'
import type { Finding } from '../ledger'
import { canonicalText } from './canonical'
import { dayDigest } from './digest'
import { sumOf } from './statement'
import {
  closedInBooks,
  commissionsInBooks,
  type DatedLine,
  payablesInBooks,
  settledDay,
  type SettledDay,
  settledDays,
  statementLines,
} from './store'
import { takingsFromTaps } from './store-takings'
import { differenceOf } from './takings'

/** A closed day against its taps and its own bytes: statements tampered with are found here. */
export async function verifyDay(sql: Sql, day: BusinessDate): Promise<Finding> {
  const check = 'settlement-day'
  const settled = await settledDay(sql, day)
  if (settled === undefined)
    return { check, ok: false, detail: `${day} is not settled`, where: day }
  const lines = await statementLines(sql, day)
  const wrong = bytesWrong(settled, lines) ?? differenceOf(lines, await takingsFromTaps(sql, day))
  return wrong === undefined
    ? { check, ok: true, detail: `${lines.length} statements follow from the taps`, where: day }
    : { check, ok: false, detail: wrong, where: day }
}

/**
 * Everything that must be true of settled days: they follow from the taps, their bytes are what their digest
 * and the books' digest say, each names the one before it, and the books moved exactly the fees they state
 * and owe exactly what they left. One finding per check when all is well, else one per thing that is wrong.
 * While the city is at work hand in a transaction that sees one moment (repeatable read).
 */
export async function auditSettlement(sql: Sql): Promise<Finding[]> {
  const days = await settledDays(sql)
  const lines = await statementLines(sql)
  const byDay = grouped(lines, (line) => line.day)
  return [
    ...(await auditTaps(sql, days, byDay)),
    ...(await auditDigests(sql, days, byDay)),
    ...(await auditFees(sql, lines)),
    ...(await auditPayables(sql, lines)),
  ]
}

type LinesByDay = ReadonlyMap<BusinessDate, readonly DatedLine[]>

async function auditTaps(
  sql: Sql,
  days: readonly SettledDay[],
  lines: LinesByDay,
): Promise<Finding[]> {
  const taps = grouped(await takingsFromTaps(sql), (taken) => taken.day)
  const wrong = days.flatMap(({ day }) => {
    const difference = differenceOf(lines.get(day) ?? [], taps.get(day) ?? [])
    return difference === undefined ? [] : [{ where: day, detail: difference }]
  })
  return findings('settlement-rederived', wrong, `${days.length} days follow from their taps`)
}

async function auditDigests(
  sql: Sql,
  days: readonly SettledDay[],
  lines: LinesByDay,
): Promise<Finding[]> {
  const books = new Map((await closedInBooks(sql)).map(({ day, digest }) => [day, digest]))
  const settled = new Set(days.map(({ day }) => day))
  const unsettled = [...books.keys()].filter((day) => !settled.has(day))
  const wrong = days.flatMap((day, index) => {
    const detail =
      bytesWrong(day, lines.get(day.day) ?? []) ??
      linkWrong(day, days[index - 1]) ??
      (books.get(day.day)?.equals(day.digest) === true
        ? undefined
        : 'the books closed the day with another digest')
    return detail === undefined ? [] : [{ where: day.day, detail }]
  })
  return findings(
    'settlement-digest',
    [...wrong, ...unsettled.map((where) => ({ where, detail: 'closed but never settled' }))],
    `${days.length} days are what their digests say`,
  )
}

async function auditFees(sql: Sql, lines: readonly DatedLine[]): Promise<Finding[]> {
  const booked = new Map((await commissionsInBooks(sql)).map((it) => [it.reference, it.feeFen]))
  const stated = new Map(
    lines.map((line) => [`commission:${line.day}:${line.operator}:${line.contract}`, line.feeFen]),
  )
  const wrong = [...new Set([...booked.keys(), ...stated.keys()])].flatMap((where) =>
    drift(where, booked.get(where) ?? 0n, stated.get(where) ?? 0n, 'fee'),
  )
  return findings('commission-posted', wrong, `${stated.size} fees are in the books as stated`)
}

async function auditPayables(sql: Sql, lines: readonly DatedLine[]): Promise<Finding[]> {
  const books = new Map((await payablesInBooks(sql)).map((it) => [it.operator, it]))
  const byOperator = grouped(lines, (line) => line.operator)
  const wrong = [...new Set([...books.keys(), ...byOperator.keys()])].flatMap((where) => {
    const { netFen } = sumOf(byOperator.get(where) ?? [])
    const account = books.get(where)
    // Pay-outs and whatever else moved the account are taken as the books have them.
    return drift(where, account?.balanceFen ?? 0n, netFen + (account?.otherFen ?? 0n), 'payable')
  })
  return findings('operator-payable', wrong, `${books.size} operators are owed what was settled`)
}

function bytesWrong(settled: SettledDay, lines: readonly DatedLine[]): string | undefined {
  if (!dayDigest(settled.bytes).equals(settled.digest)) return 'the bytes do not match their digest'
  const previous =
    settled.previousDay === null || settled.previousDigest === null
      ? null
      : { day: settled.previousDay, digest: settled.previousDigest }
  const text = canonicalText({ day: settled.day, previous, lines, sums: sumOf(lines) })
  const at = firstDifference(text, settled.bytes)
  return at === undefined ? undefined : `the statements differ from the day's bytes: ${at}`
}

function linkWrong(day: SettledDay, before: SettledDay | undefined): string | undefined {
  const same =
    day.previousDay === (before?.day ?? null) &&
    (before === undefined || day.previousDigest?.equals(before.digest) === true)
  return same ? undefined : 'the day does not follow from the day before it'
}

/** The first line in which two texts differ, cut to what a person can read. */
function firstDifference(left: string, right: string): string | undefined {
  const [lefts, rights] = [left.split('\n'), right.split('\n')]
  const length = Math.max(lefts.length, rights.length)
  for (let index = 0; index < length; index++) {
    if (lefts[index] !== rights[index]) {
      return `line ${index + 1}, ${(lefts[index] ?? rights[index] ?? '').slice(0, 80)}`
    }
  }
  return undefined
}

interface Wrong {
  readonly where: string
  readonly detail: string
  readonly driftFen?: bigint
}

const drift = (where: string, books: bigint, stated: bigint, what: string): Wrong[] =>
  books === stated
    ? []
    : [
        {
          where,
          detail: `${what} is ${books} fen in the books and ${stated} fen in the statements`,
          driftFen: books - stated,
        },
      ]

const findings = (check: string, wrong: readonly Wrong[], well: string): Finding[] =>
  wrong.length === 0
    ? [{ check, ok: true, detail: well }]
    : wrong.map((one) => ({ check, ok: false, ...one }))
