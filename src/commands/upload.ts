import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { PassThrough, pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { inYuan } from '../base'
import { receiveUpload, verdicts, type Received } from '../clearing'
import { readTapFile } from '../messages'
import { done, misused, refused, type Answer } from './answer'
import { withCity, type CityOptions } from './with-city'

const GZIP_MAGIC = 0x1f8b

/** `citycard upload FILE`: takes a batch file into the books, plain or gzipped, and answers its receipt. */
export async function upload(file: string, options: CityOptions): Promise<Answer> {
  const packed = await isPacked(file)
  if (packed === undefined) return misused(`the file "${file}" cannot be read`)
  return withCity(options, async ({ clearing }) => {
    const answer = await receiveUpload(clearing, readTapFile(contentOf(file, packed)))
    return answer.ok ? done(answer.value.receipt, receiptText(answer.value)) : refused(answer)
  })
}

async function isPacked(file: string): Promise<boolean | undefined> {
  try {
    const handle = await open(file)
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0)
      return bytesRead === 2 && buffer.readUInt16BE() === GZIP_MAGIC
    } finally {
      await handle.close()
    }
  } catch {
    return undefined
  }
}

function contentOf(file: string, packed: boolean): Readable {
  const bytes = createReadStream(file)
  if (!packed) return bytes
  const plain = new PassThrough()
  // A gzip stream that breaks off is a file that breaks off: its records tell where.
  pipeline(bytes, createGunzip(), plain, (error) => {
    if (error) plain.end()
  })
  return plain
}

function receiptText({ receipt, repeated }: Received): string {
  const counts = verdicts.map(
    (verdict) =>
      `${verdict} ${receipt.verdicts[verdict]} (${inYuan(BigInt(receipt.verdictFen[verdict]))} yuan)`,
  )
  const listed = receipt.exceptions.map(
    ({ line, verdict, reason, meaning, field, detail }) =>
      `  line ${line}: ${verdict}, ${reason}: ${meaning}${field === undefined ? '' : ` (${field}: ${detail})`}`,
  )
  return [
    `${receipt.operator} file ${receipt.fileNo}: ${receipt.records} records, ${inYuan(BigInt(receipt.sumFen))} yuan${
      repeated ? ' (was here before: the same receipt)' : ''
    }`,
    `  ${counts.join(' · ')}`,
    `  waiting for a predecessor ${receipt.waiting} · late ${receipt.late} · out of order ${receipt.outOfOrder}`,
    `  settles on ${receipt.settleDates.join(', ')}`,
    ...listed,
    ...(receipt.exceptionsLeftOut > 0 ? [`  and ${receipt.exceptionsLeftOut} more`] : []),
  ].join('\n')
}
