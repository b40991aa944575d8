import { toHex, type Chance } from '../base'
import {
  answeringTpdu,
  closeFrame,
  decodeMessage,
  decodeTlv,
  encodeMessage,
  FrameGatherer,
  maskedDump,
  MESSAGE_REFUSALS,
  openFrame,
  presenceOf,
  profiles,
  writeTlv,
  type FieldFormat,
  type FrameFormat,
  type MessageRefusal,
  type Profile,
  type TlvNode,
} from '../messages'
import { oneOf, spoiled, textOf } from './spoil'
import { accepted, refusedAs, wrong, type Outcome, type Target } from './target'

const POOL = 400
const MTIS = [
  '0100',
  '0110',
  '0200',
  '0210',
  '0220',
  '0320',
  '0400',
  '0410',
  '0500',
  '0510',
  '0620',
  '0800',
  '0810',
  '0820',
]
const NETWORKS = [
  '001',
  '003',
  '004',
  '201',
  '202',
  '207',
  '203',
  '205',
  '301',
  '360',
  '370',
  '390',
]
/** A table of tags as chips send them; constructed ones hold others. */
const TAGS = [
  '9F26',
  '9F27',
  '9F10',
  '95',
  '9A',
  '84',
  '57',
  '5A',
  'DF31',
  '9F1E',
  '82',
  '71',
  '72',
  '70',
  '77',
  'BF0C',
]

/** A value of the right form and any allowed size; what depends on other fields may still be refused. */
function valueFor({ coding, size }: FieldFormat, chance: Chance): string {
  const most = 'exactly' in size ? size.exactly : size.upTo
  const count =
    'exactly' in size || chance.below(8) === 0 ? most : chance.below(Math.min(most, 60) + 1)
  switch (coding) {
    case 'bcd':
    case 'digits':
      return textOf('0123456789', count, chance)
    case 'track':
      return textOf('0123456789=', count, chance)
    case 'bytes':
    case 'hex':
      return toHex(chance.bytes(count))
    case 'signed-bcd':
      return oneOf(['C', 'D'], chance) + textOf('0123456789', Math.max(0, count - 1), chance)
    case 'text':
    case 'latin':
    case 'gbk':
    case 'ebcdic':
      return textOf('ABCxyz 0123456789-', count, chance)
  }
}

/** Well-formed messages of a network, each with some of its fields. */
function poolOf(profile: Profile, chance: Chance): readonly Buffer[] {
  const pool: Buffer[] = []
  const numbers = [...profile.fields.keys()].filter((number) => number > 1)
  for (let tries = 0; pool.length < POOL && tries < POOL * 50; tries++) {
    const fields: Record<number, string> = {}
    for (let count = chance.below(14); count >= 0; count--) {
      const number = oneOf(numbers, chance)
      fields[number] = valueFor(profile.fields.get(number) as FieldFormat, chance)
    }
    if (fields[60] !== undefined) fields[60] = `00000001${oneOf(NETWORKS, chance)}`
    if (fields[55] !== undefined && profile.layouts.length > 0) fields[55] = toHex(chipData(chance))
    const message = encodeMessage(profile, { mti: oneOf(MTIS, chance), fields })
    if (message.ok) pool.push(message.value)
  }
  return pool
}

function chipData(chance: Chance, depth = 1): Buffer {
  const nodes = Array.from({ length: 1 + chance.below(4) }, () => {
    const tag = Buffer.from(oneOf(TAGS, chance), 'hex')
    const constructed = ((tag[0] as number) & 0x20) !== 0
    const value =
      constructed && depth < 4 ? chipData(chance, depth + 1) : chance.bytes(chance.below(20))
    const length = value.length < 0x80 ? [value.length] : [0x81, value.length & 0xff]
    return Buffer.concat([tag, Buffer.from(length), value])
  })
  return Buffer.concat(nodes).subarray(0, 200)
}

/** Pools are made once a run, from the run's own chance. */
function pooled(make: (chance: Chance) => readonly Buffer[]): (chance: Chance) => Buffer {
  let pool: readonly Buffer[] | undefined
  return (chance) => oneOf((pool ??= make(chance)), chance)
}

/** Every network's messages: what is read encodes to the same bytes, or says how it differs. */
export const messageTargets = (): readonly Target[] => [
  ...profiles.map((profile): Target => {
    const wellFormed = pooled((chance) => poolOf(profile, chance))
    return {
      name: `message ${profile.name}`,
      share: profile.name === 'cup-pos' ? 6 : 2,
      input: (chance) => spoiled(wellFormed(chance), chance),
      decode: (input) => decodedMessage(profile, input),
    }
  }),
  {
    name: 'TLV',
    share: 5,
    input: (chance) => spoiled(chipData(chance), chance),
    decode: (input) => {
      const tags = decodeTlv(input)
      if (!tags.ok) return refusal(tags, input)
      if (!writeTlv(tags.value).equals(input)) return wrong('written back as other bytes')
      return accepted(countOf(tags.value))
    },
  },
  {
    name: 'frame',
    share: 3,
    input: (chance) => spoiled(someFrame(chance), chance),
    decode: openedFrame,
  },
  {
    name: 'stream of frames',
    share: 3,
    input: (chance) =>
      spoiled(
        Buffer.concat(Array.from({ length: 1 + chance.below(4) }, () => someFrame(chance))),
        chance,
      ),
    decode: gatheredFrames,
  },
]

