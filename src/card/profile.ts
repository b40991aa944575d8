import type { FileLayout } from './file-layout'

export type ProfileName = 'pboc' | 'mohurd' | 'tunion'

/** Where in file 0015 the card says who it is; offsets count from 0. */
export interface IdentityFields {
  /** First diversification factor: 8 bytes as they stand, or built from a 2-byte city code. */
  readonly issuer: { readonly at: number; readonly as: 'issuer-8' | 'city-2' }
  readonly number: { readonly at: number; readonly sizeBytes: number }
  readonly start: number
  readonly expiry: number
  /** A byte that must not say "not enabled", where the profile has one. */
  readonly enabled?: { readonly at: number; readonly not: number }
}

/** One byte in a record of a CAPP file. */
export interface RecordByte {
  readonly fid: number
  /** Record number from 1. */
  readonly number: number
  readonly at: number
}

/**
 * A card family as data. Modelled on PBOC / FMCOS, CJ/T 166 (MOHURD) and JT/T 978 (TUNION); conformance to
 * any of them is not claimed, because their full texts were not at hand (card-protocol §0.1).
 */
export interface CardProfile {
  readonly name: ProfileName
  readonly meaning: string
  /** Payment system directory and application, as DF names in hex. */
  readonly environmentName: string
  readonly applicationName: string
  readonly applicationFid: number
  readonly identity: IdentityFields
  /** `80 CA` gives 9 bytes that the SAM puts into MAC1, and only there (card-protocol §3.3). */
  readonly authCode: boolean
  /** The counter a log record shows: as INIT gave it, or one more (open point 3 of the sheet). */
  readonly logCounter: 'before' | 'after'
  /** Cyclic files that take the log; the load log may be its own. */
  readonly purchaseLog: number
  readonly loadLog: number
  /** P1 of GET BALANCE chooses among available, limit, used, own (T-Union). */
  readonly balanceParts: boolean
  /** Loading asks for a verified PIN (bank cards); transit issuers leave it free. */
  readonly loadNeedsPin: boolean
  /**
   * Whether the purse (EP) can be unloaded as the deposit can. No public standard has it: it is our convention
   * for cards that this house personalises; a card without it answers 6A86.
   */
  readonly purseUnload: boolean
  /** The on-card blacklist: a byte of a CAPP record that must be 00, where the profile has one. */
  readonly lockFlag?: RecordByte
  /** The main card type (1 normal, 2 student, …), where the card tells it. */
  readonly cardKind?: { readonly fid: number; readonly at: number }
  /** What SELECT of a blocked application answers. */
  readonly blockedSelect: 0x6a81 | 0x6283
  readonly environment: readonly FileLayout[]
  readonly files: readonly FileLayout[]
}
