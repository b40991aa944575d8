import { refuse, type Refusal } from '../../base'

/** Why a message, a frame or a part of one is refused. */
export const MESSAGE_REFUSALS = [
  'message-truncated',
  'bytes-left-over',
  'length-truncated',
  'length-malformed',
  'length-over-maximum',
  'size-wrong',
  'digit-malformed',
  'character-malformed',
  'filler-wrong',
  'field-unknown',
  'mti-malformed',
  'bitmap-malformed',
  'tag-malformed',
  'tag-repeated',
  'tags-too-deep',
  'part-malformed',
  'frame-malformed',
  'profile-unknown',
] as const

export type MessageRefusalWord = (typeof MESSAGE_REFUSALS)[number]

/**
 * A refused message: the word, the field as a path ("55.9F10", "bitmap", "mti") and the byte, counted from
 * the MTI, at which it shows. Never a value of a field.
 */
export interface MessageRefusal extends Refusal<MessageRefusalWord> {
  readonly field: string
  readonly offset: number
}

/** Where a reader stands. */
export interface Place {
  readonly field: string
  readonly offset: number
}

/**
 * How a reader deep inside leaves: caught by `stoppable` and by nobody else, so that a refusal costs readers
 * no line of their own.
 */
class Stopped extends Error {
  constructor(readonly refusal: MessageRefusal) {
    super(refusal.refused)
  }
}

/** Leaves the reading or writing that `stoppable` began. */
export function stop(
  refused: MessageRefusalWord,
  { field, offset }: Place,
  detail?: string,
): never {
  const about = detail === undefined ? { field } : { field, detail }
  throw new Stopped({ ...refuse(refused, about), field, offset })
}

/** What the work answers, or the refusal by which it was left. */
export function stoppable<Value>(
  work: () => Value,
): { readonly ok: true; readonly value: Value } | MessageRefusal {
  try {
    return { ok: true, value: work() }
  } catch (thrown) {
    if (thrown instanceof Stopped) return thrown.refusal
    throw thrown
  }
}
