import { statSync } from 'node:fs'

/*
 * The files that take longest, so that at the end no worker waits for one of them. Files with a browser come after half
 * a minute of others: when the linter, which starts beside the tests, leaves them a core.
 */
const SLOWEST = [
  'journeys/a-morning-in-shenzhen',
  'messages/read-tap-file',
  'gateways/permissions',
  'messages/iso8583/codec',
  'api-fuzz/checker',
  'console/settlement',
  'console/counter',
  'bench/bench',
  'console/shell',
  'terminals/counter',
  'acquiring/killed-host',
  'platform/embedded-postgres',
  'simulation/replay',
  'clearing/killed',
  'tidy/papers',
  'terminals/pcscd',
  'issuing/writing',
  'platform/stopping',
]

const placeOf = ({ path }) => {
  const place = SLOWEST.findIndex((name) => path.endsWith(`/test/${name}.test.ts`))
  return place < 0 ? SLOWEST.length : place
}

/** In which order jest runs the files: the slowest first, then the largest. */
export default class SlowestFirst {
  sort(tests) {
    return tests
      .map((test) => ({ test, place: placeOf(test), bytes: statSync(test.path).size }))
      .sort((one, other) => one.place - other.place || other.bytes - one.bytes)
      .map(({ test }) => test)
  }

  allFailedTests(tests) {
    return tests
  }

  /** What an earlier run took is not kept: every run has the same order. */
  cacheResults() {
    return undefined
  }
}
