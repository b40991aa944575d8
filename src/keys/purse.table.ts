/**
 * What goes into every session key, MAC and TAC of the electronic purse, as data: field names in order
 * (card-protocol §3.2 to §3.4, after PBOC and FMCOS 2.0; modelled on CJ/T 166 and JT/T 978).
 */

/** Sizes in bytes of the facts of one transaction, as they stand on the wire, big-endian. */
export const PURSE_FACT_BYTES = {
  /** Card challenge from the INITIALIZE answer. */
  random: 4,
  /** Online counter in the INITIALIZE answer, before it is raised. */
  onlineSequence: 2,
  /** Offline counter in the INITIALIZE answer, before it is raised. */
  offlineSequence: 2,
  /** Transaction number of the SAM. */
  terminalSequence: 4,
  terminalRandom: 4,
  oldBalance: 4,
  newBalance: 4,
  balance: 4,
  amount: 4,
  oldLimit: 3,
  newLimit: 3,
  /** Transaction type identifier. */
  type: 1,
  terminal: 6,
  /** YYYYMMDDHHMMSS in BCD. */
  dateTime: 7,
  /** What a MoHURD card answers to GET CARD AUTH CODE. */
  authCode: 9,
} as const

/** Right two bytes of the SAM's number and the filler that replaces it online. */
export const SESSION_INPUTS = {
  load: ['random', 'onlineSequence', 'filler'],
  unload: ['random', 'onlineSequence', 'filler'],
  overdraft: ['random', 'onlineSequence', 'filler'],
  purchase: ['random', 'offlineSequence', 'terminalSequenceRight'],
  /** Gives a temporary key; see `greyLockSessionKey` for the second step. */
  'grey-lock': ['random', 'offlineSequence', 'terminalSequenceRight'],
  'grey-unlock': ['random', 'onlineSequence', 'filler'],
} as const

/** MACs under the session key. Purchase means purchase, compound purchase and cash. */
export const PURSE_MACS = {
  'load-mac1': ['oldBalance', 'amount', 'type', 'terminal'],
  'load-mac2': ['amount', 'type', 'terminal', 'dateTime'],
  'purchase-mac1': ['amount', 'type', 'terminal', 'dateTime'],
  /** With the nine bytes of a MoHURD card; only MAC1 has them. */
  'purchase-mac1-auth-code': ['amount', 'type', 'terminal', 'dateTime', 'authCode'],
  'purchase-mac2': ['amount'],
  'unload-mac1': ['oldBalance', 'amount', 'type', 'terminal'],
  'unload-mac2': ['amount', 'type', 'terminal', 'dateTime'],
  'unload-mac3': ['newBalance', 'onlineSequence', 'amount', 'type', 'terminal', 'dateTime'],
  'overdraft-mac1': ['balance', 'oldLimit', 'type', 'terminal'],
  'overdraft-mac2': ['newLimit', 'type', 'terminal', 'dateTime'],
  'grey-lock-mac1': ['type', 'terminal', 'dateTime'],
  'grey-lock-mac2': ['balance', 'offlineSequence'],
  /** Proves the true amount to the locked card. */
  gmac: ['amount'],
  /** One vendor's reading; the FMCOS manual prints an amount that the card cannot know yet. */
  'grey-unlock-mac1': ['balance', 'offlineSequence', 'type', 'terminal'],
  /** As the FMCOS manual prints it; kept for cards that follow it. */
  'grey-unlock-mac1-fmcos': ['balance', 'amount', 'type', 'terminal'],
  'grey-unlock-mac2': ['amount', 'type', 'terminal', 'dateTime'],
} as const

/** TACs, under the TAC key. A purchase TAC covers no balance, no card counter and no card number. */
export const TACS = {
  load: ['newBalance', 'onlineSequence', 'amount', 'type', 'terminal', 'dateTime'],
  purchase: ['amount', 'type', 'terminal', 'terminalSequence', 'dateTime'],
  overdraft: ['newBalance', 'onlineSequence', 'newLimit', 'type', 'terminal', 'dateTime'],
  'debit-for-unlock': ['amount', 'type', 'terminal', 'terminalSequence', 'dateTime'],
} as const
