import { describeMessage, type DescribedMessage, type DescribedMessageField } from '../messages'
import { done, refused, type Answer } from './answer'

/** `citycard describe-message`: an ISO 8583 message in words, card data masked. */
export async function describeMessageCommand(
  message: string,
  { profile }: { readonly profile?: string },
): Promise<Answer> {
  const described = describeMessage(message, profile)
  return described.ok ? done(described.value, inText(described.value)) : refused(described)
}

function inText({
  sentence,
  profileLabel,
  profile,
  frame,
  fields,
  remarks,
}: DescribedMessage): string {
  const envelope =
    frame === undefined || frame.tpdu === '' ? [] : [`TPDU ${frame.tpdu}, header ${frame.header}`]
  const pathWidth = Math.max(0, ...fields.map(({ path }) => path.length))
  const nameWidth = Math.max(0, ...fields.map(({ label }) => label[0].length))
  const row = ({ path, label, value, meaning }: DescribedMessageField): string => {
    const said = meaning === undefined ? '' : ` = ${meaning[0]} (${meaning[1]})`
    return `${path.padEnd(pathWidth)}  ${label[0].padEnd(nameWidth)}  ${value}${said}  (${label[1]})`
  }
  const noted = remarks.map(
    ({ field, offset }) =>
      `field ${field}, byte ${offset}: filled up with another half byte than 0`,
  )
  return [
    `${sentence[0]}\n${sentence[1]}`,
    [`${profileLabel[0]} (${profileLabel[1]}), profile ${profile}`, ...envelope].join('\n'),
    fields.map(row).join('\n'),
    ...(noted.length === 0 ? [] : [noted.join('\n')]),
  ].join('\n\n')
}
