import { inYuan, maskCardNumber, ok, parseHex, refuse, type Result } from '../base'
import { BLOCK_BYTES, blockFields } from './block-codec'
import { CARD_LOG_BYTES, cardLogFields, cardLogTypes } from './card-log.table'
import { wrongField } from './explain-field'
import type { Field, FieldValue, RecordOf, Words } from './field'
import { maskField } from './mask'
import { recordShape } from './tap-file-shape'
import { tapFile, tapRecordFields } from './tap-file.table'
import { decodeRecords, type RecordRefusal, type TapFileForm, type TapRecord } from './tap-record'

/** One field of a record in plain words; card data masked. */
export interface DescribedField {
  readonly name: string
  readonly label: string
  readonly labelChinese: string
  readonly value: string
  readonly valueChinese: string
  readonly meaning: string
  readonly coveredByTac: boolean
}

export interface DescribedRecord {
  readonly form: TapFileForm | 'card-log'
  readonly fields: readonly DescribedField[]
  readonly sentence: string
  readonly sentenceChinese: string
}

export type DescribeRefusal = RecordRefusal | 'record-form-unknown'

const CARD_LOG_HEX = CARD_LOG_BYTES * 2
const BLOCK_HEX = BLOCK_BYTES * 2

/**
 * A record in plain words: a line of a text file, a block of a binary file as 256 hexadecimal digits, or a
 * record of a card's own log (PBOC e-purse, 23 bytes) as 46 of them. Blanks between digits are allowed.
 */
export function describeRecord(text: string): Result<DescribedRecord, DescribeRefusal> {
  const line = text.replace(/\r?\n$/, '')
  if (line.startsWith(`${tapFile.record.lineTag}|`)) return tapRecord('text', Buffer.from(line))
  const bytes = parseHex(line.replace(/\s/g, ''))
  if (bytes.ok && bytes.value.length === BLOCK_BYTES) return tapRecord('binary', bytes.value)
  if (bytes.ok && bytes.value.length === CARD_LOG_BYTES) return cardLog(bytes.value)
  return refuse('record-form-unknown', {
    field: 'record',
    detail: `a line that begins with "R|", or ${BLOCK_HEX} or ${CARD_LOG_HEX} hexadecimal digits`,
  })
}

function tapRecord(form: TapFileForm, raw: Buffer): Result<DescribedRecord, DescribeRefusal> {
  const [decoded] = decodeRecords(form, raw, 1)
  if (decoded === undefined || !('record' in decoded)) {
    const { refused, field, detail } = decoded ?? EMPTY
    return refuse(refused, { field, detail })
  }
  const { record } = decoded
  const fields = described(tapRecordFields, recordShape.split(record))
  return ok({ form, fields, sentence: sentence(record), sentenceChinese: chinese(record) })
}

const EMPTY = { refused: 'record-length-wrong', field: 'record', detail: 'empty' } as const

function cardLog(bytes: Buffer): Result<DescribedRecord, DescribeRefusal> {
  const read = blockFields(cardLogFields, bytes)
  if (!read.ok) return { ok: false, ...wrongField(read.field, read.latin) }
  const log = Object.fromEntries(
    cardLogFields.map(({ name }, index) => [name, read.values[index]]),
  ) as RecordOf<typeof cardLogFields>
  const type = cardLogTypes[log.type] ?? ['transaction of the scheme', '其他交易']
  const code = typeCode(log.type)
  const fields = described(cardLogFields, read.values).map((field) =>
    field.name === 'type'
      ? {
          ...field,
          value: `${code} = ${type[0]} (${type[1]})`,
          valueChinese: `${code} = ${type[1]}`,
        }
      : field,
  )
  const yuan = inYuan(log.amount)
  return ok({
    form: 'card-log',
    fields,
    sentence:
      `The card notes: ${type[0]} (type ${code}) of ${yuan} yuan at terminal ${log.terminal} ` +
      `on ${dateTime(log.at)}, counter ${log.counter}.`,
    sentenceChinese:
      `卡内记录：${dateTime(log.at)} 在终端 ${log.terminal} ${type[1]}（类型 ${code}）${yuan} 元，` +
      `交易序号 ${log.counter}。`,
  })
}

