import fc from 'fast-check'
import {
  decodeRecords,
  encodeRecord,
  encodeRecords,
  tapRecordFields,
  type DecodedLine,
  type TapFileForm,
  type TapRecord,
} from '../../src/messages'
import { crc16 } from '../../src/messages/crc'
import { anyTap, tap } from './some-taps'

const forms: readonly TapFileForm[] = ['text', 'binary']

const encoded = (form: TapFileForm, record: TapRecord): Buffer => {
  const bytes = encodeRecord(form, record)
  if (!bytes.ok) throw new Error(`${bytes.refused} ${bytes.field}`)
  return bytes.value
}

const only = (lines: readonly DecodedLine[]): DecodedLine => {
  expect(lines).toHaveLength(1)
  return lines[0] as DecodedLine
}

/** The line of an ordinary tap with one field spelt otherwise. */
function lineWith(name: string, spelling: string): Buffer {
  const spellings = tapRecordFields.map((field) =>
    field.name === name ? spelling : String(tap[field.name]),
  )
  return Buffer.from(`R|${spellings.join('|')}\n`)
}

/** The block of an ordinary tap with some bytes changed and its check made right again. */
function blockWith(at: number, hex: string): Buffer {
  const block = encoded('binary', tap)
  block.write(hex, at, 'hex')
  block.writeUInt16BE(crc16(block, 0, 126), 126)
  return block
}

test('the check of a block is the published CRC of "123456789"', () => {
  expect(crc16(Buffer.from('123456789'), 0, 9)).toBe(0x29b1)
})

test('a line is the fields of the table in their order', () => {
  expect(encoded('text', tap).toString()).toBe(
    'R|3104950012345678901|3104950000000001|1|2|9|41|5000|170|200|1|20180901050607|100000000042|' +
      '7001|A1B2C3D4|1|0|00000000100000000042|0000000000000005|L5|布吉|AGM-12|D7|1|' +
      '20180901044500|ST0042|0|G012|3|11|0\n',
  )
})

test('a block is 128 bytes laid out as the table says', () => {
  const block = encoded('binary', tap)
  expect(block).toHaveLength(128)
  expect(block.subarray(0, 11).toString('hex')).toBe('52f3104950012345678901')
  expect(block.readUInt32BE(28)).toBe(170)
  expect(block.subarray(37, 44).toString('hex')).toBe('20180901050607')
  expect(block.subarray(78, 84).toString('hex')).toBe('4c3500000000')
  expect(crc16(block, 0, 126)).toBe(block.readUInt16BE(126))
})

describe.each(forms)('%s', (form) => {
  test('every tap that can be written is read back unchanged', () => {
    fc.assert(
      fc.property(anyTap(form), (record) => {
        expect(only(decodeRecords(form, encoded(form, record), 1))).toEqual({ line: 1, record })
      }),
      { numRuns: 500 },
    )
  })

  test('many records are the bytes of each, one after another', () => {
    fc.assert(
      fc.property(fc.array(anyTap(form), { maxLength: 8 }), (records) => {
        const bytes = encodeRecords(form, records, 1)
        expect(
          bytes.ok && bytes.value.equals(Buffer.concat(records.map((r) => encoded(form, r)))),
        ).toBe(true)
      }),
    )
  })

  test('a bad record never touches its neighbours, and no line is lost', () => {
    const rubbish = fc
      .uint8Array({ minLength: 1, maxLength: 200 })
      .map((bytes) => Buffer.from(bytes))
    fc.assert(
      fc.property(anyTap(form), rubbish, anyTap(form), (before, bytes, after) => {
        const middle =
          form === 'text'
            ? Buffer.concat([
                Buffer.from(bytes.map((byte) => (byte === 10 ? 11 : byte))),
                Buffer.from('\n'),
              ])
            : Buffer.concat([bytes, Buffer.alloc(128)]).subarray(0, 128)
        const raw = Buffer.concat([encoded(form, before), middle, encoded(form, after)])
        const [first, second, third, ...more] = decodeRecords(form, raw, 101)
        expect([first, third, more]).toEqual([
          { line: 101, record: before },
          { line: 103, record: after },
          [],
        ])
        expect(second).toMatchObject({ line: 102, refused: expect.any(String) as string })
      }),
    )
  })

  test('no bytes whatever make the reader throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        for (const line of decodeRecords(form, Buffer.from(bytes), 1)) {
          expect('record' in line || line.field.length > 0).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })
})

test('one changed byte of a block is refused by its check', () => {
  const block = encoded('binary', tap)
  for (let at = 0; at < 128; at++) {
    const changed = Buffer.from(block)
    changed[at] = (changed[at] as number) ^ 0x10
    expect(only(decodeRecords('binary', changed, 1))).toMatchObject({
      refused: 'record-check-differs',
    })
  }
})

const UINT32 = '4294967295'
const long = 'x'.repeat(32)

