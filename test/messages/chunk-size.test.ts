import fc from 'fast-check'
import { chunkSize } from '../../src/messages/chunk-size'

const sizesOf = (said: number, most: number): number[] => {
  const sizes: number[] = []
  for (let seen = 0; seen < said; seen += sizes.at(-1) as number) {
    sizes.push(chunkSize({ seen, said, most }))
  }
  return sizes
}

test.each<[said: number, most: number, sizes: number[]]>([
  [1, 20_000, [1]],
  [4_999, 20_000, [4_999]],
  [5_000, 20_000, [2_500, 2_500]],
  [30_000, 20_000, [2_500, 2_500, 5_000, 10_000, 5_000, 2_500, 2_500]],
  [5, 2, [2, 2, 1]],
])('a file of %d records in chunks of at most %d', (said, most, sizes) => {
  expect(sizesOf(said, most)).toEqual(sizes)
})

test('every file is cut into chunks that are neither empty nor too large, and together are the file', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300_000 }),
      fc.integer({ min: 100, max: 30_000 }),
      (said, most) => {
        const sizes = sizesOf(said, most)
        expect(Math.min(...sizes)).toBeGreaterThan(0)
        expect(Math.max(...sizes)).toBeLessThanOrEqual(most)
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(said)
      },
    ),
  )
})

test('a file that has more records than it says is still read in chunks', () => {
  expect(chunkSize({ seen: 7, said: 7, most: 20_000 })).toBe(1)
})
