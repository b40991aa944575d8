/** The least that the first and the last chunks of a long file hold. */
const SMALL = 2_500

/**
 * How many records the next chunk of a file holds. Chunks begin and end small and are large in between: who
 * works at a file in steps is soon busy with all of them, soon done, and pays seldom for what each chunk costs.
 *
 * @param said how many records the file has, by its header
 */
export function chunkSize({
  seen,
  said,
  most,
}: {
  readonly seen: number
  readonly said: number
  readonly most: number
}): number {
  const rest = said - seen
  const small = Math.min(SMALL, most)
  if (rest < 2 * small) return Math.min(most, Math.max(1, rest))
  return Math.min(most, Math.max(small, seen), Math.max(small, Math.ceil(rest / 2)))
}