const typeCode = (type: number): string => type.toString(16).toUpperCase().padStart(2, '0')

const described = (
  fields: readonly Field[],
  values: readonly FieldValue[],
): readonly DescribedField[] =>
  fields.map((field, index) => ({
    name: field.name,
    label: field.label[0],
    labelChinese: field.label[1],
    value: inWords(field, values[index] as FieldValue, 0),
    valueChinese: inWords(field, values[index] as FieldValue, 1),
    meaning: field.meaning,
    coveredByTac: field.coveredByTac === true,
  }))

/** In English the trade's own word stands beside; Chinese needs no other. */
function inWords(field: Field, value: FieldValue, language: 0 | 1): string {
  const shown = maskField(field, value)
  if (shown === '') return ''
  switch (field.of) {
    case 'fen': {
      const yuan = inYuan(BigInt(value))
      return language === 0 ? `${shown} fen (${yuan} yuan)` : `${shown} 分（${yuan} 元）`
    }
    case 'code': {
      const words = field.codes[Number(value)]
      if (words === undefined) return shown
      return language === 0 ? `${shown} = ${words[0]} (${words[1]})` : `${shown} = ${words[1]}`
    }
    case 'date-time':
      return dateTime(shown)
    case 'digits':
    case 'hex':
    case 'whole':
    case 'text':
    case 'operator':
      return shown
  }
}

const dateTime = (at: string): string =>
  at.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3 $4:$5:$6')

function sentence(record: TapRecord): string {
  const saved = record.discount === 0 ? '' : `, ${codeWords('discount', record)[0]}`
  const proof =
    record.state === 1
      ? 'not confirmed by the card'
      : `TAC ${record.tac} under ${codeWords('algorithm', record)[0]} key version ${record.keyVersion}`
  return (
    `Card ${maskCardNumber(record.card)} (${codeWords('cardKind', record)[0]}) made a ` +
    `${codeWords('type', record)[0]} of ${inYuan(record.amount)} yuan ` +
    `(list fare ${inYuan(record.listFare)}${saved}) on ${dateTime(record.at)} at SAM ${record.sam}, ` +
    `terminal transaction ${record.termSeq}; card counter ${record.counter}, ` +
    `balance before ${inYuan(record.balanceBefore)} yuan; ${proof}` +
    `${stateAside(record, 0)}${record.test === 1 ? '; a test' : ''}.`
  )
}

function chinese(record: TapRecord): string {
  const saved = record.discount === 0 ? '' : `，${codeWords('discount', record)[1]}`
  const proof =
    record.state === 1
      ? '卡未确认'
      : `TAC ${record.tac}，${codeWords('algorithm', record)[1]} 密钥版本 ${record.keyVersion}`
  return (
    `${codeWords('cardKind', record)[1]} ${maskCardNumber(record.card)} 于 ${dateTime(record.at)} ` +
    `在 PSAM 终端 ${record.sam} ${codeWords('type', record)[1]} ${inYuan(record.amount)} 元` +
    `（应收 ${inYuan(record.listFare)} 元${saved}），终端交易序号 ${record.termSeq}，` +
    `卡交易序号 ${record.counter}，交易前余额 ${inYuan(record.balanceBefore)} 元；${proof}` +
    `${stateAside(record, 1)}${record.test === 1 ? '；测试记录' : ''}。`
  )
}

function stateAside(record: TapRecord, language: 0 | 1): string {
  if (record.state < 2) return ''
  return `${language === 0 ? '; ' : '；'}${codeWords('state', record)[language]}`
}

type CodeName = Extract<(typeof tapRecordFields)[number], { readonly of: 'code' }>['name']

function codeWords(name: CodeName, record: TapRecord): Words {
  const field: Field | undefined = tapRecordFields.find((row) => row.name === name)
  const words = field?.of === 'code' ? field.codes[record[name]] : undefined
  return words ?? [`${record[name]}`, `${record[name]}`]
}
