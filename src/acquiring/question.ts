import { createHash } from 'node:crypto'
import { fen, ok, refuse, type Fen, type Result } from '../base'
import type { Message } from '../messages'
import { kinds, type Kind, type KindRow, type MessageClass } from './kinds.table'

/** A question with its fields taken apart. What is optional is empty when it was not there. */
export interface Asked {
  readonly kind: Kind
  readonly class: MessageClass | undefined
  /** Its turn runs beside no other; see `KindRow`. */
  readonly alone: boolean
  readonly mac: boolean
  readonly mti: string
  /** f41 and f42. */
  readonly terminal: string
  readonly merchant: string
  /** f11; 0 where the message has none. */
  readonly trace: number
  /** 60.1, 60.2 and 60.3. */
  readonly type: string
  readonly batch: number
  readonly network: string
  /** f4, in fen. */
  readonly amountFen: Fen
  /** f2, or the number on track 2. */
  readonly card: string
  /** f61: which message this one is about. */
  readonly original: OriginalNamed | undefined
  readonly fields: Message['fields']
}

export interface OriginalNamed {
  readonly batch: number
  readonly trace: number
  /** MMDD; empty when it was not said. */
  readonly date: string
}

export type QuestionRefusal = 'format-wrong' | 'not-supported'

const TYPE_END = 2
const BATCH_END = 8
const NETWORK_END = 11

/**
 * Takes a question apart, and says what kind it is. `format-wrong` names the field; `not-supported` is a message that
 * nobody here knows.
 */
export function readQuestion({ mti, fields }: Message): Result<Asked, QuestionRefusal> {
  const [terminal, merchant, f60] = [fields[41], fields[42], fields[60]]
  if (terminal === undefined) return wrong('41')
  if (merchant === undefined) return wrong('42')
  if (f60 === undefined || f60.length < BATCH_END || !/^\d+$/.test(f60)) return wrong('60')
  const row = kindOf(mti, fields, f60)
  if (row === undefined) return refuse('not-supported', { detail: 'no such message here' })
  const needed = neededBy(row)
  const missing = needed.find((number) => fields[number] === undefined)
  if (missing !== undefined) return wrong(String(missing))
  const f61 = fields[61]
  const original = f61 === undefined ? undefined : originalOf(f61)
  if (f61 !== undefined && original === undefined) return wrong('61')
  return ok({
    kind: row.kind as Kind,
    class: row.class,
    alone: row.alone === true,
    mac: row.mac,
    mti,
    terminal,
    merchant,
    trace: Number(fields[11] ?? '0'),
    type: f60.slice(0, TYPE_END),
    batch: Number(f60.slice(TYPE_END, BATCH_END)),
    network: f60.slice(BATCH_END, NETWORK_END),
    amountFen: fen(BigInt(fields[4] ?? '0')),
    card: fields[2] ?? fields[35]?.split('=')[0] ?? '',
    original,
    fields,
  })
}

/** What a message of a kind is nothing without. */
const neededBy = (row: KindRow): readonly number[] =>
  row.class === undefined
    ? row.kind === 'sign-in' || row.kind === 'settlement'
      ? [11, ...(row.kind === 'settlement' ? [48] : [])]
      : []
    : row.kind === 'balance' || row.kind === 'script-notice'
      ? [11]
      : [3, 4, 11]

function kindOf(mti: string, fields: Message['fields'], f60: string): KindRow | undefined {
  const [type, network] = [f60.slice(0, TYPE_END), f60.slice(BATCH_END, NETWORK_END)]
  const fits = (allowed: readonly string[] | undefined, said: string | undefined): boolean =>
    allowed === undefined || (said !== undefined && allowed.includes(said))
  const rows: readonly KindRow[] = kinds
  return rows.find(
    (row) =>
      row.mti.includes(mti) &&
      fits(row.processing, fields[3]) &&
      fits(row.condition, fields[25]) &&
      fits(row.type, type) &&
      fits(row.network, network),
  )
}

function originalOf(f61: string): OriginalNamed | undefined {
  const match = /^(\d{6})(\d{6})(\d{4})?/.exec(f61)
  if (match === null) return undefined
  return { batch: Number(match[1]), trace: Number(match[2]), date: match[3] ?? '' }
}

const FINGERPRINT_BYTES = 16

/**
 * What must be equal for two messages under one key to be the same message: card, f3, f4, 60.1 and f61. Sixteen bytes
 * of a digest: it is compared and never read back.
 */
export const fingerprintOf = (asked: Asked): Buffer =>
  createHash('sha256')
    .update(
      [
        asked.merchant,
        asked.card,
        asked.fields[3] ?? '',
        String(asked.amountFen),
        asked.type,
        asked.fields[61] ?? '',
      ].join('|'),
    )
    .digest()
    .subarray(0, FINGERPRINT_BYTES)

const wrong = (field: string): Result<never, 'format-wrong'> => refuse('format-wrong', { field })
