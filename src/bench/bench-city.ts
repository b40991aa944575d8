import { fen, invariant, SetClock, type BusinessDate } from '../base'
import { openCityDatabase } from '../city-database'
import { drainChains, type ClearingDesk } from '../clearing'
import { openDatabase, type OpenDatabase } from '../database'
import type { SoftVault } from '../keys'
import { bankCustody, dayForPosting, movements, post } from '../ledger'
import { decodeColumns } from '../messages'
import { register } from '../registry'
import type { SettlementDesk } from '../settlement'
import { simpleContract, simpleProduct, simpleTerminal } from '../simulation'
import {
  cardKeyOf,
  contractOf,
  ISSUER,
  LOADED_FEN,
  NOW,
  OPENED,
  operatorId,
  OPERATORS,
  samNumber,
  SAMS_PER_OPERATOR,
} from './bench-cards'
import { openBenchKeys } from './bench-keys'
import { GenuineTaps } from './genuine-taps'

/** A centre that lives as long as the bench: throw-away, but durable like a real one while it lives. */
export interface BenchCity {
  readonly database: OpenDatabase
  /** For what only the bench does: floors, sizes, registering cards in one stroke. */
  readonly owner: OpenDatabase
  readonly ownerUrl: string
  readonly superuserUrl: string
  /** Folder of the cluster. */
  readonly dir: string
  readonly desk: ClearingDesk
  readonly settlement: SettlementDesk
  readonly vault: SoftVault
  readonly clock: SetClock
  readonly cards: number
  readonly riders: GenuineTaps
  /** TAC keys of the first version, as the makers of virtual chips have them: of the nation, of the city. */
  readonly masterTacKey: Buffer
  readonly cityTacKey: Buffer
  close(): Promise<void>
}

const CONNECTIONS_MAX = 12
/** As many as the floors of online posting have clients: each has a connection of its own. */
const OWNER_CONNECTIONS_MAX = 8
export const FIRST_DAY = '2026-02-01' as BusinessDate

export async function openBenchCity(cards: number): Promise<BenchCity> {
  const { vault, masterTacKey, cityTacKey } = await openBenchKeys()
  const store = await openCityDatabase(
    { kind: 'embedded', dataDir: undefined, connectionsMax: CONNECTIONS_MAX },
    { fresh: true },
  )
  invariant(store.embedded !== undefined, 'the bench has a server of its own')
  const owner = openDatabase({ connectionString: store.ownerUrl, max: OWNER_CONNECTIONS_MAX })
  const clock = new SetClock(NOW)
  const { database } = store
  const desk: ClearingDesk = {
    database,
    vault,
    clock,
    rules: { cutOffMinutes: 0, lateUploadDays: 90, futureSkewMinutes: 10, largestTapFen: 100_000n },
    decode: decodeColumns,
  }
  await populate(database, owner, cards)
  return {
    database,
    owner,
    ownerUrl: store.ownerUrl,
    superuserUrl: store.embedded.superuserUrl,
    dir: store.embedded.dir,
    desk,
    settlement: { database, clock, drainChains: (day) => drainChains(desk, { settleDate: day }) },
    vault,
    clock,
    cards,
    riders: new GenuineTaps({ cards, cityTacKey, seed: 1 }),
    masterTacKey,
    cityTacKey,
    close: async () => {
      await vault.close()
      await owner.close()
      await store.close()
    },
  }
}

/** Operators, SAMs and products by the registry's own road; cards and loads in one stroke, as their owner. */
async function populate(database: OpenDatabase, owner: OpenDatabase, cards: number): Promise<void> {
  const operators = Array.from({ length: OPERATORS }, (_, index) => operatorId(index))
  const sams = Array.from({ length: OPERATORS * SAMS_PER_OPERATOR }, (_, index) => ({
    sam: samNumber(index),
    operator: operatorId(Math.floor(index / SAMS_PER_OPERATOR)),
    terminal: `term_${index}`,
  }))
  const registered = await register(database, {
    operators: operators.map((operator) => ({
      operator,
      name: operator,
      kind: 'bus',
      activeFrom: '2026-01-01',
      activeTo: null,
    })),
    contracts: operators.map((operator) =>
      simpleContract({ contract: contractOf(operator), operator }),
    ),
    terminals: sams.map(({ terminal, operator }) =>
      simpleTerminal(terminal, operator, { installedFrom: OPENED }),
    ),
    samBindings: sams.map((binding) => ({
      ...binding,
      boundFrom: OPENED,
      boundTo: null,
      blockedFrom: null,
    })),
    cardProducts: [simpleProduct('city-card', 'City card', { maxBalanceFen: fen(LOADED_FEN) })],
  })
  invariant(registered.ok, 'the city of the bench can be registered', { registered })
  await registerCards(owner, cards)
  await database.transaction(async (tx) => {
    const day = await dayForPosting(tx, FIRST_DAY)
    const load = movements.load({
      reference: 'load:bench',
      amount: fen(LOADED_FEN * BigInt(cards)),
      funding: bankCustody('demo'),
      at: OPENED,
    })
    const [posted] = await post(tx, [load], { day, at: OPENED })
    invariant(posted?.ok === true, 'the loads of the bench are posted', { posted })
  })
}

async function registerCards(owner: OpenDatabase, cards: number): Promise<void> {
  await owner.query(
    `insert into registry_card (card, digits, product, product_version, issuer, issued_at, valid_from,
       valid_to, opening_counter, key_version, algorithm)
     select $1::int8 + nth, 19, 'city-card', 1, $2, $3, '2026-01-01', '2036-01-01', 0, 1, 0
       from generate_series(0, $4::int8 - 1) as nth`,
    [cardKeyOf(0), ISSUER, OPENED, cards],
  )
  await owner.query(
    `insert into registry_card_load (card, online_seq, amount_fen, loaded_at)
     select $1::int8 + nth, 0, $2, $3 from generate_series(0, $4::int8 - 1) as nth`,
    [cardKeyOf(0), LOADED_FEN, OPENED, cards],
  )
  // Every card has been seen by clearing before the bench begins, as in any city but on its first day.
  await owner.query(
    `insert into clearing_card_shadow (card, purse, next_counter, balance_fen, last_at, paid_fen, held_fen,
       tap_count, gap_count, break_count, fork_count, has_claims)
     select $1::int8 + nth, 2, 0, $2, 0, 0, 0, 0, 0, 0, 0, false from generate_series(0, $3::int8 - 1) as nth`,
    [cardKeyOf(0), LOADED_FEN, cards],
  )
  // On their own line, because a new table's statistics decide how it is read until it is looked at.
  await owner.query('analyze registry_card')
  await owner.query('analyze registry_card_load')
  await owner.query('analyze clearing_card_shadow')
}
