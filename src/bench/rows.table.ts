/** How a row is judged: the ratio (or the plain figure) must be at least, or at most, its goals. */
export interface BenchRow {
  readonly what: string
  /** What the measurement is divided by; empty where it stands for itself. */
  readonly floor: string
  readonly unit: string
  readonly sense: 'at least' | 'at most'
  /** Absent where nothing was promised and the figure is only shown. */
  readonly goal?: number
  readonly moonshot?: number
}

const F = 'F: COPY of rows of 148.7 bytes, one unique natural key, one connection'
const I = 'I: one durable insert a commit, 8 connections'
const D = 'D: node:crypto, two cipher objects a record, one core'
const S = "S: count(*) over the same day's taps"

/** Every row, in the order they are shown. Goals are ratios, because machines differ. */
export const benchRows = {
  posting: {
    what: 'posting judged batches of 10,000, one writer: the whole transaction that books them',
    floor: F,
    unit: 'records/s',
    sense: 'at least',
    goal: 0.5,
    moonshot: 0.75,
  },
  'end-to-end': {
    what: 'an offline file end to end in one process: receive, parse, TAC, verdicts, post, chains, totals, receipt',
    floor: F,
    unit: 'records/s',
    sense: 'at least',
    goal: 0.3,
    moonshot: 0.6,
  },
  'two-writers': {
    what: 'two posting writers',
    floor: 'one writer',
    unit: 'records/s',
    sense: 'at least',
    goal: 1.3,
    moonshot: 1.6,
  },
  online: {
    what: 'online posting, 64 in flight, 20 operators',
    floor: I,
    unit: 'movements/s',
    sense: 'at least',
    goal: 1.2,
    moonshot: 1.8,
  },
  'online-p99': {
    what: 'the same: p99 of one posting',
    floor: '',
    unit: 'ms',
    sense: 'at most',
    goal: 10,
    moonshot: 5,
  },
  'hot-operator': {
    what: 'online posting, 64 in flight, all to one operator',
    floor: 'to 20 operators',
    unit: 'movements/s',
    sense: 'at least',
    goal: 0.9,
    moonshot: 1,
  },
  'naive-hot': {
    what: 'online posting, all to one operator',
    floor: 'a ledger of 7 round trips, one hot account, 8 connections',
    unit: 'movements/s',
    sense: 'at least',
    goal: 10,
    moonshot: 20,
  },
  pgledger: {
    what: 'online posting, all to one operator',
    floor: 'pgledger on one hot account',
    unit: 'movements/s',
    sense: 'at least',
    goal: 15,
    moonshot: 27,
  },
  tac: {
    what: 'TAC verification, one core',
    floor: D,
    unit: 'TACs/s',
    sense: 'at least',
    goal: 4,
    moonshot: 6,
  },
  'tac-workers': {
    what: 'TAC verification, two workers',
    floor: 'one worker',
    unit: 'TACs/s',
    sense: 'at least',
    goal: 1.7,
    moonshot: 2,
  },
  'tac-share': {
    what: 'share of TAC in the processor time of a file, server included',
    floor: 'processor time a record, end to end',
    unit: 'µs/record',
    sense: 'at most',
    goal: 0.2,
    moonshot: 0.15,
  },
  replay: {
    what: 'a whole posted file once more under another number, every record a duplicate',
    floor: F,
    unit: 'records/s',
    sense: 'at least',
    goal: 0.3,
    moonshot: 0.5,
  },
  'replay-balances': {
    what: 'accounts whose balance the replay changed',
    floor: '',
    unit: 'accounts',
    sense: 'at most',
    goal: 0,
    moonshot: 0,
  },
  close: {
    what: 'settlement close of a day from its totals',
    floor: S,
    unit: 'ms',
    sense: 'at most',
    goal: 0.5,
    moonshot: 0.2,
  },
  'close-growth': {
    what: 'the close of a day',
    floor: 'the close of a day with a small part of its taps',
    unit: 'ms',
    sense: 'at most',
    goal: 1.5,
    moonshot: 1.1,
  },
  audit: {
    what: "recomputation of a closed day's settlement from its taps, and its bytes",
    floor: S,
    unit: 'ms',
    sense: 'at most',
    goal: 5,
    moonshot: 3,
  },
  'audit-all': {
    what: 'every audit of clearing over everything, every digest included',
    floor: 'count(*) over all taps',
    unit: 'ms',
    sense: 'at most',
  },
  gaps: {
    what: 'scan for gaps in card counters and SAM numbers',
    floor: 'count(*) over all taps',
    unit: 'ms',
    sense: 'at most',
    goal: 25,
    moonshot: 10,
  },
  'posting-in-close': {
    what: 'posting while a day is closed and re-derived',
    floor: 'posting before',
    unit: 'records/s',
    sense: 'at least',
    goal: 0.9,
    moonshot: 0.98,
  },
  bytes: {
    what: 'a transaction with its indexes on disk',
    floor: '',
    unit: 'bytes',
    sense: 'at most',
    goal: 250,
    moonshot: 180,
  },
  memory: {
    what: 'resident memory of a process that takes one file, at its peak (also for a tenth of the file)',
    floor: '',
    unit: 'MiB',
    sense: 'at most',
    goal: 1024,
    moonshot: 300,
  },
  'console-paint': {
    what: 'the console in headless Chromium, with an empty store: first contentful paint of the slowest main screen',
    floor: '',
    unit: 'ms',
    sense: 'at most',
    goal: 1_500,
    moonshot: 500,
  },
  'console-blocking': {
    what: 'the same: what tasks of the page took beyond 50 ms each until it stood, on the worst main screen',
    floor: '',
    unit: 'ms',
    sense: 'at most',
    goal: 300,
    moonshot: 100,
  },
  'console-bytes': {
    what: 'the same: what came over the line, compressed (typeface, answers and charts included), for the largest main screen',
    floor: '',
    unit: 'kB',
    sense: 'at most',
  },
  'console-table': {
    what: 'a table of 100,000 rows scrolled from the first to the last in 240 frames: frames longer than 50 ms',
    floor: '',
    unit: '%',
    sense: 'at most',
    goal: 1,
    moonshot: 0,
  },
  drift: {
    what: 'after it all: fen and findings that every audit of ledger, clearing and settlement finds wrong',
    floor: '',
    unit: 'fen',
    sense: 'at most',
    goal: 0,
    moonshot: 0,
  },
} as const satisfies Record<string, BenchRow>

export type RowName = keyof typeof benchRows
export const rowNames = Object.keys(benchRows) as readonly RowName[]
