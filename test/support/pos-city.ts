import { fen, invariant, parseOperatorId, ppm, SeededChance, type SamNumber } from '../../src/base'
import {
  PosHost,
  registerPos,
  setPin,
  type AcquiringDesk,
  type PosAnswer,
  type PosPeer,
} from '../../src/acquiring'
import { auditBooks } from '../../src/audit-books'
import {
  desBlocks,
  desKey,
  macUnionPay,
  pinBlockFormat0,
  terminalFactor,
  unwrapWorkKeys,
  type WorkKeys,
} from '../../src/keys'
import {
  balanceOf,
  inTransit,
  movements,
  onlineAccount,
  operatorPayable,
  postAct,
} from '../../src/ledger'
import { decodeMessage, encodeMessage, profileNamed, type Message } from '../../src/messages'
import { giveCardTo, register } from '../../src/registry'
import { actOf } from '../../src/oversight'
import { acting, expectDone } from './act'
import { cardNumber, clearingCity, EVENING, type ClearingCity } from './clearing-city'
import { enterAgent, enterPerson } from './parties'

export const SHOP = 'op_shop'
export const MERCHANT = 'mer_shop'
export const MERCHANT_NUMBER = '898440354110001'
export const PIN = '246813'
export const RICH_FEN = 50_000n

/** f41 of the POS of an index, from 1. */
export const posNumber = (index: number): string => String(10_000_000 + index)
export const posSam = (index: number): SamNumber => String(200_000_000_000 + index) as SamNumber
export const person = (index: number): string => `person_${String(index).padStart(20, '0')}`

/** A clearing city with a shop that has POS terminals, and holders with money on their online accounts. */
export interface PosCity {
  readonly city: ClearingCity
  readonly desk: AcquiringDesk
  readonly host: PosHost
  /** What stands for time. */
  at: Date
  /** The POS of an index, always the same. */
  pos(index: number): Pos
  /** A device that says it is that POS, and begins anew. */
  another(index: number): Pos
  balance(person: string): Promise<bigint>
  owed(): Promise<bigint>
  /** Names of the audits that fail. */
  unsound(): Promise<string[]>
  close(): Promise<void>
}

