import { type Database, ok, type Refusal, type Result, type Tx } from '../base'
import type { CardProduct } from './card-products'
import type { CardLoad, CardRegistration } from './cards'
import type { Contract } from './contracts'
import {
  cardChecks,
  cardLoadChecks,
  cardProductChecks,
  contractChecks,
  firstMalformed,
  keyVersionChecks,
  operatorChecks,
  samBindingChecks,
  terminalChecks,
} from './entry-checks'
import type { KeyVersion } from './key-versions'
import type { Operator } from './operators'
import type { RegistryRefusal } from './sheet'
import {
  cardLoadSheet,
  cardProductSheet,
  cardSheet,
  contractSheet,
  keyVersionSheet,
  operatorSheet,
  samBindingSheet,
  terminalSheet,
} from './sheets.table'
import { enter } from './store'
import type { SamBinding, Terminal } from './terminals'

/** Whatever is to be registered together; every list may be long, and what is left out is empty. */
export interface Registration {
  readonly operators?: readonly Operator[]
  readonly contracts?: readonly Contract[]
  readonly terminals?: readonly Terminal[]
  readonly samBindings?: readonly SamBinding[]
  readonly cardProducts?: readonly CardProduct[]
  readonly keyVersions?: readonly KeyVersion[]
  readonly cards?: readonly CardRegistration[]
  readonly cardLoads?: readonly CardLoad[]
}

/** How many entries of each list were new. */
export type Registered = Readonly<Record<keyof Registration, number>>

/**
 * Registers all or nothing. Saying the same again changes nothing and is answered with zeros; other content
 * under an id that is taken is refused with the place in the list (`contracts[3]`) and its name.
 */
export async function register(
  database: Database,
  registration: Registration,
): Promise<Result<Registered, RegistryRefusal>> {
  try {
    return await database.transaction(async (tx) => {
      const registered = await registerIn(tx, registration)
      if (!registered.ok) throw new RolledBack(registered)
      return registered
    })
  } catch (thrown) {
    if (thrown instanceof RolledBack) return thrown.refusal
    throw thrown
  }
}

/** The same within a transaction of the caller, who must roll back when it is refused. */
export async function registerIn(
  tx: Tx,
  registration: Registration,
): Promise<Result<Registered, RegistryRefusal>> {
  const fresh: Partial<Record<keyof Registration, number>> = {}
  for (const kind of Object.keys(writers) as (keyof Registration)[]) {
    const entered = await writers[kind](tx, registration)
    if (!entered.ok) return { ...entered, field: `${kind}${entered.field ?? ''}` }
    fresh[kind] = entered.value
  }
  return ok({ ...noneFresh, ...fresh })
}

type Writer = (tx: Tx, all: Registration) => Promise<Result<number, RegistryRefusal>>

/** In this order, so that whatever an entry names has been written before it. */
const writers: Readonly<Record<keyof Registration, Writer>> = {
  operators: (tx, { operators = [] }) =>
    checked(operators, operatorChecks, () => enter(tx, operatorSheet, operators)),
  contracts: (tx, { contracts = [] }) =>
    checked(contracts, contractChecks, () => enter(tx, contractSheet, contracts)),
  terminals: (tx, { terminals = [] }) =>
    checked(terminals, terminalChecks, () => enter(tx, terminalSheet, terminals)),
  samBindings: (tx, { samBindings = [] }) =>
    checked(samBindings, samBindingChecks, () => enter(tx, samBindingSheet, samBindings)),
  cardProducts: (tx, { cardProducts = [] }) =>
    checked(cardProducts, cardProductChecks, () => enter(tx, cardProductSheet, cardProducts)),
  keyVersions: (tx, { keyVersions = [] }) =>
    checked(keyVersions, keyVersionChecks, () => enter(tx, keyVersionSheet, keyVersions)),
  cards: (tx, { cards = [] }) => checked(cards, cardChecks, () => enter(tx, cardSheet, cards)),
  cardLoads: (tx, { cardLoads = [] }) =>
    checked(cardLoads, cardLoadChecks, () => enter(tx, cardLoadSheet, cardLoads)),
}

const noneFresh: Registered = {
  operators: 0,
  contracts: 0,
  terminals: 0,
  samBindings: 0,
  cardProducts: 0,
  keyVersions: 0,
  cards: 0,
  cardLoads: 0,
}

async function checked<Entry>(
  entries: readonly Entry[],
  checks: Parameters<typeof firstMalformed<Entry>>[1],
  write: () => Promise<Result<number, RegistryRefusal>>,
): Promise<Result<number, RegistryRefusal>> {
  return firstMalformed(entries, checks) ?? write()
}

/** Carries a refusal out of a transaction that must leave nothing behind. */
class RolledBack extends Error {
  constructor(readonly refusal: Refusal<RegistryRefusal>) {
    super(refusal.refused)
    this.name = 'RolledBack'
  }
}
