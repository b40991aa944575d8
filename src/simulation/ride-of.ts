import type { Ride } from '../../terminals/bus-validator'
import type { CityTap } from './cast'
import { discountKindOf } from './discount-kind'

const TEXT_BYTES_MAX = 32
const METRO_ENTRY = /^地铁.*[入进]/
const METRO = /^地铁/

/** What the fare engine of the terminal decided, read off a row of the file. */
export function rideOf({ row }: CityTap): Ride {
  const metro = METRO.test(row.dealType)
  const stage = METRO_ENTRY.test(row.dealType) ? 'entry' : metro ? 'exit' : 'single'
  return {
    stage,
    as: 'compound',
    mode: metro ? 'metro' : 'bus',
    at: row.at,
    listFare: row.listFen,
    amount: row.chargedFen,
    discount: discountKindOf(row),
    place: {
      routeLine: metro ? '' : fieldText(row.station, TEXT_BYTES_MAX),
      station: metro ? fieldText(row.station, TEXT_BYTES_MAX) : '',
      vehicle: fieldText(row.vehicle, TEXT_BYTES_MAX),
      driver: '',
      direction: 0,
    },
  }
}

/** A text as record fields take it: no separator or control characters, at most so many bytes of UTF-8. */
export function fieldText(text: string, bytesMax: number): string {
  const plain = text.replace(/[\p{Cc}|]/gu, ' ').trim()
  if (Buffer.byteLength(plain) <= bytesMax) return plain
  let cut = ''
  for (const sign of plain) {
    if (Buffer.byteLength(cut) + Buffer.byteLength(sign) > bytesMax) break
    cut += sign
  }
  return cut.trimEnd()
}
