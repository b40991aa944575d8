import fc from 'fast-check'
import { macX919 } from '../../../src/keys'
import {
  decodeMessage,
  encodeMessage,
  macInput,
  MESSAGE_REFUSALS,
  profileNamed,
  profiles,
  type DecodedMessage,
  type Profile,
} from '../../../src/messages'
import { interbankMessage, messageOf, posMessages, switchMessages } from './some-messages'

const profile = (name: string): Profile => profileNamed(name) as Profile
const pos = profile('cup-pos')

/** Bytes of a captured message from its MTI on; cn-06 and cn-04 come with TPDU, some with a length too. */
function bodyOf({ hex, mti, frame }: (typeof posMessages)[number]): Buffer {
  if (frame === undefined) return Buffer.from(hex, 'hex')
  const { len } = frame as { len?: string }
  const body = Buffer.from(hex, 'hex').subarray(len === undefined ? 11 : 13)
  expect(body.toString('hex', 0, 2)).toBe(mti)
  return body
}

function decoded(of: Profile, bytes: Buffer): DecodedMessage {
  const read = decodeMessage(of, bytes)
  if (!read.ok) throw new Error(`${read.refused} at ${read.field}, byte ${read.offset}`)
  return read.value
}

test.each(posMessages.map((one) => [one.id, one] as const))(
  'POS capture %s reads by our own table, both ways',
  (_id, one) => {
    const body = bodyOf(one)
    const message = decoded(pos, body)
    expect([message.mti, message.fields]).toEqual([one.mti, one.fields])
    expect(message.remarks).toEqual([])
    expect(encodeMessage(pos, message)).toEqual({ ok: true, value: body })
  },
)

test.each(switchMessages.map((one) => [one.id, one] as const))(
  'image %s of a switch reads by our tables of 1987 and 1993, both ways',
  (_id, one) => {
    const own = profile(one.profile as string)
    const body = Buffer.from(one.hex, 'hex')
    const message = decoded(own, body)
    expect([message.mti, message.fields]).toEqual([one.mti, one.fields])
    expect(encodeMessage(own, message)).toEqual({ ok: true, value: body })
  },
)

test('an interbank message reads by our own table', () => {
  const body = Buffer.from(interbankMessage.hex, 'hex').subarray(4)
  expect(decoded(profile('cup-interbank'), body).fields).toEqual(interbankMessage.fields)
})

describe.each(profiles.map((one) => [one.name, one] as const))('%s', (_name, own) => {
  test('what is written reads back equal, and is written the same again', () => {
    fc.assert(
      fc.property(messageOf(own), (message) => {
        const bytes = encodeMessage(own, message)
        if (!bytes.ok) throw new Error(`${bytes.refused} at ${bytes.field}`)
        const back = decoded(own, bytes.value)
        expect({ mti: back.mti, fields: back.fields }).toEqual(message)
        expect(back.raw).toEqual(bytes.value)
        expect(encodeMessage(own, back)).toEqual(bytes)
      }),
      { numRuns: 150 },
    )
  })

  test('a changed byte is refused with path and offset, or read as what it says', () => {
    fc.assert(
      fc.property(messageOf(own), fc.nat(), fc.integer({ min: 1, max: 255 }), (message, at, by) => {
        const written = encodeMessage(own, message)
        if (!written.ok) throw new Error(written.refused)
        const bytes = Buffer.from(written.value)
        const place = at % bytes.length
        bytes[place] = (bytes[place] as number) ^ by
        expectHonest(own, bytes)
      }),
      { numRuns: 400 },
    )
  })

  test('any bytes are answered', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expectHonest(own, Buffer.from(bytes))
      }),
      { numRuns: 500 },
    )
  })
})

/** Refused with a word, a path and a byte within reach; or read, and then the same bytes come out again. */
function expectHonest(own: Profile, bytes: Buffer): void {
  const read = decodeMessage(own, bytes)
  if (!read.ok) {
    expect(MESSAGE_REFUSALS).toContain(read.refused)
    expect(read.field).toMatch(/^(mti|bitmap|message|\d{1,3}(\.[0-9A-Za-z]+)*)$/)
    expect(read.offset).toBeGreaterThanOrEqual(0)
    expect(read.offset).toBeLessThanOrEqual(bytes.length)
    return
  }
  const again = encodeMessage(own, read.value)
  if (read.value.remarks.length > 0) {
    // Accepted with a remark: what is written differs in the remarked half bytes only.
    expect(again.ok && again.value.length).toBe(bytes.length)
    return
  }
  expect(again).toEqual({ ok: true, value: bytes })
}

const hex = (text: string): Buffer => Buffer.from(text.replace(/ /g, ''), 'hex')

