import { createHash, randomBytes } from 'node:crypto'
import request from 'supertest'
import { CENTRE, hex, type Role } from '../../src/base'
import { PosDownloads } from '../../src/acquiring'
import { acknowledgeHotlist } from '../../src/card-care'
import { decisions } from '../../src/gateways/http/routes/decisions'
import { posRoutes } from '../../src/gateways/http/routes/pos'
import { posTransactionRoutes } from '../../src/gateways/http/routes/pos-transactions'
import { posChipDataRoutes } from '../../src/gateways/http/routes/pos-chip-data'
import { posCheckValue } from '../../src/keys'
import { actOf, addStaff } from '../../src/oversight'
import { Pos, SocketLine, type PinPad } from '../../terminals/pos'
import { VirtualPinPad } from '../../terminals/virtual'
import { as, newKey, testFrame, type TestFrame } from '../support/frame'
import { cardNumber } from '../support/clearing-city'
import { MERCHANT_NUMBER, posCity, posNumber, type PosCity } from '../support/pos-city'
import { PowerCutFolder } from '../terminals/power-cut-folder'
import { testGateway, type TestGateway } from './iso8583/pos-line'

/* What people set up for POS terminals over the API, and a POS that gets it over its own line. */

let under: PosCity
let frame: TestFrame
let door: TestGateway
let maker: Record<string, string>
const second = as('administrator', { id: 'staff_administrator_two' })
const lines: SocketLine[] = []

beforeAll(async () => {
  under = await posCity({ terminals: 2 })
  const { city } = under
  frame = testFrame(
    city.store.database,
    [...posRoutes, ...posTransactionRoutes, ...posChipDataRoutes, ...decisions],
    {
      clock: city.clock,
      desks: { acquiring: { vault: city.vault } },
    },
  )
  maker = as('administrator', { id: await staff('anna', 'administrator') })
  const downloads = new PosDownloads(under.desk, under.host, acknowledgeHotlist)
  door = await testGateway(downloads, city.vault, {
    parts: { clock: city.clock, processing: (terminal) => downloads.processing(terminal) },
  })
})
afterAll(async () => {
  for (const line of lines) line.close()
  await door.stop()
  await under.close()
})

const staff = async (login: string, role: Role): Promise<string> => {
  const { database } = under.city.store
  const added = await database.transaction((tx) =>
    addStaff(
      actOf(tx, { actor: CENTRE, at: under.at, reference: `req_${login}` }),
      { ...frame.parts.desks.oversight, passwordCost: { N: 1_024, r: 8, p: 1 } },
      {
        login,
        displayName: login,
        roles: [role],
        password: 'Regen über Nanjing 44',
        passwordTemporary: false,
      },
    ),
  )
  if (!added.ok) throw new Error(added.refused)
  return added.value.staff
}

const send = (method: 'post' | 'put', path: string, body: object, who: Record<string, string>) =>
  request(frame.app)
    [method](path)
    .set({ ...who, ...newKey() })
    .send(body)

const TERMINAL_MASTER = { purpose: 'terminal-master', version: 1, algorithm: '3des' } as const

function device(index: number, masterKey?: Buffer) {
  const terminal = posNumber(index)
  const line = new SocketLine({ host: '127.0.0.1', port: door.port })
  lines.push(line)
  const from = masterKey === undefined ? under.city.factory : { masterKey }
  const pad: PinPad = new VirtualPinPad(from, {
    terminal,
    label: TERMINAL_MASTER,
    mac: 'unionpay-ecb',
  })
  const folder = new PowerCutFolder()
  const setup = { terminal, merchant: MERCHANT_NUMBER, folder, pad, line }
  return { pos: new Pos(setup), restarted: () => new Pos(setup) }
}

