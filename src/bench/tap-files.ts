import { invariant } from '../base'
import { encodeRecords, writeTapFile, type TapRecord } from '../messages'
import type { BenchCity } from './bench-city'
import { operatorId } from './bench-cards'

/** Records of one posted batch. */
export const BATCH_RECORDS = 10_000

/** A run of records as they stand in a file, cut as the reader of files cuts it. */
export interface RawPart {
  readonly operator: number
  readonly raw: Buffer
  readonly records: number
}

/** Genuine taps as raw parts of at most `BATCH_RECORDS`, ready to be judged. */
export function rawParts(
  city: BenchCity,
  taps: { readonly operator: number; readonly records: number; readonly batch?: number },
): RawPart[] {
  const { operator, records, batch = BATCH_RECORDS } = taps
  const parts: RawPart[] = []
  for (let made = 0; made < records; made += batch) {
    const count = Math.min(batch, records - made)
    const raw = encodeRecords('text', city.riders.next(operator, count), 1)
    invariant(raw.ok, 'taps of the bench can be written')
    parts.push({ operator, raw: raw.value, records: count })
  }
  return parts
}

let lastFileNo = 0

/** One operator's whole file, MAC and all. */
export async function tapFileOf(
  city: BenchCity,
  operator: number,
  records: readonly TapRecord[],
): Promise<Buffer> {
  const id = operatorId(operator)
  const file = await writeTapFile(
    { operator: id, fileNo: ++lastFileNo, createdAt: '20260320110000', records },
    (digest) => city.vault.makeFileMac({ operator: id, digest }),
  )
  invariant(file.ok, 'a file of the bench can be written', { file })
  return file.value
}

const PIECE_BYTES = 65_536

/** A body as it comes over a fast line. */
export async function* inPieces(file: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < file.length; at += PIECE_BYTES) yield file.subarray(at, at + PIECE_BYTES)
}
