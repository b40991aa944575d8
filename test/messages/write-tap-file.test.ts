import { streamTapFile, TapFileWriter, writeTapFile, type TapFileForm } from '../../src/messages'
import { batch, fileOf, standInMac, tap, verdictOf } from './some-taps'

const taps = Array.from({ length: 1100 }, (_, index) => ({ ...tap, termSeq: index }))

test.each<[TapFileForm]>([['text'], ['binary']])(
  'a %s file streamed is the file written',
  async (form) => {
    const stream = streamTapFile(batch(taps, form), standInMac)
    if (!stream.ok) throw new Error(stream.refused)
    const pieces: Buffer[] = []
    for await (const piece of stream.value) pieces.push(piece)
    expect(pieces.length).toBeGreaterThan(3)
    expect(Buffer.concat(pieces).equals(await fileOf(taps, form))).toBe(true)
  },
)

test('a record that does not fit is named by its number, before a byte is written', async () => {
  const records = taps.map((record, index) => (index === 1000 ? { ...record, tac: 'x' } : record))
  const refusal = { ok: false, refused: 'field-length-wrong', field: 'record 1001.tac' }
  expect(streamTapFile(batch(records), standInMac)).toMatchObject(refusal)
  expect(await writeTapFile(batch(records), standInMac)).toMatchObject(refusal)
})

test('a header that cannot be written is refused', async () => {
  const wrong = { ...batch([]), operator: 'metro' }
  expect(await writeTapFile(wrong, standInMac)).toMatchObject({ ok: false, field: 'operator' })
})

test('a file that does not hold what its header announced is our own error', async () => {
  const { form = 'text', operator, fileNo, createdAt } = batch([])
  const writer = TapFileWriter.begin({
    form,
    operator,
    fileNo,
    createdAt,
    recordCount: 2,
    sumFen: 340n,
  })
  if (!writer.ok) throw new Error(writer.refused)
  writer.value.records([tap])
  await expect(writer.value.end(standInMac)).rejects.toThrow('a file holds the records')
})

test('the MAC may take its time, and is over the digest', async () => {
  const later = async (digest: Buffer): Promise<Buffer> => standInMac(digest)
  const file = await writeTapFile(batch([tap]), later)
  expect(file.ok && (await verdictOf(file.value))).toBe('whole')
})
