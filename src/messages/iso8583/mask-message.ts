import type { DecodedMessage } from './codec'
import type { Mask, NamedField, Words } from './field-format'
import type { Part } from './parts'
import type { Profile } from './profiles'

/** A field or a part of one as it may be shown. */
export interface ShownField {
  /** "2", "60.3", "55.9F10". */
  readonly path: string
  readonly label: Words
  /** The value, or what is left of it; never more card digits than the first six and the last four. */
  readonly value: string
  readonly isMasked: boolean
  /** Byte at which it begins, counted from the MTI. */
  readonly offset: number
}

const SHOWN_FIRST = 6
const SHOWN_LAST = 4
/** A shorter number would be shown nearly whole. */
const CARD_DIGITS_MIN = 13

/**
 * A message for logs and people. Card numbers keep their first six and last four digits; tracks, PIN blocks,
 * keys, and whatever no table calls open is hidden. A field in which the digits of the message's own cards
 * turn up again is hidden too, whatever its row says.
 */
export function maskedDump(profile: Profile, message: DecodedMessage): readonly ShownField[] {
  const secrets = secretsOf(profile, message)
  const shown: ShownField[] = []
  for (const [number, { from }] of message.places) {
    const field = profile.fields.get(number) as NamedField
    const parts = message.parts.get(number) ?? []
    const value = message.fields[number] as string
    const raw = field.coding === 'bytes' || field.coding === 'hex'
    const mask = saysSecret(value, raw, secrets) ? 'all' : field.mask
    shown.push({
      path: `${number}`,
      label: field.label,
      ...masked(field.mask === 'card-number' ? 'card-number' : mask, value),
      offset: from,
    })
    for (const part of parts) shown.push(shownPart(part, { raw, secrets }))
  }
  return shown
}

function shownPart(
  { path, label, value, mask, offset }: Part,
  { raw, secrets }: { readonly raw: boolean; readonly secrets: readonly string[] },
): ShownField {
  const safe = mask === 'card-number' || !saysSecret(value, raw, secrets)
  return { path, label, ...masked(safe ? mask : 'all', value), offset }
}

function masked(mask: Mask, value: string): { readonly value: string; readonly isMasked: boolean } {
  if (mask === 'open') return { value, isMasked: false }
  const number = value.replace(/^[0 ]+/, '')
  if (mask === 'card-number' && /^\d+$/.test(number) && number.length >= CARD_DIGITS_MIN) {
    const hidden = '*'.repeat(number.length - SHOWN_FIRST - SHOWN_LAST)
    return {
      value: number.slice(0, SHOWN_FIRST) + hidden + number.slice(-SHOWN_LAST),
      isMasked: true,
    }
  }
  return { value: '***', isMasked: true }
}

/** The hidden digits of every card number in the message, wherever it stands. */
function secretsOf(profile: Profile, { fields, parts }: DecodedMessage): readonly string[] {
  const numbers = [2, 34, 35, 36, 45].map((number) => fields[number] ?? '')
  for (const [number, list] of parts) {
    const field = profile.fields.get(number) as NamedField
    for (const { value, mask, path } of list) {
      if (mask === 'card-number' || /\.(57|5A)$/.test(path)) numbers.push(value)
      else if (mask === 'all' && field.coding !== 'bytes') numbers.push(value)
    }
  }
  return numbers.flatMap((text) => {
    const [beforeSeparator = ''] = text.split(/[=D]/)
    return (beforeSeparator.match(/\d{13,}/g) ?? []).flatMap((digits) => [
      ...hiddenDigits(digits),
      ...hiddenDigits(digits.replace(/^0+/, '')),
    ])
  })
}

/** Fewer digits turn up anywhere by chance, and then nothing could be shown. */
const TELLING_DIGITS = 6

/** What another field must not contain: the middle, or, where that is short, the number without one end. */
function hiddenDigits(number: string): readonly string[] {
  if (number.length < CARD_DIGITS_MIN) return []
  const middle = number.slice(SHOWN_FIRST, -SHOWN_LAST)
  return middle.length >= TELLING_DIGITS
    ? [middle]
    : [number.slice(0, -SHOWN_LAST), number.slice(SHOWN_FIRST)]
}

function saysSecret(value: string, raw: boolean, secrets: readonly string[]): boolean {
  if (secrets.length === 0) return false
  const texts = raw ? [value, Buffer.from(value, 'hex').toString('latin1')] : [value]
  return secrets.some((secret) => texts.some((text) => text.includes(secret)))
}