test.each([
  ['no bytes', '', 'message-truncated', 'mti', 0],
  ['an MTI that is none', '02F0', 'mti-malformed', 'mti', 0],
  ['half a bitmap', '0200 80000000', 'message-truncated', 'bitmap', 6],
  ['a second bitmap of a POS', `0200 80${'00'.repeat(15)}`, 'bitmap-malformed', 'bitmap', 10],
  ['a field without a format', '0200 0080000000000000 00', 'field-unknown', '9', 10],
  ['a half byte that is no digit', '0200 2000000000000000 00000A', 'digit-malformed', '3', 12],
  ['a cut field', '0200 2000000000000000 0000', 'message-truncated', '3', 12],
  ['no length', '0200 4000000000000000', 'length-truncated', '2', 10],
  ['a length of no digits', '0200 4000000000000000 1A', 'length-malformed', '2', 10],
  ['a length over the maximum', '0200 4000000000000000 20', 'length-over-maximum', '2', 10],
  ['bytes left over', '0200 2000000000000000 000000 00', 'bytes-left-over', 'message', 13],
  ['a filler of f23', '0200 0000020000000000 1001', 'filler-wrong', '23', 10],
  ['text that is no text', '0200 0000000002000000 3007', 'character-malformed', '39', 11],
  ['f60 that ends amid 60.2', '0200 0000000000000010 0006 220000', 'part-malformed', '60.2', 13],
  ['a tag cut off', '0200 0000000000000200 0003 9F3602', 'message-truncated', '55.9F36', 15],
  ['a tag twice', '0200 0000000000000200 0006 9A0101 9A0101', 'tag-repeated', '55.9A', 15],
  ['an endless length', '0200 0000000000000200 0003 9A8000', 'length-malformed', '55.9A', 13],
  ['a length of three bytes', '0200 0000000000000200 0003 9A8300', 'length-malformed', '55.9A', 13],
  [
    'a longer length than needed',
    '0200 0000000000000200 0004 9A810101',
    'length-malformed',
    '55.9A',
    13,
  ],
  ['a tag of four bytes', '0200 0000000000000200 0005 9F81828301', 'tag-malformed', '55', 12],
  [
    'five levels of tags',
    '0200 0000000000000200 0008 7206 7204 7202 7200',
    'tags-too-deep',
    '55.72.72.72.72',
    20,
  ],
])('%s: refused where it shows', (_what, text, refused, field, offset) => {
  expect(decodeMessage(pos, hex(text))).toMatchObject({ ok: false, refused, field, offset })
})

test('a track filled up with F is read and remarked on, and written with 0', () => {
  const read = decoded(pos, hex('0200 0000000020000000 03 123F'))
  expect(read.fields[35]).toBe('123')
  expect(read.remarks).toEqual([{ field: '35', offset: 11, remark: 'other-filler' }])
  expect(encodeMessage(pos, read)).toEqual({
    ok: true,
    value: hex('0200 0000000020000000 03 1230'),
  })
})

test('the same field has other parts in other messages', () => {
  const keys = `${'11'.repeat(16)}A1A2A3A4${'22'.repeat(16)}B1B2B3B4`
  const answer = { mti: '0810', fields: { 60: '00000001003', 62: keys } }
  const bytes = encodeMessage(pos, answer)
  const parts = bytes.ok ? decoded(pos, bytes.value).parts.get(62) : undefined
  expect(parts?.map(({ value }) => value.slice(0, 8))).toEqual([
    '11111111',
    'A1A2A3A4',
    '22222222',
    'B1B2B3B4',
  ])
  const hotlist = { mti: '0800', fields: { 60: '00000001390', 62: '303031' } }
  const asked = encodeMessage(pos, hotlist)
  expect(asked.ok && decoded(pos, asked.value).parts.get(62)).toMatchObject([
    { path: '62.1', value: '001' },
  ])
})

test('lines of a batch upload are counted', () => {
  const line = `00000001${'6212345678901234'.padStart(20, '0')}000000000100`
  const upload = (count: string): object =>
    encodeMessage(pos, {
      mti: '0320',
      fields: { 48: `${count}${line}${line}`, 60: '00000001201' },
    })
  expect(upload('02')).toMatchObject({ ok: true })
  expect(upload('03')).toMatchObject({ refused: 'part-malformed', field: '48.1' })
})

test('what a MAC covers are the bytes that arrived', () => {
  const reversal = posMessages.find(({ id }) => id.startsWith('cn-06')) as (typeof posMessages)[0]
  const message = decoded(pos, bodyOf(reversal))
  const key = Buffer.from('73FE29329283FDF12540B6F80437C107', 'hex')
  const mac = macX919({ key, data: macInput(message) as Buffer })
  expect(mac.toString('hex').toUpperCase()).toBe(message.fields[64])
})

test('a message without a MAC covers nothing', () => {
  expect(macInput(decoded(pos, hex('0200 2000000000000000 000000')))).toBeUndefined()
})

test.each([
  [{ mti: '020', fields: {} }, 'mti-malformed', 'mti'],
  [{ mti: '0200', fields: { 1: '1' } }, 'field-unknown', '1'],
  [{ mti: '0200', fields: { 9: '1' } }, 'field-unknown', '9'],
  [{ mti: '0200', fields: { 3: '12345' } }, 'size-wrong', '3'],
  [{ mti: '0200', fields: { 3: '12345x' } }, 'digit-malformed', '3'],
  [{ mti: '0200', fields: { 2: '1'.repeat(20) } }, 'length-over-maximum', '2'],
  [{ mti: '0200', fields: { 39: '0é' } }, 'character-malformed', '39'],
  [{ mti: '0200', fields: { 52: '0g' } }, 'character-malformed', '52'],
  [{ mti: '0200', fields: { 55: '9F' } }, 'message-truncated', '55'],
  [{ mti: '0200', fields: { 63: '\u{1F600}' } }, 'character-malformed', '63'],
])('%j is not written', (message, refused, field) => {
  expect(encodeMessage(pos, message)).toMatchObject({ ok: false, refused, field })
})

test('merchant names may be Chinese', () => {
  const name = '市民卡公司'.padEnd(35)
  const bytes = encodeMessage(pos, { mti: '0210', fields: { 43: name } })
  expect(bytes.ok && bytes.value.length).toBe(10 + 40)
  expect(bytes.ok && decoded(pos, bytes.value).fields[43]).toBe(name)
})
