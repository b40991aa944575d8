/** A span of calendar dates, both ends included; `to` is null while the end is open. */
export interface DateSpan {
  readonly from: string
  readonly to: string | null
}

/** A span of instants: `from` included, `to` not; `to` is null while the end is open. */
export interface TimeSpan {
  readonly from: Date
  readonly to: Date | null
}

/** Dates written YYYY-MM-DD sort as text, so no calendar is needed here. */
export const holdsOnDate = (span: DateSpan, date: string): boolean =>
  span.from <= date && (span.to === null || date <= span.to)

export const holdsAt = ({ from, to }: TimeSpan, instant: Date): boolean =>
  from.getTime() <= instant.getTime() && (to === null || instant.getTime() < to.getTime())
