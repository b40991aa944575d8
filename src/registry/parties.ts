import type { OperatorId, Ppm } from '../base'
import { holdsOnDate } from './validity'

/** A shop or another that sells against the card, under the operator that settles for it. */
export interface Merchant {
  /** `mer_` and up to 40 of a-z, 0-9 and "-". */
  readonly merchant: string
  readonly operator: OperatorId
  readonly name: string
  /** Unified social credit code, or the old organisation code. */
  readonly creditCode: string
  /** What it sells (ISO 18245), 0 to 9999. */
  readonly mcc: number
  readonly activeFrom: string
  readonly activeTo: string | null
}

/** Loads cards out of a prepayment. */
export interface Agent {
  /** `agent_` and up to 40 of a-z, 0-9 and "-". */
  readonly agent: string
  readonly name: string
  readonly creditCode: string
  readonly activeFrom: string
  readonly activeTo: string | null
}

export const partyKinds = ['merchant', 'agent'] as const

/** What the centre and a merchant or an agent agreed for one scope; no two for one scope on one day. */
export interface PartyContract {
  readonly contract: string
  readonly partyKind: (typeof partyKinds)[number]
  readonly party: string
  /** "sales", "loads": what it is about. */
  readonly scope: string
  readonly validFrom: string
  readonly validTo: string | null
  /** The centre's fee of a merchant's sales, the agent's commission on its loads; in parts per million. */
  readonly ratePpm: Ppm
  /** Invented for a demonstration. */
  readonly demo: boolean
  readonly notes: string
}

export const applicationPurposes = ['purse', 'entitlement', 'identity', 'record'] as const

/** What a card may be used for: an entry of the catalogue. */
export interface CatalogueApplication {
  readonly application: string
  readonly name: string
  readonly purpose: (typeof applicationPurposes)[number]
  readonly validFrom: string
  readonly validTo: string | null
}

/** One application that the cards of one product version carry. */
export interface ProductApplication {
  readonly product: string
  readonly version: number
  readonly application: string
  /** Whether it is on when the card is handed out. */
  readonly onAtIssue: boolean
}

/** Of a party's contracts the one that covers a scope on a date; the database lets no second one be. */
export const partyContractOn = (
  contracts: readonly PartyContract[],
  scope: string,
  date: string,
): PartyContract | undefined =>
  contracts.find(
    (one) => one.scope === scope && holdsOnDate({ from: one.validFrom, to: one.validTo }, date),
  )
