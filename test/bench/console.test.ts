import { droppedShare, longShare } from '../../src/bench/rows/console'

test('a frame is late by the frames a screen of 60 Hz would have shown meanwhile', () => {
  expect(longShare([16, 17, 51, 16])).toBe(25)
  expect(droppedShare([16.7, 16.7, 16.7])).toBe(0)
  expect(droppedShare([16.7, 50, 16.7])).toBe(40)
})
