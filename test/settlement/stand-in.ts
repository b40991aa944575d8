import { openDatabase } from '../../src/database'
import {
  addDays,
  type BusinessDate,
  fen,
  type Fen,
  parseBusinessDate,
  parseOperatorId,
  SetClock,
  type Tx,
} from '../../src/base'
import { dayForPosting, movements, postLinked } from '../../src/ledger'
import { type Bearer, type Contract, register } from '../../src/registry'
import type { SettlementDesk } from '../../src/settlement'
import { freshDatabase, type FreshDatabase } from '../support/database'
import { contract, operator, operatorId } from '../registry/city'

/** One tap that was paid (or, with sign −1, taken back). */
export interface PaidTap {
  readonly operator: string
  readonly contract: string
  readonly listFen: bigint
  readonly chargedFen: bigint
  /** 0 none, 1 of the card, 2 concession, 3 transfer. */
  readonly discount?: 0 | 1 | 2 | 3
  readonly sign?: 1 | -1
  /** When it was tapped; on the day it is settled unless told otherwise. */
  readonly tappedOn?: string
}

export const date = (text: string): BusinessDate => {
  const parsed = parseBusinessDate(text)
  if (!parsed.ok) throw new Error(`${text} is no date`)
  return parsed.value
}

export const FIRST_DAY = date('2026-11-22')

export const BUS: Contract = contract({ contract: 'bus-one-2026', validFrom: '2026-01-01' })
export const SHOP: Contract = contract({
  contract: 'shop-2026',
  operator: operatorId('op_shop'),
  cardDiscountBearer: 'city',
  concessionBearer: 'operator',
  transferBearer: 'operator',
  feePpm: 8_000n as Contract['feePpm'],
})

export const ride = (chargedFen: bigint, change: Partial<PaidTap> = {}): PaidTap => ({
  operator: 'op_bus-one',
  contract: 'bus-one-2026',
  listFen: chargedFen,
  chargedFen,
  ...change,
})

/**
 * A city whose clearing is two tables of the same shape as clearing's views, so that a test can say exactly
 * what was paid, and can make totals and taps disagree.
 */
export class StandInCity {
  readonly clock = new SetClock(new Date('2027-11-26T10:00:00Z'))
  readonly drained: BusinessDate[] = []
  private batch = 0

  private constructor(readonly fresh: FreshDatabase) {}

  static async open(contracts: readonly Contract[] = [BUS, SHOP]): Promise<StandInCity> {
    const fresh = await freshDatabase()
    await asOwner(fresh, STAND_IN_TABLES)
    const registered = await register(fresh.database, {
      operators: [
        operator(),
        operator({ operator: operatorId('op_shop'), name: '=cmd()便利店', kind: 'shop' }),
      ],
      contracts,
    })
    if (!registered.ok) throw new Error(registered.refused)
    return new StandInCity(fresh)
  }

  get database(): FreshDatabase['database'] {
    return this.fresh.database
  }

  desk(change: Partial<SettlementDesk> = {}): SettlementDesk {
    return {
      database: this.database,
      clock: this.clock,
      drainChains: (day) => {
        this.drained.push(day)
        return Promise.resolve()
      },
      ...change,
    }
  }

  /** Accepts taps as one batch of the open day, books included, and answers the day. */
  take(taps: readonly PaidTap[], firstDay = FIRST_DAY): Promise<BusinessDate> {
    const batch = ++this.batch
    return this.database.transaction(async (tx) => {
      const day = await dayForPosting(tx, firstDay)
      for (const [index, tap] of taps.entries()) await writeTap(tx, { batch, index, day, tap })
      const posted = await postLinked(
        tx,
        taps.map((tap, index) => takingsOf(`${batch}-${index}`, tap, this.clock.now())),
        { day, at: this.clock.now() },
      )
      if (!posted.ok) throw new Error(`${posted.refused} ${posted.detail}`)
      return day
    })
  }

  /** What nobody may: as the owner of the tables. */
  tamper(statement: string): Promise<void> {
    return asOwner(this.fresh, statement)
  }

  drop(): Promise<void> {
    return this.fresh.drop()
  }
}

export const nextDay = (day: BusinessDate): BusinessDate => addDays(day, 1)

