import { Fault } from '../../../src/base'
import type { SoftVault } from '../../../src/keys'
import {
  dial,
  framed,
  HEADER,
  MERCHANT,
  signedInPos,
  softVault,
  testGateway,
  TestHost,
  TestPos,
  type TestGateway,
} from './pos-line'

let vault: SoftVault
let host: TestHost
let under: TestGateway
beforeAll(async () => (vault = await softVault()))
afterAll(() => vault.close())
beforeEach(async () => {
  host = new TestHost(vault)
  under = await testGateway(host, vault, {
    parts: { processing: (terminal) => Promise.resolve(terminal === '20260007' ? '7' : '0') },
  })
})
afterEach(() => under.stop())

test('sign-in, purchase, answer: the frame turns round, the MAC is the terminal’s own', async () => {
  const { pos, line } = await signedInPos(under.port, '20260001')
  const answer = await line.ask(pos.purchase())
  expect(answer).toMatchObject({ tpdu: '6000010003', header: HEADER })
  expect(answer.message).toMatchObject({
    mti: '0210',
    fields: {
      3: '000000',
      4: '000000000240',
      11: '000002',
      39: '00',
      41: '20260001',
      42: MERCHANT,
    },
  })
  expect(pos.believes(answer)).toBe(true)
  expect(under.events.filter(({ what }) => what === 'answered')).toMatchObject([
    { kind: 'sign-in', code: '00', by: 'host' },
    { kind: 'purchase, pre-authorisation or completion', code: '00', by: 'host' },
  ])
})

test('the host sees the raw bytes, the line and the profile', async () => {
  const { pos, line } = await signedInPos(under.port, '20260001')
  const sent = pos.purchase()
  await line.ask(sent)
  expect(host.asked[1]).toMatchObject({ profile: 'cup-pos', peer: { trusted: true } })
  expect(host.asked[1]?.message.raw).toEqual(sent.subarray(2 + 5 + 6))
  expect(host.asked[1]?.peer.connection).toBe(host.asked[0]?.peer.connection)
})

test('the header tells a terminal what to do next', async () => {
  const line = await dial(under.port)
  expect((await line.ask(new TestPos('20260007').echo())).header).toBe('602207000000')
  expect((await line.ask(new TestPos('20260008').echo())).header).toBe(HEADER)
})

test('a field that is missing is answered 30, and the host is not asked', async () => {
  const { line } = await signedInPos(under.port, '20260001')
  const fields = { 3: '000000', 11: '000009', 41: '20260001', 42: MERCHANT, 60: '22000001' }
  const answer = await line.ask(framed({ mti: '0200', fields }))
  expect(answer.message).toMatchObject({ mti: '0210', fields: { ...fields, 39: '30' } })
  expect(host.asked).toHaveLength(1)
})

test.each([
  ['an invariant that broke', new Error('broken'), '96'],
  ['a database that is away before anything was done', new Fault('database', 'away', true), '96'],
])('%s: system error, because nothing was booked', async (_what, error, code) => {
  const { pos, line } = await signedInPos(under.port, '20260001')
  host.before = () => Promise.reject(error)
  expect((await line.ask(pos.purchase())).message.fields[39]).toBe(code)
})

test('nothing is said where a commit may have happened: the terminal takes it back', async () => {
  const { pos, line } = await signedInPos(under.port, '20260001')
  host.before = ({ message }) => {
    if (message.mti === '0200') throw new Fault('database', 'connection terminated', false)
  }
  line.send(pos.purchase())
  expect(await under.told(({ what }) => what === 'silent')).toMatchObject({
    because: 'outcome-unknown',
  })
  // The line lives on, and so does the terminal.
  expect((await line.ask(pos.echo())).message.fields[39]).toBe('00')
})

test('an answer that comes too late goes to nobody', async () => {
  const slow = await testGateway(host, vault, { answerSeconds: 0.05 })
  const line = await dial(slow.port)
  let answer = (): void => undefined
  host.before = ({ message }) =>
    message.mti === '0800' ? new Promise((resolve) => (answer = resolve)) : undefined
  const pos = new TestPos('20260001')
  line.send(pos.signIn())
  await slow.told((event) => event.what === 'silent' && event.because === 'too-late')
  answer()
  expect((await line.ask(pos.echo())).message.mti).toBe('0830')
  await slow.stop()
})

test('a terminal whose MAC is wrong is told A0 and stays a stranger', async () => {
  const { pos, line } = await signedInPos(under.port, '20260001')
  const wrong = pos.purchase()
  wrong.writeUInt8(wrong.readUInt8(wrong.length - 1) ^ 1, wrong.length - 1)
  const answer = await line.ask(wrong)
  expect(answer.message.fields[39]).toBe('A0')
  expect(answer.message.fields[64]).toBeUndefined()
})
