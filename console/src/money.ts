/** Amounts are whole fen as bigint from the wire to the screen and back; nothing here computes with fractions. */

/** More than any one act moves; the centre says the same (`fenField`). */
export const LARGEST_FEN = 10_000_000_000n

/** A count as people read it: 36999 → "36,999". */
export const grouped = (count: number | string): string =>
  String(count).replace(/\B(?=(\d{3})+$)/g, ',')

/**
 * Fen as people read them: 123456789n → "1,234,567.89". The sign stands in front, as U+2212 so that it is as wide as
 * a digit.
 */
export function yuan(amount: bigint): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(3, '0')
  const whole = grouped(digits.slice(0, -2))
  return `${amount < 0n ? '−' : ''}${whole}.${digits.slice(-2)}`
}

/** With the sign of the currency: "¥12.34". */
export const money = (amount: bigint): string =>
  amount < 0n ? `−¥${yuan(-amount)}` : `¥${yuan(amount)}`

/**
 * Fen from what somebody typed as yuan: "12", "12.3", "12.34", with or without grouping commas, full-width digits or
 * a currency sign.
 * @returns undefined when it is no amount, has more than two decimals or is larger than `LARGEST_FEN`
 */
export function parseYuan(typed: string): bigint | undefined {
  const text = typed
    .normalize('NFKC')
    .replaceAll(/[\s,¥元]/g, '')
    .replace('。', '.')
  const [, whole, part = ''] = /^(\d{1,12})(?:\.(\d{0,2}))?$/.exec(text) ?? []
  if (whole === undefined) return undefined
  const amount = BigInt(whole) * 100n + BigInt(part.padEnd(2, '0'))
  return amount <= LARGEST_FEN ? amount : undefined
}

/** As one would type it: 5000n → "50", 5050n → "50.50". */
export const plain = (fen: bigint): string =>
  fen % 100n === 0n
    ? (fen / 100n).toString()
    : `${fen / 100n}.${(fen % 100n).toString().padStart(2, '0')}`
