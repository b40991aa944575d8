import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { SoftVault } from '../../../src/keys'
import {
  framed,
  MERCHANT,
  signedInPos,
  softVault,
  testGateway,
  TestHost,
  TestPos,
  type PosLine,
  type TestGateway,
} from './pos-line'

let vault: SoftVault
let host: TestHost
let under: TestGateway
const crowd: Socket[] = []
beforeAll(async () => (vault = await softVault()))
afterAll(() => vault.close())
beforeEach(() => (host = new TestHost(vault)))
afterEach(async () => {
  for (const socket of crowd.splice(0)) socket.destroy()
  await under.stop()
})

/** A connection that means no good. */
async function intruder(): Promise<Socket> {
  const socket = connect({ port: under.port, host: '127.0.0.1' })
  socket.on('error', () => undefined)
  crowd.push(socket)
  await once(socket, 'connect')
  return socket
}

const gone = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.closed) resolve()
    else socket.once('close', () => resolve())
  })

const intruders = (count: number): Promise<Socket[]> =>
  Promise.all(Array.from({ length: count }, intruder))

/** The other terminal: every one of its purchases is answered, with its own MAC, in order. */
async function sellsOn({ pos, line }: { pos: TestPos; line: PosLine }, count = 20): Promise<void> {
  for (let sale = 0; sale < count; sale++) {
    const answer = await line.ask(pos.purchase())
    expect([answer.message.fields[39], pos.believes(answer)]).toEqual(['00', true])
  }
}

test('half frames and drops of bytes from many lines', async () => {
  under = await testGateway(host, vault, { frameSeconds: 0.5 })
  const honest = await signedInPos(under.port, '20260001')
  const slow = await intruders(200)
  for (const socket of slow) socket.write(Buffer.from('0fff60', 'hex'))
  const drip = setInterval(() => slow.forEach((socket) => socket.write(Buffer.of(0))), 50)
  await sellsOn(honest)
  // Every one of them is closed by the time of its frame, however it goes on dripping.
  await Promise.all(slow.map(gone))
  clearInterval(drip)
  await sellsOn(honest)
  expect(under.gateway.load().lines).toBe(1)
})

test('giant lengths, lengths of nothing, garbage', async () => {
  under = await testGateway(host, vault)
  const honest = await signedInPos(under.port, '20260001')
  const bad = await intruders(60)
  const garbage = Buffer.from(Array.from({ length: 50_000 }, (_, at) => (at * 7919) & 0xff))
  for (const [index, socket] of bad.entries()) {
    if (index % 3 === 0) socket.write(Buffer.from('ffff', 'hex'))
    else if (index % 3 === 1) socket.write(Buffer.alloc(10_000))
    else socket.write(garbage)
  }
  await sellsOn(honest)
  await Promise.all(bad.map(gone))
  expect(host.asked.filter(({ message }) => message.fields[41] !== '20260001')).toEqual([])
})

test('a flood of well-formed questions over one line is read as slowly as it may speak', async () => {
  under = await testGateway(host, vault, { strangerMessagesPerSecondMax: 1 })
  const honest = await signedInPos(under.port, '20260001')
  const flood = await intruder()
  flood.resume()
  const many = Buffer.concat(Array.from({ length: 5_000 }, () => new TestPos('20260666').echo()))
  for (let round = 0; round < 20; round++) flood.write(many)
  await sellsOn(honest)
  // What was not read lies with the sender; here it is a bounded part of what was sent.
  expect(flood.bytesWritten - flood.writableLength).toBeLessThan(flood.bytesWritten)
  const asked = host.asked.filter(({ message }) => message.fields[41] === '20260666')
  expect(asked.length).toBeLessThan(100)
})

test('who never reads answers is closed, and holds little meanwhile', async () => {
  under = await testGateway(host, vault, {
    ...{ strangerMessagesPerSecondMax: 1_000_000, untakenSeconds: 0.3 },
  })
  host.padding = Buffer.alloc(999)
  const honest = await signedInPos(under.port, '20260001')
  const deaf = await intruder()
  deaf.pause()
  const many = Buffer.concat(Array.from({ length: 2_000 }, () => new TestPos('20260666').echo()))
  const flood = setInterval(() => deaf.writableLength < 1e6 && deaf.write(many), 5)
  const sold = sellsOn(honest)
  await under.told((event) => event.what === 'line-closed' && event.because === 'answers-untaken')
  clearInterval(flood)
  await sold
  await sellsOn(honest)
})

