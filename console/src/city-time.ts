/** Moments as the city's clocks show them, whatever the clock of this computer says. */

let zone = 'Asia/Shanghai'

/** The centre tells in which zone the city counts its days. */
export const setCityZone = (timeZone: string): void => {
  zone = timeZone
}

const made = new Map<string, Intl.DateTimeFormat>()

function partsOf(moment: Date): Readonly<Record<string, string>> {
  let format = made.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    })
    made.set(zone, format)
  }
  return Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]))
}

const momentOf = (moment: string | Date): Date =>
  typeof moment === 'string' ? new Date(moment) : moment

/** "2026-03-02", the calendar day of the city. */
export function cityDate(moment: string | Date): string {
  const { year, month, day } = partsOf(momentOf(moment))
  return `${year}-${month}-${day}`
}

/** "2026-03-02 08:15" */
export const cityMinute = (moment: string | Date): string => citySecond(moment).slice(0, -3)

/** "2026-03-02 08:15:42" */
export function citySecond(moment: string | Date): string {
  const { year, month, day, hour, minute, second } = partsOf(momentOf(moment))
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`
}
