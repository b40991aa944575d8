import { fenInJson } from '../../../base'

/** JSON as the contract speaks it: bigint becomes a number, Date becomes ISO 8601, undefined is left out. */
export function toWire(value: unknown): unknown {
  if (typeof value === 'bigint') return fenInJson(value)
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(toWire)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .map(([key, part]) => [key, toWire(part)]),
  )
}

/** One text for one value, whatever the order in which its members were sent. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`)
  return `{${members.join(',')}}`
}
