import type { Sql } from '../base'
import { TrailCheck } from './check-trail'
import { readChain } from './read-chain'
import { closingLine, lineOf, openingLine } from './trail-file'

/**
 * The sealed trail as lines of an NDJSON file (without line ends), for an auditor to check elsewhere. The last
 * line tells the head. What was tampered with is exported as it stands: the file tells on it.
 */
export async function* exportTrail(sql: Sql): AsyncGenerator<string> {
  const check = new TrailCheck()
  yield openingLine()
  for await (const part of readChain(sql)) {
    if ('row' in part) check.row(part.row)
    else check.link(part.link)
    yield lineOf(part)
  }
  check.end()
  yield closingLine(check)
}
