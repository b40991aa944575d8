import { readFile } from 'node:fs/promises'
import { joinReports, type VectorReport } from '../base'
import { runCardVectors } from '../card'
import { runPosKeyVectors } from '../keys'
import { MESSAGE_LISTS, runMessageVectors } from '../messages'
import { done, foundWrong, misused, type Answer } from './answer'

/** `citycard vectors FILE`: runs a file of test vectors and says which of them this house does not reproduce. */
export async function vectors(file: string): Promise<Answer> {
  let document: unknown
  try {
    document = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    return misused(`the file "${file}" cannot be read as JSON: ${(error as Error).message}`)
  }
  const report = runVectors(document)
  const text = [
    `${report.passed} passed, ${report.failed.length} failed, ${report.skipped.length} skipped`,
    ...report.failed.map(
      ({ id, field, expected, got }) => `  ${id}.${field}: expected ${expected}, got ${got}`,
    ),
    ...report.skipped.map(({ id, why }) => `  ${id} skipped: ${why}`),
  ].join('\n')
  return report.failed.length === 0 && report.passed > 0
    ? done(report, text)
    : foundWrong(report, text)
}

/** A corpus of ISO 8583 has specifications of messages, or crypto; anything else is a file about cards. */
export function runVectors(document: unknown): VectorReport {
  if (!isRecord(document)) return runCardVectors(document)
  const { specs, crypto } = document
  const about8583 = specs !== undefined || crypto !== undefined || 'tlv' in document
  const lists = MESSAGE_LISTS.filter((list) => list !== 'vectors' && list in document)
  if (!about8583 && lists.length === 0) return runCardVectors(document)
  return joinReports([
    runMessageVectors(document),
    ...(isRecord(crypto) ? [runPosKeyVectors(crypto)] : []),
  ])
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
