import { PosHost, type AcquiringDesk } from '../acquiring'
import {
  CENTRE,
  fen,
  invariant,
  parseOperatorId,
  SeededChance,
  type CardNumber,
  type OperatorId,
  type SamNumber,
} from '../base'
import { openPosGateway, standardLimits, type PosGateway } from '../gateways/iso8583'
import { onlineAccount, balanceOf, operatorPayable } from '../ledger'
import { createLog } from '../log'
import { actOf } from '../oversight'
import { registerIn } from '../registry'
import { registerTills, richCustomer, simpleShop, type Doing } from '../simulation'
import { cardNumberOf, NOW, OPENED } from './bench-cards'
import type { BenchCity } from './bench-city'

/** More terminals than the gateway works for and lets wait together, so that it can be asked too much. */
export const TERMINALS = 640
/** Holders that come to the terminals in turn. */
const HOLDERS = 256
const RICH_FEN = fen(1_000_000_000n)
const MERCHANT = 'mer_bench'

export const cardAt = (terminal: number): string => cardNumberOf(terminal % HOLDERS)

/** A shop with its terminals in the city of the bench, and the host and the gateway they ask. */
export interface PosShop {
  readonly port: number
  /** What the books have for the shop: sales approved at the host, and what its operator is owed. */
  booked(): Promise<{ readonly sales: number; readonly owedFen: bigint; readonly spentFen: bigint }>
  close(): Promise<void>
}

/** Registers the shop the first time, and opens the door for its terminals. */
export async function openPosShop(city: BenchCity, isFirst: boolean): Promise<PosShop> {
  const operator = parseOperatorId('op_pos-bench')
  invariant(operator.ok, 'the shop of the bench has an id')
  const desk: AcquiringDesk = {
    database: city.database,
    vault: city.vault,
    clock: city.clock,
    cutOffMinutes: city.desk.rules.cutOffMinutes,
    loads: {
      vault: city.vault,
      chance: new SeededChance(1),
      terminal: '999999999999' as SamNumber,
    },
    actOf,
  }
  const persons = isFirst ? await registerAll(city, operator.value) : personsOf.get(city)
  invariant(persons !== undefined, 'the shop of the bench has customers')
  personsOf.set(city, persons)
  const host = new PosHost(desk)
  const gateway = await openGateway(city, host)
  const port = gateway.ports.plain
  invariant(port !== undefined, 'the gateway of the bench listens')
  const { database } = city
  return {
    port,
    booked: async () => {
      const { rows } = await city.owner.query<{ sales: bigint }>(
        `select count(*) as sales from acquiring_message where operator = $1 and kind = 'purchase' and state = 'approved'`,
        [operator.value],
      )
      let left = 0n
      for (const person of persons)
        left += (await balanceOf(database, onlineAccount(person))).balanceFen
      return {
        sales: Number(rows[0]?.sales ?? 0n),
        owedFen: (await balanceOf(database, operatorPayable(operator.value))).balanceFen,
        spentFen: RICH_FEN * BigInt(persons.length) - left,
      }
    },
    close: async () => {
      await gateway.stop(5)
      await host.close()
    },
  }
}

const personsOf = new WeakMap<BenchCity, readonly string[]>()

/**
 * As in a city, except that a line may speak as fast as it can, and that on a slow machine nobody is given up: what is
 * shed is shed because there is no room.
 */
const openGateway = (city: BenchCity, acquirer: PosHost): Promise<PosGateway> =>
  openPosGateway({
    at: { host: '127.0.0.1', port: 0, trusted: ['127.0.0.1'], profile: 'cup-pos' },
    limits: {
      ...standardLimits,
      messagesPerSecondMax: 100_000,
      waitSeconds: 60,
      answerSeconds: 120,
    },
    acquirer,
    vault: city.vault.pos,
    clock: city.clock,
    log: createLog('silent'),
    observe: () => undefined,
    name: `bench-${++gateways}`,
    certificateOf: async () => undefined,
    processing: async () => '0',
  })

let gateways = 0

async function registerAll(city: BenchCity, operator: OperatorId): Promise<string[]> {
  const { database, vault } = city
  let acts = 0
  const devices = Array.from({ length: TERMINALS }, (_, index) => `pos_bench_${index + 1}`)
  const persons: string[] = []
  await database.transaction(async (tx) => {
    const doing: Doing = async (work) => {
      const reference = `pos_bench_${++acts}`
      const done = await work(actOf(tx, { actor: CENTRE, at: NOW, reference }))
      invariant(done.ok, 'the shop of the bench can be opened', {
        refused: done.ok ? undefined : done.refused,
      })
      return done.value
    }
    const shop = { operator, merchant: MERCHANT, name: MERCHANT, contract: 'sales-bench' }
    await doing(() => registerIn(tx, simpleShop({ ...shop, devices, opened: OPENED })))
    await registerTills(doing, { merchant: MERCHANT, devices })
    for (let index = 0; index < HOLDERS; index++) {
      const card = cardNumberOf(index) as CardNumber
      persons.push(await richCustomer(doing, vault, { index, card, amount: RICH_FEN }))
    }
  })
  return persons
}
