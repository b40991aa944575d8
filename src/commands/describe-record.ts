import { ok, type Result } from '../base'
import { describeRecord, type DescribedRecord, type DescribeRefusal } from '../messages'

export interface DescribeRecordAnswer {
  /** For `--json`. */
  readonly record: DescribedRecord
  /** For people: the sentence in both languages, then one line per field. */
  readonly text: string
}

/** `citycard describe-record`: a record line, a 128-byte record or a card's log record in plain words. */
export function describeRecordCommand(
  input: string,
): Result<DescribeRecordAnswer, DescribeRefusal> {
  const described = describeRecord(input)
  return described.ok ? ok({ record: described.value, text: inText(described.value) }) : described
}

const FORM_WORDS: Readonly<Record<DescribedRecord['form'], string>> = {
  text: 'record line of an upload file',
  binary: '128-byte record of an upload file',
  'card-log': "23-byte record of a card's own log",
}

function inText({ form, fields, sentence, sentenceChinese }: DescribedRecord): string {
  const nameWidth = Math.max(...fields.map(({ label }) => label.length))
  const rows = fields.map(
    ({ label, labelChinese, value, coveredByTac }) =>
      `${coveredByTac ? '*' : ' '} ${label.padEnd(nameWidth)}  ${value || '-'}  (${labelChinese})`,
  )
  return [
    `${sentence}\n${sentenceChinese}`,
    `${FORM_WORDS[form]}; * = the TAC is computed over it`,
    rows.join('\n'),
  ].join('\n\n')
}
