import { done, refused, type Answer } from './answer'
import { describeRecordCommand } from './describe-record'

/** `citycard describe-record`. */
export async function describe(record: string): Promise<Answer> {
  const described = describeRecordCommand(record)
  return described.ok ? done(described.value.record, described.value.text) : refused(described)
}
