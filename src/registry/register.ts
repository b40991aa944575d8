import { type Database, ok, type Refusal, type Result, type Tx } from '../base'
import type { CardProduct } from './card-products'
import type { CardLoad, CardRegistration } from './cards'
import type { Contract } from './contracts'
import {
  agentChecks,
  applicationChecks,
  cardChecks,
  cardLoadChecks,
  cardProductChecks,
  contractChecks,
  firstMalformed,
  keyVersionChecks,
  merchantChecks,
  operatorChecks,
  partyContractChecks,
  productApplicationChecks,
  samBindingChecks,
  terminalChecks,
} from './entry-checks'
import type { KeyVersion } from './key-versions'
import type { Operator } from './operators'
import type {
  Agent,
  CatalogueApplication,
  Merchant,
  PartyContract,
  ProductApplication,
} from './parties'
import type { RegistryRefusal } from './sheet'
import {
  agentContractSheet,
  agentSheet,
  applicationSheet,
  cardLoadSheet,
  cardProductSheet,
  cardSheet,
  contractSheet,
  keyVersionSheet,
  merchantContractSheet,
  merchantSheet,
  operatorSheet,
  productApplicationSheet,
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
  readonly merchants?: readonly Merchant[]
  readonly agents?: readonly Agent[]
  readonly partyContracts?: readonly PartyContract[]
  readonly applications?: readonly CatalogueApplication[]
  readonly productApplications?: readonly ProductApplication[]
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
  merchants: (tx, { merchants = [] }) =>
    checked(merchants, merchantChecks, () => enter(tx, merchantSheet, merchants)),
  agents: (tx, { agents = [] }) =>
    checked(agents, agentChecks, () => enter(tx, agentSheet, agents)),
  partyContracts: (tx, { partyContracts = [] }) =>
    checked(partyContracts, partyContractChecks, () => enterPartyContracts(tx, partyContracts)),
  applications: (tx, { applications = [] }) =>
    checked(applications, applicationChecks, () => enter(tx, applicationSheet, applications)),
  productApplications: (tx, { productApplications = [] }) =>
    checked(productApplications, productApplicationChecks, () =>
      enter(tx, productApplicationSheet, productApplications),
    ),
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
  merchants: 0,
  agents: 0,
  partyContracts: 0,
  applications: 0,
  productApplications: 0,
}

/** Merchants and agents stand in registers of their own; a contract must name one that is there. */
async function enterPartyContracts(
  tx: Tx,
  contracts: readonly PartyContract[],
): Promise<Result<number, RegistryRefusal>> {
  let fresh = 0
  for (const [kind, sheet] of [
    ['merchant', merchantContractSheet],
    ['agent', agentContractSheet],
  ] as const) {
    const entered = await enter(
      tx,
      sheet,
      contracts.filter(({ partyKind }) => partyKind === kind),
    )
    if (!entered.ok) return entered
    fresh += entered.value
  }
  return ok(fresh)
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
