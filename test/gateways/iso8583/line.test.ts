import type { SoftVault } from '../../../src/keys'
import {
  dial,
  framed,
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
const opened: TestGateway[] = []
beforeAll(async () => (vault = await softVault()))
afterAll(() => vault.close())
beforeEach(() => (host = new TestHost(vault)))
afterEach(() => Promise.all(opened.splice(0).map(({ stop }) => stop())))

async function gateway(...[change]: [Parameters<typeof testGateway>[2]?]): Promise<TestGateway> {
  const one = await testGateway(host, vault, change)
  opened.push(one)
  return one
}
const closedBecause = (under: TestGateway, because: string) =>
  under.told((event) => event.what === 'line-closed' && event.because === because)

test('one byte a chunk, and several messages a chunk', async () => {
  const { port } = await gateway()
  const line = await dial(port)
  const pos = new TestPos('20260001')
  for (const byte of pos.signIn()) {
    line.send(Buffer.of(byte))
    await new Promise(setImmediate)
  }
  const first = await line.next()
  if (first === 'closed') throw new Error('closed')
  pos.signedIn(first)
  const sent = Array.from({ length: 7 }, () => pos.purchase())
  line.send(Buffer.concat(sent))
  for (const _ of sent) {
    const answer = await line.next()
    expect(answer !== 'closed' && pos.believes(answer) && answer.message.fields[39]).toBe('00')
  }
})

test.each([
  ['of length 0', '0000'],
  ['above the maximum', '1001'],
  ['of 65535 bytes', 'FFFF'],
])('a frame %s closes the line', async (_what, start) => {
  const under = await gateway()
  const line = await dial(under.port)
  line.send(Buffer.from(start, 'hex'))
  await closedBecause(under, 'frame-malformed')
  await line.closed()
  expect(host.closed).toHaveLength(1)
})

test('bytes that trickle in do not prolong the time of a frame', async () => {
  const under = await gateway({ frameSeconds: 0.2 })
  const line = await dial(under.port)
  const frame = Buffer.concat([Buffer.from('0fff', 'hex'), Buffer.alloc(4_000)])
  let at = 0
  const drip = setInterval(() => line.send(frame.subarray(at, ++at)), 10)
  await closedBecause(under, 'frame-too-slow')
  clearInterval(drip)
  await line.closed()
})

test('a line on which nobody speaks is closed, before its first message and after', async () => {
  const under = await gateway({ frameSeconds: 0.05, strangerIdleSeconds: 0.05, idleSeconds: 60 })
  await (await dial(under.port)).closed()
  await closedBecause(under, 'frame-too-slow')
  const line = await dial(under.port)
  await line.ask(new TestPos('20260001').echo())
  await line.closed()
  await closedBecause(under, 'idle')
})

test('what cannot be read is passed over, and too much of it closes the line', async () => {
  const under = await gateway({ mistakesMax: 3 })
  const line = await dial(under.port)
  const pos = new TestPos('20260001')
  const garbage = Buffer.from('000c600003000160220000000042', 'hex')
  line.send(garbage)
  line.send(garbage)
  expect((await line.ask(pos.echo())).message.mti).toBe('0830')
  // An answer is no question either.
  line.send(framed({ mti: '0830', fields: { 41: '20260001', 42: MERCHANT, 60: '00000001301' } }))
  await closedBecause(under, 'too-many-mistakes')
  expect(under.events.filter(({ what }) => what === 'mistake')).toEqual([
    { what: 'mistake', refused: 'message-truncated' },
    { what: 'mistake', refused: 'message-truncated' },
    { what: 'mistake', refused: 'no-request' },
  ])
})

test('one question of a terminal at a time, and terminals of one line side by side', async () => {
  const { port } = await gateway()
  const line = await dial(port)
  const running = new Map<string, number>()
  let most = 0
  let release = (): void => undefined
  const both = new Promise<void>((resolve) => (release = resolve))
  host.before = async ({ message }) => {
    const terminal = message.fields[41] ?? ''
    running.set(terminal, (running.get(terminal) ?? 0) + 1)
    most = Math.max(most, ...running.values())
    if (running.size === 2) release()
    // Nobody goes on before both terminals are inside: they are worked on side by side.
    await both
    running.set(terminal, (running.get(terminal) ?? 0) - 1)
  }
  const [one, other] = [new TestPos('20260001'), new TestPos('20260002')]
  line.send(Buffer.concat([one.echo(), one.echo(), one.echo(), other.echo()]))
  const answers = await Promise.all([line.next(), line.next(), line.next(), line.next()])
  expect(answers.filter((answer) => answer !== 'closed')).toHaveLength(4)
  expect(most).toBe(1)
})

test('a POS that hangs up its side still gets its answer', async () => {
  const { port } = await gateway()
  const line = await dial(port)
  line.socket.end(new TestPos('20260001').echo())
  expect(await line.next()).toMatchObject({ message: { mti: '0830' } })
  await line.closed()
})

test('more lines than a terminal may have: the oldest one it proved goes', async () => {
  const under = await gateway({ linesPerTerminalMax: 1 })
  const first = await signedInPos(under.port, '20260001')
  await first.line.ask(first.pos.purchase())
  // Somebody who only claims to be the terminal closes nothing.
  const pretender = await dial(under.port)
  await pretender.ask(new TestPos('20260001').echo())
  expect((await first.line.ask(first.pos.purchase())).message.fields[39]).toBe('00')
  const second = await signedInPos(under.port, '20260001')
  await second.line.ask(second.pos.purchase())
  await closedBecause(under, 'displaced')
  await first.line.closed()
  expect((await second.line.ask(second.pos.purchase())).message.fields[39]).toBe('00')
})

test('a line that nobody trusts is closed at once', async () => {
  const under = await gateway({
    parts: { at: { host: '127.0.0.1', port: 0, trusted: ['10.1.0.0/16'], profile: 'cup-pos' } },
  })
  const line = await dial(under.port)
  await line.closed()
  await closedBecause(under, 'not-allowed')
  expect(host.asked).toHaveLength(0)
})

test('stopping: what arrived is answered, nothing more is read, every line is closed', async () => {
  const under = await gateway()
  const { pos, line } = await signedInPos(under.port, '20260001')
  const idle = await dial(under.port)
  let answer = (): void => undefined
  const asked = new Promise<void>((isAsked) => {
    host.before = () => {
      isAsked()
      return new Promise((resolve) => (answer = resolve))
    }
  })
  line.send(pos.purchase())
  await asked
  const stopped = under.gateway.stop(30)
  await idle.closed()
  line.send(pos.purchase())
  answer()
  expect(await line.next()).toMatchObject({ message: { fields: { 39: '00' } } })
  await stopped
  await line.closed()
  expect(host.asked).toHaveLength(2)
  expect(under.gateway.load()).toEqual({ lines: 0, waiting: 0, inside: 0 })
  await expect(dial(under.port)).rejects.toThrow(/ECONNREFUSED/)
})
