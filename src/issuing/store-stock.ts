import type { Act, Sql, Tx } from '../base'
import type { CardProfile } from '../registry'
import type { StockState } from './stock-lifecycle'

/** A chip as stock knows it. */
export interface Chip {
  readonly serial: string
  readonly batch: string
  readonly profile: CardProfile
  readonly state: StockState
  readonly holder: string | null
  /** The card it has become, or is being made of it. */
  readonly card: { readonly number: bigint; readonly digits: number } | null
}

interface ChipRow extends Omit<Chip, 'card'> {
  readonly cardNumber: bigint | null
  readonly digits: number | null
}

const chipOf = ({ cardNumber, digits, ...chip }: ChipRow): Chip => ({
  ...chip,
  card: cardNumber === null || digits === null ? null : { number: cardNumber, digits },
})

const CHIP = `s.serial, s.batch, s.profile, s.state, s.holder, s.card_number as "cardNumber",
  (select c.digits from registry_card_view c where c.card = s.card_number) as digits`

/** Counts chips in; answers a serial that is known already, and then nothing was written. */
export async function insertChips(
  tx: Tx,
  received: {
    readonly serials: readonly string[]
    readonly batch: string
    readonly profile: CardProfile
    readonly at: Date
  },
): Promise<string | undefined> {
  const { rows } = await tx.query<{ known: string | null }>(
    `with given as (select * from unnest($1::text[]) with ordinality as g(serial, nth)),
     fresh as (
       insert into issuing_stock (serial, batch, profile, state, received_at)
       select serial, $2, $3, 'in-store', $4 from given order by serial
       on conflict do nothing returning serial)
     select (select g.serial from given g where g.serial not in (select serial from fresh) order by g.nth limit 1)
            as known`,
    [received.serials, received.batch, received.profile, received.at],
  )
  return rows[0]?.known ?? undefined
}

/** These chips by serial, kept from others until the transaction ends; an unknown one is not in the answer. */
export async function lockChips(
  tx: Tx,
  serials: readonly string[],
): Promise<ReadonlyMap<string, Chip>> {
  const { rows } = await tx.query<ChipRow>(
    `select ${CHIP} from issuing_stock s where s.serial = any($1::text[]) order by s.serial
        for no key update of s`,
    [serials],
  )
  return new Map(rows.map((row) => [row.serial, chipOf(row)]))
}

/** The chip of a card, kept from others; undefined for a card that was never stock. */
export async function lockChipOfCard(tx: Tx, card: bigint): Promise<Chip | undefined> {
  const { rows } = await tx.query<ChipRow>(
    `select ${CHIP} from issuing_stock s where s.card_number = $1 for no key update of s`,
    [card],
  )
  return rows[0] === undefined ? undefined : chipOf(rows[0])
}

/** Blank chips of a profile out of the store, oldest serials first, that nobody else is taking just now. */
export async function takeBlankChips(
  tx: Tx,
  wanted: { readonly profile: CardProfile; readonly batch: string | null; readonly count: number },
): Promise<Chip[]> {
  const { rows } = await tx.query<ChipRow>(
    `select ${CHIP} from issuing_stock s
      where s.profile = $1 and s.state = 'in-store' and s.card_number is null
        and ($2::text is null or s.batch = $2)
      order by s.serial limit $3 for no key update of s skip locked`,
    [wanted.profile, wanted.batch, wanted.count],
  )
  return rows.map(chipOf)
}

export interface ChipsMoved {
  readonly chips: readonly {
    readonly serial: string
    readonly state: StockState | null
    readonly holder: string | null
  }[]
  readonly act: string
  readonly to: StockState
  readonly holder: string | null
  readonly reason: string
}

