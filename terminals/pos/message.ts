import { invariant, type Result } from '../../src/base'
import {
  closeFrame,
  decodeMessage,
  encodeMessage,
  macInput,
  openFrame,
  profileNamed,
  type Message,
} from '../../src/messages'
import type { KeptFields } from './book'
import type { PinPad } from './pin-pad'

const profile = profileNamed('cup-pos')
invariant(profile !== undefined, 'the profile of Chinese POS networks is there')
const format = profile
const FRAME = { length: 'binary-2', tpdu: true, header: true } as const

/** Destination NII and source of the line, and the header of payment terminals (iso8583.md 3.1). */
const TPDU = '6000030000'
const HEADER = '603100310000'
const MAC_FIELD = 64
const BLANK_MAC = '0000000000000000'
/** Never in a record or a reversal: PINs, tracks, and what belongs to them (iso8583.md 3.5). */
const NOT_KEPT: ReadonlySet<number> = new Set([26, 35, 36, 52, 53, 64])

export const sixDigits = (number: number): string => String(number).padStart(6, '0')
export const amountField = (amountFen: bigint): string => amountFen.toString().padStart(12, '0')

/** What of a message stays in the book. */
export const keptFields = (fields: Message['fields']): KeptFields =>
  Object.fromEntries(Object.entries(fields).filter(([number]) => !NOT_KEPT.has(Number(number))))

/** Fields as they are sent again. */
export const fieldsOf = (kept: KeptFields): Message['fields'] =>
  Object.fromEntries(Object.entries(kept).map(([number, value]) => [Number(number), value]))

/** The frame of a message, with its code when `pad` is given. */
export function frameOf(message: Message, pad?: PinPad): Buffer {
  const fields = pad === undefined ? message.fields : { ...message.fields, [MAC_FIELD]: BLANK_MAC }
  const bytes = encodeMessage(format, { ...message, fields })
  invariant(bytes.ok, 'a POS writes what fits its network', {
    field: bytes.ok ? undefined : bytes.field,
  })
  const blank = bytes.value
  const data = blank.subarray(0, -BLANK_MAC.length / 2)
  const body = pad === undefined ? blank : Buffer.concat([data, pad.mac(data)])
  const frame = closeFrame(FRAME, { tpdu: TPDU, header: HEADER, body })
  invariant(frame.ok, 'a message of a POS fits a frame')
  return frame.value
}

const PROCESSING_AT = 5

/**
 * What the host asks for in the header of an answer (iso8583.md 3.1): 3 sign in, 4 fetch CA keys, 5 parameters of chip
 * applications, 7 the hotlist; 0 nothing.
 */
export function calledFor(frame: Buffer | undefined): string {
  const opened = frame === undefined ? undefined : openFrame(FRAME, frame)
  return opened?.ok === true ? opened.value.header.charAt(PROCESSING_AT) : '0'
}

/** `mac-wrong`: an approval whose code is not the host's; everything else that does not answer is `no-answer`. */
export type AnswerRefusal = 'no-answer' | 'mac-wrong'

const APPROVED = '00'
const REPEATED = [3, 4, 11, 41, 42] as const

/**
 * Reads an answer and holds it against what was asked: MTI, and the fields an answer repeats; an approval under a code
 * must carry a right one (iso8583.md 3.5, 3.10).
 */
export function answerTo(
  asked: Message,
  frame: Buffer | undefined,
  pad?: PinPad,
): Result<Message, AnswerRefusal> {
  const no = (refused: AnswerRefusal): Result<never, AnswerRefusal> => ({ ok: false, refused })
  if (frame === undefined) return no('no-answer')
  const opened = openFrame(FRAME, frame)
  if (!opened.ok) return no('no-answer')
  const decoded = decodeMessage(format, opened.value.body)
  if (!decoded.ok) return no('no-answer')
  const answer = decoded.value
  const expected = String(Number(asked.mti) + 10).padStart(4, '0')
  if (answer.mti !== expected) return no('no-answer')
  const same = REPEATED.every(
    (number) =>
      asked.fields[number] === undefined || answer.fields[number] === asked.fields[number],
  )
  if (!same) return no('no-answer')
  if (pad !== undefined && answer.fields[39] === APPROVED) {
    const data = macInput(answer)
    const mac = answer.fields[MAC_FIELD]
    const isRight =
      data !== undefined && mac !== undefined && pad.mac(data).equals(Buffer.from(mac, 'hex'))
    if (!isRight) return no('mac-wrong')
  }
  return { ok: true, value: { mti: answer.mti, fields: answer.fields } }
}
