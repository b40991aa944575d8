import { bigEndian, cardFactor, cardSerialBytes, cityDateTime, fen, hex } from '../../src/base'
import { handOverPurseSales, keepAcquiring, PosHost } from '../../src/acquiring'
import { purseMac, purseTac, sessionKey, type VirtualKeyFactory } from '../../src/keys'
import { readPurseBlock, writePurseBlock, type PurseBlock } from '../../src/messages'
import { changeRule } from '../../src/rules'
import { prepayAgent } from '../../src/tills'
import { acting, expectDone, SUPERVISOR } from '../support/act'
import { cardNumber, ISSUER, samNumber } from '../support/clearing-city'
import {
  MERCHANT_NUMBER,
  number6,
  person,
  PIN,
  Pos,
  posCity,
  posNumber,
  posSam,
  RICH_FEN,
  type PosCity,
} from '../support/pos-city'

let city: PosCity
beforeAll(async () => {
  city = await posCity()
})
afterAll(() => city.close())

/** Card key of the tests: what the chip holds. */
function chipKey(factory: VirtualKeyFactory, purpose: 'load' | 'tac', card: number): Buffer {
  const key = factory.key({ purpose, version: 1, algorithm: '3des' }, [
    hex(ISSUER),
    cardFactor(cardNumber(card)),
  ])
  if (!key.ok) throw new Error(key.refused)
  return key.value
}

const AMOUNT = 5_000
const BALANCE = 10_000

/** What the chip says when it is opened for a load at a terminal. */
function opened(card: number, sam: string, sequence: number) {
  const random = Buffer.from('01020304', 'hex')
  const facts = {
    random,
    onlineSequence: bigEndian(sequence, 2),
    oldBalance: bigEndian(BALANCE, 4),
    amount: bigEndian(AMOUNT, 4),
    type: Buffer.of(2),
    terminal: hex(sam),
  }
  const session = sessionKey('3des', 'load', chipKey(city.city.factory, 'load', card), facts)
  const block = writePurseBlock('RQ', {
    issuer: ISSUER,
    serial: cardSerialBytes(cardNumber(card)).toString('hex'),
    random: '01020304',
    keyIndex: 1,
    keyVersion: 1,
    sequence,
    balanceBefore: BALANCE,
    amount: AMOUNT,
    type: 2,
    terminal: sam,
    mac1: purseMac('3des', 'load-mac1', session, facts).toString('hex'),
  })
  if (!block.ok) throw new Error('a block of the tests can be written')
  return { f58: block.value, facts, session }
}

const load = (pos: Pos, card: number, f58: string) =>
  pos.fields({
    card,
    amountFen: BigInt(AMOUNT),
    processing: '600000',
    condition: '91',
    type: '40',
    pin: PIN,
    more: { 58: f58 },
  })

test('a load at a POS: money out of the account, a code for the card, value when the card proves it', async () => {
  const pos = city.pos(1)
  await pos.signIn()
  const { f58, facts, session } = opened(1, posSam(1), 1)
  const fields = load(pos, 1, f58)
  const answer = await pos.send('0200', fields)
  expect(answer.fields[39]).toBe('00')
  expect(await city.balance(person(1))).toBe(RICH_FEN - BigInt(AMOUNT))
  const code = readPurseBlock('RP', answer.fields[58] ?? '')
  const dateTime = hex(cityDateTime(city.at))
  const own = purseMac('3des', 'load-mac2', session, { ...facts, dateTime })
  expect(code.ok && code.value.mac2).toBe(own.toString('hex').toUpperCase())
  expect(await pos.send('0200', fields)).toEqual(answer)
  const tac = purseTac('3des', 'load', chipKey(city.city.factory, 'tac', 1), {
    ...facts,
    newBalance: bigEndian(BALANCE + AMOUNT, 4),
    dateTime,
  })
  const proof = writePurseBlock('TC', {
    serial: cardSerialBytes(cardNumber(1)).toString('hex'),
    sequence: 1,
    type: 2,
    terminal: posSam(1),
    at: cityDateTime(city.at),
    balanceAfter: BALANCE + AMOUNT,
    tac: tac.toString('hex'),
  })
  const confirmation = pos.fields({
    card: 1,
    amountFen: BigInt(AMOUNT),
    processing: '600000',
    condition: '91',
    type: '40',
    more: { 58: proof.ok ? proof.value : '', 61: `${number6(pos.batch)}${fields[11]}` },
  })
  expect((await pos.send('0220', confirmation)).fields[39]).toBe('00')
  const { rows } = await city.city.store.database.query<{ state: string; evidence: string }>(
    'select state, evidence from loads_order',
  )
  expect(rows).toEqual([{ state: 'confirmed', evidence: 'answer' }])
  // A load whose answer was lost is reversed: nobody knows what the card did, so the money stays in doubt.
  const lost = load(pos, 2, opened(2, posSam(1), 1).f58)
  expect((await pos.send('0200', lost)).fields[39]).toBe('00')
  const reversed = await pos.send('0400', {
    ...pos.fields({
      card: 2,
      amountFen: BigInt(AMOUNT),
      processing: '600000',
      condition: '91',
      type: '40',
      trace: lost[11] as string,
    }),
    39: '98',
  })
  expect(reversed.fields[39]).toBe('00')
  expect(await city.balance(person(2))).toBe(RICH_FEN - BigInt(AMOUNT))
  const forged = opened(3, posSam(1), 1).f58
  expect((await pos.send('0200', load(pos, 3, `${forged.slice(0, -8)}00000000`))).fields[39]).toBe(
    '14',
  )
  expect(await city.unsound()).toEqual([])
})

