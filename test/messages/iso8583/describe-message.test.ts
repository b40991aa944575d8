import fc from 'fast-check'
import {
  answeringTpdu,
  decodeMessage,
  describeMessage,
  encodeMessage,
  FrameGatherer,
  maskedDump,
  profileNamed,
  type Message,
  type Profile,
} from '../../../src/messages'
import { interbankMessage, messageOf, posMessages, switchMessages } from './some-messages'

const pos = profileNamed('cup-pos') as Profile

function dumpOf(message: Message): ReturnType<typeof maskedDump> {
  const bytes = encodeMessage(pos, message)
  const read = bytes.ok ? decodeMessage(pos, bytes.value) : bytes
  if (!read.ok) throw new Error(`${read.refused} at ${read.field}`)
  return maskedDump(pos, read.value)
}

const valueAt = (shown: ReturnType<typeof maskedDump>, path: string): string | undefined =>
  shown.find((one) => one.path === path)?.value

test('a purchase: first six and last four digits, and nothing of tracks, PIN and chip card number', () => {
  const shown = dumpOf({
    mti: '0200',
    fields: {
      2: '6212345678901234',
      4: '000000001000',
      35: '6212345678901234=30125200000000',
      52: '0123456789ABCDEF',
      55: '5A0862123456789012349F3602031E5F200441424344DF7F0101',
      60: '22000001',
    },
  })
  expect(valueAt(shown, '2')).toBe('621234******1234')
  expect(valueAt(shown, '4')).toBe('000000001000')
  expect(valueAt(shown, '60.2')).toBe('000001')
  expect(valueAt(shown, '55.9F36')).toBe('031E')
  for (const hidden of ['35', '52', '55', '55.5A', '55.5F20', '55.DF7F']) {
    expect(valueAt(shown, hidden)).toBe('***')
  }
})

test.each([
  ['a number that is too short to show any of it', { 2: '621234567890' }, '2'],
  ['a card number in a field of text', { 2: '6212345678901234', 63: 'NO 6212345678901234' }, '63'],
  [
    'a card number as chip data',
    { 2: '6212345678901234', 55: '9F10086212345678901234' },
    '55.9F10',
  ],
  ['keys of a sign-in that nobody described', { 60: '00000001005', 62: '11'.repeat(104) }, '62'],
  ['an expiry date', { 14: '3012' }, '14'],
])('%s is hidden', (_what, fields, path) => {
  expect(valueAt(dumpOf({ mti: '0810', fields }), path)).toBe('***')
})

test('no card digit beyond the allowed ones, wherever a terminal puts the number', () => {
  const digits = fc.array(fc.constantFrom(...'0123456789'), { minLength: 13, maxLength: 19 })
  const card = digits.map((all) => `6${all.slice(1).join('')}`)
  fc.assert(
    fc.property(messageOf(pos), card, (message, number) => {
      const text = Buffer.from(number).toString('hex').toUpperCase()
      const fields = {
        ...message.fields,
        2: number,
        35: `${number}=3012`,
        43: number.padEnd(40),
        59: text,
        63: number,
      }
      const encoded = encodeMessage(pos, { ...message, fields })
      if (!encoded.ok) throw new Error(encoded.refused)
      const told = describeMessage(encoded.value.toString('hex'), 'cup-pos')
      if (!told.ok) throw new Error(told.refused)
      const middle = number.slice(6, -4)
      for (const { path, value } of told.value.fields) {
        if (middle.length >= 6) expect([path, value.includes(middle)]).toEqual([path, false])
        expect([path, value.includes(number)]).toEqual([path, false])
        expect([path, value.includes(text)]).toEqual([path, false])
      }
    }),
    { numRuns: 200 },
  )
})

test.each(
  [...posMessages, ...switchMessages, interbankMessage].map((one) => [one.id, one] as const),
)('%s is told in words, as it was captured', (id, { hex, mti, fields, profile }) => {
  const own = id === interbankMessage.id ? 'cup-interbank' : undefined
  const told = describeMessage(hex, profile ?? own)
  if (!told.ok) throw new Error(`${told.refused} ${told.field} ${told.detail}`)
  expect(told.value.mti).toBe(mti)
  expect(told.value.sentence[1]).toContain(mti)
  const paths = told.value.fields.map(({ path }) => path).filter((path) => !path.includes('.'))
  expect(paths).toEqual(Object.keys(fields))
})

test('a sign-in, told without naming the profile', () => {
  const signIn = posMessages.find(({ id }) => id.startsWith('cn-04')) as (typeof posMessages)[0]
  const told = describeMessage(signIn.hex)
  expect(told).toMatchObject({
    ok: true,
    value: {
      profile: 'cup-pos',
      frame: { tpdu: '6000000000', header: '602200000000' },
      sentence: [
        'network management request (0800): sign-in, double-length keys',
        '网络管理请求（0800）：签到（双倍长密钥）',
      ],
    },
  })
})

test('an answer that asks the terminal for the hotlist says so', () => {
  const body = encodeMessage(pos, { mti: '0210', fields: { 39: '00', 60: '22000001' } })
  const hex = body.ok ? body.value.toString('hex') : ''
  const told = (header: string): string => {
    const one = describeMessage(`6000000138${header}${hex}`)
    return one.ok ? one.value.sentence[0] : one.refused
  }
  expect(told('603100000000')).toBe('financial transaction answer (0210)')
  expect(told('603107000000')).toContain('download the hotlist')
})

test.each([
  ['XY', undefined, 'hex-malformed', undefined],
  ['0200', 'nobody', 'profile-unknown', 'profile'],
  ['02002000000000000000 00000A', 'cup-pos', 'digit-malformed', '3'],
])('%s (%s) is refused: %s', (hex, profile, refused, field) => {
  const told = describeMessage(hex, profile)
  expect(told).toMatchObject({ ok: false, refused })
  expect(told.ok ? undefined : told.field).toBe(field)
})

test('a refusal says the byte', () => {
  const told = describeMessage('02002000000000000000 00000A', 'cup-pos')
  expect(told.ok ? '' : told.detail).toContain('byte 12')
})

describe('frames', () => {
  const format = { length: 'binary-2', tpdu: true, header: true } as const
  const framed = posMessages.filter(({ frame }) => (frame as { len?: string } | undefined)?.len)
  const stream = Buffer.concat(framed.map(({ hex }) => Buffer.from(hex, 'hex')))

  test.each([1, 7, 10_000])('come out whole from chunks of %i bytes', (size) => {
    const gatherer = new FrameGatherer(format)
    const out: string[] = []
    for (let at = 0; at < stream.length; at += size) {
      const pushed = gatherer.push(stream.subarray(at, at + size))
      if (!pushed.ok) throw new Error(pushed.refused)
      out.push(...pushed.value.map((frame) => frame.toString('hex').toUpperCase()))
    }
    expect(out).toEqual(framed.map(({ hex }) => hex))
    expect(gatherer.isWaiting).toBe(false)
  })

  test.each(['0000', 'FFFF'])('a length of %s ends the connection', (length) => {
    expect(new FrameGatherer(format).push(Buffer.from(length, 'hex'))).toMatchObject({
      refused: 'frame-malformed',
    })
  })

  test('an answer goes where the request came from', () => {
    expect(answeringTpdu('6000040012')).toBe('6000120004')
  })
})
