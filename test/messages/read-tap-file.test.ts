import { createHash } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import {
  decodeRecords,
  encodeRecord,
  readTapFile,
  TapFileWriter,
  type TapFileChunk,
  type TapFileForm,
  type TapFilePart,
  type TapRecord,
} from '../../src/messages'
import { crc16 } from '../../src/messages/crc'
import { anyTap, fileOf, partsOf, standInMac, tap, verdictOf } from './some-taps'

const forms: readonly TapFileForm[] = ['text', 'binary']
const taps = (count: number): TapRecord[] =>
  Array.from({ length: count }, (_, index) => ({
    ...tap,
    counter: index % 65_536,
    termSeq: index,
    amount: BigInt(index % 500),
  }))

const chunksOf = (parts: readonly TapFilePart[]): TapFileChunk[] =>
  parts.filter((part): part is TapFileChunk => part.kind === 'chunk')

/** A text file whose trailer is right for its body, whatever the body is. */
function textFile(header: string, lines: readonly string[], totals: string): Buffer {
  const body = Buffer.from([header, ...lines].map((line) => `${line}\n`).join(''))
  const digest = createHash('sha256').update(body).digest()
  const mac = standInMac(digest).toString('hex').toUpperCase()
  return Buffer.concat([body, Buffer.from(`END|${totals}|${digest.toString('hex')}|${mac}\n`)])
}

const HEADER = 'CITYCARD-TAPS|1|op_metro-5|12|20180901120000'

describe.each(forms)('%s', (form) => {
  test('a file is its header, its records and its end', async () => {
    const records = taps(5)
    const bytes = await fileOf(records, form)
    const parts = await partsOf(bytes, { chunkRecords: 2 })
    expect(parts.map(({ kind }) => kind)).toEqual(['header', 'chunk', 'chunk', 'chunk', 'end'])
    expect(parts[0]).toEqual({
      kind: 'header',
      header: {
        version: 1,
        form,
        operator: 'op_metro-5',
        fileNo: 12,
        createdAt: '20180901120000',
        recordCount: 5,
        sumFen: 10n,
      },
    })
    expect(
      chunksOf(parts).map(({ firstLine, recordCount, sumFen }) => [firstLine, recordCount, sumFen]),
    ).toEqual([
      [1, 2, 1n],
      [3, 2, 5n],
      [5, 1, 4n],
    ])
    const decoded = chunksOf(parts).flatMap(({ raw, firstLine }) =>
      decodeRecords(form, raw, firstLine),
    )
    expect(decoded).toEqual(records.map((record, index) => ({ line: index + 1, record })))
    const end = parts.at(-1)
    const trailerBytes = form === 'text' ? bytes.length - bytes.lastIndexOf('END|') : 128
    const digest = createHash('sha256').update(bytes.subarray(0, -trailerBytes)).digest()
    expect(end).toEqual({
      kind: 'end',
      recordCount: 5,
      sumFen: 10n,
      digest,
      mac: standInMac(digest),
    })
  })

  test('a file without records is whole', async () => {
    expect(await verdictOf(await fileOf([], form))).toBe('whole')
  })

  test('every batch that can be written is read back unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyTap(form), { maxLength: 6 }), async (records) => {
        const parts = await partsOf(await fileOf(records, form), { chunkRecords: 2 })
        const decoded = chunksOf(parts).flatMap(({ raw, firstLine }) =>
          decodeRecords(form, raw, firstLine),
        )
        expect(decoded.map((line) => 'record' in line && line.record)).toEqual(records)
        expect(parts.at(-1)?.kind).toBe('end')
      }),
    )
  })

  test('chunks do not depend on how the bytes arrive', async () => {
    const bytes = await fileOf(taps(23), form)
    const expected = await partsOf(bytes, { chunkRecords: 4 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 12 }),
        async (sizes) => {
          expect(await partsOf(bytes, { chunkRecords: 4, sizes })).toEqual(expected)
        },
      ),
    )
    expect(await partsOf(bytes, { chunkRecords: 4, sizes: [1] })).toEqual(expected)
  })

  test('one bit changed, one byte lost or added, or a cut, anywhere, is found', async () => {
    const bytes = await fileOf(taps(3), form)
    expect(await verdictOf(bytes)).toBe('whole')
    for (let at = 0; at < bytes.length; at++) {
      const before = bytes.subarray(0, at)
      const after = bytes.subarray(at + 1)
      const bit = Buffer.from([(bytes[at] as number) ^ (1 << (at % 8))])
      expect(await verdictOf(Buffer.concat([before, bit, after]))).not.toBe('whole')
      expect(await verdictOf(Buffer.concat([before, after]))).not.toBe('whole')
      expect(await verdictOf(Buffer.concat([before, bit, bytes.subarray(at)]))).not.toBe('whole')
      expect(await verdictOf(before)).toMatch(/^file-(cut-off|header-malformed)$/)
    }
  })

  test('any byte in any place, of any file, is found', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyTap(form), { maxLength: 3 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (records, place, change) => {
          const bytes = await fileOf(records, form)
          const at = place % bytes.length
          bytes[at] = (bytes[at] as number) ^ change
          expect(await verdictOf(bytes)).not.toBe('whole')
        },
      ),
      { numRuns: 400 },
    )
  })

  test('records in another order or exchanged between files are found', async () => {
    const bytes = await fileOf(taps(3), form)
    const other = await fileOf([...taps(3)].reverse(), form)
    const sizeOfEnd = form === 'text' ? bytes.length - bytes.lastIndexOf('END|') : 128
    const mixed = Buffer.concat([bytes.subarray(0, -sizeOfEnd), other.subarray(-sizeOfEnd)])
    expect(await verdictOf(mixed)).toBe('file-digest-differs')
  })

  test('bytes after the trailer are refused, even another whole file', async () => {
    const bytes = await fileOf(taps(2), form)
    for (const more of [Buffer.from('\n'), Buffer.from('x'), bytes]) {
      expect(await verdictOf(Buffer.concat([bytes, more]))).toBe('file-trailing-bytes')
    }
  })

  test('no bytes whatever make the reader throw', async () => {
    const start =
      form === 'text'
        ? Buffer.from(`${HEADER}|3|0\n`)
        : (await fileOf(taps(3), form)).subarray(0, 128)
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 700 }), async (bytes) => {
        expect(await verdictOf(Buffer.concat([start, bytes]))).toMatch(/^file-/)
        expect(await verdictOf(Buffer.from(bytes))).toMatch(/^file-/)
      }),
      { numRuns: 300 },
    )
  })

  test('a day of 200,000 records is read in the memory of a few chunks', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const before = memory(collect)
    let most = 0
    let records = 0
    for await (const part of readTapFile(manyTaps(form, 200_000))) {
      if (part.kind === 'refused') throw new Error(part.refused)
      if (part.kind !== 'chunk') continue
      records += part.recordCount
      most = Math.max(most, memory(collect) - before)
    }
    const chunkBytes = 20_000 * 210
    expect(records).toBe(200_000)
    expect(most).toBeLessThan(5 * chunkBytes)
  }, 60_000)
})

