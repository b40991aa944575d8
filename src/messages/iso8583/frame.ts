import { refuse } from '../../base'
import type { FrameFormat } from './field-format'
import type { MessageRefusal } from './refusal'

/** A frame taken apart: what stands before the message, and the message. */
export interface Frame {
  /** What the length says; the bytes after it where there is none. */
  readonly counted: number
  /** Ten hex digits: 60, destination, source. Empty where the network has none. */
  readonly tpdu: string
  /** Twelve hex digits. Empty where the network has none. */
  readonly header: string
  readonly body: Buffer
}

type FrameResult<Value> = { readonly ok: true; readonly value: Value } | MessageRefusal

const TPDU_BYTES = 5
const HEADER_BYTES = 6
/** Ample for every message of these networks (iso8583.md, 5). */
export const FRAME_BYTES_MAX = 4096

const lengthBytes = ({ length }: FrameFormat): number =>
  length === 'none' ? 0 : length === 'binary-2' ? 2 : 4

/** Takes one whole frame apart. */
export function openFrame(format: FrameFormat, bytes: Buffer): FrameResult<Frame> {
  const from = lengthBytes(format)
  const counted = from === 0 ? bytes.length : readCount(format, bytes)
  if (counted === undefined) return broken('frame.length', 0)
  if (counted !== bytes.length - from) return broken('frame.length', 0)
  const tpduEnd = from + (format.tpdu ? TPDU_BYTES : 0)
  const headerEnd = tpduEnd + (format.header ? HEADER_BYTES : 0)
  if (bytes.length < headerEnd) return broken('frame.header', bytes.length)
  return {
    ok: true,
    value: {
      counted,
      tpdu: bytes.toString('hex', from, tpduEnd).toUpperCase(),
      header: bytes.toString('hex', tpduEnd, headerEnd).toUpperCase(),
      body: bytes.subarray(headerEnd),
    },
  }
}

/** The bytes of a frame around a message; the length is worked out anew. */
export function closeFrame(
  format: FrameFormat,
  { tpdu, header, body }: Omit<Frame, 'counted'>,
): FrameResult<Buffer> {
  if (!isHex(tpdu, format.tpdu ? TPDU_BYTES : 0)) return broken('frame.tpdu', 0)
  if (!isHex(header, format.header ? HEADER_BYTES : 0)) return broken('frame.header', 0)
  const content = Buffer.concat([Buffer.from(tpdu + header, 'hex'), body])
  if (content.length > FRAME_BYTES_MAX) return broken('frame.length', 0)
  const size = lengthBytes(format)
  if (size === 0) return { ok: true, value: content }
  const prefix = Buffer.alloc(size)
  if (format.length === 'binary-2') prefix.writeUInt16BE(content.length)
  else prefix.write(String(content.length).padStart(size, '0'), 'latin1')
  return { ok: true, value: Buffer.concat([prefix, content]) }
}

/** The TPDU of an answer: destination and source change places. */
export const answeringTpdu = (tpdu: string): string =>
  tpdu.slice(0, 2) + tpdu.slice(6, 10) + tpdu.slice(2, 6)

function readCount({ length }: FrameFormat, bytes: Buffer): number | undefined {
  if (length === 'binary-2') return bytes.length < 2 ? undefined : bytes.readUInt16BE(0)
  const text = bytes.toString('latin1', 0, 4)
  return /^\d{4}$/.test(text) ? Number(text) : undefined
}

const isHex = (text: string, sizeBytes: number): boolean =>
  text.length === sizeBytes * 2 && /^[0-9A-F]*$/.test(text)

function broken(field: string, offset: number): MessageRefusal {
  return { ...refuse('frame-malformed', { field }), field, offset }
}

/**
 * Cuts a stream of bytes into frames: several in one chunk and one byte a chunk both work. Never holds more
 * than one incomplete frame. After a refusal (a length of 0, above the maximum, or no number) nothing in the
 * stream can be believed any more: the caller closes the connection.
 */
export class FrameGatherer {
  private held: Buffer = Buffer.alloc(0)

  constructor(
    private readonly format: FrameFormat & { readonly length: 'binary-2' | 'ascii-4' },
    private readonly bytesMax = FRAME_BYTES_MAX,
  ) {}

  /** Whole frames, lengths included, that this chunk completes. */
  push(chunk: Uint8Array): FrameResult<readonly Buffer[]> {
    let rest = Buffer.concat([this.held, chunk])
    const size = lengthBytes(this.format)
    const frames: Buffer[] = []
    while (rest.length >= size) {
      const counted = readCount(this.format, rest)
      if (counted === undefined || counted === 0 || counted > this.bytesMax) {
        this.held = Buffer.alloc(0)
        return broken('frame.length', 0)
      }
      if (rest.length < size + counted) break
      frames.push(rest.subarray(0, size + counted))
      rest = rest.subarray(size + counted)
    }
    this.held = Buffer.from(rest)
    return { ok: true, value: frames }
  }

  /** Whether part of a frame is waiting for the rest (then a timer should run). */
  get isWaiting(): boolean {
    return this.held.length > 0
  }
}
