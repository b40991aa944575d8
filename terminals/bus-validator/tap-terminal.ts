import { ok, refuse, toHex, type Result } from '../../src/base'
import {
  askSam,
  expectData,
  readBinaryCommand,
  selectFidCommand,
  type Conversation,
  type StatusTable,
} from '../../src/card'

/** What a terminal knows of itself once its SAM has answered. */
export interface TapTerminal {
  /** SAM number, 12 digits, and as bytes of the wire. */
  readonly sam: string
  readonly samBytes: Buffer
  /** SAM serial, 20 hex digits. */
  readonly samSerial: string
  /** Purchase key index to ask cards for. */
  readonly keyIndex: number
  readonly issuer: string
  /** Acceptor code, 16 hex digits. */
  readonly acceptor: string
  /** Validity of the SAM, YYYYMMDD. */
  readonly start: string
  readonly expiry: string
}

export const samReadStatus = {
  0x6a82: ['sam-file-missing', 'the SAM does not have this file or application'],
  0x6985: ['sam-not-ready', 'the SAM has not selected its application'],
  0x6983: ['sam-locked', 'the SAM has locked itself'],
} as const satisfies StatusTable

export type StartRefusal =
  | (typeof samReadStatus)[keyof typeof samReadStatus][0]
  | 'card-answer-unexpected'
  | 'sam-out-of-date'
  | 'sam-of-other-acceptor'

/** Application of a purchase SAM by file identifier. */
const SAM_APPLICATION = 0x1001

/**
 * Start-up (card-protocol §5.2): read 0015 and 0016, select the application, read 0017; then compare the
 * SAM with what the terminal was configured for.
 */
export function* openTerminal(expected: {
  /** Today, YYYYMMDD. */
  readonly today: string
  /** Acceptor code the terminal belongs to; absent when any will do. */
  readonly acceptor?: string
}): Conversation<Result<TapTerminal, StartRefusal>> {
  const issue = expectData(yield* askSam(readBinaryCommand(0x15, 14)), samReadStatus, 14)
  if (!issue.ok) return issue
  const number = expectData(yield* askSam(readBinaryCommand(0x16, 6)), samReadStatus, 6)
  if (!number.ok) return number
  const selected = expectData(yield* askSam(selectFidCommand(SAM_APPLICATION)), samReadStatus)
  if (!selected.ok) return selected
  const data = expectData(yield* askSam(readBinaryCommand(0x17, 25)), samReadStatus, 25)
  if (!data.ok) return data
  const terminal = readTerminal(issue.value, number.value, data.value)
  if (terminal.start > expected.today || terminal.expiry < expected.today) {
    return refuse('sam-out-of-date', { detail: 'the SAM is not valid today' })
  }
  if (expected.acceptor !== undefined && expected.acceptor !== terminal.acceptor) {
    return refuse('sam-of-other-acceptor', { detail: 'the SAM belongs to another acceptor' })
  }
  return ok(terminal)
}

const readTerminal = (issue: Buffer, number: Buffer, data: Buffer): TapTerminal => ({
  sam: toHex(number),
  samBytes: Buffer.from(number),
  samSerial: toHex(issue.subarray(0, 10)),
  keyIndex: data.readUInt8(0),
  issuer: toHex(data.subarray(1, 9)),
  acceptor: toHex(data.subarray(9, 17)),
  start: toHex(data.subarray(17, 21)),
  expiry: toHex(data.subarray(21, 25)),
})