function memory(collect: () => void): number {
  collect()
  return process.memoryUsage().arrayBuffers
}

async function* manyTaps(form: TapFileForm, count: number): AsyncGenerator<Buffer> {
  const group = taps(500)
  const sumFen = (group.reduce((sum, { amount }) => sum + amount, 0n) * BigInt(count)) / 500n
  const writer = TapFileWriter.begin({
    form,
    operator: 'op_bus',
    fileNo: 1,
    createdAt: '20180901120000',
    recordCount: count,
    sumFen,
  })
  if (!writer.ok) throw new Error(writer.refused)
  yield writer.value.headerBytes
  for (let written = 0; written < count; written += 500) {
    const bytes = writer.value.records(group)
    if (!bytes.ok) throw new Error(bytes.refused)
    yield bytes.value
  }
  yield await writer.value.end(standInMac)
}

test.each<[refused: string, story: string, field: string, file: () => Buffer]>([
  ['file-cut-off', 'nothing at all', 'header', () => Buffer.alloc(0)],
  ['file-cut-off', 'half a header', 'header', () => Buffer.from(HEADER)],
  ['file-cut-off', 'no trailer', 'trailer', () => Buffer.from(`${HEADER}|0|0\n`)],
  ['file-form-unknown', 'a spreadsheet', 'header', () => Buffer.from('card;amount\n')],
  ['file-form-unknown', 'a gzip file', 'header', () => Buffer.from('1f8b0800', 'hex')],
  [
    'file-form-unknown',
    'binary magic gone wrong',
    'header',
    () => Buffer.concat([Buffer.from('8943430a', 'hex'), Buffer.alloc(300)]),
  ],
  [
    'file-version-unknown',
    'version 2',
    'header.version',
    () => textFile(HEADER.replace('|1|', '|2|') + '|0|0', [], '0|0'),
  ],
  [
    'file-header-malformed',
    'no operator',
    'header.operator',
    () => textFile('CITYCARD-TAPS|1||12|20180901120000|0|0', [], '0|0'),
  ],
  [
    'file-header-malformed',
    'file number 0',
    'header.fileNo',
    () => textFile('CITYCARD-TAPS|1|op_a|0|20180901120000|0|0', [], '0|0'),
  ],
  [
    'file-header-malformed',
    'file number 2^53',
    'header.fileNo',
    () => textFile('CITYCARD-TAPS|1|op_a|9007199254740992|20180901120000|0|0', [], '0|0'),
  ],
  [
    'file-header-malformed',
    'no such day',
    'header.createdAt',
    () => textFile('CITYCARD-TAPS|1|op_a|1|20180931120000|0|0', [], '0|0'),
  ],
  [
    'file-header-malformed',
    'a billion records',
    'header.recordCount',
    () => textFile(`${HEADER}|1000000000|0`, [], '0|0'),
  ],
  [
    'file-header-malformed',
    'a sum beyond 63 bits',
    'header.sumFen',
    () => textFile(`${HEADER}|0|9223372036854775808`, [], '0|0'),
  ],
  [
    'file-header-malformed',
    'a field too many',
    'header',
    () => textFile(`${HEADER}|0|0|0`, [], '0|0'),
  ],
  [
    'file-header-malformed',
    'carriage returns',
    'header.sumFen',
    () => textFile(`${HEADER}|0|0\r`, [], '0|0'),
  ],
  [
    'file-line-too-long',
    'a line of 1025 bytes',
    'line 2',
    () => textFile(`${HEADER}|2|0`, ['R', 'x'.repeat(1025)], '2|0'),
  ],
  [
    'file-line-too-long',
    'a line that never ends',
    'line 1',
    () => Buffer.from(`${HEADER}|1|0\n${'x'.repeat(5000)}`),
  ],
  ['file-line-too-long', 'a header that never ends', 'header', () => Buffer.from('C'.repeat(5000))],
  [
    'file-count-differs',
    'a record more than announced',
    'header.recordCount',
    () => textFile(`${HEADER}|1|0`, ['R', 'R'], '2|0'),
  ],
  [
    'file-count-differs',
    'a record fewer than announced',
    'header.recordCount',
    () => textFile(`${HEADER}|2|0`, ['R'], '2|0'),
  ],
  [
    'file-count-differs',
    'a trailer that counted otherwise',
    'trailer.recordCount',
    () => textFile(`${HEADER}|1|0`, ['R'], '2|0'),
  ],
  [
    'file-sum-differs',
    'another sum in the header',
    'header.sumFen',
    () => textFile(`${HEADER}|1|6`, ['R|1|2|3|4|5|6|7|5'], '1|5'),
  ],
  [
    'file-sum-differs',
    'another sum in the trailer',
    'trailer.sumFen',
    () => textFile(`${HEADER}|1|5`, ['R|1|2|3|4|5|6|7|5'], '1|6'),
  ],
  [
    'file-trailer-malformed',
    'a digest in capitals',
    'trailer.digest',
    () => Buffer.from(`${HEADER}|0|0\nEND|0|0|${'A'.repeat(64)}|${'0'.repeat(16)}\n`),
  ],
  [
    'file-trailer-malformed',
    'a MAC of seven bytes',
    'trailer.mac',
    () => Buffer.from(`${HEADER}|0|0\nEND|0|0|${'a'.repeat(64)}|${'0'.repeat(14)}\n`),
  ],
  [
    'file-digest-differs',
    'another digest',
    'trailer.digest',
    () => Buffer.from(`${HEADER}|0|0\nEND|0|0|${'a'.repeat(64)}|${'0'.repeat(16)}\n`),
  ],
])('%s: %s', async (refused, _story, field, file) => {
  const last = (await partsOf(file())).at(-1)
  expect(last).toMatchObject({ kind: 'refused', refused, field })
  expect(last?.kind === 'refused' && last.detail.length > 0).toBe(true)
})

