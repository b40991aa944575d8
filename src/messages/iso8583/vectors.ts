import { parseHex, reportOf, toHex, type VectorOutcome, type VectorReport } from '../../base'
import { decodeMessage, encodeMessage, type DecodedMessage } from './codec'
import type { FrameFormat, MessageFormat } from './field-format'
import { closeFrame, openFrame, type Frame } from './frame'
import { stoppable } from './refusal'
import { readTlv, writeTlv } from './tlv'
import { FRAME_LENGTHS, REFUSAL_NAMES } from './vectors.table'
import { formatOfSpec } from './vectors-spec'

type Json = Readonly<Record<string, unknown>>
type Finding = VectorOutcome['failed'][number]

/** Lists of a corpus file that are about messages. */
export const MESSAGE_LISTS = ['vectors', 'lengthMicroVectors', 'negative', 'tlv'] as const

/**
 * Runs the message part of an ISO 8583 corpus: every message both ways (frame and body), every length case,
 * every case that must fail with its reason, every TLV. Any document is taken; what cannot be judged is
 * skipped and says why.
 */
export function runMessageVectors(document: Json): VectorReport {
  const specs = isRecord(document['specs']) ? document['specs'] : {}
  return reportOf(
    MESSAGE_LISTS.flatMap((list) => {
      const vectors = document[list]
      if (vectors === undefined) return []
      if (!Array.isArray(vectors)) return [{ id: list, failed: [], why: 'is no list' }]
      return vectors.map((vector: unknown, index) => outcomeOf(vector, `${list}#${index}`, specs))
    }),
  )
}

function outcomeOf(vector: unknown, place: string, specs: Json): VectorOutcome {
  if (!isRecord(vector)) return { id: place, failed: [], why: 'a vector is an object' }
  const id = typeof vector['id'] === 'string' ? vector['id'] : place
  const bytes = hexOf(vector['hex'])
  if (bytes === undefined) return { id, failed: [], why: 'it has no bytes in hex' }
  if (isRecord(vector['tags'])) return { id, failed: tagFindings(bytes, vector['tags']) }
  const { spec } = vector
  const known = typeof spec === 'string' ? specs[spec] : spec
  const format = formatOfSpec(known, vector['specOverrides'])
  if (!format.ok) return { id, failed: [], why: format.detail ?? format.refused }
  if (typeof vector['mustFail'] === 'string') {
    return { id, failed: mustFailFindings(format.value, bytes, vector['mustFail']) }
  }
  if (!isRecord(vector['fields']) || typeof vector['mti'] !== 'string') {
    return { id, failed: [], why: 'it says neither what it holds nor why it fails' }
  }
  return { id, failed: messageFindings(format.value, vector, bytes) }
}

function mustFailFindings(format: MessageFormat, bytes: Buffer, expected: string): Finding[] {
  const decoded = decodeMessage(format, bytes)
  if (decoded.ok) return [{ field: 'mustFail', expected, got: 'it was decoded' }]
  const names = REFUSAL_NAMES[decoded.refused]
  if (names.includes(expected.toUpperCase())) return []
  return [{ field: 'mustFail', expected, got: names[0] ?? decoded.refused }]
}

function messageFindings(format: MessageFormat, vector: Json, bytes: Buffer): Finding[] {
  const { mti, fields, frame, bodyHex } = vector as { mti: string; fields: Json } & Json
  const framed = frameOf(frame)
  const opened = framed === undefined ? undefined : openFrame(framed, bytes)
  if (opened?.ok === false) {
    return [{ field: opened.field, expected: 'a frame', got: opened.refused }]
  }
  const body = opened?.value.body ?? bytes
  const findings = [
    ...differing('bodyHex', bodyHex ?? toHex(body), toHex(body)),
    ...(opened && framed ? frameFindings(framed, frame as Json, opened.value, bytes) : []),
  ]
  const decoded = decodeMessage(format, body)
  if (!decoded.ok)
    return [...findings, { field: decoded.field, expected: 'a value', got: decoded.refused }]
  return [
    ...findings,
    ...differing('mti', mti, decoded.value.mti),
    ...fieldFindings(fields, decoded.value),
    ...encodedFindings(format, { mti, fields: fields as Record<number, string> }, body),
  ]
}

const fieldFindings = (expected: Json, { fields }: DecodedMessage): Finding[] =>
  [...new Set([...Object.keys(expected), ...Object.keys(fields)])].flatMap((number) =>
    differing(number, expected[number] ?? '(absent)', fields[Number(number)] ?? '(absent)'),
  )

function encodedFindings(
  format: MessageFormat,
  message: { readonly mti: string; readonly fields: Readonly<Record<number, string>> },
  body: Buffer,
): Finding[] {
  const textual = Object.values(message.fields).every((value) => typeof value === 'string')
  if (!textual) return [{ field: 'fields', expected: 'strings', got: 'another value' }]
  const encoded = encodeMessage(format, message)
  if (!encoded.ok) return [{ field: encoded.field, expected: 'encodes', got: encoded.refused }]
  return differing('encoded', toHex(body), toHex(encoded.value))
}

function frameOf(frame: unknown): FrameFormat | undefined {
  if (!isRecord(frame)) return undefined
  const { len } = frame
  const known = typeof len === 'string' && Object.hasOwn(FRAME_LENGTHS, len)
  return {
    length: known ? FRAME_LENGTHS[len as keyof typeof FRAME_LENGTHS] : 'none',
    tpdu: frame['tpdu'] !== undefined,
    header: frame['header'] !== undefined,
  }
}

/** What the vector says of the bytes before the MTI, and the same frame made again. */
function frameFindings(format: FrameFormat, said: Json, frame: Frame, bytes: Buffer): Finding[] {
  const closed = closeFrame(format, frame)
  return [
    ...(said['tpdu'] === undefined ? [] : differing('frame.tpdu', said['tpdu'], frame.tpdu)),
    ...(said['header'] === undefined
      ? []
      : differing('frame.header', said['header'], frame.header)),
    ...(said['length'] === undefined || format.length === 'none'
      ? []
      : differing('frame.length', said['length'], frame.counted)),
    ...differing('hex', toHex(bytes), closed.ok ? toHex(closed.value) : closed.refused),
  ]
}

function tagFindings(bytes: Buffer, expected: Json): Finding[] {
  const read = stoppable(() => readTlv(bytes, { field: '55', offset: 0 }))
  if (!read.ok) return [{ field: read.field, expected: 'tags', got: read.refused }]
  const found = Object.fromEntries(read.value.map(({ tag, value }) => [tag, value]))
  return [
    ...[...new Set([...Object.keys(expected), ...Object.keys(found)])].flatMap((tag) =>
      differing(tag, expected[tag] ?? '(absent)', found[tag] ?? '(absent)'),
    ),
    ...differing('encoded', toHex(bytes), toHex(writeTlv(read.value))),
  ]
}

const differing = (field: string, expected: unknown, got: unknown): Finding[] =>
  expected === got ? [] : [{ field, expected: String(expected), got: String(got) }]

function hexOf(text: unknown): Buffer | undefined {
  const bytes = typeof text === 'string' ? parseHex(text) : undefined
  return bytes?.ok === true ? bytes.value : undefined
}

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
