/** Lists of indexes as two columns: each index, and the place of the list it is of. */
export const numbered = (lists: readonly (readonly Buffer[])[]): [Buffer[], number[]] => [
  lists.flat(),
  lists.flatMap((list, nth) => list.map(() => nth)),
]
