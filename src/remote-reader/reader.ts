import type { Actor } from '../base'

/** What a reader's program says of the card that lies in it. Nothing of it is proved: it is for people. */
export interface CardSeen {
  /** Answer to reset, hex. */
  readonly atr: string
  /** Its printed number; null where it shows none (a blank chip, a card of another family). */
  readonly number: string | null
  /** Layout it was read by: "tunion", "mohurd", "pboc"; null when none fits. */
  readonly layout: string | null
  /** Serial number of the chip, 16 hex digits, where it tells. */
  readonly chip: string | null
  /** A chip that has no card number yet. */
  readonly blank: boolean
  /** Name in the drawer, for cards of a virtual reader. */
  readonly name: string | null
}

/** A card in the drawer of a virtual reader: what a person without hardware can put on it. */
export interface DrawerCard {
  readonly name: string
  readonly meaning: string
}

/** What the program at a desk reports of its reader. */
export interface ReaderReport {
  /** Drawn by the program at its start: two programs never keep one reader. */
  readonly instance: string
  /** Maker and kind, "ACS ACR122U". */
  readonly model: string
  /** Only of a virtual reader. */
  readonly drawer: readonly DrawerCard[] | null
  readonly card: CardSeen | null
  /** What is wrong with it, in words for the clerk. */
  readonly trouble: string | null
}

/** A reader as it stands. */
export interface ReaderRecord extends ReaderReport {
  readonly reader: string
  readonly keptBy: string
  readonly keeperKind: 'staff' | 'terminal'
  /** Counts every change a person may see. */
  readonly change: bigint
  /** The conversation that was handed to it last. */
  readonly session: string | null
  readonly wishNumber: bigint
  /** Card of the drawer that shall lie in it; null: none. */
  readonly wish: string | null
  readonly heardAt: Date
}

export type ReaderRefusal =
  | 'reader-unknown'
  | 'reader-kept-by-another'
  | 'reader-taken-over'
  | 'reader-away'
  | 'reader-busy'
  | 'reader-not-virtual'
  | 'card-not-in-drawer'

/** A program that has not been heard for so long is away: twice the longest wait, and a moment for the line. */
export const AWAY_AFTER_MS = 45_000

export const isAway = ({ heardAt }: Pick<ReaderRecord, 'heardAt'>, at: Date): boolean =>
  at.getTime() - heardAt.getTime() > AWAY_AFTER_MS

/**
 * Whose hands a reader is for: a program that works in the name of a member of staff keeps it for them alone; one
 * with a certificate of its own keeps it for everybody at the counter.
 */
export const mayUse = (
  actor: Actor,
  { keptBy, keeperKind }: Pick<ReaderRecord, 'keptBy' | 'keeperKind'>,
): boolean =>
  keptBy === actor.id ||
  (keeperKind === 'terminal' &&
    actor.roles.some((role) => role === 'counter-clerk' || role === 'counter-supervisor'))
