import { COMMANDS_BETWEEN, EXCHANGES, type Exchange } from './vectors-exchange.table'
import type { Sheet } from './vectors-sheet'

const ANSWER_MARK = '->'
const DONE = '9000'

/** What stands in a worked-out line where nothing is known. */
export const UNKNOWN_MARK = '<'

/**
 * Lines of commands and answers ("-> …") as they should be: every byte that follows from the vector worked
 * out, bytes that nothing in it tells taken over as listed.
 */
export function workedOutLines(sheet: Sheet, listed: readonly string[]): readonly string[] {
  let answer: string = '{...}'
  return listed.map((line) => {
    if (line.trim().startsWith(ANSWER_MARK)) {
      return `${ANSWER_MARK} ${workedOutAnswer(sheet, answer, plainHex(line.trim().slice(2)))}`
    }
    const command = plainHex(line)
    const exchange = exchangeOf(sheet, command)
    answer = exchange?.answer ?? '{...}'
    return exchange === undefined
      ? `${UNKNOWN_MARK}command not known>`
      : workedOut(sheet, exchange.command, command)
  })
}

/** Answers without data are taken as listed: the vector tells a refusal there. */
const workedOutAnswer = (sheet: Sheet, template: string, listed: string): string =>
  listed.length === DONE.length ? listed : workedOut(sheet, `${template} ${DONE}`, listed)

/** The exchange a command opens: among those the vector can work out the one it resembles most. */
function exchangeOf(sheet: Sheet, command: string): Exchange | undefined {
  if (COMMANDS_BETWEEN.some((between) => command.startsWith(between))) {
    return { command: '{...}', answer: '{...}' }
  }
  const type = sheet.value('type')?.toString('hex').toUpperCase() ?? ''
  const [best] = EXCHANGES.filter((exchange: Exchange) => exchange.types?.includes(type) ?? true)
    .map((exchange) => ({ exchange, misses: missesOf(opening(exchange.command), command) }))
    .filter(({ exchange, misses }) => misses === 0 || canBeWorkedOut(sheet, exchange))
    .sort((one, other) => one.misses - other.misses)
  if (best === undefined || best.misses > 1) return undefined
  return canBeWorkedOut(sheet, best.exchange) ? best.exchange : undefined
}

/** Every name without a size of its own has a value (of two names, either). */
const canBeWorkedOut = (sheet: Sheet, { command, answer }: Exchange): boolean =>
  [...`${command} ${answer}`.matchAll(/\{([a-z0-9|]+)\}/g)].every(([, names = '']) =>
    names.split('|').some((name) => sheet.value(name) !== undefined),
  )

const missesOf = (literal: string, command: string): number =>
  [...literal].filter((digit, index) => digit !== command[index]).length

/** One text of bytes after a template of the exchange table. */
export function workedOut(sheet: Sheet, template: string, listed: string): string {
  let made = ''
  const parts = template.split(' ').filter((part) => part !== '')
  parts.forEach((part, index) => {
    const after = parts.slice(index + 1).join('').length
    made += partOf(sheet, part, { listed: listed.slice(made.length), last: after === 0, after })
  })
  return made
}

interface Place {
  /** What the vector lists from here on. */
  readonly listed: string
  readonly last: boolean
  /** Length of the template's rest, used where it is literal. */
  readonly after: number
}

function partOf(sheet: Sheet, part: string, { listed, last, after }: Place): string {
  if (part.startsWith('[')) return listed === '' ? '' : part.slice(1, -1)
  if (!part.startsWith('{')) return part
  if (part === '{...}') return last ? listed : listed.slice(0, Math.max(0, listed.length - after))
  const [names = '', size] = part.slice(1, -1).split(':')
  if (names === '...') return listed.slice(0, 2 * Number(size))
  return valueHere(sheet, names, listed) ?? takenOver(sheet, names, listed, size)
}

/** Of several names the one that is listed here, or else the first that can be worked out. */
function valueHere(sheet: Sheet, names: string, listed: string): string | undefined {
  const values = names
    .split('|')
    .map((name) => sheet.value(name)?.toString('hex').toUpperCase())
    .filter((value) => value !== undefined)
  return values.find((value) => listed.startsWith(value)) ?? values[0]
}

function takenOver(sheet: Sheet, name: string, listed: string, size: string | undefined): string {
  if (size === undefined) return `${UNKNOWN_MARK}${name} not known>`
  const taken = listed.slice(0, 2 * Number(size))
  if (taken.length === 2 * Number(size)) sheet.keep(name, Buffer.from(taken, 'hex'))
  return taken
}

/** The literal bytes a template begins with. */
const opening = (template: string): string => /^[0-9A-F]*/.exec(template)?.[0] ?? ''

export const plainHex = (text: string): string => text.replace(/\s/g, '').toUpperCase()
