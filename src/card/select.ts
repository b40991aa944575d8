import type { Result } from '../base'
import { command } from './apdu'
import { askCard, type Conversation } from './conversation'
import { expectData, type RefusalsOf, type StatusTable } from './status'

export const selectStatus = {
  0x6283: ['application-blocked', 'the application is blocked (its FCI may still come back)'],
  0x6a81: ['application-blocked', 'the card or its application is blocked'],
  0x6a82: ['application-missing', 'the card does not have this application or file'],
  0x9303: ['application-locked-for-good', 'the application can never be used again'],
} as const satisfies StatusTable

export type SelectRefusal = RefusalsOf<typeof selectStatus>

/** SELECT by DF name (in hex); answers the file control information. 6283 with data is no success. */
export function* selectByName(nameHex: string): Conversation<Result<Buffer, SelectRefusal>> {
  return expectData(yield* askCard(selectNameCommand(nameHex)), selectStatus)
}

export const selectNameCommand = (nameHex: string): Buffer =>
  command(SELECT_BY_NAME, Buffer.from(nameHex, 'hex'), 256)

const SELECT_BY_NAME = { cla: 0x00, ins: 0xa4, p1: 0x04, p2: 0x00 }

export const selectFidCommand = (fid: number): Buffer =>
  command({ cla: 0x00, ins: 0xa4, p1: 0x00, p2: 0x00 }, Buffer.of(fid >> 8, fid & 0xff), 256)
