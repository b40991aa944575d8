import type { Result } from '../base'
import { command } from './apdu'
import { askCard, type Conversation } from './conversation'
import { expectData, type RefusalsOf, type StatusTable } from './status'

export const readStatus = {
  0x6281: ['file-in-doubt', 'the card says its data may be wrong'],
  0x6981: ['file-of-other-kind', 'the file is of another kind'],
  0x6982: ['right-missing', 'the file may not be read without its PIN or key'],
  0x6985: ['file-not-selected', 'no application is selected'],
  0x6a81: ['application-blocked', 'the card or its application is blocked'],
  0x6a82: ['file-missing', 'the card has no such file'],
  0x6a83: ['record-missing', 'the file has no such record'],
  0x6b00: ['file-too-short', 'the file ends before the asked place'],
  0x9303: ['application-locked-for-good', 'the application can never be used again'],
} as const satisfies StatusTable

export type ReadRefusal = RefusalsOf<typeof readStatus>

/** READ BINARY of a file in the selected application, from its start or an offset (0 to 255). */
export function* readBinary(
  sfi: number,
  sizeBytes: number,
  offset = 0,
): Conversation<Result<Buffer, ReadRefusal>> {
  return expectData(
    yield* askCard(readBinaryCommand(sfi, sizeBytes, offset)),
    readStatus,
    sizeBytes,
  )
}

/** READ RECORD by number; in a cyclic file 1 is the newest. */
export function* readRecord(
  sfi: number,
  number: number,
): Conversation<Result<Buffer, ReadRefusal>> {
  return expectData(yield* askCard(readRecordCommand(sfi, number)), readStatus)
}

export const readBinaryCommand = (sfi: number, sizeBytes: number, offset = 0): Buffer =>
  command({ cla: 0x00, ins: 0xb0, p1: 0x80 | sfi, p2: offset }, undefined, sizeBytes)

export const readRecordCommand = (sfi: number, number: number): Buffer =>
  command({ cla: 0x00, ins: 0xb2, p1: number, p2: (sfi << 3) | 0x04 }, undefined, 256)