const STAND_IN_TABLES = `
  drop view if exists clearing_paid_view cascade;
  drop view if exists clearing_batch_total_view, clearing_batch_view, clearing_taken_view,
    clearing_ruled_view cascade;
  create table clearing_batch_total_view (batch int8, operator text, contract text, settle_date date,
    cause text, taps int8, list_fen int8, charged_fen int8, card_discount_fen int8, concession_fen int8,
    transfer_fen int8, city_card_fen int8, city_concession_fen int8, city_transfer_fen int8);
  create index on clearing_batch_total_view (settle_date);
  create table clearing_paid_view (card int8, event_date date, sam int8, term_seq int8, operator text,
    contract text, settle_date date, sign int, list_fen int8, charged_fen int8, discount int2);
  -- A batch is of one operator; \`take\` may be given taps of several.
  create view clearing_batch_view as
    select distinct hashtextextended(card || operator || settle_date, 0) as batch, operator, settle_date
      from clearing_paid_view;
  create view clearing_taken_view as
    select hashtextextended(card || operator || settle_date, 0) as batch, event_date, discount, list_fen,
           charged_fen
      from clearing_paid_view where sign = 1;
  create view clearing_ruled_view as
    select operator, settle_date, event_date, discount, sign, list_fen, charged_fen
      from clearing_paid_view where sign = -1;
  grant select, insert on clearing_batch_total_view, clearing_paid_view to citycard_app;
  grant select on clearing_batch_view, clearing_taken_view, clearing_ruled_view to citycard_app;
`

async function asOwner(fresh: FreshDatabase, statements: string): Promise<void> {
  const owner = openDatabase({ connectionString: fresh.ownerUrl, max: 1 })
  try {
    await owner.query(statements)
  } finally {
    await owner.close()
  }
}

/** Only the two contracts above are known to the stand-in. */
const bearersOf = (tap: PaidTap): Contract => (tap.contract.startsWith('shop') ? SHOP : BUS)

function sharesOf(tap: PaidTap): {
  letOff: Fen
  kind: 'card' | 'concession' | 'transfer'
  bearer: Bearer
} {
  const letOff = fen(tap.listFen > tap.chargedFen ? tap.listFen - tap.chargedFen : 0n)
  const agreed = bearersOf(tap)
  if (tap.discount === 2) return { letOff, kind: 'concession', bearer: agreed.concessionBearer }
  if (tap.discount === 3) return { letOff, kind: 'transfer', bearer: agreed.transferBearer }
  return { letOff, kind: 'card', bearer: agreed.cardDiscountBearer }
}

async function writeTap(
  tx: Tx,
  told: { batch: number; index: number; day: BusinessDate; tap: PaidTap },
): Promise<void> {
  const { batch, index, day, tap } = told
  const { letOff, kind, bearer } = sharesOf(tap)
  const sign = BigInt(tap.sign ?? 1)
  const of = (wanted: string): bigint => (kind === wanted ? sign * letOff : 0n)
  const city = (wanted: string): bigint => (bearer === 'city' ? of(wanted) : 0n)
  await tx.query(
    `insert into clearing_batch_total_view
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      batch,
      tap.operator,
      tap.contract,
      day,
      sign === 1n ? 'takings' : 'ruling',
      sign,
      sign * tap.listFen,
      sign * tap.chargedFen,
      of('card'),
      of('concession'),
      of('transfer'),
      city('card'),
      city('concession'),
      city('transfer'),
    ],
  )
  await tx.query(
    `insert into clearing_paid_view values ($1, $10, 1, $3, $4, $5, $2, $6, $7, $8, $9)`,
    [
      batch,
      day,
      index,
      tap.operator,
      tap.contract,
      Number(sign),
      tap.listFen,
      tap.chargedFen,
      tap.discount ?? 0,
      tap.tappedOn ?? day,
    ],
  )
}

function takingsOf(
  reference: string,
  tap: PaidTap,
  at: Date,
): ReturnType<typeof movements.takings> {
  const { letOff, kind, bearer } = sharesOf(tap)
  const operatorOf = parseOperatorId(tap.operator)
  if (!operatorOf.ok) throw new Error(tap.operator)
  const sign = BigInt(tap.sign ?? 1)
  return movements.takingsRuled({
    ruling: reference,
    operator: operatorOf.value,
    chargedFen: fen(sign * tap.chargedFen),
    taps: 1,
    subsidies: bearer === 'city' ? [{ kind, amount: fen(sign * letOff) }] : [],
    evidence: Buffer.alloc(32, 1),
    at,
  })
}