/** The key that UnionPay prints for tests of its own, and one made up after it. */
const MODULUS =
  'BBE9066D2517511D239C7BFA77884144AE20C7372F515147E8CE6537C54C0A6A4D45F8CA4D290870CDA59F1344EF71D17D3F35D92F3F06778D0D' +
  '511EC2A7DC4FFEADF4FB1253CE37A7B2B5A3741227BEF72524DA7A2B7B1CB426BEE27BC513B0CB11AB99BC1BC61DF5AC6CC4D831D0848788CD74' +
  'F6D543AD37C5A2B4C5D5A93B'
const CHECK = 'E881E390675D44C2DD81234DCE29C3F5AB2297A0'
const unionPay = { rid: 'A000000333', index: '01', expires: '2030-12-31', exponent: '03' }
const caKey = { ...unionPay, modulus: MODULUS, check: CHECK }
const madeUp = (index: number) => {
  const of = { ...unionPay, index: index.toString(16).padStart(2, '0').toUpperCase() }
  const check = createHash('sha1')
    .update(hex(`${of.rid}${of.index}${MODULUS}03`))
    .digest('hex')
  return { ...of, modulus: MODULUS, check }
}
const application = {
  aid: 'A000000333010101',
  parameters: {
    DF01: '00',
    '9F08': '0020',
    DF11: 'D84000A800',
    DF12: 'D84004F800',
    DF13: '0010000000',
    '9F1B': '00000001',
  },
}
const asked = (entries: readonly object[]) => ({
  validFrom: '2026-03-02',
  entries,
  reason: '按卡组织公布',
})

async function published(path: string, entries: readonly object[]): Promise<void> {
  const waits = await send('post', path, asked(entries), maker)
  expect(waits.status).toBe(202)
  const decision = `/v1/approvals/${(waits.body as { approval: string }).approval}/decision`
  const agreed = await send('post', decision, { decision: 'approved' }, second)
  expect(agreed.body).toMatchObject({ outcome: { status: 201 } })
}

test('CA keys and chip parameters: two people publish them, a POS is called to fetch them and keeps them whole', async () => {
  const { pos, restarted } = device(1)
  expect(await pos.signIn()).toBe(true)
  expect(await pos.fetchChipData('ca-keys')).toBe(false)
  const purchase = () => pos.purchase({ card: cardNumber(1), amount: 100n as never })
  await purchase()
  expect(pos.called).toBe('0')
  // More than one page of the list.
  await published('/v1/pos-ca-keys', [
    caKey,
    ...Array.from({ length: 24 }, (_, at) => madeUp(at + 2)),
  ])
  await published('/v1/pos-ic-parameters', [application])
  under.at = new Date(under.at.getTime() + 120_000)
  await purchase()
  expect(pos.called).toBe('4')
  expect(await pos.fetchChipData('ca-keys')).toBe(true)
  const keys = pos.chipData('ca-keys')
  expect(keys).toHaveLength(25)
  expect(keys[0]).toBe(
    `9F0605A0000003339F220101DF05083230333031323331DF060101DF070101DF028180${MODULUS}DF040103DF0314${CHECK}`,
  )
  under.at = new Date(under.at.getTime() + 120_000)
  await purchase()
  expect(pos.called).toBe('5')
  expect(await pos.fetchChipData('ic-parameters')).toBe(true)
  expect(pos.chipData('ic-parameters')).toEqual([
    '9F0608A000000333010101DF0101009F08020020DF1105D84000A800DF1205D84004F800DF130500100000009F1B0400000001',
  ])
  under.at = new Date(under.at.getTime() + 120_000)
  await purchase()
  expect(pos.called).toBe('0')
  expect(restarted().chipData('ca-keys')).toEqual(keys)
  const listed = await request(frame.app).get('/v1/pos-ca-keys').set(as('auditor'))
  expect(listed.body).toMatchObject({
    items: [{ validFrom: '2026-03-02', approvedBy: 'staff_administrator_two' }],
  })
})

