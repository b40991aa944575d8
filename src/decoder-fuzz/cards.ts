import { fen, invariant, type Chance, type Result, type SamNumber } from '../base'
import {
  askBalance,
  LARGEST_AMOUNT,
  load,
  profiles,
  readBinary,
  readIdentity,
  readLog,
  unload,
  type CardFactors,
  type Conversation,
} from '../card'
import { oneOf, spoiled, textOf } from './spoil'
import { accepted, refusedAs, wrong, type Outcome, type Target } from './target'

const STATUS = [
  '9000',
  '9000',
  '9000',
  '6283',
  '63C2',
  '6981',
  '6985',
  '6A82',
  '6A83',
  '6B00',
  '6700',
  '9302',
  '9303',
  '9401',
  '0000',
  'FFFF',
]
const SIZES = [0, 1, 4, 4, 8, 16, 16, 23, 30, 45, 255]
const NOTHING_MORE = Buffer.from('6D00', 'hex')
const IDENTITY_BYTES = 0x1e
const LOG_FILE = 0x0018
const LOG_MOST = 10
const card: CardFactors = { issuer: Buffer.alloc(8, 2), card: Buffer.alloc(8, 3) }

/** What a conversation makes of the answers of a card that may be broken or mean no good. */
export const cardTargets = (): readonly Target[] => [
  conversationTarget(
    'card answers: balance',
    (chance) => [chance.bytes(4)],
    () => askBalance('EP'),
    (value, first) =>
      typeof value === 'bigint' &&
      value >= 0n &&
      value <= LARGEST_AMOUNT &&
      value === BigInt(first.readUInt32BE(0)),
  ),
  conversationTarget(
    'card answers: records',
    (chance) => Array.from({ length: chance.below(12) }, () => chance.bytes(23)),
    () => readLog(LOG_FILE, LOG_MOST),
    (value) => Array.isArray(value) && value.length <= LOG_MOST,
  ),
  conversationTarget(
    'card answers: load',
    (chance) => [loadOpening(chance), chance.bytes(4)],
    () =>
      load({
        ...{ purse: 'EP', card, keyIndex: 1, amount: fen(1_000n), at: '20260302090000' },
        terminal: '999000000001' as SamNumber,
      }),
  ),
  conversationTarget(
    'card answers: unload',
    (chance) => [loadOpening(chance), chance.bytes(4)],
    () =>
      unload({
        ...{ card, keyIndex: 1, amount: fen(1_000n), at: '20260302090000' },
        terminal: '999000000001' as SamNumber,
      }),
  ),
  {
    name: 'card answers: who it is',
    share: 2,
    input: (chance) => answers([digits(IDENTITY_BYTES, chance)], chance),
    decode: (input) => {
      const held = holdOver(readBinary(0x15, IDENTITY_BYTES), input)
      if (!held.value.ok) return refusedAs(held.questions)
      const file = held.value.value
      const known = Object.values(profiles).map((profile) => readIdentity(profile, file))
      return known.some(({ ok }) => ok) ? accepted(held.questions) : refusedAs(held.questions)
    },
  },
]

function conversationTarget<Value>(
  name: string,
  good: (chance: Chance) => readonly Buffer[],
  begin: () => Conversation<Result<Value>>,
  isRight: (value: Value, firstAnswer: Buffer) => boolean = () => true,
): Target {
  return {
    name,
    share: 2,
    input: (chance) => answers(good(chance), chance),
    decode: (input): Outcome => {
      const { value, questions } = holdOver(begin(), input)
      if (!value.ok) {
        return /^[a-z][a-z0-9-]+$/.test(value.refused)
          ? refusedAs(questions)
          : wrong('refused by no word')
      }
      return isRight(value.value, firstOf(input))
        ? accepted(questions)
        : wrong('not what the card said')
    },
  }
}

/** The good answers of a card, or others, each with its length before it. */
function answers(good: readonly Buffer[], chance: Chance): Buffer {
  const list = chance.below(3) > 0 ? good.map(succeeded) : others(chance)
  const bytes = Buffer.concat(list.flatMap((one) => [Buffer.of(Math.min(255, one.length)), one]))
  return chance.below(2) === 0 ? bytes : spoiled(bytes, chance)
}

const succeeded = (data: Buffer): Buffer => Buffer.concat([data, Buffer.of(0x90, 0x00)])

const others = (chance: Chance): readonly Buffer[] =>
  Array.from({ length: 1 + chance.below(6) }, () =>
    Buffer.concat([chance.bytes(oneOf(SIZES, chance)), Buffer.from(oneOf(STATUS, chance), 'hex')]),
  )

/** Packed digits, as card files hold them. */
const digits = (count: number, chance: Chance): Buffer =>
  Buffer.from(textOf('0123456789', 2 * count, chance), 'hex')

/** Balance, counter, key version, algorithm, random, MAC1; now and then the largest balance there is. */
function loadOpening(chance: Chance): Buffer {
  const balance = chance.below(4) === 0 ? Buffer.alloc(4, 0xff) : chance.bytes(4)
  const keys = Buffer.of(1, oneOf([0, 4], chance))
  return Buffer.concat([balance, chance.bytes(2), keys, chance.bytes(8)])
}

function* answersIn(input: Buffer): Generator<Buffer, undefined> {
  for (let at = 0; at < input.length;) {
    const size = input[at] as number
    const answer = input.subarray(at + 1, at + 1 + size)
    at += 1 + size
    // Less than a status word is no answer: a reader says that the card is gone.
    yield answer.length < 2 ? NOTHING_MORE : answer
  }
  return undefined
}

const firstOf = (input: Buffer): Buffer => answersIn(input).next().value ?? NOTHING_MORE

const QUESTIONS_MAX = 1_000

/** The vault agrees with everything and makes codes of four bytes: what the card says goes as far as it can. */
function holdOver<Value>(
  conversation: Conversation<Value>,
  input: Buffer,
): { readonly value: Value; readonly questions: number } {
  const list = answersIn(input)
  let questions = 0
  let turn = conversation.next()
  while (turn.done !== true) {
    invariant(++questions <= QUESTIONS_MAX, 'a conversation ends')
    const answer =
      turn.value.to === 'vault'
        ? turn.value.asks.act.startsWith('make-')
          ? Buffer.alloc(4)
          : Buffer.of(1)
        : (list.next().value ?? NOTHING_MORE)
    turn = conversation.next(answer)
  }
  return { value: turn.value, questions }
}