test('a binary file of version 2 is told from rubbish', async () => {
  const bytes = await fileOf([], 'binary')
  bytes[8] = 2
  bytes.writeUInt16BE(crc16(bytes, 0, 126), 126)
  expect(await verdictOf(bytes)).toBe('file-version-unknown')
})

test('unreadable lines count, and the readable amounts among them are summed', async () => {
  const good = encodeRecord('text', tap)
  const lines = [
    '',
    'rubbish',
    'R|1|2|3|4|5|6|7|30|x',
    'R|1|2|3|4|5|6|7|030|x',
    good.ok ? good.value.toString().trim() : '',
  ]
  const parts = await partsOf(textFile(`${HEADER}|5|200`, lines, '5|200'))
  expect(parts.at(-1)).toMatchObject({ kind: 'end', recordCount: 5, sumFen: 200n })
  const decoded = chunksOf(parts).flatMap(({ raw, firstLine }) =>
    decodeRecords('text', raw, firstLine),
  )
  expect(decoded.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5])
  const total = decoded.reduce(
    (sum, line) => sum + ('record' in line ? line.record.amount : line.amount),
    0n,
  )
  expect(total).toBe(200n)
})

test('what the reader sums and what the decoder says of each line agree for any line', async () => {
  const cell = fc.oneof(
    fc.constantFrom(
      '',
      '0',
      '00',
      '5',
      '4294967295',
      '4294967296',
      '99999999999999999999',
      '-1',
      ' 7',
    ),
    fc.string({ unit: fc.constantFrom('0', '1', 'x', '9'), maxLength: 12 }),
  )
  const anyLine = fc.array(cell, { maxLength: 12 }).map((cells) => ['R', ...cells].join('|'))
  await fc.assert(
    fc.asyncProperty(fc.array(anyLine, { minLength: 1, maxLength: 5 }), async (lines) => {
      const file = textFile(`${HEADER}|${lines.length}|0`, lines, `${lines.length}|0`)
      for (const { raw, firstLine, sumFen } of chunksOf(await partsOf(file))) {
        const decoded = decodeRecords('text', raw, firstLine)
        expect(decoded).toHaveLength(lines.length)
        expect(decoded.reduce((sum, line) => sum + ('record' in line ? 0n : line.amount), 0n)).toBe(
          sumFen,
        )
      }
    }),
    { numRuns: 300 },
  )
})
