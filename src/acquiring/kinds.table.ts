/** In which register of keys a message stands; the trace numbers of each are told apart. */
export type MessageClass = 'request' | 'reversal' | 'notice'

/** One kind of message: how it is told from others (iso8583.md 3.5), and what rules it is under. */
export interface KindRow {
  readonly kind: string
  readonly mti: readonly string[]
  /** f3; any when absent. */
  readonly processing?: readonly string[]
  /** f25; any when absent. */
  readonly condition?: readonly string[]
  /** 60.1; any when absent. */
  readonly type?: readonly string[]
  /** 60.3; any when absent. */
  readonly network?: readonly string[]
  /** Absent where the message is under no key: it may come any number of times. */
  readonly class?: MessageClass
  /** Whether f64 must be there and right. */
  readonly mac: boolean
  /**
   * Whether it looks at accounts and moves money in the middle of its turn, because what follows depends on it. Such
   * turns run beside no other: two of them would wait for each other's accounts. All others book at their end, once.
   */
  readonly alone?: true
}

/**
 * Every message the host knows, the first fitting row first. An offline purse sale looks like any 0200 and is told
 * apart by 60.1 = 36 alone: it is a notice of money already spent.
 */
export const kinds = [
  { kind: 'sign-in', mti: ['0800'], network: ['001', '003', '004'], mac: false },
  { kind: 'sign-out', mti: ['0820'], network: ['002'], mac: false },
  { kind: 'echo', mti: ['0820'], network: ['301'], mac: false },
  {
    kind: 'purse-sale',
    mti: ['0200', '0220'],
    processing: ['000000'],
    type: ['36'],
    class: 'notice',
    mac: true,
  },
  {
    kind: 'purse-sale',
    mti: ['0320'],
    processing: ['000000'],
    type: ['36'],
    class: 'notice',
    mac: false,
  },
  {
    kind: 'purchase',
    mti: ['0200'],
    processing: ['000000'],
    condition: ['00'],
    type: ['22'],
    class: 'request',
    mac: true,
  },
  {
    kind: 'void',
    mti: ['0200'],
    processing: ['200000'],
    condition: ['00'],
    type: ['23'],
    class: 'request',
    mac: true,
  },
  {
    kind: 'balance',
    mti: ['0200'],
    processing: ['310000'],
    type: ['01'],
    class: 'request',
    mac: true,
  },
  {
    kind: 'pre-authorisation',
    mti: ['0100'],
    processing: ['030000'],
    condition: ['06', '60'],
    type: ['10'],
    class: 'request',
    mac: true,
    alone: true,
  },
  {
    kind: 'pre-authorisation-void',
    mti: ['0100'],
    processing: ['200000'],
    condition: ['06'],
    type: ['11'],
    class: 'request',
    mac: true,
    alone: true,
  },
  {
    kind: 'completion',
    mti: ['0200'],
    processing: ['000000'],
    condition: ['06'],
    type: ['20'],
    class: 'request',
    mac: true,
    alone: true,
  },
  {
    kind: 'completion-void',
    mti: ['0200'],
    processing: ['200000'],
    condition: ['06'],
    type: ['21'],
    class: 'request',
    mac: true,
    alone: true,
  },
  {
    kind: 'load',
    mti: ['0200'],
    processing: ['630000', '600000'],
    condition: ['91'],
    type: ['41', '40'],
    class: 'request',
    mac: true,
    alone: true,
  },
  {
    kind: 'load-confirmation',
    mti: ['0220'],
    processing: ['630000', '600000'],
    condition: ['91'],
    type: ['41', '40'],
    class: 'notice',
    mac: true,
    alone: true,
  },
  {
    kind: 'refund',
    mti: ['0220'],
    processing: ['200000'],
    condition: ['00'],
    type: ['25'],
    class: 'notice',
    mac: true,
  },
  {
    kind: 'completion-notice',
    mti: ['0220'],
    processing: ['000000'],
    condition: ['06'],
    type: ['24'],
    class: 'notice',
    mac: true,
    alone: true,
  },
  {
    kind: 'offline-sale',
    mti: ['0220'],
    processing: ['000000'],
    condition: ['00'],
    type: ['30'],
    class: 'notice',
    mac: true,
    alone: true,
  },
  {
    kind: 'adjustment',
    mti: ['0220'],
    processing: ['000000'],
    condition: ['00'],
    type: ['32', '34'],
    class: 'notice',
    mac: true,
  },
  { kind: 'reversal', mti: ['0400'], class: 'reversal', mac: true, alone: true },
  { kind: 'script-notice', mti: ['0620'], class: 'notice', mac: true },
  { kind: 'settlement', mti: ['0500'], network: ['201'], mac: false },
  { kind: 'lines', mti: ['0320'], network: ['201'], mac: false },
  { kind: 'batch-end', mti: ['0320'], network: ['202', '207'], mac: false },
  { kind: 'line', mti: ['0320'], mac: false },
] as const satisfies readonly KindRow[]

export type Kind = (typeof kinds)[number]['kind']
