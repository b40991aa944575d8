import { join } from 'node:path'
import {
  fen,
  invariant,
  parseCardNumber,
  parseOperatorId,
  SetClock,
  type CardNumber,
  type Clock,
  type Database,
  type OperatorId,
  type SamNumber,
} from '../../src/base'
import { tacBatchOf } from '../../src/card'
import { drainChains, receiveUpload, type ClearingDesk, type Receipt } from '../../src/clearing'
import {
  CARD_AT,
  INPUT_AT,
  openSoftVault,
  openVirtualKeyFactory,
  purseTac,
  TAC_AT,
  type SoftVault,
  type VirtualKeyFactory,
} from '../../src/keys'
import { bankCustody, dayForPosting, movements, post } from '../../src/ledger'
import { decodeColumns, readTapFile, writeTapFile, type TapRecord } from '../../src/messages'
import { register } from '../../src/registry'
import type { SettlementDesk } from '../../src/settlement'
import {
  simpleCard,
  simpleContract,
  simpleProduct,
  simpleTap,
  simpleTerminal,
} from '../../src/simulation/simple-city'
import { freshDatabase, type FreshDatabase } from './database'

export const KEYS_FILE = join(__dirname, '../../keys-dev/hierarchy.json')
export const ISSUER = '0200755100000001'
export const BUS = operatorNamed('op_bus')
export const METRO = operatorNamed('op_metro')
/** SAMs 1 to 4 are on buses, 5 to 8 in metro gates; 9 was taken off a bus before the year began. */
export const samNumber = (index: number): SamNumber => String(100_000_000_000 + index) as SamNumber
export const LOADED_FEN = 10_000n
const OPENED = new Date('2026-01-01T00:00:00+08:00')

/** The evening of the day of all taps. */
export const EVENING = new Date('2026-03-02T22:00:00+08:00')
export const DAY = '2026-03-02'

/** A small city with two operators, nine SAMs and some cards, each loaded with 100 yuan. */
export interface ClearingCity {
  readonly store: FreshDatabase
  readonly desk: ClearingDesk
  readonly settlement: SettlementDesk
  readonly clock: SetClock
  readonly vault: SoftVault
  readonly factory: VirtualKeyFactory
  /** A record with the TAC its card would have made. */
  tap(of: TapOf): TapRecord
  fileOf(operator: OperatorId, fileNo: number, records: readonly TapRecord[]): Promise<Buffer>
  upload(operator: OperatorId, fileNo: number, records: readonly TapRecord[]): Promise<Receipt>
  close(): Promise<void>
}

export interface TapOf extends Partial<TapRecord> {
  /** Number of the card in the city, from 1. */
  readonly of: number
  /** Index of the SAM, from 1. */
  readonly at?: never
  readonly samIndex?: number
  readonly time?: string
}

export const cardNumber = (index: number): CardNumber => {
  const number = parseCardNumber(`3104403${String(index).padStart(12, '0')}`)
  invariant(number.ok, 'a test card has a number')
  return number.value
}

export async function clearingCity(
  options: { readonly cards?: number } = {},
): Promise<ClearingCity> {
  const store = await freshDatabase()
  const source = { keysFile: KEYS_FILE, production: false }
  const [vault, factory] = await Promise.all([openSoftVault(source), openVirtualKeyFactory(source)])
  invariant(vault.ok && factory.ok, 'the development keys open')
  const clock = new SetClock(EVENING)
  const desk: ClearingDesk = {
    database: store.database,
    vault: vault.value,
    clock,
    rules: { cutOffMinutes: 0, lateUploadDays: 30, futureSkewMinutes: 10, largestTapFen: 100_000n },
    decode: decodeColumns,
  }
  await populate(store, options.cards ?? 6)
  const settlement: SettlementDesk = {
    database: store.database,
    clock,
    drainChains: (day) => drainChains(desk, { settleDate: day }),
  }
  const city: ClearingCity = {
    store,
    desk,
    settlement,
    clock,
    vault: vault.value,
    factory: factory.value,
    tap: (of) => genuine(factory.value, of),
    fileOf: async (operator, fileNo, records) => {
      const file = await writeTapFile(
        { operator, fileNo, createdAt: '20260302213000', records },
        (digest) => vault.value.makeFileMac({ operator, digest }),
      )
      invariant(file.ok, 'a test file can be written', { file })
      return file.value
    },
    upload: async (operator, fileNo, records) => {
      const file = await city.fileOf(operator, fileNo, records)
      const answer = await receiveUpload(desk, readTapFile(inPieces(file)))
      invariant(answer.ok, 'a test file is taken', { answer })
      return answer.value.receipt
    },
    close: async () => {
      await vault.value.close()
      await store.drop()
    },
  }
  return city
}

