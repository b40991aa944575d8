import { invariant } from '../base'
import { receiveUpload } from '../clearing'
import { readTapFile } from '../messages'
import { openBenchCity } from './bench-city'
import { LARGE_FILE_CARDS } from './make-large-file'
import { startProgram } from './program'

/*
 * A process of its own: takes one file into a database of its own, as a stream, and answers the most memory
 * it ever held. Another process makes the file meanwhile, so that all that is measured is the taking of it.
 */

const LOOK_EVERY_MS = 25

async function main(records: number): Promise<void> {
  const city = await openBenchCity(LARGE_FILE_CARDS)
  const maker = startProgram('make-large-file', records)
  let peak = process.memoryUsage.rss()
  const looking = setInterval(
    () => (peak = Math.max(peak, process.memoryUsage.rss())),
    LOOK_EVERY_MS,
  )
  try {
    invariant(maker.stdout !== null, 'what the maker of the file writes is read here')
    const answer = await receiveUpload(city.desk, readTapFile(maker.stdout))
    invariant(answer.ok, 'the large file is taken', { answer })
    const { accepted } = answer.value.receipt.verdicts
    process.stdout.write(`${JSON.stringify({ records, accepted, peakBytes: peak })}\n`)
  } finally {
    clearInterval(looking)
    maker.kill()
    await city.close()
  }
}

if (require.main === module) void main(Number(process.argv[2]))
