import type { Act, CardNumber, Fen, Sql, Tx } from '../base'
import type { Account } from '../ledger'
import { cardKey, cardNumberOf } from '../registry'
import type { Funding } from '../tills'

/** A card whose dates are being extended on its chip. */
export interface Renewal {
  readonly renewal: string
  readonly card: CardNumber
  readonly validTo: string
  readonly extendTo: string
  readonly feeFen: Fen
  /** What paid the fee; null where there was none. */
  readonly funding: Funding | null
  readonly account: Account | null
  readonly state: 'open' | 'told' | 'done' | 'given-up'
  readonly begunAt: Date
  readonly begunBy: string
}

const FIELDS = `renewal.renewal, renewal.card, card.digits, renewal.valid_to as "validTo",
  renewal.extend_to as "extendTo", renewal.fee_fen as "feeFen", renewal.funding, renewal.account, renewal.state,
  renewal.begun_at as "begunAt", renewal.begun_by as "begunBy"`
const FROM = 'issuing_renewal renewal join registry_card_view card using (card)'

type Row = Omit<Renewal, 'card'> & { readonly card: bigint; readonly digits: number }
const renewalOf = ({ card, digits, ...row }: Row): Renewal => ({
  ...row,
  card: cardNumberOf(card, digits),
})

/** False when another renewal of the card is under way. */
export async function insertRenewal(act: Act, renewal: Renewal): Promise<boolean> {
  const { rowCount } = await act.tx.query(
    `insert into issuing_renewal (card, renewal, valid_to, extend_to, fee_fen, funding, account, begun_at, begun_by)
     values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9) on conflict do nothing`,
    [
      cardKey(renewal.card),
      renewal.renewal,
      renewal.validTo,
      renewal.extendTo,
      renewal.feeFen,
      renewal.funding === null ? null : JSON.stringify(renewal.funding),
      renewal.account,
      renewal.begunAt,
      renewal.begunBy,
    ],
  )
  return rowCount === 1
}

export async function openRenewalOf(sql: Sql, card: CardNumber): Promise<Renewal | undefined> {
  const { rows } = await sql.query<Row>(
    `select ${FIELDS} from ${FROM} where renewal.card = $1 and renewal.state in ('open', 'told')`,
    [cardKey(card)],
  )
  return rows[0] && renewalOf(rows[0])
}

export async function selectRenewal(sql: Sql, renewal: string): Promise<Renewal | undefined> {
  const { rows } = await sql.query<Row>(
    `select ${FIELDS} from ${FROM} where renewal.renewal = $1`,
    [renewal],
  )
  return rows[0] && renewalOf(rows[0])
}

export async function lockRenewal(tx: Tx, renewal: string): Promise<Renewal | undefined> {
  await tx.query('select 1 from issuing_renewal where renewal = $1 for no key update', [renewal])
  return selectRenewal(tx, renewal)
}

export async function writeRenewalState(
  act: Act,
  { renewal }: Renewal,
  state: Renewal['state'],
): Promise<void> {
  await act.tx.query(
    `update issuing_renewal set state = $2, ended_at = case when $2 in ('done', 'given-up') then $3::timestamptz end
      where renewal = $1`,
    [renewal, state, act.at],
  )
}