/** Writes the new place of chips, and the move of each (the chips are locked). */
export async function writeMoves(act: Act, moved: ChipsMoved): Promise<void> {
  const serials = moved.chips.map(({ serial }) => serial)
  await act.tx.query(
    `insert into issuing_stock_move (serial, step, moved_at, act, from_state, to_state, from_holder, to_holder,
                                     reason, reference, actor)
     select g.serial, coalesce((select max(m.step) from issuing_stock_move m where m.serial = g.serial), 0) + 1,
            $4, $5, g.state, $6, g.holder, $7, $8, $9, $10
       from unnest($1::text[], $2::text[], $3::text[]) as g(serial, state, holder)`,
    [
      serials,
      moved.chips.map(({ state }) => state),
      moved.chips.map(({ holder }) => holder),
      act.at,
      moved.act,
      moved.to,
      moved.holder,
      moved.reason,
      act.reference,
      act.actor.id,
    ],
  )
  await act.tx.query(
    `update issuing_stock set state = $2, holder = $3 where serial = any($1::text[])`,
    [serials, moved.to, moved.holder],
  )
}

/** These chips have become these cards. */
export async function writeCardsOfChips(
  tx: Tx,
  made: readonly { readonly serial: string; readonly card: bigint }[],
): Promise<void> {
  await tx.query(
    `update issuing_stock s set card_number = g.card
       from unnest($1::text[], $2::int8[]) as g(serial, card) where s.serial = g.serial`,
    [made.map(({ serial }) => serial), made.map(({ card }) => card)],
  )
}

export interface StockCount {
  readonly profile: CardProfile
  readonly state: StockState
  readonly holder: string | null
  /** Null while no number is set aside for them. */
  readonly product: string | null
  readonly count: bigint
}

/** How many chips are where, and what they are. */
export async function stockCounts(sql: Sql): Promise<StockCount[]> {
  const { rows } = await sql.query<StockCount>(
    `select s.profile, s.state, s.holder, c.product, count(*) as count
       from issuing_stock s left join registry_card_view c on c.card = s.card_number
      group by s.profile, s.state, s.holder, c.product
      order by s.profile, s.state, s.holder nulls first, c.product nulls first`,
  )
  return rows
}

/** The kind written on the chip of a card that was made here; undefined when it was not. */
export async function cardKindOf(sql: Sql, card: bigint): Promise<number | undefined> {
  const { rows } = await sql.query<{ cardKind: number }>(
    `select card_kind as "cardKind" from issuing_writing where card_number = $1
      union all select card_kind from issuing_order_row where card_number = $1`,
    [card],
  )
  return rows[0]?.cardKind
}

/** Chips in order of serial, `limit` and one more. */
export async function listChips(
  sql: Sql,
  asked: {
    readonly batch?: string | undefined
    readonly state?: StockState | undefined
    readonly holder?: string | undefined
    readonly after: string
    readonly limit: number
  },
): Promise<Chip[]> {
  const { rows } = await sql.query<ChipRow>(
    `select ${CHIP} from issuing_stock s
      where s.serial > $1 and ($2::text is null or s.batch = $2) and ($3::text is null or s.state = $3)
        and ($4::text is null or s.holder = $4)
      order by s.serial limit $5`,
    [asked.after, asked.batch ?? null, asked.state ?? null, asked.holder ?? null, asked.limit + 1],
  )
  return rows.map(chipOf)
}

export interface ChipMove {
  readonly at: Date
  readonly act: string
  readonly from: StockState | null
  readonly to: StockState
  readonly fromHolder: string | null
  readonly toHolder: string | null
  readonly reason: string
  readonly actor: string
}

/** One chip with every move it made; undefined when it was never received. */
export async function chipWithMoves(
  sql: Sql,
  serial: string,
): Promise<{ readonly chip: Chip; readonly moves: readonly ChipMove[] } | undefined> {
  const { rows } = await sql.query<ChipRow>(
    `select ${CHIP} from issuing_stock s where s.serial = $1`,
    [serial],
  )
  if (rows[0] === undefined) return undefined
  const { rows: moves } = await sql.query<ChipMove>(
    `select moved_at as at, act, from_state as "from", to_state as "to", from_holder as "fromHolder",
            to_holder as "toHolder", reason, actor
       from issuing_stock_move where serial = $1 order by step`,
    [serial],
  )
  return { chip: chipOf(rows[0]), moves }
}
