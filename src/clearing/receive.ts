import { promisify } from 'node:util'
import { deflateRaw } from 'node:zlib'
import {
  invariant,
  ok,
  parseOperatorId,
  refuse,
  type OperatorId,
  type Refusal,
  type Result,
} from '../base'
import { operatorOf } from '../registry'
import { completeUpload, type RawParts } from './complete-upload'
import type { ClearingDesk, UploadForm } from './desk'
import type { Receipt } from './receipt'
import {
  beginUpload,
  insertPresentment,
  markReceived,
  markRefused,
  uploadHolding,
  type UploadRow,
} from './store-uploads'
import { isUniqueViolation } from './unique-violation'

/** What a door hands over while a file arrives: header, parts, then its end or why it is refused. */
export type ArrivingPart =
  | {
      readonly kind: 'header'
      readonly header: {
        readonly form: UploadForm
        readonly operator: string
        readonly fileNo: number
        readonly createdAt: string
      }
    }
  | {
      readonly kind: 'chunk'
      readonly firstLine: number
      readonly recordCount: number
      readonly raw: Buffer
    }
  | {
      readonly kind: 'end'
      readonly recordCount: number
      readonly sumFen: bigint
      readonly digest: Buffer
      readonly mac: Buffer
    }
  | {
      readonly kind: 'refused'
      readonly refused: string
      readonly field: string
      readonly detail: string
    }

export const uploadRefusals = [
  'operator-id-malformed',
  'operator-unknown',
  'file-refused',
  'file-cut-off',
  'file-mac-wrong',
  'file-number-used',
] as const
export type UploadRefusal = (typeof uploadRefusals)[number]

export interface Received {
  readonly receipt: Receipt
  /** The same file was here before; this is the receipt it got then. */
  readonly repeated: boolean
}

const deflate = promisify(deflateRaw)

/** The fastest level: the raw bytes are kept for the day somebody asks, not to save the last byte. */
const DEFLATE_LEVEL = 1
const DEFLATED_PIECE_BYTES = 256 * 1024

/** Numbers from here on are of files that the centre makes for an operator, so that they never meet the operator's own. */
export const OWN_FILES_FROM = 9_000_000_000_000_000

/** Of a file that was just stored so much is judged from memory; what comes after is read back. */
const AT_HAND_BYTES = 16 * 1024 * 1024

/**
 * Takes one operator's batch file. The raw records are on disk before any is judged; once the whole file is
 * here and its MAC is right the work is finished whatever happens, by this process or the next one. The same
 * file again gives the same receipt and changes nothing.
 * @param from the centre itself for files that it makes (numbers from `OWN_FILES_FROM` on), else an operator (below)
 */
export async function receiveUpload(
  desk: ClearingDesk,
  parts: AsyncIterable<ArrivingPart>,
  from: 'operator' | 'centre' = 'operator',
): Promise<Result<Received, UploadRefusal>> {
  const incoming = new IncomingFile(desk, from)
  try {
    for await (const part of parts) {
      const answer = await incoming.take(part)
      if (answer !== undefined) return answer
    }
  } catch (error) {
    await incoming.cutOff('the connection was lost')
    throw error
  }
  return incoming.cutOff('the file ended without a trailer')
}

/** One attempt to bring a file. */
class IncomingFile {
  private file: { operator: OperatorId; fileNo: number } | undefined
  private upload: bigint | undefined
  private holding: UploadRow | undefined
  private chunks = 0
  private readonly atHand: RawParts = new Map()
  private atHandBytes = 0
  private writing: Promise<void> = Promise.resolve()

  constructor(
    private readonly desk: ClearingDesk,
    private readonly from: 'operator' | 'centre',
  ) {}

  async take(part: ArrivingPart): Promise<Result<Received, UploadRefusal> | undefined> {
    switch (part.kind) {
      case 'header':
        return this.begin(part.header)
      case 'chunk':
        return this.keep(part)
      case 'end':
        return this.finish(part)
      case 'refused':
        return this.refused(part)
    }
  }

  async cutOff(detail: string): Promise<Refusal<'file-cut-off'>> {
    await this.mark({ state: 'cut-off', refused: 'file-cut-off', field: undefined, detail })
    return refuse('file-cut-off', { detail })
  }

