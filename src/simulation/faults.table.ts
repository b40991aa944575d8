/**
 * What goes wrong in a city with faults. `of`: what the share is taken of. `found`: where the centre itself
 * says so; the injector's own list is never asked.
 */
export const faults = {
  duplicated: {
    of: 'taps',
    story: 'a record goes up again in another file',
    found: 'records judged seen-before, less the rows the file itself repeats',
  },
  shuffled: {
    of: 'files',
    story: 'a file brings its records in any order',
    found: 'receipts that count records out of order',
  },
  delayed: {
    of: 'taps',
    story: 'a record goes up after its day was closed',
    found: 'late records on the receipts',
  },
  cutOff: {
    of: 'files',
    story: 'the line breaks in the middle of a file, which is then sent again',
    found: 'files of which an attempt is kept as cut-off',
  },
  forgedTac: {
    of: 'taps',
    story: 'a record of a tap that never was, with an invented TAC',
    found: 'records judged tac-not-genuine that bear no booked TAC',
  },
  forgedAmount: {
    of: 'taps',
    story: 'a copy of a record with another amount and the old TAC',
    found: 'records judged tac-not-genuine that bear the TAC of the booked record',
  },
  replayed: {
    of: 'taps',
    story: 'a genuine TAC again, with another counter or balance',
    found: 'records judged same-tac-other-content',
  },
  cloned: {
    of: 'taps',
    story: 'a copy of a chip pays with a counter that the chip itself uses too',
    found: 'records judged counter-used-twice',
  },
  torn: {
    of: 'taps',
    story: 'the debit is done, its answer lost, and proved later',
    found: 'unconfirmed records judged proved-elsewhere',
  },
  unboundSam: {
    of: 'taps',
    story: 'a genuine payment at a SAM whose binding had ended',
    found: 'records judged sam-not-bound',
  },
} as const satisfies Readonly<Record<string, FaultRow>>

interface FaultRow {
  readonly of: 'taps' | 'files'
  readonly story: string
  readonly found: string
}

export type FaultKind = keyof typeof faults
export type FaultCounts = Readonly<Record<FaultKind, number>>

export const faultKinds = Object.keys(faults) as readonly FaultKind[]

export type TapFault = {
  [Kind in FaultKind]: (typeof faults)[Kind]['of'] extends 'taps' ? Kind : never
}[FaultKind]