test('a crowd of silent lines keeps no terminal out', async () => {
  under = await testGateway(host, vault, { linesMax: 300, linesPerAddressMax: 250 })
  const honest = await signedInPos(under.port, '20260001')
  await sellsOn(honest, 1)
  await intruders(1_500)
  await sellsOn(honest)
  // A terminal that comes now gets in: a stranger that came before it goes.
  const second = await signedInPos(under.port, '20260002')
  await sellsOn(second)
  expect(under.gateway.load().lines).toBeLessThanOrEqual(250)
  await sellsOn(honest)
})

test('strangers who fill the queue shut out strangers only', async () => {
  under = await testGateway(host, vault, { atOnce: 1, waitingMax: 8, waitSeconds: 60 })
  const honest = await signedInPos(under.port, '20260001')
  await sellsOn(honest, 1)
  let release = (): void => undefined
  const stuck = new Promise<void>((resolve) => (release = resolve))
  let begun = (): void => undefined
  const isStuck = new Promise<void>((resolve) => (begun = resolve))
  host.before = ({ message }) => {
    if (message.fields[41] === '20260001') return undefined
    begun()
    return stuck
  }
  const bad = await intruders(40)
  for (const [index, socket] of bad.entries()) {
    socket.resume()
    const terminal = `6666${String(index).padStart(4, '0')}`
    socket.write(framed({ mti: '0820', fields: { 41: terminal, 42: MERCHANT, 60: '00000001301' } }))
  }
  await isStuck
  // One is inside and two have seats; all others are told so at once.
  let shed = 0
  await under.told(
    (event) => event.what === 'answered' && event.by === 'overload' && ++shed === bad.length - 3,
  )
  const sale = honest.line.ask(honest.pos.purchase())
  release()
  expect((await sale).message.fields[39]).toBe('00')
  await sellsOn(honest)
})

test('somebody who claims to be the terminal cannot speak for it or push it off', async () => {
  under = await testGateway(host, vault, { linesPerTerminalMax: 1 })
  const honest = await signedInPos(under.port, '20260001')
  await sellsOn(honest, 2)
  for (const socket of await intruders(5)) {
    const forger = new TestPos('20260001')
    socket.resume()
    socket.write(Buffer.concat([forger.purchase(), forger.purchase()]))
  }
  await sellsOn(honest)
  const refused = under.events.filter((event) => event.what === 'answered' && event.code === 'A0')
  expect(refused.length).toBeLessThanOrEqual(10)
  expect(under.events).not.toContainEqual({ what: 'line-closed', because: 'displaced' })
})

/** Half frames, garbage, floods and forged purchases by turns, from a line that comes again when it is closed. */
async function misbehave(isOver: () => boolean): Promise<number> {
  const forger = new TestPos('20260001')
  const deeds = [
    () => Buffer.from('0fff60', 'hex'),
    () => Buffer.alloc(5_000, 0x5a),
    () => Buffer.concat(Array.from({ length: 50 }, () => forger.purchase())),
    () => Buffer.concat(Array.from({ length: 200 }, () => new TestPos('20260666').echo())),
  ]
  let done = 0
  while (!isOver()) {
    const socket = await intruder()
    socket.resume()
    const deed = deeds[done++ % deeds.length]
    if (deed !== undefined) socket.write(deed())
    await new Promise((resolve) => setImmediate(resolve))
    if (done % 3 === 0) socket.destroy()
  }
  return done
}

test('while others misbehave without a pause a terminal hears each answer once, in order and its own', async () => {
  under = await testGateway(host, vault, { strangerMessagesPerSecondMax: 1_000 })
  const { pos, line } = await signedInPos(under.port, '20260001')
  let sold = 0
  const sales = 60
  const deeds = misbehave(() => sold === sales || crowd.length > 500)
  const references: string[] = []
  for (; sold < sales; sold++) {
    const trace = String(700_000 + sold)
    const answer = await line.ask(pos.purchase({ 11: trace }))
    const { 11: ofQuestion, 37: reference = '', 39: code } = answer.message.fields
    expect([code, ofQuestion, pos.believes(answer)]).toEqual(['00', trace, true])
    references.push(reference)
  }
  expect(await deeds).toBeGreaterThan(3)
  // The host counts what it approves: nobody else was approved meanwhile, and nothing of this terminal twice.
  const counted = Array.from({ length: sales }, (_, nth) => String(nth + 1).padStart(12, '0'))
  expect(references).toEqual(counted)
})
