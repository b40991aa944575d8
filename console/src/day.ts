/** Days as people type them, and as the city writes them: "2026-03-02". */

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/

/** Whether it is a day of the calendar in the city's form. */
export function isDay(text: string): boolean {
  const [, year = '', month = '', day = ''] = DAY.exec(text) ?? []
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  return year !== '' && at.toISOString().startsWith(`${year}-${month}-${day}`)
}

/** What is typed without its dashes, or with other signs between, in the city's form; else as it was typed. */
export function dayTyped(text: string): string {
  const [, year, month, day] =
    /^\s*(\d{4})(\d{2})(\d{2})\s*$/.exec(text) ??
    /^\s*(\d{4})[-/.年 ](\d{1,2})[-/.月 ](\d{1,2})日?\s*$/.exec(text) ??
    []
  if (year === undefined || month === undefined || day === undefined) return text
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

/** So many days later, or earlier. */
export function dayAfter(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}
