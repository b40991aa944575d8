/**
 * The rules of the trade that a city may set, each with a first value, its limits and where it comes from.
 * "domain" is the house's description of the trade with its public sources; "ours" is a choice of this product;
 * "demo" is an invented figure. A city changes a value from a date on; what happened before keeps the old one.
 */
export const rules = {
  'found-within-days': {
    unit: 'days',
    standard: 15n,
    from: 0n,
    to: 365n,
    meaning: 'how long after a loss report a card that was found may be taken back into use',
    source: 'domain 2.3, R9',
  },
  'oral-loss-hours': {
    unit: 'hours',
    standard: 72n,
    from: 1n,
    to: 720n,
    meaning: 'how long a loss report by phone stands without being confirmed in person',
    source: 'ours; that phone reports lapse is general knowledge (domain 2.3)',
  },
  'loss-liability-hours': {
    unit: 'hours',
    standard: 24n,
    from: 0n,
    to: 720n,
    meaning: 'how long after the report the holder still bears taps at readers that were not told',
    source: 'domain 5.3; Octopus 3 h (R4), two cities 5 days (R9)',
  },
  'replacement-wait-days': {
    unit: 'working-days',
    standard: 7n,
    from: 0n,
    to: 60n,
    meaning: 'working days between a loss report and the move of the value to a new card',
    source: 'domain 2.3, R7',
  },
  'replacement-fee-fen': {
    unit: 'fen',
    standard: 2_000n,
    from: 0n,
    to: 100_000n,
    meaning: 'what the holder pays for a new card after a loss or damage by own fault',
    source: 'domain 2.3, R7 (20 yuan for damage)',
  },
  'refund-fee-ppm': {
    unit: 'ppm',
    standard: 100_000n,
    from: 0n,
    to: 1_000_000n,
    meaning: 'share of a refunded value that is kept, where the value reaches refund-fee-from-fen',
    source: 'domain 2.3, R7 (10 %)',
  },
  'refund-fee-from-fen': {
    unit: 'fen',
    standard: 10_000n,
    from: 0n,
    to: 10_000_000n,
    meaning: 'from this value on a refund costs a fee',
    source: 'domain 2.3, R7 (100 yuan)',
  },
  'refund-fee-step-fen': {
    unit: 'fen',
    standard: 100n,
    from: 1n,
    to: 10_000n,
    meaning: 'the refund fee is rounded down to whole steps; the holder keeps the rest',
    source: 'domain 2.3, R7 (whole yuan); the direction is ours',
  },
  'refund-window-days': {
    unit: 'days',
    standard: 30n,
    from: 0n,
    to: 365n,
    meaning:
      'what was unloaded of a card in so many days before counts together with a refund, so that parts cost what the whole costs',
    source: 'ours; domain 2.3, R7 has the fee on the whole',
  },
  'load-step-fen': {
    unit: 'fen',
    standard: 1_000n,
    from: 1n,
    to: 100_000n,
    meaning: 'loads are whole multiples of this',
    source: 'domain 5.3, R8 (10 yuan)',
  },
  'load-max-fen': {
    unit: 'fen',
    standard: 100_000n,
    from: 1n,
    to: 10_000_000n,
    meaning: 'the most of one load',
    source: 'domain 2.3, R8, R10 (about 1,000 yuan)',
  },
  'load-daily-max-fen': {
    unit: 'fen',
    standard: 200_000n,
    from: 1n,
    to: 100_000_000n,
    meaning: 'the most that is loaded onto one card in a day',
    source: 'ours',
  },
  'load-hold-minutes': {
    unit: 'minutes',
    standard: 15n,
    from: 1n,
    to: 1_440n,
    meaning: 'how long money is held for a load whose card has not been told yet',
    source: 'ours',
  },
  'unregistered-balance-max-fen': {
    unit: 'fen',
    standard: 100_000n,
    from: 0n,
    to: 100_000n,
    meaning: 'the most value on a card without a holder’s name',
    source: 'domain 2.2, R20 (1,000 yuan by the rules for prepaid cards)',
  },
  'registered-balance-max-fen': {
    unit: 'fen',
    standard: 500_000n,
    from: 0n,
    to: 500_000n,
    meaning: 'the most value on a card with a holder’s name, and in an online account',
    source: 'domain 2.2, R20 (5,000 yuan by the rules for prepaid cards)',
  },
  'agent-commission-ppm': {
    unit: 'ppm',
    standard: 2_000n,
    from: 0n,
    to: 100_000n,
    meaning: 'what an agent gets on top of a prepayment',
    source: 'demo',
  },
  'agent-load-daily-max-fen': {
    unit: 'fen',
    standard: 5_000_000n,
    from: 0n,
    to: 10_000_000_000n,
    meaning: 'the most one agent loads in a day',
    source: 'ours',
  },
  'second-person-from-fen': {
    unit: 'fen',
    standard: 100_000n,
    from: 1n,
    to: 100_000_000n,
    meaning: 'from this amount on an act at a counter needs a second person',
    source: 'ours',
  },
  'till-difference-max-fen': {
    unit: 'fen',
    standard: 1_000n,
    from: 0n,
    to: 1_000_000n,
    meaning: 'a till that differs by more is closed by two people',
    source: 'ours',
  },
  'approval-hours': {
    unit: 'hours',
    standard: 24n,
    from: 1n,
    to: 720n,
    meaning: 'how long an act waits for its second person before it lapses',
    source: 'ours',
  },
  'concession-months': {
    unit: 'months',
    standard: 12n,
    from: 1n,
    to: 120n,
    meaning: 'how long a concession stands until it is verified again (年检)',
    source: 'domain 2.3, 5.3 (yearly)',
  },
  'renewal-before-days': {
    unit: 'days',
    standard: 90n,
    from: 0n,
    to: 3_650n,
    meaning: 'from so many days before its last one a card may be renewed',
    source: 'domain 2.2, R21 (the last 3 months)',
  },
  'renewal-fee-fen': {
    unit: 'fen',
    standard: 0n,
    from: 0n,
    to: 100_000n,
    meaning: 'what the holder pays for having the dates of a card extended',
    source: 'domain 2.3, R8, R13 (extended or revived free)',
  },
  'card-years': {
    unit: 'years',
    standard: 10n,
    from: 1n,
    to: 50n,
    meaning: 'how long a new card is valid',
    source: 'domain 2.2, R21 (10 years for registered cards)',
  },
  'hotlist-full-hour': {
    unit: 'hour-of-day',
    standard: 3n,
    from: 0n,
    to: 23n,
    meaning: 'local hour of the daily full hotlist',
    source: 'domain 5.3',
  },
  'hotlist-increment-minutes': {
    unit: 'minutes',
    standard: 30n,
    from: 1n,
    to: 1_440n,
    meaning: 'how often an incremental hotlist is made',
    source: 'domain 5.3',
  },
  'terminal-stale-hours': {
    unit: 'hours',
    standard: 48n,
    from: 1n,
    to: 8_760n,
    meaning: 'a terminal that has not acknowledged the newest hotlist for so long is called stale',
    source: 'ours',
  },
  'answer-keep-days': {
    unit: 'days',
    standard: 30n,
    from: 1n,
    to: 400n,
    meaning: 'how long the answer to an act is given again to the same Idempotency-Key',
    source: 'ours; the draft of the HTTP header leaves the time to the server',
  },
  'key-keep-days': {
    unit: 'days',
    standard: 400n,
    from: 1n,
    to: 4_000n,
    meaning:
      'how long a repeat of an act whose answer is gone is refused; after that the key is new again',
    source: 'ours: longer than any queue of a terminal that was put away for a year',
  },
  'session-keep-days': {
    unit: 'days',
    standard: 180n,
    from: 1n,
    to: 4_000n,
    meaning: 'how long sessions of staff, citizens and card readers are kept after they have ended',
    source: 'Cybersecurity Law of the PRC, article 21 (records of the network: six months)',
  },
  'pos-no-pin-max-fen': {
    unit: 'fen',
    standard: 10_000n,
    from: 0n,
    to: 100_000n,
    meaning: 'up to this amount a card that was read pays at a POS without its PIN',
    source: 'ours; small payments without PIN are common at shops',
  },
  'pos-payment-max-fen': {
    unit: 'fen',
    standard: 500_000n,
    from: 1n,
    to: 10_000_000n,
    meaning: 'the most of one payment or pre-authorisation at a POS',
    source: 'ours; an online account holds no more',
  },
  'pos-pin-tries': {
    unit: 'times',
    standard: 3n,
    from: 1n,
    to: 10n,
    meaning: 'so many wrong PINs in a row lock the PIN until it is set anew at a counter',
    source: 'ours; three tries are usual',
  },
  'pos-wrong-macs': {
    unit: 'times',
    standard: 5n,
    from: 1n,
    to: 100n,
    meaning: 'so many wrong message codes in a row lock a POS until it signs in',
    source: 'iso8583 5; the number is ours',
  },
  'pos-key-overlap-minutes': {
    unit: 'minutes',
    standard: 5n,
    from: 0n,
    to: 60n,
    meaning: 'how long reversals and notices of a POS may come under the keys before a sign-in',
    source: 'iso8583 4.2',
  },
  'pos-pre-authorisation-days': {
    unit: 'days',
    standard: 30n,
    from: 1n,
    to: 90n,
    meaning: 'how long money is held for a pre-authorisation',
    source: 'ours; 30 days are usual',
  },
  'pos-refund-days': {
    unit: 'days',
    standard: 180n,
    from: 1n,
    to: 365n,
    meaning: 'how long after a sale a merchant may give it back by POS',
    source: 'ours',
  },
  'pos-batch-days': {
    unit: 'days',
    standard: 2n,
    from: 1n,
    to: 30n,
    meaning: 'a batch that no POS has closed for so long is closed by the host',
    source: 'iso8583 4.4; the number is ours',
  },
} as const satisfies Readonly<Record<string, RuleLine>>

export interface RuleLine {
  readonly unit:
    | 'fen'
    | 'ppm'
    | 'days'
    | 'working-days'
    | 'hours'
    | 'hour-of-day'
    | 'minutes'
    | 'months'
    | 'years'
    | 'times'
  /** What holds until a city says otherwise. */
  readonly standard: bigint
  /** Lowest and highest value a city may set. */
  readonly from: bigint
  readonly to: bigint
  readonly meaning: string
  readonly source: string
}

export type RuleName = keyof typeof rules
export const ruleNames = Object.keys(rules) as RuleName[]