export async function posCity(
  options: { readonly terminals?: number; readonly persons?: number } = {},
): Promise<PosCity> {
  const persons = options.persons ?? 3
  const terminals = options.terminals ?? 3
  const city = await clearingCity({ cards: persons })
  const { database } = city.store
  const { vault, clock } = city
  clock.set(EVENING)
  const operator = parseOperatorId(SHOP)
  invariant(operator.ok, 'the shop has an id')
  await enterAgent(database, 'agent_shop')
  const registered = await register(database, {
    operators: [
      {
        operator: operator.value,
        name: '街角商店',
        kind: 'shop',
        activeFrom: '2026-01-01',
        activeTo: null,
      },
    ],
    merchants: [
      {
        merchant: MERCHANT,
        operator: operator.value,
        name: '街角商店一店',
        creditCode: '9144030071526726XG',
        mcc: 5411,
        activeFrom: '2026-01-01',
        activeTo: null,
      },
    ],
    partyContracts: [
      {
        contract: 'sales-shop',
        partyKind: 'merchant',
        party: MERCHANT,
        scope: 'sales',
        validFrom: '2026-01-01',
        validTo: null,
        ratePpm: ppm(6_000),
        demo: true,
        notes: '',
      },
    ],
    terminals: Array.from({ length: terminals }, (_, nth) => ({
      terminal: `pos_${nth + 1}`,
      operator: operator.value,
      kind: 'pos',
      place: '',
      installedFrom: new Date('2026-01-01T00:00:00+08:00'),
      installedTo: null,
    })),
  })
  invariant(registered.ok, 'a shop can be registered', { registered })
  for (let index = 1; index <= terminals; index++) {
    expectDone(
      await acting(
        database,
        (act) =>
          registerPos(act, {
            terminal: posNumber(index),
            merchantNumber: MERCHANT_NUMBER,
            device: `pos_${index}`,
            merchant: MERCHANT,
            agent: 'agent_shop',
            sam: posSam(index),
          }),
        { at: new Date('2026-03-01T08:00:00+08:00') },
      ),
    )
  }
  for (let index = 1; index <= persons; index++) {
    await enterPerson(database, person(index))
    expectDone(
      await acting(
        database,
        (act) => giveCardTo(act, { card: cardNumber(index), person: person(index) }),
        {
          at: new Date('2026-03-01T08:00:00+08:00'),
        },
      ),
    )
    expectDone(
      await acting(database, (act) => setPin(act, vault, { person: person(index), pin: PIN })),
    )
    expectDone(
      await acting(
        database,
        (act) =>
          postAct(act, [
            movements.topUpOnline({
              reference: `rich:${index}`,
              amount: fen(RICH_FEN),
              at: act.at,
              person: person(index),
              funding: inTransit('bank-a'),
            }),
          ]),
        { at: EVENING },
      ),
    )
  }
  const desk: AcquiringDesk = {
    database,
    vault,
    clock,
    cutOffMinutes: 0,
    loads: { vault, chance: new SeededChance(7), terminal: posSam(0) },
    actOf,
  }
  const host = new PosHost(desk)
  const devices = new Map<number, Pos>()
  const newPos = (index: number): Pos =>
    new Pos(host, city, { terminal: posNumber(index), merchant: MERCHANT_NUMBER })
  return {
    city,
    desk,
    host,
    get at() {
      return clock.now()
    },
    set at(instant: Date) {
      clock.set(instant)
    },
    pos: (index) => {
      const known = devices.get(index) ?? newPos(index)
      devices.set(index, known)
      return known
    },
    another: newPos,
    balance: async (whose) => (await balanceOf(database, onlineAccount(whose))).balanceFen,
    owed: async () => (await balanceOf(database, operatorPayable(operator.value))).balanceFen,
    unsound: async () =>
      (await auditBooks(database))
        .filter((one) => !one.ok)
        .map(({ check, where }) => `${check}: ${where ?? ''}`),
    close: async () => {
      await host.close()
      await city.close()
    },
  }
}

const profile = profileNamed('cup-pos')
invariant(profile !== undefined, 'the profile of Chinese POS networks is there')

type Fields = Readonly<Record<number, string>>

const three = (digits: string): string => digits.padStart(6, '0')
export const number6 = (number: number): string => three(String(number))
export const amount12 = (amountFen: bigint): string => amountFen.toString().padStart(12, '0')

/** A POS of the tests: it holds its keys, its trace and its batch number, and one line to the host. */
export class Pos {
  trace = 0
  batch = 1
  keys: WorkKeys = {}
  line: PosPeer = { connection: 'line', trusted: true }

  constructor(
    private readonly host: PosHost,
    private readonly city: Pick<ClearingCity, 'clock' | 'vault' | 'factory'>,
    readonly id: { readonly terminal: string; readonly merchant: string },
  ) {}

  /** Sends a message, with a code when the POS has a key and the message has one. */
  async send(
    mti: string,
    fields: Fields,
    how: { readonly mac?: boolean; readonly wrongMac?: boolean } = {},
  ): Promise<Message> {
    const answer = await this.ask(mti, fields, how)
    return answer.message
  }

  async ask(
    mti: string,
    fields: Fields,
    { mac = true, wrongMac = false }: { readonly mac?: boolean; readonly wrongMac?: boolean } = {},
  ): Promise<PosAnswer> {
    const raw = this.written(
      { mti, fields: { ...fields, 41: this.id.terminal, 42: this.id.merchant } },
      mac,
      wrongMac,
    )
    const message = decodeMessage(profile as NonNullable<typeof profile>, raw)
    invariant(message.ok, 'a POS of the tests writes what can be read', { message })
    const said = await this.host.answer({
      profile: 'cup-pos',
      message: message.value,
      peer: this.line,
      arrivedAt: this.city.clock.now(),
    })
    if (said === 'say-nothing') throw new Error('the host says nothing')
    await this.checkMac(said)
    return said
  }

