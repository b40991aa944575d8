import { request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { Fault } from '../base'
import { uploadUntilReceipted, type UploadReceipt } from '../../terminals/bus-validator'
import type { BatchFile } from './batch-files'
import type { ReadyFile } from './perform-city'

const LINES_AT_ONCE = 3

/** Sends files over a few lines at a time, each until the centre has receipted it. */
export async function deliverAll(
  centre: string,
  files: readonly Pick<ReadyFile, 'file' | 'cut'>[],
  told: (receipt: UploadReceipt) => void,
): Promise<void> {
  const waiting = files.values()
  const line = async (): Promise<void> => {
    for (const { file, cut } of waiting) {
      if (cut) await sendHalf(centre, file)
      told(await deliver(centre, file))
    }
  }
  await Promise.all(Array.from({ length: LINES_AT_ONCE }, line))
}

async function deliver(
  centre: string,
  { bytes, packed, operator, fileNo }: BatchFile,
): Promise<UploadReceipt> {
  const sent = await uploadUntilReceipted({ centre, file: bytes, packed })
  if (sent.ok) return sent.value.receipt
  throw new Fault('centre', `file ${fileNo} of ${operator} was refused: ${sent.detail}`, false)
}

const LOOK_AGAIN_MS = 10
const LOOKS_MAX = 1_000

/**
 * A line that breaks: half of the file, and nothing more. It breaks only when the centre shows the file as
 * arriving, so that the attempt is one the centre knows of; a file it has already is not cut.
 */
async function sendHalf(
  centre: string,
  { bytes, packed, operator, fileNo }: BatchFile,
): Promise<void> {
  if ((await stateOf(centre, { operator, fileNo })) !== undefined) return
  const plain = packed ? gunzipSync(bytes) : bytes
  const sending = request(new URL('/v1/upload-batches', centre), {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', 'content-length': plain.length },
  })
  // The broken line is what is wanted; the answer, if any, is not heard.
  sending.on('error', () => undefined)
  sending.write(plain.subarray(0, Math.ceil(plain.length / 2)))
  await lookUntil(async () => (await stateOf(centre, { operator, fileNo })) === 'receiving')
  sending.destroy()
  await lookUntil(async () => (await stateOf(centre, { operator, fileNo })) === 'cut-off')
}

/** What the centre shows of the newest attempt to bring a file. */
async function stateOf(
  centre: string,
  file: { readonly operator: string; readonly fileNo: number },
): Promise<string | undefined> {
  const path = `/v1/upload-batches/${file.operator}/${file.fileNo}/attempts`
  const response = await fetch(new URL(path, centre))
  const { attempts } = (await response.json()) as { attempts: { state: string }[] }
  return attempts[0]?.state
}

async function lookUntil(seen: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < LOOKS_MAX; look++) {
    if (await seen()) return
    await pause(LOOK_AGAIN_MS)
  }
  throw new Fault('centre', 'an upload is not where it should be', true)
}