function decodedMessage(profile: Profile, input: Buffer): Outcome {
  const message = decodeMessage(profile, input)
  if (!message.ok) return refusal(message, input)
  const { mti, fields, places, parts, remarks } = message.value
  const again = encodeMessage(profile, { mti, fields })
  if (!again.ok) return wrong(`read and not written: ${again.refused} ${again.field}`)
  if (remarks.length === 0 && !again.value.equals(input))
    return wrong('written back as other bytes')
  if (remarks.length > 0 && again.value.length !== input.length)
    return wrong('remarks hide a length')
  presenceOf(message.value)
  const shown = maskedDump(profile, message.value)
  const hidden = ['35', '36', '45', '52'].filter((path) =>
    shown.some((one) => one.path === path && one.value !== '***' && one.value !== ''),
  )
  if (hidden.length > 0) return wrong(`field ${hidden.join()} is shown`)
  const partCount = [...parts.values()].reduce((sum, list) => sum + list.length, 0)
  return accepted(places.size + partCount + remarks.length)
}

/** A refusal has a word of the list, a path, and a place within the input. */
function refusal({ refused, field, offset }: MessageRefusal, input: Buffer): Outcome {
  if (!MESSAGE_REFUSALS.includes(refused)) return wrong(`refused by no known word: ${refused}`)
  if (field === '') return wrong('refused without a path')
  return offset < 0 || offset > input.length ? wrong('refused outside the input') : refusedAs()
}

const FORMATS: readonly FrameFormat[] = profiles
  .flatMap(({ frames }) => [...frames])
  .filter(({ length, tpdu }) => length !== 'none' || tpdu)
const LENGTH_FORMATS = FORMATS.filter(
  (one): one is FrameFormat & { readonly length: 'binary-2' | 'ascii-4' } => one.length !== 'none',
)

function someFrame(chance: Chance): Buffer {
  const format = oneOf(FORMATS, chance)
  const closed = closeFrame(format, {
    tpdu: format.tpdu ? `60${textOf('0123456789', 8, chance)}` : '',
    header: format.header ? textOf('0123456789', 12, chance) : '',
    body: chance.bytes(1 + chance.below(80)),
  })
  return closed.ok ? closed.value : Buffer.alloc(0)
}

function openedFrame(input: Buffer): Outcome {
  let taken = 0
  for (const format of FORMATS) {
    const frame = openFrame(format, input)
    if (!frame.ok) continue
    taken++
    const again = closeFrame(format, frame.value)
    // What is longer than a frame may be is read from a file and never written.
    if (!again.ok && input.length <= 4_000) return wrong(`read and not written: ${again.field}`)
    if (again.ok && !again.value.equals(input)) return wrong('written back as other bytes')
    const { tpdu } = frame.value
    if (tpdu !== '' && answeringTpdu(answeringTpdu(tpdu)) !== tpdu)
      return wrong('TPDU turned twice')
  }
  return taken > 0 ? accepted(taken) : refusedAs()
}

/** However the bytes come, the same frames come out, and nothing is lost or invented. */
function gatheredFrames(input: Buffer, chance: Chance): Outcome {
  const format = oneOf(LENGTH_FORMATS, chance)
  const whole = new FrameGatherer(format).push(input)
  const pieces = new FrameGatherer(format)
  const frames: Buffer[] = []
  for (let at = 0; at < input.length;) {
    const size = 1 + chance.below(chance.below(4) === 0 ? 1 : 30)
    const some = pieces.push(input.subarray(at, at + size))
    if (!some.ok)
      return whole.ok ? wrong('refused in pieces, taken whole') : refusedAs(frames.length)
    frames.push(...some.value)
    at += size
  }
  if (!whole.ok) return wrong('taken in pieces, refused whole')
  const one = Buffer.concat([...whole.value])
  if (!Buffer.concat(frames).equals(one)) return wrong('other frames in pieces')
  if (!input.subarray(0, one.length).equals(one)) return wrong('frames are not the bytes that came')
  return accepted(frames.length)
}

const countOf = (nodes: readonly TlvNode[]): number =>
  nodes.reduce((sum, { children = [] }) => sum + 1 + countOf(children), 0)
