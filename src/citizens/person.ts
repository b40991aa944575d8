import type { DocumentKind } from './documents.table'
import type { Sex } from './resident-id'

/** "person_" and 20 of 0-9, a-z: says nothing about the person. */
export type PersonId = string

export const personStatuses = ['alive', 'moved-away', 'dead', 'missing'] as const
export type PersonStatus = (typeof personStatuses)[number]

/** Everything about a person that is kept sealed, beside documents. */
export const personFields = ['name', 'birthDate', 'sex', 'phone', 'address'] as const
export type PersonField = (typeof personFields)[number]

/** What is known of a person; what is absent is not known. */
export interface PersonFacts {
  readonly name: string
  /** "YYYY-MM-DD" */
  readonly birthDate?: string
  readonly sex?: Sex
  readonly phone?: string
  readonly address?: string
}

/** Who said it: a clerk at a counter, the holder, or a population file by its id. */
export type Provenance = 'counter' | 'own' | `population:${string}`

/** A person without anything personal. */
export interface PersonRow {
  readonly person: PersonId
  readonly version: number
  readonly status: PersonStatus
  /** The person this one turned out to be; null for one who stands for himself. */
  readonly mergedInto: PersonId | null
  readonly registeredAt: Date
}

/** One field, masked. */
export interface ShownField {
  readonly field: PersonField
  readonly shown: string
  readonly from: Provenance
  readonly setAt: Date
}

/** One document, masked. */
export interface ShownDocument {
  readonly document: string
  readonly kind: DocumentKind
  readonly shown: string
  readonly validTo: string | null
  readonly from: Provenance
  readonly endedAt: Date | null
}

/** What lists and screens show of a person. */
export interface ShownPerson extends PersonRow {
  readonly fields: readonly ShownField[]
  readonly documents: readonly ShownDocument[]
}
