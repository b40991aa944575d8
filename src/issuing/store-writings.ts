import type { CardNumber, Sql, Tx } from '../base'
import { type CardProfile, cardKey } from '../registry'

/** One chip that a clerk makes a card of. */
export interface Writing {
  readonly writing: string
  readonly serial: string
  readonly card: CardNumber
  readonly product: string
  readonly productVersion: number
  readonly profile: CardProfile
  readonly issuer: string
  readonly validFrom: string
  readonly validTo: string
  readonly keyVersion: number
  readonly algorithm: number
  readonly cardKind: number
  readonly begunAt: Date
  readonly begunBy: string
  readonly state: 'open' | 'done' | 'given-up'
}

const WRITING = `writing, serial, printed as card, product, product_version as "productVersion", profile, issuer,
  valid_from as "validFrom", valid_to as "validTo", key_version as "keyVersion", algorithm,
  card_kind as "cardKind", begun_at as "begunAt", begun_by as "begunBy", state`

export async function insertWriting(tx: Tx, writing: Writing): Promise<void> {
  await tx.query(
    `insert into issuing_writing (writing, serial, card_number, printed, product, product_version, profile, issuer,
                                  valid_from, valid_to, key_version, algorithm, card_kind, begun_at, begun_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      writing.writing,
      writing.serial,
      cardKey(writing.card),
      writing.card,
      writing.product,
      writing.productVersion,
      writing.profile,
      writing.issuer,
      writing.validFrom,
      writing.validTo,
      writing.keyVersion,
      writing.algorithm,
      writing.cardKind,
      writing.begunAt,
      writing.begunBy,
    ],
  )
}

/** The writing that is open on a chip (the chip is locked by the caller). */
export async function openWritingOf(tx: Tx, serial: string): Promise<Writing | undefined> {
  const { rows } = await tx.query<Writing>(
    `select ${WRITING} from issuing_writing where serial = $1 and state = 'open'`,
    [serial],
  )
  return rows[0]
}

export async function selectWriting(sql: Sql, writing: string): Promise<Writing | undefined> {
  const { rows } = await sql.query<Writing>(
    `select ${WRITING} from issuing_writing where writing = $1`,
    [writing],
  )
  return rows[0]
}

export async function lockWriting(tx: Tx, writing: string): Promise<Writing | undefined> {
  const { rows } = await tx.query<Writing>(
    `select ${WRITING} from issuing_writing where writing = $1 for update`,
    [writing],
  )
  return rows[0]
}

export async function endWriting(
  tx: Tx,
  end: { readonly writing: string; readonly state: 'done' | 'given-up'; readonly at: Date },
): Promise<void> {
  await tx.query(
    `update issuing_writing set state = $2, ended_at = $3 where writing = $1 and state = 'open'`,
    [end.writing, end.state, end.at],
  )
}