  private async begin(
    header: Extract<ArrivingPart, { kind: 'header' }>['header'],
  ): Promise<Refusal<UploadRefusal> | undefined> {
    const operator = parseOperatorId(header.operator)
    if (!operator.ok)
      return refuse(operator.refused, { field: 'header.operator', detail: operator.detail ?? '' })
    const { database, clock } = this.desk
    if ((await operatorOf(database, operator.value)) === undefined) {
      return refuse('operator-unknown', {
        field: 'header.operator',
        detail: 'no such operator is registered',
      })
    }
    if (header.fileNo >= OWN_FILES_FROM !== (this.from === 'centre')) {
      return refuse('file-refused', {
        field: 'header.fileNo',
        detail: `numbers from ${OWN_FILES_FROM} on are those of the centre's own files`,
      })
    }
    this.file = { operator: operator.value, fileNo: header.fileNo }
    this.holding = await uploadHolding(database, this.file)
    // A file whose number is taken is only compared, not kept a second time.
    if (this.holding === undefined) {
      this.upload = await beginUpload(database, {
        ...this.file,
        form: header.form,
        createdAt: header.createdAt,
        at: clock.now(),
      })
    }
    return undefined
  }

  private async keep(part: Extract<ArrivingPart, { kind: 'chunk' }>): Promise<undefined> {
    const { upload } = this
    if (upload === undefined) return undefined
    const chunk = this.chunks++
    await this.writing
    // Deflated and written while the next one is read.
    this.writing = this.store(upload, chunk, part)
    // Told where it is awaited; until then a failure must not end the process.
    this.writing.catch(() => undefined)
    return undefined
  }

  private async store(
    upload: bigint,
    chunk: number,
    { raw, firstLine, recordCount }: Extract<ArrivingPart, { kind: 'chunk' }>,
  ): Promise<void> {
    await insertPresentment(this.desk.database, upload, {
      chunk,
      firstLine,
      recordCount,
      raw: await deflate(raw, { level: DEFLATE_LEVEL, chunkSize: DEFLATED_PIECE_BYTES }),
    })
    if (this.atHandBytes + raw.length > AT_HAND_BYTES) return
    this.atHandBytes += raw.length
    this.atHand.set(chunk, { firstLine, raw })
  }

  private async finish(
    end: Extract<ArrivingPart, { kind: 'end' }>,
  ): Promise<Result<Received, UploadRefusal>> {
    invariant(this.file !== undefined, 'a file has a header before its end')
    await this.writing
    const { operator } = this.file
    if (!(await this.desk.vault.checkFileMac({ operator, digest: end.digest, mac: end.mac }))) {
      const detail = 'the MAC of the file is not the one its operator would have made'
      await this.mark({ state: 'refused', refused: 'file-mac-wrong', field: 'trailer.mac', detail })
      return refuse('file-mac-wrong', { field: 'trailer.mac', detail })
    }
    const holder = this.holding ?? (await this.claimNumber(end))
    if (holder !== undefined) return this.again(holder, end.digest)
    invariant(this.upload !== undefined, 'a new file is kept')
    const receipt = await completeUpload(this.desk, this.upload, this.atHand)
    this.desk.observe?.({ what: 'upload', outcome: 'complete' })
    return ok({ receipt, repeated: false })
  }

  /** Makes this attempt the file of its number; answers the holder where another attempt was faster. */
  private async claimNumber(
    end: Extract<ArrivingPart, { kind: 'end' }>,
  ): Promise<UploadRow | undefined> {
    invariant(this.upload !== undefined && this.file !== undefined, 'a new file is kept')
    try {
      await markReceived(this.desk.database, this.upload, end)
      return undefined
    } catch (error) {
      if (!isUniqueViolation(error)) throw error
      const detail = 'another attempt brought this file first'
      await this.mark({
        state: 'refused',
        refused: 'file-number-used',
        field: 'header.fileNo',
        detail,
      })
      return uploadHolding(this.desk.database, this.file)
    }
  }

  private async again(holder: UploadRow, digest: Buffer): Promise<Result<Received, UploadRefusal>> {
    if (holder.digest?.equals(digest) !== true) {
      this.desk.observe?.({ what: 'upload', outcome: 'refused' })
      return refuse('file-number-used', {
        field: 'header.fileNo',
        detail: 'this operator sent another file under this number',
      })
    }
    const receipt = await completeUpload(this.desk, holder.upload)
    this.desk.observe?.({ what: 'upload', outcome: 'repeated' })
    return ok({ receipt, repeated: true })
  }

  private async refused(
    why: Extract<ArrivingPart, { kind: 'refused' }>,
  ): Promise<Refusal<UploadRefusal>> {
    if (why.refused === 'file-cut-off') return this.cutOff(why.detail)
    await this.mark({ state: 'refused', ...why })
    return refuse('file-refused', { field: why.field, detail: `${why.refused}: ${why.detail}` })
  }

  private async mark(why: Parameters<typeof markRefused>[2]): Promise<void> {
    await this.writing.catch(() => undefined)
    if (this.upload !== undefined) await markRefused(this.desk.database, this.upload, why)
    this.desk.observe?.({ what: 'upload', outcome: why.state })
  }
}