/** A body as it comes over the network: in pieces of no particular size. */
export async function* inPieces(file: Buffer, size = 1_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size)
}

export const clockAt = (instant: Date): Clock => ({ now: () => instant })

/** A record with the TAC its card would have made. */
export function genuine(
  factory: VirtualKeyFactory,
  { of, samIndex, time, ...given }: TapOf,
): TapRecord {
  const record = simpleTap({
    issuer: ISSUER,
    balanceBefore: LOADED_FEN,
    card: cardNumber(of),
    at: `20260302${time ?? '080000'}`,
    sam: samNumber(samIndex ?? 1),
    termSeq: 1,
    ...given,
  })
  if (given.tac !== undefined || record.state === 1) return record
  return { ...record, tac: tacFor(factory, record) }
}

/** The TAC the card of a record makes over it. */
export function tacFor(factory: VirtualKeyFactory, record: TapRecord): string {
  const algorithm = record.algorithm === 4 ? 'sm4' : '3des'
  const label = { purpose: 'tac', version: record.keyVersion, algorithm } as const
  const { rows } = tacBatchOf(label, 2, [{ ...record, tac: '00000000' }])
  const key = factory.key(label, [rows.subarray(0, CARD_AT), rows.subarray(CARD_AT, INPUT_AT)])
  invariant(key.ok, 'the factory has the TAC key')
  const input = rows.subarray(INPUT_AT, TAC_AT)
  return purseTac(algorithm, 'purchase', key.value, {
    amount: input.subarray(0, 4),
    type: input.subarray(4, 5),
    terminal: input.subarray(5, 11),
    terminalSequence: input.subarray(11, 15),
    dateTime: input.subarray(15, 22),
  })
    .toString('hex')
    .toUpperCase()
}

/** Two operators with their contracts, nine SAMs, and cards that hold `LOADED_FEN` each. */
export async function populate(
  { database }: { readonly database: Database },
  cardCount: number,
): Promise<void> {
  const cards = Array.from({ length: cardCount }, (_, index) => cardNumber(index + 1))
  const registered = await register(database, {
    operators: [
      { operator: BUS, name: '巴士集团', kind: 'bus', activeFrom: '2026-01-01', activeTo: null },
      {
        operator: METRO,
        name: '地铁一号线',
        kind: 'metro',
        activeFrom: '2026-01-01',
        activeTo: null,
      },
    ],
    contracts: [BUS, METRO].map((operator) =>
      simpleContract({ contract: `contract_${operator.slice(3)}`, operator }),
    ),
    terminals: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) =>
      simpleTerminal(`term_${index}`, index > 4 && index < 9 ? METRO : BUS, {
        installedFrom: OPENED,
      }),
    ),
    samBindings: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => ({
      sam: samNumber(index),
      boundFrom: new Date(OPENED.getTime() - 86_400_000),
      boundTo: index === 9 ? OPENED : null,
      operator: index > 4 && index < 9 ? METRO : BUS,
      terminal: `term_${index}`,
      blockedFrom: null,
    })),
    cardProducts: [simpleProduct('city-card', 'City card')],
    cards: cards.map((card) =>
      simpleCard(card, { product: 'city-card', issuer: ISSUER, issuedAt: OPENED }),
    ),
    cardLoads: cards.map((card) => ({
      card,
      onlineSeq: 0,
      amountFen: fen(LOADED_FEN),
      loadedAt: OPENED,
    })),
  })
  invariant(registered.ok, 'the city can be registered', { registered })
  await database.transaction(async (tx) => {
    const day = await dayForPosting(tx, DAY as never)
    const loads = cards.map((card) =>
      movements.load({
        reference: `load:${card}:0`,
        amount: fen(LOADED_FEN),
        funding: bankCustody('demo'),
        at: OPENED,
      }),
    )
    const posted = await post(tx, loads, { day, at: OPENED })
    invariant(
      posted.every(({ ok }) => ok),
      'the loads are posted',
      { posted: posted[0] },
    )
  })
}

function operatorNamed(text: string): OperatorId {
  const operator = parseOperatorId(text)
  invariant(operator.ok, 'a test operator has an id')
  return operator.value
}
