import type { TapRow } from './tap-row'

/** Kinds of discount as records name them: none, the card's own, concession, transfer. */
export type DiscountKind = 0 | 1 | 2 | 3

/**
 * The kind of a discount, read off the amounts, because the source does not name it: a marked transfer is one;
 * nothing or exactly half of the list fare is a concession; anything else is the discount of the card.
 */
export function discountKindOf(
  row: Pick<TapRow, 'listFen' | 'chargedFen' | 'transfer'>,
): DiscountKind {
  const letOff = row.listFen - row.chargedFen
  if (letOff <= 0n) return 0
  if (row.transfer) return 3
  return row.chargedFen === 0n || row.chargedFen * 2n === row.listFen ? 2 : 1
}
