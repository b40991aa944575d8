import { invariant } from '../base'

/** What a chip understands: one command, as bytes (ISO/IEC 7816-4 short form). */
export type CommandBytes = Buffer

/** What a chip answers: data, then two status bytes. */
export interface Reply {
  readonly data: Buffer
  /** Status word, 0x0000 to 0xFFFF. */
  readonly status: number
}

export interface CommandHeader {
  readonly cla: number
  readonly ins: number
  readonly p1: number
  readonly p2: number
}

/** A command taken apart by the chip that received it. */
export interface Command extends CommandHeader {
  /** Length of the data field as the command states it. */
  readonly lc: number
  readonly data: Buffer
  /** Expected answer length; 256 for an explicit 00, undefined when the command carries none. */
  readonly le: number | undefined
}

/** Anything that answers command bytes with reply bytes: a virtual chip, or a reader with a real one. */
export interface Chip {
  /** Throws `Fault` when the chip is gone or its answer is lost. */
  transmit(command: CommandBytes): Buffer
}

export const SUCCESS = 0x9000

/** Puts a command together. `le` 1 to 256; left out when no answer is expected. */
export function command(header: CommandHeader, data?: Uint8Array, le?: number): CommandBytes {
  const dataSize = data === undefined ? 0 : data.length
  invariant(dataSize <= 255, 'a short command holds at most 255 bytes', { dataSize })
  const size = 4 + (dataSize > 0 ? 1 + dataSize : 0) + (le === undefined ? 0 : 1)
  const bytes = Buffer.allocUnsafe(size)
  bytes[0] = header.cla
  bytes[1] = header.ins
  bytes[2] = header.p1
  bytes[3] = header.p2
  if (data !== undefined && dataSize > 0) {
    bytes[4] = dataSize
    bytes.set(data, 5)
  }
  if (le !== undefined) bytes[size - 1] = le & 0xff
  return bytes
}

/** Takes received bytes apart; undefined when the lengths do not agree (the chip answers 6700). */
export function readCommand(bytes: Buffer): Command | undefined {
  const size = bytes.length
  if (size < 4) return undefined
  const third = size > 4 ? (bytes[4] as number) : 0
  const withData = size > 5
  if (withData && size !== 5 + third && size !== 6 + third) return undefined
  const lc = withData ? third : 0
  return {
    cla: bytes[0] as number,
    ins: bytes[1] as number,
    p1: bytes[2] as number,
    p2: bytes[3] as number,
    lc,
    data: bytes.subarray(5, 5 + lc),
    le: expectedLength(bytes, withData, lc),
  }
}

function expectedLength(bytes: Buffer, withData: boolean, lc: number): number | undefined {
  const at = withData ? 5 + lc : 4
  if (bytes.length !== at + 1) return undefined
  const stated = bytes[at] as number
  return stated === 0 ? 256 : stated
}

/** Puts an answer together. */
export function reply(status: number, data?: Uint8Array): Buffer {
  const dataSize = data === undefined ? 0 : data.length
  const bytes = Buffer.allocUnsafe(dataSize + 2)
  if (data !== undefined) bytes.set(data, 0)
  bytes.writeUInt16BE(status, dataSize)
  return bytes
}

/** Takes an answer apart; fewer than two bytes is no answer at all. */
export function readReply(bytes: Buffer): Reply {
  invariant(bytes.length >= 2, 'an answer ends in a status word', { size: bytes.length })
  const dataSize = bytes.length - 2
  return { data: bytes.subarray(0, dataSize), status: bytes.readUInt16BE(dataSize) }
}

/** A status word as people write it, "9302". */
export const statusText = (status: number): string =>
  status.toString(16).toUpperCase().padStart(4, '0')
