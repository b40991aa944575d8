import { maskCardNumber, parseHex } from '../base'
import { tacBatchOf } from '../card'
import { decodeRecords, type TapRecord } from '../messages'
import { labelText, openSoftVault, type KeyLabel } from '../keys'
import { done, foundWrong, misused, refused, type Answer } from './answer'
import { settings } from './with-city'

const BLOCK_DIGITS = 256

const WORDS = ['not-genuine', 'genuine', 'key-unknown'] as const

/**
 * `citycard check-tac RECORD`: whether a record's TAC is the one its card would have made. The record is a
 * line of the text form, or a 128-byte block of the binary form in hex.
 */
export async function checkTac(
  text: string,
  options: { readonly levels?: string },
): Promise<Answer> {
  const record = recordIn(text)
  if (typeof record === 'string') return misused(record)
  const levels = options.levels === '1' ? 1 : 2
  const read = settings()
  if ('wrong' in read) return read.wrong
  const { keysFile, production } = read.config
  const vault = await openSoftVault({ ...(keysFile === undefined ? {} : { keysFile }), production })
  if (!vault.ok) return refused(vault)
  try {
    const label: KeyLabel = {
      purpose: 'tac',
      version: record.keyVersion,
      algorithm: record.algorithm === 4 ? 'sm4' : '3des',
    }
    const [verdict] = await vault.value.checkTacs(tacBatchOf(label, levels, [record]))
    const word = WORDS[verdict as 0 | 1 | 2]
    const data = {
      genuine: word === 'genuine',
      verdict: word,
      key: labelText(label),
      levels,
      card: maskCardNumber(record.card),
      covered: {
        amountFen: record.amount,
        type: record.type,
        sam: record.sam,
        termSeq: record.termSeq,
        at: record.at,
      },
    }
    const sentence = `The TAC is ${word.replace('-', ' ')} under ${data.key} (card ${data.card}, SAM ${record.sam}, number ${record.termSeq}).`
    return data.genuine ? done(data, sentence) : foundWrong(data, sentence)
  } finally {
    await vault.value.close()
  }
}

/** The record, or what is wrong with it. */
function recordIn(text: string): TapRecord | string {
  const trimmed = text.trim()
  const bytes = trimmed.length === BLOCK_DIGITS ? parseHex(trimmed) : undefined
  const [line] =
    bytes?.ok === true
      ? decodeRecords('binary', bytes.value, 1)
      : decodeRecords('text', Buffer.from(`${trimmed}\n`, 'utf8'), 1)
  if (line === undefined) return 'a record is a line "R|…" or 256 hexadecimal digits'
  return 'record' in line ? line.record : `${line.refused} (${line.field}): ${line.detail}`
}
