import { inYuan, fen, ok, parseHex, refuse, type Result } from '../../base'
import { decodeMessage, networkCodeOf, type DecodedMessage } from './codec'
import type { Words } from './field-format'
import { openFrame, type Frame } from './frame'
import { maskedDump, type ShownField } from './mask-message'
import { profileNamed, profiles, type Profile, type ProfileName } from './profiles'
import type { MessageRefusal, MessageRefusalWord } from './refusal'
import {
  ENTRY_MODES,
  MTI_CLASSES,
  MTI_FUNCTIONS,
  NETWORK_CODES,
  PROCESSING_REQUESTS,
  RESPONSE_CODES,
  TRANSACTIONS,
} from './words.table'

/** A field in words. */
export interface DescribedMessageField extends ShownField {
  /** What the value says, where a table tells it. */
  readonly meaning?: Words
}

/** A message in plain words; card data masked. */
export interface DescribedMessage {
  readonly profile: ProfileName
  readonly profileLabel: Words
  readonly frame: Omit<Frame, 'body'> | undefined
  readonly mti: string
  /** What message it is, in both languages. */
  readonly sentence: Words
  readonly fields: readonly DescribedMessageField[]
  /** What was accepted although we would write it otherwise. */
  readonly remarks: DecodedMessage['remarks']
}

export type DescribeMessageRefusal = MessageRefusalWord | 'hex-malformed'

/**
 * A message, given as hex with or without what its network puts in front, in words. Without the name of a
 * profile the first that reads it whole is taken. A message that none reads is refused as the named (or the
 * first) profile refuses it, with the field and the byte.
 */
export function describeMessage(
  text: string,
  profileName?: string,
): Result<DescribedMessage, DescribeMessageRefusal> {
  const bytes = parseHex(text.replace(/\s/g, ''))
  if (!bytes.ok) return bytes
  const named = profileName === undefined ? undefined : profileNamed(profileName)
  if (profileName !== undefined && named === undefined) {
    const names = profiles.map(({ name }) => name).join(', ')
    return refuse('profile-unknown', { field: 'profile', detail: `one of ${names}` })
  }
  let firstRefusal: MessageRefusal | undefined
  for (const profile of named === undefined ? profiles : [named]) {
    const read = readAs(profile, bytes.value)
    if (read.ok) return ok(described(profile, read.value))
    firstRefusal ??= read
  }
  return explained(firstRefusal as MessageRefusal)
}

function explained(refusal: MessageRefusal): Result<never, DescribeMessageRefusal> {
  const { refused, field, offset, detail } = refusal
  const where = `at byte ${offset} counted from the message type`
  return refuse(refused, { field, detail: detail === undefined ? where : `${where}: ${detail}` })
}

interface ReadMessage {
  readonly frame: Frame | undefined
  readonly message: DecodedMessage
}

/** In the forms in which a message may come; the refusal told is that of the form that fits its frame. */
function readAs(
  profile: Profile,
  bytes: Buffer,
): { readonly ok: true; readonly value: ReadMessage } | MessageRefusal {
  let refusal: MessageRefusal | undefined
  for (const format of profile.frames) {
    const isBare = format.length === 'none' && !format.tpdu
    const frame = openFrame(format, bytes)
    if (!frame.ok) continue
    if (format.tpdu && !frame.value.tpdu.startsWith(TPDU_BEGIN)) continue
    const decoded = decodeMessage(profile, frame.value.body)
    if (decoded.ok) {
      return {
        ok: true,
        value: { frame: isBare ? undefined : frame.value, message: decoded.value },
      }
    }
    refusal ??= decoded
  }
  return refusal as MessageRefusal
}

const TPDU_BEGIN = '60'

function described(profile: Profile, { frame, message }: ReadMessage): DescribedMessage {
  return {
    profile: profile.name,
    profileLabel: profile.label,
    frame: frame && { counted: frame.counted, tpdu: frame.tpdu, header: frame.header },
    mti: message.mti,
    sentence: sentence(message, frame),
    fields: maskedDump(profile, message).map((field) => {
      const meaning = field.isMasked ? undefined : meaningOf(field, message)
      return meaning === undefined ? field : { ...field, meaning }
    }),
    remarks: message.remarks,
  }
}

const word = (table: Readonly<Record<string, Words>>, key: string): Words | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

function sentence({ mti, fields }: DecodedMessage, frame: Frame | undefined): Words {
  const unknown: Words = [`type ${mti}`, `类型 ${mti}`]
  const kind = word(MTI_CLASSES, mti.charAt(1)) ?? unknown
  const role = word(MTI_FUNCTIONS, mti.charAt(2)) ?? unknown
  const network = mti.charAt(1) === '2' ? undefined : (networkCodeOf(fields) ?? fields[70])
  const what =
    word(TRANSACTIONS, `${fields[3] ?? ''} ${fields[60]?.slice(0, 2) ?? ''}`) ??
    (network === undefined ? undefined : word(NETWORK_CODES, network))
  const request = frame === undefined ? undefined : requestOf(frame, mti)
  const ending = (language: 0 | 1): string =>
    (what === undefined ? '' : `${COLON[language]}${what[language]}`) +
    (request === undefined ? '' : `${ASKED[language]}${request[language]}`)
  return [
    `${kind[0]} ${role[0]} (${mti})${ending(0)}`,
    `${kind[1]}${role[1]}（${mti}）${ending(1)}`,
  ]
}

const COLON = [': ', '：'] as const
const ASKED = ['; the host asks the terminal to ', '；要求终端：'] as const
/** Application type 2, software version 2, terminal state 1, then the processing request. */
const REQUEST_AT = 5

/** Only an answer asks, and a request for nothing is not worth a word. */
function requestOf({ header }: Frame, mti: string): Words | undefined {
  const digit = header.charAt(REQUEST_AT)
  const isAnswer = mti.charAt(2) === '1' || mti.charAt(2) === '3'
  return isAnswer && digit !== '0' ? word(PROCESSING_REQUESTS, digit) : undefined
}

function meaningOf({ path, value }: ShownField, { mti }: DecodedMessage): Words | undefined {
  switch (path) {
    case '4':
      return [`${inYuan(fen(BigInt(value)))} yuan`, `${inYuan(fen(BigInt(value)))} 元`]
    case '39':
      return mti.startsWith('0') ? word(RESPONSE_CODES, value) : undefined
    case '22.1':
      return word(ENTRY_MODES, value)
    case '60.3':
      return word(NETWORK_CODES, value)
    default:
      return undefined
  }
}
