import { readFile } from 'node:fs/promises'
import { runCardVectors } from '../card'
import { done, foundWrong, misused, type Answer } from './answer'

/** `citycard vectors FILE`: runs a file of test vectors and says which of them this house does not reproduce. */
export async function vectors(file: string): Promise<Answer> {
  let document: unknown
  try {
    document = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    return misused(`the file "${file}" cannot be read as JSON: ${(error as Error).message}`)
  }
  const report = runCardVectors(document)
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
