import { networkCodeOf, type Message } from './codec'
import { fieldsTogether, presenceRows, type PresenceRow } from './presence.table'

/** What the presence table says of a request. */
export interface Presence {
  /** The kind of message, in words; undefined when no row knows it. */
  readonly what: string | undefined
  /** The first field that is needed and absent; with it the request is refused. */
  readonly missing?: number
  /** Fields that should be there, or should not. */
  readonly remarks: readonly { readonly field: number; readonly remark: 'absent' | 'unexpected' }[]
}

/** Holds a request against the table; what no row knows is left to whoever answers it. */
export function presenceOf({ mti, fields }: Message): Presence {
  const has = (field: number): boolean => fields[field] !== undefined
  const row = presenceRows.find((one) => fits(one, { mti, fields }))
  if (row === undefined) return { what: undefined, remarks: [] }
  const alternatives = (row.oneOf ?? []).find((group) => !group.some(has))
  const missing = row.needed.find((field) => !has(field)) ?? alternatives?.[0] ?? lonely(has)
  return {
    what: row.what,
    ...(missing === undefined ? {} : { missing }),
    remarks: [
      ...(row.expected ?? []).filter((field) => !has(field)).map(asAbsent),
      ...(row.never ?? []).filter(has).map(asUnexpected),
    ],
  }
}

/** What stands without its companions: the companion that is missing. */
const lonely = (has: (field: number) => boolean): number | undefined =>
  Object.entries(fieldsTogether)
    .filter(([field]) => has(Number(field)))
    .flatMap(([, companions]) => companions)
    .find((field) => !has(field))

const asAbsent = (field: number) => ({ field, remark: 'absent' }) as const
const asUnexpected = (field: number) => ({ field, remark: 'unexpected' }) as const

function fits({ mti, type, network, processing }: PresenceRow, message: Message): boolean {
  const { fields } = message
  return (
    mti.includes(message.mti) &&
    (type === undefined || type.includes((fields[60] ?? '').slice(0, 2))) &&
    (network === undefined || network.includes(networkCodeOf(fields) ?? '')) &&
    (processing === undefined || processing.includes((fields[3] ?? '').slice(0, 2)))
  )
}