test('a purse sale made offline is taken once over any terminal, and clearing gives its verdict', async () => {
  const tap = city.city.tap({
    of: 3,
    samIndex: 1,
    type: 6,
    amount: 300n,
    listFare: 300n,
    time: '090000',
  })
  const block: PurseBlock<'TA'> = {
    issuer: tap.issuer,
    serial: cardSerialBytes(cardNumber(3)).toString('hex'),
    counter: tap.counter,
    balanceBefore: Number(tap.balanceBefore),
    amount: 300,
    type: tap.type,
    sam: samNumber(1),
    terminalSequence: tap.termSeq,
    at: tap.at,
    keyVersion: tap.keyVersion,
    algorithm: tap.algorithm,
    tac: tap.tac,
  }
  const written = writePurseBlock('TA', block)
  for (const index of [2, 3]) {
    const pos = city.pos(index)
    await pos.signIn()
    const sale = pos.fields({
      card: 3,
      amountFen: 300n,
      type: '36',
      more: { 58: written.ok ? written.value : '' },
    })
    expect((await pos.send('0200', sale)).fields[39]).toBe('00')
    expect((await pos.send('0200', { ...sale, 58: '0000' })).fields[39]).toBe('00')
  }
  // No tap has this type: people look at it, and it keeps no other sale from clearing.
  const noTap = writePurseBlock('TA', { ...block, counter: block.counter + 1, type: 7 })
  const odd = city.pos(2).fields({
    card: 3,
    amountFen: 300n,
    type: '36',
    more: { 58: noTap.ok ? noTap.value : '' },
  })
  expect((await city.pos(2).send('0200', odd)).fields[39]).toBe('00')
  const { database } = city.city.store
  const { rows: items } = await database.query(
    `select kind, detail from acquiring_item where detail like 'purse data%'`,
  )
  expect(items).toEqual([{ kind: 'terminal-only', detail: 'purse data unreadable: type' }])
  // Nor does a file that clearing does not take.
  await database.query(
    `with stranger as (
       insert into acquiring_handover (operator, created_at) values ('op_stranger', $1) returning handover)
     insert into acquiring_purse_sale (card, counter, type, tac, message, terminal, operator, amount_fen, record,
                                       arrived_at, handover)
     select $2, 1, 6, 'FFFFFFFF', 0, 'x', 'op_stranger', 300, $3::jsonb, $1, handover from stranger`,
    [city.at, BigInt(cardNumber(2)), JSON.stringify({ ...block, card: cardNumber(2) })],
  )
  const handOver = () => handOverPurseSales(city.city.desk, city.city.vault)
  await expect(handOver()).rejects.toThrow('purse sales were not handed over')
  await database.query(
    `update acquiring_handover set done_at = $1 where operator = 'op_stranger'`,
    [city.at],
  )
  expect(await handOver()).toBe(0)
  const { rows } = await city.city.store.database.query<{ count: bigint }>(
    'select count(*) as count from clearing_claim',
  )
  expect(rows[0]?.count).toBe(1n)
})

test('time lets holds lapse, and closes batches that nobody ends', async () => {
  const pos = city.pos(3)
  await pos.signIn()
  const pre = pos.fields({
    card: 3,
    amountFen: 900n,
    processing: '030000',
    condition: '06',
    type: '10',
    pin: PIN,
  })
  expect((await pos.send('0100', pre)).fields[39]).toBe('00')
  city.at = new Date(city.at.getTime() + 31 * 86_400_000)
  const kept = await keepAcquiring(city.desk)
  expect(kept.lapsed).toBe(1)
  expect(kept.forced).toBeGreaterThanOrEqual(1)
  expect(await keepAcquiring(city.desk)).toEqual({ lapsed: 0, forced: 0 })
  expect((await pos.buy(3, 100n)).fields[39]).toBe('77')
  await pos.signIn()
  expect((await pos.buy(3, 100n)).fields[39]).toBe('00')
})

test('loads for cash at the same moment do not pass the limit of an agent for a day together', async () => {
  const { database } = city.city.store
  const done = <Value>(work: Parameters<typeof acting<Value, string>>[1]) =>
    acting(database, work, { at: city.at }).then(expectDone)
  await done((act) =>
    prepayAgent(act, { agent: 'agent_shop', paidInFen: fen(90_000), bank: 'icbc', payment: 'p1' }),
  )
  await done((act) =>
    changeRule(
      { ...act, approvedBy: SUPERVISOR },
      {
        rule: 'agent-load-daily-max-fen',
        value: 9_000n,
        validFrom: '2026-06-02',
        today: '2026-06-01',
        reason: 'a small shop',
      },
    ),
  )
  city.at = new Date('2026-06-02T10:00:00+08:00')
  const hosts: PosHost[] = []
  const answers = await Promise.all(
    [1, 2, 3].map(async (index) => {
      // Each at another process of the centre: one alone would do them one after the other.
      const host = new PosHost(city.desk)
      hosts.push(host)
      const pos = new Pos(host, city.city, {
        terminal: posNumber(index),
        merchant: MERCHANT_NUMBER,
      })
      await pos.signIn()
      const fields = load(pos, index, opened(index, posSam(index), 9).f58)
      return { pos, fields: { ...fields, 3: '630000' } }
    }),
  ).then((asked) => Promise.all(asked.map(({ pos, fields }) => pos.send('0200', fields))))
  await Promise.all(hosts.map((host) => host.close()))
  expect(answers.map(({ fields }) => fields[39]).sort()).toEqual(['00', '61', '61'])
  expect(await city.unsound()).toEqual([])
})