test.each([
  ['/v1/pos-ca-keys', { ...caKey, check: '00'.repeat(20) }, 'ca-key-check-differs'],
  ['/v1/pos-ca-keys', { ...caKey, expires: '2026-03-01' }, 'ca-key-expired'],
  ['/v1/pos-ic-parameters', { ...application, parameters: {} }, 'chip-parameter-missing'],
  [
    '/v1/pos-ic-parameters',
    { ...application, parameters: { ...application.parameters, '9F1B': '00' } },
    'chip-parameter-malformed',
  ],
  [
    '/v1/pos-ic-parameters',
    { ...application, parameters: { ...application.parameters, DF99: '00' } },
    'chip-parameter-unknown',
  ],
])('%s: %# is not published', async (path, entry, refused) => {
  const waits = await send('post', path, asked([entry]), maker)
  const decision = `/v1/approvals/${(waits.body as { approval: string }).approval}/decision`
  const agreed = await send('post', decision, { decision: 'approved' }, second)
  expect(agreed.body).toMatchObject({ outcome: { answer: { refused } } })
})

test('a master key in two parts of two custodians: nobody sees a part, and the POS signs in under their sum', async () => {
  const [one, other] = [randomBytes(16), randomBytes(16)] as const
  const whole = Buffer.from(one.map((byte, at) => byte ^ (other[at] as number)))
  const kcv = (key: Buffer) => posCheckValue(key).toString('hex').toUpperCase()
  const path = `/v1/pos-terminals/${posNumber(2)}/master-key-parts`
  const custodian = (name: string) => as('key-custodian', { id: `staff_${name}` })
  const give = (part: number, key: Buffer, who: string, more: object = {}) =>
    send(
      'put',
      `${path}/${part}`,
      { parts: 2, component: key.toString('hex'), checkValue: kcv(key), ...more },
      custodian(who),
    )
  const wrong = await give(1, one, 'kang', { checkValue: '000000' })
  expect(wrong.body).toMatchObject({ refused: 'check-value-differs' })
  const first = await give(1, one, 'kang')
  expect(first.body).toMatchObject({ given: 1, checkValue: kcv(one), wholeCheckValue: null })
  expect((await give(2, other, 'kang')).body).toMatchObject({ refused: 'custodian-again' })
  expect((await give(1, other, 'li')).body).toMatchObject({ refused: 'key-part-given' })
  expect((await give(3, other, 'li', { parts: 3 })).body).toMatchObject({
    refused: 'key-parts-differ',
  })
  expect((await give(2, other, 'li', { wholeCheckValue: '000000' })).body).toMatchObject({
    refused: 'check-value-differs',
    field: 'wholeCheckValue',
  })
  // The key in force is still the derived one.
  const before = device(2).pos
  expect(await before.signIn()).toBe(true)
  const done = await give(2, other, 'li', { wholeCheckValue: kcv(whole) })
  expect(done.body).toMatchObject({ given: 2, wholeCheckValue: kcv(whole) })
  expect(await before.signIn()).toBe(false)
  const { pos } = device(2, whole)
  expect(await pos.signIn()).toBe(true)
  const sold = await pos.purchase({ card: cardNumber(2), amount: 100n as never })
  expect(sold).toMatchObject({ told: 'approved' })

  const { database } = under.city.store
  const { rows } = await database.query<{ everything: string }>(
    `select (select coalesce(string_agg(t::text, ' '), '') from acquiring_terminal t)
         || (select coalesce(string_agg(p::text, ' '), '') from acquiring_key_part p)
         || (select coalesce(string_agg(k::text, ' '), '') from http_idempotency k) as everything`,
  )
  const kept = `${rows[0]?.everything} ${JSON.stringify(frame.trail)} ${JSON.stringify(done.body)}`
  for (const key of [one, other, whole]) {
    for (const half of [key.subarray(0, 8), key.subarray(8)]) {
      expect(kept.toLowerCase()).not.toContain(half.toString('hex'))
    }
  }
  const listed = await request(frame.app).get('/v1/pos-terminals').set(as('administrator'))
  expect(listed.body).toMatchObject({
    items: [
      { masterKeyCheck: null, keyPartsWaiting: 0 },
      { masterKeyCheck: kcv(whole), keyPartsWaiting: 0 },
    ],
  })
})
