/**
 * Which fields a request of a POS carries. A request that lacks one of `needed` is answered "format" (f39 30); what
 * is `expected`, or stands there although it `never` should, is only remarked on.
 */
export interface PresenceRow {
  readonly what: string
  readonly mti: readonly string[]
  /** f60.1; all when absent. */
  readonly type?: readonly string[]
  /** f60.3; all when absent. */
  readonly network?: readonly string[]
  /** The first two digits of f3; all when absent. */
  readonly processing?: readonly string[]
  readonly needed: readonly number[]
  /** Of each group at least one is needed. */
  readonly oneOf?: readonly (readonly number[])[]
  readonly expected?: readonly number[]
  readonly never?: readonly number[]
}

/** By whom, where and in which batch: without these nothing can be answered or kept apart. */
const SENDER = [11, 41, 42, 60] as const
const MONEY = [3, 4, 11, 22, 25, 41, 42, 49, 60, 64] as const
const INQUIRY = [3, 11, 22, 25, 41, 42, 49, 60, 64] as const
/** A card is named by its number, a track, its chip or its purse. */
const CARD = [2, 35, 36, 55, 58] as const

/**
 * After the field lists of public terminal programs, checked against captures (iso8583.md 3.5). The first row that
 * fits holds. Where money already moved (notices, uploads) or is to be taken back (reversals), no more is needed than
 * keeps messages apart: a refused notice comes back for ever, a refused reversal is lost.
 */
export const presenceRows: readonly PresenceRow[] = [
  {
    what: 'offline purchase sent live',
    mti: ['0200'],
    type: ['36'],
    needed: [4, ...SENDER, 64],
    expected: [3, 22, 25, 49],
  },
  {
    what: 'e-purse load',
    mti: ['0200'],
    type: ['40', '41', '42'],
    needed: [...MONEY, 58],
  },
  {
    what: 'void',
    mti: ['0100', '0200'],
    processing: ['20'],
    needed: [...MONEY, 37, 61],
    expected: [38],
    oneOf: [CARD],
  },
  {
    what: 'balance',
    mti: ['0200'],
    processing: ['31'],
    needed: INQUIRY,
    oneOf: [CARD],
    never: [4],
  },
  {
    what: 'purchase, pre-authorisation or completion',
    mti: ['0100', '0200'],
    needed: MONEY,
    oneOf: [CARD],
  },
  {
    what: 'refund',
    mti: ['0220'],
    processing: ['20'],
    type: ['25', '27'],
    needed: [...MONEY, 61],
    expected: [37, 63],
  },
  {
    what: 'notice',
    mti: ['0220'],
    needed: [4, ...SENDER, 64],
    expected: [3, 22, 25, 49, 61],
  },
  {
    what: 'batch line',
    mti: ['0320'],
    network: ['201', '202', '207'],
    needed: SENDER,
    expected: [48],
  },
  { what: 'batch detail', mti: ['0320'], needed: SENDER },
  {
    what: 'reversal',
    mti: ['0400'],
    needed: [...SENDER, 64],
    expected: [3, 4, 22, 25, 39, 49],
    never: [26, 35, 36, 37, 52, 53],
  },
  { what: 'settlement', mti: ['0500'], needed: [...SENDER, 48], expected: [49, 63] },
  {
    what: 'script notice',
    mti: ['0620'],
    needed: [...SENDER, 55, 61, 64],
    expected: [2, 3, 4, 22, 32, 37, 49],
  },
  {
    what: 'sign-in',
    mti: ['0800'],
    network: ['001', '003', '004', '005'],
    needed: SENDER,
    expected: [63],
  },
  { what: 'sign-out', mti: ['0820'], network: ['002'], needed: [41, 42, 60], expected: [11] },
  { what: 'echo, download or status', mti: ['0800', '0820'], needed: [41, 42, 60] },
]

/** A field that only makes sense beside others. */
export const fieldsTogether: Readonly<Record<number, readonly number[]>> = {
  52: [26, 53],
}

/** What an answer repeats unchanged: a terminal compares the first five of them. */
export const ECHOED_FIELDS = [3, 4, 11, 41, 42, 25, 49, 60] as const