const limits: readonly [
  name: keyof TapRecord,
  smallest: string,
  largest: string,
  beyond: string,
  refused: string,
][] = [
  ['card', '0000000000000000', '9223372036854775807', '9223372036854775808', 'field-out-of-range'],
  ['card', '1234567890123456', '1234567890123456789', '12345678901234567890', 'field-length-wrong'],
  ['card', '1234567890123456', '1234567890123456', '123456789012345', 'field-length-wrong'],
  ['card', '1234567890123456', '1234567890123456', '12345678901234x6', 'field-malformed'],
  ['issuer', '0000000000000000', 'FFFFFFFFFFFFFFFF', 'FFFFFFFFFFFFFFFFF', 'field-length-wrong'],
  ['issuer', '0000000000000000', 'ABCDEF0000000000', 'abcdef0000000000', 'field-malformed'],
  ['cardKind', '1', '5', '6', 'field-code-unknown'],
  ['cardKind', '1', '5', '0', 'field-code-unknown'],
  ['cardClass', '0', '255', '256', 'field-out-of-range'],
  ['type', '4', '9', '10', 'field-code-unknown'],
  ['type', '5', '6', '7', 'field-code-unknown'],
  ['counter', '0', '65535', '65536', 'field-out-of-range'],
  ['counter', '0', '1', '-1', 'field-malformed'],
  ['counter', '0', '1', '01', 'field-malformed'],
  ['counter', '0', '1', '', 'field-malformed'],
  ['counter', '0', '1', '1e3', 'field-malformed'],
  ['counter', '0', '1', '99999999999999999999', 'field-out-of-range'],
  ['balanceBefore', '0', UINT32, '4294967296', 'field-out-of-range'],
  ['amount', '0', UINT32, '4294967296', 'field-out-of-range'],
  ['amount', '0', '1', '1.5', 'field-malformed'],
  ['amount', '0', '1', ' 1', 'field-malformed'],
  ['listFare', '0', UINT32, '99999999999999999999', 'field-out-of-range'],
  ['discount', '0', '3', '4', 'field-code-unknown'],
  ['at', '19000101000000', '29991231235959', '30000101000000', 'field-date-unreal'],
  ['at', '20240229000000', '20000229000000', '20230229000000', 'field-date-unreal'],
  ['at', '20180901000000', '20180930000000', '20180931000000', 'field-date-unreal'],
  ['at', '20180901000000', '20180901235959', '20180901240000', 'field-date-unreal'],
  ['at', '20180901000000', '20180901235959', '20181301000000', 'field-date-unreal'],
  ['at', '20180901000000', '20180901235959', '21000229000000', 'field-date-unreal'],
  ['at', '20180901000000', '20180901235959', '', 'field-length-wrong'],
  ['at', '20180901000000', '20180901235959', '2018-9-1 00:00', 'field-malformed'],
  ['sam', '000000000000', '999999999999', '9999999999999', 'field-length-wrong'],
  ['termSeq', '0', UINT32, '4294967296', 'field-out-of-range'],
  ['tac', '00000000', 'FFFFFFFF', 'FFFFFFFFF', 'field-length-wrong'],
  ['tac', '00000000', 'FFFFFFFF', 'FFFFFFFG', 'field-malformed'],
  ['keyVersion', '0', '255', '256', 'field-out-of-range'],
  ['algorithm', '0', '4', '1', 'field-code-unknown'],
  ['samSerial', '0'.repeat(20), 'F'.repeat(20), 'F'.repeat(21), 'field-length-wrong'],
  ['acceptor', '', 'F'.repeat(16), 'F'.repeat(17), 'field-length-wrong'],
  ['routeLine', '', long, `${long}x`, 'field-length-wrong'],
  ['station', '', '站'.repeat(10) + 'xx', '站'.repeat(11), 'field-length-wrong'],
  ['station', '', '😀', 'a\tb', 'field-malformed'],
  ['station', '', '布吉', 'a\u0085b', 'field-malformed'],
  ['station', '', '布吉', 'a\u007fb', 'field-malformed'],
  ['vehicle', '', long, `${long}x`, 'field-length-wrong'],
  ['driver', '', long, `${long}x`, 'field-length-wrong'],
  ['direction', '0', '255', '256', 'field-out-of-range'],
  ['previousAt', '', '29991231235959', '30000101000000', 'field-date-unreal'],
  ['previousStation', '', long, `${long}x`, 'field-length-wrong'],
  ['state', '0', '3', '4', 'field-code-unknown'],
  ['device', '', long, `${long}x`, 'field-length-wrong'],
  ['uploadSeq', '0', UINT32, '4294967296', 'field-out-of-range'],
  ['program', '', long, `${long}x`, 'field-length-wrong'],
  ['test', '0', '1', '2', 'field-code-unknown'],
]