  /** An approval carries a code that this POS can check under the keys it has. */
  private async checkMac(said: PosAnswer): Promise<void> {
    if (said.mac === undefined || this.keys.mak === undefined) return
    const data = Buffer.from('probe')
    const made = await this.city.vault.pos.makeMac({ ...said.mac, data })
    invariant(made.ok, 'the host names a key of the vault')
    const own = macUnionPay({ key: this.keys.mak, data })
    if (!own.equals(made.value)) throw new Error('the answer is under another key')
  }

  private written(message: Message, mac: boolean, wrongMac: boolean): Buffer {
    const format = profile as NonNullable<typeof profile>
    const blank = '0000000000000000'
    const fields = mac ? { ...message.fields, 64: blank } : message.fields
    const bytes = encodeMessage(format, { ...message, fields })
    invariant(bytes.ok, 'a message of the tests can be written', { bytes })
    if (!mac) return bytes.value
    const data = bytes.value.subarray(0, -8)
    const code =
      this.keys.mak === undefined || wrongMac
        ? Buffer.alloc(8, 1)
        : macUnionPay({ key: this.keys.mak, data })
    return Buffer.concat([data, code])
  }

  async signIn(network = '003'): Promise<Message> {
    const answer = await this.send(
      '0800',
      { 11: this.nextTrace(), 60: `00${number6(this.batch)}${network}`, 63: '01 ' },
      { mac: false },
    )
    if (answer.fields[39] === '00') {
      this.batch = Number(answer.fields[60]?.slice(2, 8))
      const factor = terminalFactor(this.id.terminal)
      const tmk = this.city.factory.key(
        { purpose: 'terminal-master', version: 1, algorithm: '3des' },
        factor === undefined ? [] : [factor],
      )
      invariant(tmk.ok, 'the factory has the master key')
      const keys = unwrapWorkKeys(tmk.value, Buffer.from(answer.fields[62] ?? '', 'hex'))
      invariant(keys.ok, 'the work keys open', { keys })
      this.keys = keys.value
    }
    return answer
  }

  nextTrace(): string {
    this.trace = this.trace >= 999_999 ? 1 : this.trace + 1
    return number6(this.trace)
  }

  /** Fields of a payment; `pin` enters one. */
  fields(of: {
    readonly card: number
    readonly amountFen: bigint
    readonly type?: string
    readonly processing?: string
    readonly condition?: string
    readonly pin?: string
    readonly trace?: string
    readonly more?: Fields
  }): Fields {
    const card = cardNumber(of.card)
    return {
      2: card,
      3: of.processing ?? '000000',
      4: amount12(of.amountFen),
      11: of.trace ?? this.nextTrace(),
      22: of.pin === undefined ? '072' : '071',
      25: of.condition ?? '00',
      49: '156',
      60: `${of.type ?? '22'}${number6(this.batch)}000`,
      ...(of.pin === undefined ? {} : this.pinFields(of.pin, card)),
      ...of.more,
    }
  }

  private pinFields(pin: string, card: string): Fields {
    const block = pinBlockFormat0(pin, card)
    invariant(block.ok && this.keys.pik !== undefined, 'a POS has a PIN key')
    const sealed = desBlocks(desKey(this.keys.pik), block.value)
    return { 26: '12', 52: sealed.toString('hex').toUpperCase(), 53: '2600000000000000' }
  }

  buy(card: number, amountFen: bigint, pin?: string): Promise<Message> {
    return this.send(
      '0200',
      this.fields({ card, amountFen, ...(pin === undefined ? {} : { pin }) }),
    )
  }

  /** A reversal of the message with this trace number. */
  reverse(of: {
    readonly card: number
    readonly amountFen: bigint
    readonly trace: string
    readonly processing?: string
    readonly condition?: string
    readonly type?: string
  }): Promise<Message> {
    return this.send('0400', { ...this.fields({ ...of }), 39: '98' })
  }
}
