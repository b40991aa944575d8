/** Why a card is stopped: its holder lost it, the centre blocked it, or its value has gone elsewhere. */
export const stopCauses = ['lost', 'blocked', 'closed'] as const
export type StopCause = (typeof stopCauses)[number]

/** A time in which a card is to be refused everywhere. */
export interface CardStop {
  readonly card: bigint
  readonly stoppedAt: Date
  readonly cause: StopCause
  /** Up to here the holder bears taps of terminals that were not told, after it the centre; null: always the holder. */
  readonly holderBearsUntil: Date | null
  /** When the card was in order again; null while it is stopped. */
  readonly liftedAt: Date | null
}

/** One hotlist (黑名单). A terminal that has version n knows every change up to n. */
export interface HotlistVersion {
  readonly version: bigint
  /** `full` where terminals are expected to fetch the whole list, `incremental` where the changes do. */
  readonly kind: 'full' | 'incremental'
  readonly madeAt: Date
  readonly effectiveAt: Date
  /** Cards on the whole list. */
  readonly cardCount: bigint
  /** Cards that came onto it or left it with this version. */
  readonly changeCount: bigint
}

/** A card came onto the list with a version, or left it. */
export interface HotlistChange {
  readonly card: bigint
  readonly version: bigint
  readonly listed: boolean
  readonly cause: string
}

/** A terminal has a version since an instant, by the clock of the centre. */
export interface HotlistAcknowledgement {
  readonly terminal: string
  readonly version: bigint
  readonly acknowledgedAt: Date
}

/** The stop that applied to a card at an instant, if any. */
export const stopAt = (stops: readonly CardStop[], instant: Date): CardStop | undefined =>
  stops.find(
    ({ stoppedAt, liftedAt }) => stoppedAt <= instant && (liftedAt === null || instant < liftedAt),
  )

/** The newest version a terminal had at an instant; 0 when it had none. */
export const versionAt = (
  acknowledgements: readonly Pick<HotlistAcknowledgement, 'version' | 'acknowledgedAt'>[],
  instant: Date,
): bigint =>
  acknowledgements
    .filter(({ acknowledgedAt }) => acknowledgedAt <= instant)
    .reduce((newest, { version }) => (version > newest ? version : newest), 0n)

/** Whether the list of a version holds the card these changes are of. */
export function listedIn(changes: readonly HotlistChange[], version: bigint): boolean {
  let last: HotlistChange | undefined
  for (const change of changes) {
    if (change.version <= version && (last === undefined || change.version > last.version)) {
      last = change
    }
  }
  return last?.listed ?? false
}
