import { invariant } from '../base'
import { BlockScanner } from './scan-blocks'
import { LineScanner } from './scan-lines'
import { refuseFile, type TapFilePart } from './tap-file-frame'

export interface TapFileLimits {
  /** Most records of a chunk, 1 to 1,000,000; 20,000 unless said otherwise. */
  readonly chunkRecords?: number
  /** Longest line of a text file, its line feed not counted; 1024 unless said otherwise. */
  readonly maxLineBytes?: number
}

/** Takes the bytes of one form as they come and says what they complete. */
export interface TapFileScanner {
  take(bytes: Uint8Array): readonly TapFilePart[]
  finish(): TapFilePart
}

const FIRST_OF_BLOCKS = 0x89
const FIRST_OF_LINES = 0x43
const PIECE_BYTES = 64 * 1024

/**
 * Reads one batch file as a stream: header, chunks of records, then `end` or `refused`. Memory stays within
 * two chunks whatever the size of the file, and chunks end after the same records however the bytes arrive.
 *
 * Chunks come before the file is known to be whole: nothing may be done with them that cannot be dropped
 * when the last part is `refused`. Returning early closes the source, as `for await` does.
 */
export async function* readTapFile(
  source: AsyncIterable<Uint8Array>,
  limits: TapFileLimits = {},
): AsyncGenerator<TapFilePart, void, undefined> {
  let scanner: TapFileScanner | undefined
  for await (const bytes of source) {
    if (bytes.length === 0) continue
    scanner ??= scannerFor(bytes[0] as number, limits)
    if (scanner === undefined) {
      const detail = 'a file begins with CITYCARD-TAPS| or with the eight bytes of the binary form'
      yield refuseFile('file-form-unknown', { field: 'header', detail })
      return
    }
    for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
      for (const part of scanner.take(bytes.subarray(from, from + PIECE_BYTES))) {
        yield part
        if (part.kind === 'refused') return
      }
    }
  }
  yield (
    scanner?.finish() ??
    refuseFile('file-cut-off', { field: 'header', detail: 'the file is empty' })
  )
}

function scannerFor(first: number, limits: TapFileLimits): TapFileScanner | undefined {
  const { chunkRecords = 20_000, maxLineBytes = 1024 } = limits
  invariant(
    Number.isInteger(chunkRecords) && chunkRecords >= 1 && chunkRecords <= 1_000_000,
    'a chunk holds 1 to 1,000,000 records, so that a double holds its sum',
    { chunkRecords },
  )
  if (first === FIRST_OF_BLOCKS) return new BlockScanner(chunkRecords)
  return first === FIRST_OF_LINES ? new LineScanner({ chunkRecords, maxLineBytes }) : undefined
}
