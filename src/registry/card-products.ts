import type { Fen } from '../base'

/** The scheme a chip follows; its files and command bytes are data in the card district. */
export const cardProfiles = ['pboc', 'mohurd', 't-union'] as const

export type CardProfile = (typeof cardProfiles)[number]

/** One version of a kind of card: what it is and what it may hold and spend. */
export interface CardProduct {
  readonly product: string
  readonly version: number
  readonly name: string
  readonly profile: CardProfile
  /** Calendar dates on which cards of this version may be issued. */
  readonly validFrom: string
  readonly validTo: string | null
  /** The most value its purse may hold. */
  readonly maxBalanceFen: Fen
  /** The most one tap may take. */
  readonly maxTapFen: Fen
  readonly depositFen: Fen
}
