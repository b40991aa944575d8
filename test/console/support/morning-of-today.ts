import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { invariant, parseOperatorId, type CardNumber, type SamNumber } from '../../../src/base'
import { openSoftVault, openVirtualKeyFactory } from '../../../src/keys'
import { writeTapFile, type TapRecord } from '../../../src/messages'
import { cardNumbersFor, SHENZHEN_MORNING } from '../../../src/simulation'
import { KEYS_FILE, tacFor } from '../../support/clearing-city'
import type { Demonstration, Program } from './demonstration'
import { SHENZHEN_DAY } from './places'

/*
 * The demonstration ends in 2018. So that the screens of today have something to tell, some of its cards ride again
 * this morning, and some of what goes wrong in a city goes wrong.
 */

/** Whose buses ride again. */
export const OPERATOR = '西部公共汽车'
/** How the cards of the Shenzhen morning were made, and those of the desk. */
const SHENZHEN_ISSUER = '1048000000000001'
const DESK_ISSUER = '02005840FFFFFFFF'
const SAMS = 14
const RIDES = 90
/** From morning to now. */
const SPREAD_MS = 6 * 3_600_000

interface Rider {
  readonly card: CardNumber
  readonly issuer: string
  readonly sam: SamNumber
  /** The newest number that its SAM has given. */
  readonly lastSeq: number
  readonly counter: number
  readonly balance: bigint
}

/** Uploads a file of today's taps for an operator; waits until it is judged. `desk` is a card issued at the desk. */
export async function ridesToday(
  demonstration: Demonstration,
  { at, desk }: { readonly at: Date; readonly desk: { card: string; balanceFen: number } },
): Promise<void> {
  const maker = await demonstration.as('maker')
  const { items: operators } = await maker.ask('operators.list', {})
  const bus = operators.find(({ name }) => name === OPERATOR)
  const operator = parseOperatorId(bus?.operator ?? '')
  invariant(operator.ok, 'the demonstration has this operator')
  const source = { keysFile: KEYS_FILE, production: false }
  const [vault, factory] = await Promise.all([openSoftVault(source), openVirtualKeyFactory(source)])
  invariant(vault.ok && factory.ok, 'the development keys open')
  try {
    const riders = await ridersOf(maker, operator.value)
    const citizen: Rider = {
      card: desk.card as CardNumber,
      issuer: DESK_ISSUER,
      sam: riders[0]?.sam as SamNumber,
      lastSeq: riders[0]?.lastSeq ?? 0,
      counter: 0,
      balance: BigInt(desk.balanceFen),
    }
    const begins = at.getTime() - SPREAD_MS
    const seqs = new Map<string, number>()
    let nth = 0
    const ride = (rider: Rider, of: Partial<TapRecord> = {}): TapRecord => {
      const moment = new Date(begins + (nth++ * SPREAD_MS) / RIDES)
      const termSeq = (seqs.get(rider.sam) ?? rider.lastSeq) + 1
      seqs.set(rider.sam, termSeq)
      const record: TapRecord = { ...plainRide(rider, cityDigits(moment), termSeq), ...of }
      if (of.tac !== undefined || record.state === 1) return record
      return { ...record, tac: tacFor(factory.value, record) }
    }
    const records = [
      // The card of the desk was loaded a moment ago.
      ride(citizen, { at: cityDigits(new Date(at.getTime() + 5_000)) }),
      ride(
        { ...citizen, counter: 1, balance: citizen.balance - 160n },
        { amount: 200n, discount: 0, at: cityDigits(new Date(at.getTime() + 20_000)) },
      ),
      ...riders.slice(0, 60).map((rider) => ride(rider)),
      // A clone: two genuine taps with one counter.
      ...riders.slice(0, 2).map((rider) => ride(rider)),
      ...riders.slice(60, 66).map((rider) => ride(rider, { tac: 'DEADBEEF' })),
      ...riders.slice(66, 70).map((rider) => ride(rider, { state: 1, tac: '00000000' })),
      ...riders.slice(70, 71).map((rider) => ride(rider, { test: 1 })),
    ]
    const again = records.slice(4, 10)
    const file = await writeTapFile(
      {
        operator: operator.value,
        fileNo: 100,
        createdAt: cityDigits(at),
        records: [...records, ...again],
      },
      (digest) => vault.value.makeFileMac({ operator: operator.value, digest }),
    )
    invariant(file.ok, 'the file can be written', { file })
    await maker.centre.call('uploads.send', { body: file.value })
  } finally {
    await vault.value.close()
  }
}

/** Cards that rode with an operator that day, as they stood afterwards. */
async function ridersOf(maker: Program, operator: string): Promise<readonly Rider[]> {
  const rows = gunzipSync(readFileSync(SHENZHEN_MORNING)).toString('utf8').trim().split('\n')
  const cells = rows.slice(1).map((row) => row.split(','))
  const rides = new Map<string, number>()
  for (const [name = ''] of cells) rides.set(name, (rides.get(name) ?? 0) + 1)
  const numbers = cardNumbersFor(rides.keys())
  const nameAt = new Map(
    cells.map(([name = '', time = '', , , , sam = '']) => [
      `${sam.padStart(12, '0')} ${time}`,
      name,
    ]),
  )
  const found: Rider[] = []
  const { items: sams } = await maker.ask('takings.sams', {
    params: { operator, date: SHENZHEN_DAY },
    query: { limit: SAMS },
  })
  for (const { sam } of sams) {
    const { items } = await maker.ask('takings.records', {
      params: { operator, date: SHENZHEN_DAY, sam },
    })
    const lastSeq = Math.max(...items.map(({ termSeq }) => termSeq))
    for (const { batch, line, at } of items) {
      const digits = cityDigits(new Date(at))
      const time = digits.replace(/(....)(..)(..)(..)(..)(..)/, '$1-$2-$3 $4:$5:$6')
      const name = nameAt.get(`${sam} ${time}`) ?? ''
      const card = numbers.get(name)
      if (card === undefined || rides.get(name) !== 1) continue
      const { claim } = await maker.ask('records.get', { params: { batch, line } })
      if (claim === null) continue
      found.push({
        card,
        issuer: SHENZHEN_ISSUER,
        sam: sam as SamNumber,
        lastSeq,
        counter: claim.counter + 1,
        balance: BigInt(claim.balanceBeforeFen - claim.amountFen),
      })
    }
  }
  return found
}

const plainRide = (rider: Rider, at: string, termSeq: number): TapRecord => ({
  card: rider.card,
  issuer: rider.issuer,
  cardKind: 1,
  cardClass: 0,
  type: 9,
  counter: rider.counter,
  balanceBefore: rider.balance,
  amount: 160n,
  listFare: 200n,
  discount: 1,
  keyVersion: 1,
  algorithm: 0,
  at,
  sam: rider.sam,
  termSeq,
  tac: '00000000',
  samSerial: '00000000000000000001',
  acceptor: '0001',
  routeLine: 'M291线',
  station: '',
  vehicle: '粤B31141D',
  driver: '',
  direction: 0,
  previousAt: '',
  previousStation: '',
  state: 0,
  device: 'demo',
  uploadSeq: termSeq,
  program: '1.0',
  test: 0,
})

/** YYYYMMDDHHMMSS on the city's clock. */
const cityDigits = (moment: Date): string =>
  new Date(moment.getTime() + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14)
