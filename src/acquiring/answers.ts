import { cityDateTime, hex, maskCardNumber } from '../base'
import type { Message } from '../messages'
import { codes, type Code } from './codes.table'
import type { PosAnswer } from './face'
import { referenceOf } from './message'
import type { Asked } from './question'
import type { KeySet, PosTerminal } from './terminal'

/** Who we are as an acquirer, f32. */
export const ACQUIRER = '00012900'

const CARD_NUMBER = 2
/** What an answer repeats of its question, where the question has it. */
const ECHOED = [3, 4, 11, 25, 41, 42, 49, 60] as const
const NEVER_IN_0820 = [11]

const DATE_FROM = 4
const TIME_FROM = 8

/** MTI of the answer to a message: the next even hundred's tens. */
export const answerMti = (mti: string): string => `${mti.slice(0, 2)}${Number(mti[2]) + 1}${mti[3]}`

/** What is said, without card number: as it is kept. */
export function answerTo(
  asked: Pick<Asked, 'mti' | 'fields'>,
  said: {
    readonly code: Code
    readonly at: Date
    readonly message?: bigint
    readonly fields?: Readonly<Record<number, string>>
  },
): Message {
  const time = cityDateTime(said.at)
  const left = asked.mti === '0820' ? NEVER_IN_0820 : []
  const echoed = ECHOED.filter((number) => !left.includes(number)).flatMap((number) => {
    const value = asked.fields[number]
    return value === undefined ? [] : [[number, value] as const]
  })
  return {
    mti: answerMti(asked.mti),
    fields: {
      ...Object.fromEntries(echoed),
      12: time.slice(TIME_FROM),
      13: time.slice(DATE_FROM, TIME_FROM),
      32: ACQUIRER,
      ...(said.message === undefined ? {} : { 37: referenceOf(said.message) }),
      39: codes[said.code],
      ...said.fields,
    },
  }
}

/** An answer on its way out: with the card number its question had, and the key its code is to be made under. */
export function sent(
  answer: Message,
  to: { readonly asked: Asked; readonly terminal: PosTerminal; readonly keys: KeySet | null },
): PosAnswer {
  const card = to.asked.fields[CARD_NUMBER]
  const message: Message = {
    mti: answer.mti,
    fields: card === undefined ? answer.fields : { ...answer.fields, [CARD_NUMBER]: card },
  }
  // Terminals look at the code of an approval only.
  if (to.keys === null || !to.asked.mac || answer.fields[39] !== codes.approved) return { message }
  const { terminal, macAlgorithm: algorithm } = to.terminal
  return { message, mac: { sealedMak: hex(to.keys.mak), algorithm, terminal } }
}

/** What is kept of a number that may be no card of ours. */
export const maskedCard = (number: string): string => (number === '' ? '' : maskCardNumber(number))
