import { invariant } from '../base'
import { receiveUpload } from '../clearing'
import { readTapFile, TapFileWriter } from '../messages'
import { operatorId } from './bench-cards'
import { openBenchCity, type BenchCity } from './bench-city'
import { GenuineTaps } from './genuine-taps'

/*
 * A process of its own: takes one generated file into a database of its own, as a stream, and answers the
 * most memory it ever held. The file is never in memory, and nor is what it is made from.
 */

const CARDS = 20_000
const SEED = 5
const OPERATOR = 0
const PIECE_RECORDS = 500
const LOOK_EVERY_MS = 25

async function main(records: number): Promise<void> {
  const city = await openBenchCity(CARDS)
  let peak = process.memoryUsage.rss()
  const looking = setInterval(
    () => (peak = Math.max(peak, process.memoryUsage.rss())),
    LOOK_EVERY_MS,
  )
  try {
    const answer = await receiveUpload(city.desk, readTapFile(fileOf(city, records)))
    invariant(answer.ok, 'the large file is taken', { answer })
    const { accepted } = answer.value.receipt.verdicts
    process.stdout.write(`${JSON.stringify({ records, accepted, peakBytes: peak })}\n`)
  } finally {
    clearInterval(looking)
    await city.close()
  }
}

async function* fileOf(city: BenchCity, records: number): AsyncGenerator<Buffer> {
  const riders = (): GenuineTaps =>
    new GenuineTaps({ cards: CARDS, cityTacKey: city.cityTacKey, seed: SEED })
  const operator = operatorId(OPERATOR)
  const writer = TapFileWriter.begin({
    form: 'text',
    operator,
    fileNo: 1,
    createdAt: '20260320110000',
    recordCount: records,
    sumFen: riders().sumOfNext(OPERATOR, records),
  })
  invariant(writer.ok, 'the large file has a header')
  yield writer.value.headerBytes
  const makers = riders()
  for (let made = 0; made < records; made += PIECE_RECORDS) {
    const count = Math.min(PIECE_RECORDS, records - made)
    const lines = writer.value.records(makers.next(OPERATOR, count))
    invariant(lines.ok, 'the records of the large file can be written')
    yield lines.value
  }
  yield await writer.value.end((digest) => city.vault.makeFileMac({ operator, digest }))
}

if (require.main === module) void main(Number(process.argv[2]))
