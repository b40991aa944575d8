import { ECHOED_FIELDS, type DecodedMessage, type Message } from '../../messages'

/**
 * Why the gateway answers by itself, as f39: the host has no time or fails (96 system error, or 91 to a switch,
 * which then knows that it may try again), or a field is missing (30).
 */
export type OwnReason = 'overload' | 'failure' | 'field-missing'

const CODES: Readonly<Record<OwnReason, { readonly pos: string; readonly interbank: string }>> = {
  overload: { pos: '96', interbank: '91' },
  failure: { pos: '96', interbank: '96' },
  'field-missing': { pos: '30', interbank: '30' },
}

/** The MTI of the answer to a request; undefined for what is no request. */
export function answeringMti(mti: string): string | undefined {
  const kind = Number(mti.charAt(2))
  return kind % 2 === 0 ? mti.slice(0, 2) + String(kind + 1) + mti.slice(3) : undefined
}

/** An answer without the host: what a terminal compares comes back unchanged, and nothing was done. */
export function ownAnswer(
  question: Pick<DecodedMessage, 'mti' | 'fields'>,
  { profile, reason }: { readonly profile: string; readonly reason: OwnReason },
): Message | undefined {
  const mti = answeringMti(question.mti)
  if (mti === undefined) return undefined
  const echoed = ECHOED_FIELDS.flatMap((field) => {
    const value = question.fields[field]
    return value === undefined ? [] : [[field, value] as const]
  })
  const code = CODES[reason][profile.startsWith('cup-interbank') ? 'interbank' : 'pos']
  return { mti, fields: { ...Object.fromEntries(echoed), 39: code } }
}
