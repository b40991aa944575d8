/**
 * The keys that go into a chip, in the order they are written, and the usage byte each record begins with.
 * Usage bytes follow the list of a city HSM (card-protocol §1.4); the three it does not name (internal
 * and external authentication, grey unlock) are ours. Keys of the master file are written with it selected.
 */
export const cardKeyRecords = [
  { purpose: 'card-maintenance', usage: 0x36, in: 'environment' },
  { purpose: 'application-master', usage: 0x39, in: 'application' },
  { purpose: 'application-maintenance', usage: 0x50, in: 'application' },
  { purpose: 'purchase', usage: 0x06, in: 'application' },
  { purpose: 'load', usage: 0x07, in: 'application' },
  { purpose: 'tac', usage: 0x08, in: 'application' },
  { purpose: 'unload', usage: 0x09, in: 'application' },
  { purpose: 'overdraft', usage: 0x0a, in: 'application' },
  { purpose: 'pin-unblock', usage: 0x04, in: 'application' },
  { purpose: 'pin-reload', usage: 0x05, in: 'application' },
  { purpose: 'application-block', usage: 0x33, in: 'application' },
  { purpose: 'application-unblock', usage: 0x34, in: 'application' },
  { purpose: 'internal-auth', usage: 0x01, in: 'application' },
  { purpose: 'external-auth', usage: 0x02, in: 'application' },
  { purpose: 'grey-unlock', usage: 0x19, in: 'application' },
  // Last of all: with it the transport key is gone and the chip is ours.
  { purpose: 'card-master', usage: 0x39, in: 'environment' },
] as const

/** The transport key of every chip stands at this index until the card's master key replaces it. */
export const TRANSPORT_KEY_INDEX = 0

/** Transport keys have had one generation so far. */
export const TRANSPORT_KEY_VERSION = 1