test.each(limits)(
  '%s takes %j to %j; %j is refused as %s',
  (name, smallest, largest, beyond, refused) => {
    for (const spelling of [smallest, largest]) {
      const taken = only(decodeRecords('text', lineWith(name, spelling), 1))
      expect('record' in taken && String(taken.record[name])).toBe(spelling)
    }
    expect(only(decodeRecords('text', lineWith(name, beyond), 1))).toMatchObject({
      refused,
      field: name,
    })
  },
)

test('every field has its limits in the table above', () => {
  expect([...new Set(limits.map(([name]) => name))]).toEqual(
    tapRecordFields.map(({ name }) => name),
  )
})

test.each<[story: string, at: number, hex: string, refused: string, field: string]>([
  ['a card number with a letter', 5, 'A0', 'field-malformed', 'card'],
  ['a card number of 20 digits', 1, '03', 'field-length-wrong', 'card'],
  ['an unknown card kind', 19, '06', 'field-code-unknown', 'cardKind'],
  ['an unknown type', 21, '01', 'field-code-unknown', 'type'],
  ['an unknown discount', 36, '04', 'field-code-unknown', 'discount'],
  ['a date that is not BCD', 40, '0A', 'field-malformed', 'at'],
  ['the 31st of September', 40, '31', 'field-date-unreal', 'at'],
  ['no date at all', 37, '00000000000000', 'field-date-unreal', 'at'],
  ['a SAM number that is not BCD', 44, 'FF', 'field-length-wrong', 'sam'],
  ['an unknown algorithm', 59, '01', 'field-code-unknown', 'algorithm'],
  ['a line with a zero byte inside', 79, '0041', 'field-malformed', 'routeLine'],
  ['a station that is not UTF-8', 84, 'FFFE', 'field-malformed', 'station'],
  ['a station with a "|"', 84, '7C0000000000', 'field-malformed', 'station'],
  ['an unknown state', 114, '04', 'field-code-unknown', 'state'],
  ['an unknown test mark', 125, '02', 'field-code-unknown', 'test'],
  ['another tag', 0, '53', 'record-tag-unknown', 'record'],
])('a block with %s is refused', (_story, at, hex, refused, field) => {
  expect(only(decodeRecords('binary', blockWith(at, hex), 1))).toMatchObject({ refused, field })
})

test.each<[story: string, line: string, refused: string]>([
  ['another tag', 'X|1|2', 'record-tag-unknown'],
  ['nothing', '', 'record-tag-unknown'],
  ['too few fields', 'R|3104950012345678901|3104950000000001', 'record-fields-miscounted'],
  ['a field too many', `${encoded('text', tap).toString().trim()}|0`, 'record-fields-miscounted'],
  [
    'a "|" inside a field',
    encoded('text', tap).toString().trim().replace('AGM', 'A|M'),
    'record-fields-miscounted',
  ],
  ['a carriage return', `${encoded('text', tap).toString().trim()}\r`, 'field-malformed'],
])('a line with %s is refused and counts', (_story, line, refused) => {
  expect(only(decodeRecords('text', Buffer.from(`${line}\n`), 9))).toMatchObject({
    line: 9,
    refused,
  })
})

test('a refused record says which amount the sum of the file holds for it', () => {
  const amountOf = (raw: Buffer, form: TapFileForm = 'text'): bigint | undefined => {
    const line = only(decodeRecords(form, raw, 1))
    return 'record' in line ? undefined : line.amount
  }
  expect(amountOf(lineWith('tac', 'nonsense'))).toBe(170n)
  expect(amountOf(lineWith('amount', '0170'))).toBe(0n)
  expect(amountOf(lineWith('amount', '4294967296'))).toBe(0n)
  expect(amountOf(Buffer.from('R|1|2|3|4|5|6|7|55\n'))).toBe(55n)
  expect(amountOf(Buffer.from('R|1|2\n'))).toBe(0n)
  expect(amountOf(blockWith(21, '01'), 'binary')).toBe(170n)
  expect(amountOf(encoded('binary', tap).subarray(0, 100), 'binary')).toBe(0n)
})

test('a refusal never repeats what stood in the field', () => {
  const line = only(decodeRecords('text', lineWith('station', '\u0001310495001234567890'), 1))
  expect(JSON.stringify({ ...line, amount: 0 })).not.toContain('310495')
})

test.each<[story: string, wrong: Partial<TapRecord>, field: string]>([
  ['a station that is too long for a block', { station: '深圳北站' }, 'station'],
  ['an acceptor of other than 16 digits', { acceptor: '05' }, 'acceptor'],
  ['a counter beyond two bytes', { counter: 65_536 }, 'counter'],
  ['a counter that is not whole', { counter: 1.5 }, 'counter'],
  ['a negative amount', { amount: -1n }, 'amount'],
  ['half a surrogate pair', { driver: '\ud800' }, 'driver'],
])('the writer refuses %s', (_story, wrong, field) => {
  expect(encodeRecord('binary', { ...tap, ...wrong })).toMatchObject({ ok: false, field })
})
