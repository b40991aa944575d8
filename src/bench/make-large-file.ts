import { once } from 'node:events'
import { invariant } from '../base'
import { TapFileWriter } from '../messages'
import { operatorId } from './bench-cards'
import { openBenchKeys, type BenchKeys } from './bench-keys'
import { GenuineTaps } from './genuine-taps'

/*
 * A process of its own: writes one file of genuine taps to its standard output, piece by piece and no faster
 * than it is read.
 */

/** Cards 0 to this, each tapped at random. */
export const LARGE_FILE_CARDS = 20_000
const SEED = 5
const OPERATOR = 0
const PIECE_RECORDS = 500

async function main(records: number): Promise<void> {
  const keys = await openBenchKeys()
  for await (const piece of fileOf(keys, records)) {
    if (!process.stdout.write(piece)) await once(process.stdout, 'drain')
  }
  await keys.vault.close()
}

async function* fileOf({ vault, cityTacKey }: BenchKeys, records: number): AsyncGenerator<Buffer> {
  const riders = (): GenuineTaps =>
    new GenuineTaps({ cards: LARGE_FILE_CARDS, cityTacKey, seed: SEED })
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
  yield await writer.value.end((digest) => vault.makeFileMac({ operator, digest }))
}

if (require.main === module) void main(Number(process.argv[2]))
