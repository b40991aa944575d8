import fc from 'fast-check'
import {
  readTapFile,
  writeTapFile,
  type TapBatch,
  type TapFileForm,
  type TapFilePart,
  type TapRecord,
} from '../../src/messages'

/** One ordinary tap that both forms can carry. */
export const tap: TapRecord = {
  card: '3104950012345678901',
  issuer: '3104950000000001',
  cardKind: 1,
  cardClass: 2,
  type: 9,
  counter: 41,
  balanceBefore: 5000n,
  amount: 170n,
  listFare: 200n,
  discount: 1,
  at: '20180901050607',
  sam: '100000000042',
  termSeq: 7001,
  tac: 'A1B2C3D4',
  keyVersion: 1,
  algorithm: 0,
  samSerial: '00000000100000000042',
  acceptor: '0000000000000005',
  routeLine: 'L5',
  station: '布吉',
  vehicle: 'AGM-12',
  driver: 'D7',
  direction: 1,
  previousAt: '20180901044500',
  previousStation: 'ST0042',
  state: 0,
  device: 'G012',
  uploadSeq: 3,
  program: '11',
  test: 0,
}

/** Not a real one: eight bytes of the digest stand for the MAC, so that a changed MAC is seen. */
export const standInMac = (digest: Buffer): Buffer => digest.subarray(8, 16)

export const batch = (records: readonly TapRecord[], form: TapFileForm = 'text'): TapBatch => ({
  form,
  operator: 'op_metro-5',
  fileNo: 12,
  createdAt: '20180901120000',
  records,
})

export async function fileOf(
  records: readonly TapRecord[],
  form: TapFileForm = 'text',
): Promise<Buffer> {
  const written = await writeTapFile(batch(records, form), standInMac)
  if (!written.ok) throw new Error(`${written.refused} ${written.field}`)
  return written.value
}

/** The bytes in pieces of the given sizes, again and again. */
export async function* inPieces(
  bytes: Buffer,
  sizes: readonly number[] = [bytes.length || 1],
): AsyncGenerator<Buffer> {
  for (let from = 0, turn = 0; from < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    yield bytes.subarray(from, from + size)
    from += size
  }
}

export async function partsOf(
  bytes: Buffer,
  how: { readonly sizes?: readonly number[]; readonly chunkRecords?: number } = {},
): Promise<TapFilePart[]> {
  const parts: TapFilePart[] = []
  const { sizes, chunkRecords = 10_000 } = how
  for await (const part of readTapFile(inPieces(bytes, sizes), { chunkRecords })) parts.push(part)
  return parts
}

/** How a file ends for someone who also checks its MAC. */
export async function verdictOf(bytes: Buffer): Promise<string> {
  const last = (await partsOf(bytes)).at(-1)
  if (last?.kind === 'refused') return last.refused
  if (last?.kind !== 'end') return `ends with ${last?.kind}`
  return last.mac.equals(standInMac(last.digest)) ? 'whole' : 'mac-differs'
}

const digit = (symbols: string) => fc.constantFrom(...symbols)
const digits = (min: number, max = min) =>
  fc.string({ unit: digit('0123456789'), minLength: min, maxLength: max })
const hexDigits = (min: number, max = min) =>
  fc.string({ unit: digit('0123456789ABCDEF'), minLength: min, maxLength: max })
const amount = fc.bigInt({ min: 0n, max: 4_294_967_295n })
const two = (from: number, to: number) =>
  fc.integer({ min: from, max: to }).map((value) => `${value}`.padStart(2, '0'))
const dateTime = fc
  .tuple(
    fc.integer({ min: 1900, max: 2999 }),
    two(1, 12),
    two(1, 28),
    two(0, 23),
    two(0, 59),
    two(0, 59),
  )
  .map((parts) => parts.join(''))
const text = (maxBytes: number) =>
  fc
    .string({ unit: 'grapheme', maxLength: maxBytes })
    .filter((value) => !/[\p{Cc}|]/u.test(value) && Buffer.byteLength(value) <= maxBytes)

/** Any record that a form can carry; the block form has shorter texts and one length of acceptor. */
export function anyTap(form: TapFileForm): fc.Arbitrary<TapRecord> {
  const short = (sizeBytes: number) => text(form === 'binary' ? sizeBytes : 32)
  return fc.record({
    card: digits(16, 19).filter((card) => BigInt(card) <= 9_223_372_036_854_775_807n),
    issuer: hexDigits(16),
    cardKind: fc.constantFrom(1, 2, 3, 4, 5),
    cardClass: fc.nat(255),
    type: fc.constantFrom(4, 5, 6, 9),
    counter: fc.nat(65_535),
    balanceBefore: amount,
    amount,
    listFare: amount,
    discount: fc.nat(3),
    at: dateTime,
    sam: digits(12),
    termSeq: fc.nat(4_294_967_295),
    tac: hexDigits(8),
    keyVersion: fc.nat(255),
    algorithm: fc.constantFrom(0, 4),
    samSerial: hexDigits(20),
    acceptor: form === 'binary' ? hexDigits(16) : hexDigits(0, 16),
    routeLine: short(6),
    station: short(6),
    vehicle: short(6),
    driver: short(4),
    direction: fc.nat(255),
    previousAt: fc.oneof(fc.constant(''), dateTime),
    previousStation: short(6),
    state: fc.nat(3),
    device: short(4),
    uploadSeq: fc.nat(4_294_967_295),
    program: short(2),
    test: fc.nat(1),
  })
}
