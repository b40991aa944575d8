import { cityDateTime, invariant, SeededChance } from '../base'
import { TAC_ROW_BYTES, writeTacRow } from '../card'
import { CARD_AT, INPUT_AT } from '../keys'
import type { TapRecord } from '../messages'
import {
  cardNumberOf,
  FIRST_TAP,
  ISSUER,
  LOADED_FEN,
  OPERATORS,
  samNumber,
  SAMS_PER_OPERATOR,
} from './bench-cards'
import { TacMaker } from './tac-maker'

/** How many taps the whole city makes in one second: about 1.7 million a day. */
const TAPS_A_SECOND = 20

/**
 * The riders of the bench: an endless run of genuine taps of random cards, in order of time, every chain
 * without a gap and every TAC right. One seed, one run.
 */
export class GenuineTaps {
  private readonly chance: SeededChance
  private readonly counters: Uint16Array
  private readonly balances: Float64Array
  private readonly termSeqs = new Uint32Array(OPERATORS * SAMS_PER_OPERATOR)
  private readonly row = Buffer.alloc(TAC_ROW_BYTES)
  private readonly maker: TacMaker
  private made = 0
  private second = -1
  private at = ''

  constructor(riders: {
    readonly cards: number
    readonly cityTacKey: Uint8Array
    readonly seed: number
  }) {
    this.chance = new SeededChance(riders.seed)
    this.counters = new Uint16Array(riders.cards)
    this.balances = new Float64Array(riders.cards).fill(Number(LOADED_FEN))
    this.maker = new TacMaker(riders.cityTacKey)
  }

  /** The next `count` taps at terminals of one operator. */
  next(operator: number, count: number): TapRecord[] {
    const records = new Array<TapRecord>(count)
    for (let index = 0; index < count; index++) records[index] = this.tap(operator)
    return records
  }

  /** What the next `count` taps add up to in fen, without making them; a second run of one seed makes them. */
  sumOfNext(operator: number, count: number): bigint {
    let sum = 0
    for (let index = 0; index < count; index++) sum += this.draw(operator).amount
    return BigInt(sum)
  }

  private tap(operator: number): TapRecord {
    const { card, sam, termSeq, counter, balance, amount } = this.draw(operator)
    const signed = {
      card: cardNumberOf(card),
      issuer: ISSUER,
      amount: BigInt(amount),
      type: 9,
      sam: samNumber(sam),
      termSeq,
      at: this.time(),
      tac: '00000000',
    }
    writeTacRow(this.row, 0, signed)
    const tac = this.maker.tac(card, this.row.subarray(CARD_AT, INPUT_AT), this.row)
    return recordOf({ ...signed, tac, counter, balance, amountFen: amount, nth: this.made })
  }

  /** Who pays what where. */
  private draw(operator: number): Draw {
    const { counters, balances, chance, termSeqs } = this
    const card = chance.below(counters.length)
    const sam = operator * SAMS_PER_OPERATOR + chance.below(SAMS_PER_OPERATOR)
    const counter = counters[card] as number
    const balance = balances[card] as number
    const amount = 100 + chance.below(900)
    invariant(counter < 0xffff && balance >= amount, 'a rider of the bench can go on', { counter })
    counters[card] = counter + 1
    balances[card] = balance - amount
    const termSeq = (termSeqs[sam] as number) + 1
    termSeqs[sam] = termSeq
    return { card, sam, termSeq, counter, balance, amount }
  }

  private time(): string {
    const second = Math.floor(this.made++ / TAPS_A_SECOND)
    if (second !== this.second) {
      this.second = second
      this.at = cityDateTime(new Date(FIRST_TAP.getTime() + second * 1000))
    }
    return this.at
  }
}

interface Draw {
  readonly card: number
  readonly sam: number
  readonly termSeq: number
  readonly counter: number
  readonly balance: number
  readonly amount: number
}

/** Written out property by property: an object that is put together from parts costs ten times as much. */
const recordOf = (tap: {
  readonly card: string
  readonly amount: bigint
  readonly amountFen: number
  readonly sam: string
  readonly termSeq: number
  readonly at: string
  readonly tac: string
  readonly counter: number
  readonly balance: number
  readonly nth: number
}): TapRecord => ({
  card: tap.card,
  issuer: ISSUER,
  cardKind: 1,
  cardClass: 0,
  type: 9,
  counter: tap.counter,
  balanceBefore: BigInt(tap.balance),
  amount: tap.amount,
  listFare: tap.amountFen % 3 === 0 ? 2n * tap.amount : tap.amount,
  discount: tap.amountFen % 3 === 0 ? 1 + (tap.amountFen % 2) : 0,
  at: tap.at,
  sam: tap.sam,
  termSeq: tap.termSeq,
  tac: tap.tac,
  keyVersion: 1,
  algorithm: 0,
  samSerial: '00000000000000000001',
  acceptor: '0001',
  routeLine: 'M390',
  station: '',
  vehicle: '粤B12345D',
  driver: '00012345',
  direction: 1,
  previousAt: '',
  previousStation: '',
  state: 0,
  device: 'validator-0001',
  uploadSeq: tap.nth % 1_000_000,
  program: '1.0.0',
  test: 0,
})
