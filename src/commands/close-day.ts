import { inYuan, parseBusinessDate, toHex, type BusinessDate } from '../base'
import { closeDay as close } from '../settlement'
import { sealPosted } from '../ledger'
import { done, misused, refused, type Answer } from './answer'
import { withCity, type CityOptions } from './with-city'

export interface CloseDayOptions extends CityOptions {
  /** The day to close; the open one when absent. */
  readonly date?: string
  /** The day that opens; the day after when absent. */
  readonly next?: string
}

/** `citycard day close`: closes a business day; asked again it answers what it was closed with. */
export async function closeDay(options: CloseDayOptions): Promise<Answer> {
  const dates: (BusinessDate | undefined)[] = []
  for (const [name, text] of [
    ['--date', options.date],
    ['--next', options.next],
  ] as const) {
    const date = text === undefined ? undefined : parseBusinessDate(text)
    if (date !== undefined && !date.ok) return misused(`${name}: ${date.detail}`)
    dates.push(date?.value)
  }
  return withCity(options, async (city) => {
    const closed = await close(city.settlement, dates[0], dates[1])
    if (!closed.ok) return refused(closed)
    await sealPosted(city.store.database)
    const day = closed.value
    return done(
      {
        date: day.day,
        statements: day.statements,
        taps: day.taps,
        listFareFen: day.listFen,
        chargedFen: day.chargedFen,
        subsidyFen: day.subsidyFen,
        feeFen: day.feeFen,
        netFen: day.netFen,
        digest: toHex(day.digest),
        closedAt: day.closedAt,
      },
      `${day.day} is closed: ${day.statements} statements, ${day.taps} taps, charged ${inYuan(day.chargedFen)}, ` +
        `fees ${inYuan(day.feeFen)}, net ${inYuan(day.netFen)} yuan\nday digest (SHA-256) ${toHex(day.digest)}`,
    )
  })
}
