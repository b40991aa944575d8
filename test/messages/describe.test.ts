import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeRecordCommand } from '../../src/commands/describe-record'
import { describeRecord, encodeRecord, formatPage, maskRecordLine } from '../../src/messages'
import { tap } from './some-taps'

function spelling(form: 'text' | 'binary'): string {
  const bytes = encodeRecord(form, tap)
  if (!bytes.ok) throw new Error(bytes.refused)
  return form === 'text' ? bytes.value.toString() : bytes.value.toString('hex')
}

test('a line and a block of one tap say the same in plain words, the card number masked', () => {
  const line = describeRecord(spelling('text'))
  const block = describeRecord(spelling('binary'))
  if (!line.ok || !block.ok) throw new Error('refused')
  expect(block.value).toEqual({ ...line.value, form: 'binary' })
  expect(line.value.sentence).toBe(
    'Card 310495*********8901 (normal) made a compound purchase of 1.70 yuan (list fare 2.00, ' +
      'fare discount of the card) on 2018-09-01 05:06:07 at SAM 100000000042, terminal transaction 7001; ' +
      'card counter 41, balance before 50.00 yuan; TAC A1B2C3D4 under 3DES key version 1.',
  )
  expect(line.value.sentenceChinese).toContain('复合消费 1.70 元')
  expect(JSON.stringify(line.value)).not.toContain(tap.card)
  expect(JSON.stringify(line.value)).not.toContain('"D7"')
})

test('exactly the fields that a purchase TAC covers are marked so', () => {
  const line = describeRecord(spelling('text'))
  const covered = line.ok ? line.value.fields.filter((field) => field.coveredByTac) : []
  expect(covered.map(({ name }) => name)).toEqual(['type', 'amount', 'at', 'sam', 'termSeq'])
})

test('an unconfirmed record is said to be so', () => {
  const grey = encodeRecord('text', { ...tap, state: 1, tac: '00000000', test: 1 })
  const described = describeRecord(grey.ok ? grey.value.toString() : '')
  expect(described.ok && described.value.sentence).toContain('not confirmed by the card; a test.')
})

test("a record of a card's own log is read from 46 digits", () => {
  const described = describeRecord('0029 000000 000000AA 09 100000000042 20180901 050607')
  expect(described.ok && described.value.sentence).toBe(
    'The card notes: compound purchase (type 09) of 1.70 yuan at terminal 100000000042 on ' +
      '2018-09-01 05:06:07, counter 41.',
  )
  expect(described.ok && described.value.fields.find(({ name }) => name === 'type')?.value).toBe(
    '09 = compound purchase (复合消费)',
  )
})

test.each([
  ['nothing', '', 'record-form-unknown', 'record'],
  ['a word', 'tap', 'record-form-unknown', 'record'],
  ['digits of another length', '00'.repeat(24), 'record-form-unknown', 'record'],
  [
    'a log record with no such day',
    `0029000000000000AA09100000000042${'20180931'}050607`,
    'field-date-unreal',
    'at',
  ],
  ['a line cut off', 'R|3104950012345678901|31', 'record-fields-miscounted', 'record'],
  ['a block with a wrong check', '52'.repeat(128), 'record-check-differs', 'record'],
])('%s is refused with the limit', (_story, text, refused, field) => {
  expect(describeRecord(text)).toMatchObject({
    ok: false,
    refused,
    field,
    detail: expect.any(String) as string,
  })
})

test('the command prints the sentence in both languages and every field', () => {
  const answer = describeRecordCommand(spelling('text'))
  if (!answer.ok) throw new Error(answer.refused)
  expect(answer.value.text).toContain('compound purchase')
  expect(answer.value.text).toContain('复合消费')
  expect(answer.value.text).toMatch(/^\* amount +170 fen \(1\.70 yuan\)/m)
  expect(answer.value.text.split('\n').length).toBeGreaterThan(30)
  expect(answer.value.text).not.toContain(tap.card)
})

test('a masked line shows what it may, and a line that is not understood shows nothing', () => {
  const masked = maskRecordLine(spelling('text'))
  expect(masked).toMatch(/^R\|310495\*{9}8901\|3104950000000001\|.*\|AGM-12\|\*{4}\|1\|/)
  expect(maskRecordLine(`X${spelling('text')}`)).toMatch(/^\[\d+ characters hidden\]$/)
  expect(maskRecordLine(`310495001234567890`)).toBe('[18 characters hidden]')
})

test('the page of the format is what the table prints', () => {
  const page = readFileSync(join(__dirname, '../../src/messages/FORMAT.md'), 'utf8')
  expect(page).toBe(formatPage())
})
