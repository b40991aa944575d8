import type { Refusal } from '../base'

/** What a command answers: a document for programs, a text for people, and how the process ends. */
export interface Answer {
  /** One JSON document; whole numbers of fen may be bigint. */
  readonly data: unknown
  readonly text: string
  readonly exit: ExitCode
}

/** 0 done · 1 refused, or something was found wrong · 2 the command was called wrongly. */
export type ExitCode = 0 | 1 | 2

export const done = (data: unknown, text: string): Answer => ({ data, text, exit: 0 })
export const foundWrong = (data: unknown, text: string): Answer => ({ data, text, exit: 1 })

/** The trade says no: the word, the field and the limit. */
export function refused({ refused: word, field, detail }: Refusal<string>): Answer {
  const about = {
    ...(field === undefined ? {} : { field }),
    ...(detail === undefined ? {} : { detail }),
  }
  const text = [
    word,
    field === undefined ? '' : ` (${field})`,
    detail === undefined ? '' : `: ${detail}`,
  ]
  return { data: { refused: word, ...about }, text: text.join(''), exit: 1 }
}

/** The command was called in a way it cannot be. */
export const misused = (detail: string): Answer => ({
  data: { refused: 'usage', detail },
  text: detail,
  exit: 2,
})

/** JSON with whole numbers: bigint as a number while a double holds it, else as digits. */
export const toJson = (data: unknown): string =>
  JSON.stringify(
    data,
    (_key, value: unknown) => (typeof value === 'bigint' ? wholeNumber(value) : value),
    2,
  )

const wholeNumber = (value: bigint): number | string =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value.toString()
