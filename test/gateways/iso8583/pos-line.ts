import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import type { Acquirer, PosAnswer, PosQuestion } from '../../../src/acquiring'
import {
  openPosGateway,
  standardLimits,
  type GatewayLimits,
  type GatewayParts,
  type PosEvent,
  type PosGateway,
} from '../../../src/gateways/iso8583'
import {
  desBlocks,
  desKey,
  diversify,
  labelText,
  openSoftVault,
  parseKeyFile,
  pinBlockFormat0,
  terminalFactor,
  unwrapWorkKeys,
  POS_MAC_ALGORITHMS,
  type PosMacAlgorithm,
  type SoftVault,
} from '../../../src/keys'
import { createLog } from '../../../src/log'
import {
  closeFrame,
  decodeMessage,
  encodeMessage,
  FrameGatherer,
  openFrame,
  profileNamed,
  type DecodedMessage,
  type Frame,
  type Message,
  type Profile,
} from '../../../src/messages'
import { KEYS_FILE } from '../../support/clearing-city'
import { readFileSync } from 'node:fs'

export const cupPos = profileNamed('cup-pos') as Profile
const format = cupPos.frames[0] as Profile['frames'][number] & { readonly length: 'binary-2' }

export const TPDU = '6000030001'
export const HEADER = '602200000000'
export const MERCHANT = '104440153110001'
const TMK = { purpose: 'terminal-master', version: 1, algorithm: '3des' } as const

export async function softVault(): Promise<SoftVault> {
  const vault = await openSoftVault({ keysFile: KEYS_FILE, production: false })
  if (!vault.ok) throw new Error(vault.refused)
  return vault.value
}

/** What a POS of the tests knows: its master key, from the development tree. */
export function terminalMasterKey(terminal: string): Buffer {
  const keys = parseKeyFile(readFileSync(KEYS_FILE, 'utf8'))
  const master = keys.ok
    ? keys.value.find(({ label }) => labelText(label) === labelText(TMK))
    : undefined
  if (master === undefined) throw new Error('no terminal master in the development keys')
  return diversify('3des', master.key, terminalFactor(terminal) as Buffer)
}

/** A host of the tests: signs terminals in and says 00 to whatever has a right MAC, A0 to the rest. */
export class TestHost implements Acquirer {
  readonly asked: PosQuestion[] = []
  /** What comes before every answer; tests hold questions back with it. */
  before: (question: PosQuestion) => Promise<void> | void = () => undefined
  /** Goes into f62 of answers without a MAC. */
  padding = Buffer.alloc(0)
  readonly closed: string[] = []
  private readonly maks = new Map<string, Buffer>()
  private count = 0

  constructor(
    private readonly vault: SoftVault,
    private readonly algorithm: PosMacAlgorithm = 'unionpay-ecb',
  ) {}

  connectionClosed(connection: string): void {
    this.closed.push(connection)
  }

  async answer(question: PosQuestion): Promise<PosAnswer | 'say-nothing'> {
    this.asked.push(question)
    await this.before(question)
    const { message } = question
    const { fields } = message
    const terminal = fields[41] ?? ''
    if (message.mti === '0800' && fields[60]?.slice(8, 11) === '003') return this.signIn(message)
    const echoed = Object.fromEntries(
      [3, 4, 11, 25, 41, 42, 49, 60].flatMap((number) =>
        fields[number] === undefined ? [] : [[number, fields[number]]],
      ),
    )
    const mti = `${message.mti.slice(0, 2)}${Number(message.mti.charAt(2)) + 1}0`
    const sealedMak = this.maks.get(terminal)
    if (fields[64] === undefined) {
      const more = this.padding.length === 0 ? {} : { 62: this.padding.toString('hex') }
      return { message: { mti, fields: { ...echoed, 39: '00', ...more } } }
    }
    if (sealedMak === undefined || !(await this.isProved(message, terminal, sealedMak))) {
      return { message: { mti, fields: { ...echoed, 39: 'A0' } } }
    }
    const reference = String(++this.count).padStart(12, '0')
    return {
      message: { mti, fields: { ...echoed, 37: reference, 39: '00' } },
      mac: { terminal, sealedMak, algorithm: this.algorithm },
    }
  }

  private async signIn({ fields }: DecodedMessage): Promise<PosAnswer> {
    const terminal = fields[41] ?? ''
    const key = { terminal, label: TMK }
    const made = await this.vault.pos.makeWorkKeys({ key, layout: '003', mac: this.algorithm })
    if (!made.ok) throw new Error(made.refused)
    this.maks.set(terminal, made.value.sealed.mak)
    return {
      message: {
        mti: '0810',
        fields: {
          11: fields[11] ?? '000000',
          39: '00',
          41: terminal,
          42: fields[42] ?? '',
          60: fields[60] ?? '',
          62: made.value.wrapped.toString('hex').toUpperCase(),
        },
      },
    }
  }

  private async isProved(
    { raw, places, fields }: DecodedMessage,
    terminal: string,
    sealedMak: Buffer,
  ): Promise<boolean> {
    const data = raw.subarray(0, places.get(64)?.from)
    const mac = Buffer.from(fields[64] ?? '', 'hex')
    const { algorithm } = this
    const checked = await this.vault.pos.checkMac({ terminal, sealedMak, algorithm, data, mac })
    return checked.ok && checked.value
  }
}

export interface TestGateway {
  readonly gateway: PosGateway
  readonly port: number
  readonly events: PosEvent[]
  /** Resolves when an event has been told that fits, told before or not. */
  readonly told: (fits: (event: PosEvent) => boolean) => Promise<PosEvent>
  readonly stop: () => Promise<void>
}

/** A gateway on a free port of this machine. */
export async function testGateway(
  host: Acquirer,
  vault: SoftVault,
  change: Partial<GatewayLimits> & { readonly parts?: Partial<GatewayParts> } = {},
): Promise<TestGateway> {
  const events: PosEvent[] = []
  const waiting: { fits: (event: PosEvent) => boolean; tell: (event: PosEvent) => void }[] = []
  const { parts, ...limits } = change
  const gateway = await openPosGateway({
    at: { host: '127.0.0.1', port: 0, trusted: ['127.0.0.1'], profile: 'cup-pos' },
    limits: { ...standardLimits, ...limits },
    acquirer: host,
    vault: vault.pos,
    clock: { now: () => new Date() },
    log: createLog('silent'),
    name: 'test',
    certificateOf: () => Promise.resolve(undefined),
    processing: () => Promise.resolve('0'),
    observe: (event) => {
      events.push(event)
      for (const one of waiting.filter(({ fits }) => fits(event))) one.tell(event)
    },
    ...parts,
  })
  return {
    gateway,
    port: gateway.ports.plain ?? gateway.ports.secure ?? 0,
    events,
    told: (fits) => {
      const before = events.find(fits)
      if (before !== undefined) return Promise.resolve(before)
      return new Promise((tell) => waiting.push({ fits, tell }))
    },
    stop: () => gateway.stop(5),
  }
}

/** The bytes of a message as a POS frames it. */
export function framed(message: Message, tpdu = TPDU, header = HEADER): Buffer {
  const body = encodeMessage(cupPos, message)
  if (!body.ok) throw new Error(`${body.refused} ${body.field}`)
  const frame = closeFrame(format, { tpdu, header, body: body.value })
  if (!frame.ok) throw new Error(frame.refused)
  return frame.value
}

export interface Heard extends Frame {
  readonly message: DecodedMessage
}

/** The line of a POS: sends bytes, hears whole answers. */
export class PosLine {
  private readonly gatherer = new FrameGatherer(format)
  private readonly heard: Heard[] = []
  private readonly listeners: ((answer: Heard | 'closed') => void)[] = []
  private isClosed = false

  constructor(readonly socket: Socket) {
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.isClosed = true
      this.listeners.splice(0).forEach((tell) => tell('closed'))
    })
    socket.on('data', (chunk: Buffer) => {
      const frames = this.gatherer.push(chunk)
      if (!frames.ok) throw new Error(frames.refused)
      for (const bytes of frames.value) this.hear(bytes)
    })
  }

  send(bytes: Buffer): void {
    this.socket.write(bytes)
  }

  /** The next answer, or that the line was closed. */
  next(): Promise<Heard | 'closed'> {
    const first = this.heard.shift()
    if (first !== undefined) return Promise.resolve(first)
    if (this.isClosed) return Promise.resolve('closed')
    return new Promise((tell) => this.listeners.push(tell))
  }

  async ask(bytes: Buffer): Promise<Heard> {
    this.send(bytes)
    const answer = await this.next()
    if (answer === 'closed') throw new Error('the line was closed')
    return answer
  }

  async closed(): Promise<void> {
    if (!this.isClosed) await once(this.socket, 'close')
  }

  hangUp(): void {
    this.socket.destroy()
  }

  private hear(bytes: Buffer): void {
    const frame = openFrame(format, bytes)
    if (!frame.ok) throw new Error(frame.refused)
    const message = decodeMessage(cupPos, frame.value.body)
    if (!message.ok) throw new Error(`${message.refused} ${message.field}`)
    const answer = { ...frame.value, message: message.value }
    const listener = this.listeners.shift()
    if (listener === undefined) this.heard.push(answer)
    else listener(answer)
  }
}

export async function dial(port: number): Promise<PosLine> {
  const socket = connect({ port, host: '127.0.0.1' })
  await once(socket, 'connect')
  return new PosLine(socket)
}

export async function dialTls(port: number, options: ConnectionOptions): Promise<PosLine> {
  const socket = connectTls({ port, host: '127.0.0.1', ...options })
  const line = new PosLine(socket)
  await once(socket, 'secureConnect')
  return line
}

/** A POS of the tests: numbers its messages and puts MACs on once it has signed in. */
export class TestPos {
  private trace = 0
  private mak: Buffer | undefined
  private pik: Buffer | undefined
  private batch = '000001'

  constructor(
    readonly terminal: string,
    private readonly algorithm: PosMacAlgorithm = 'unionpay-ecb',
    private readonly merchant: string = MERCHANT,
  ) {}

  signIn(): Buffer {
    return framed({
      mti: '0800',
      fields: {
        11: this.next(),
        41: this.terminal,
        42: this.merchant,
        60: '00000001003',
        63: '01 ',
      },
    })
  }

  echo(): Buffer {
    return framed({
      mti: '0820',
      fields: { 41: this.terminal, 42: this.merchant, 60: '00000001301' },
    })
  }

  download(mti: string, network: string, data?: string): Buffer {
    const f62 = data === undefined ? {} : { 62: Buffer.from(data).toString('hex').toUpperCase() }
    const fields = { 41: this.terminal, 42: this.merchant, 60: `00${this.batch}${network}`, ...f62 }
    return framed({ mti, fields })
  }

  /** Takes the keys out of the answer to a sign-in. */
  signedIn({ message }: Heard): void {
    const wrapped = Buffer.from(message.fields[62] ?? '', 'hex')
    const keys = unwrapWorkKeys(terminalMasterKey(this.terminal), wrapped)
    if (!keys.ok || keys.value.mak === undefined) throw new Error('no MAC key')
    this.mak = keys.value.mak
    this.pik = keys.value.pik
    this.batch = (message.fields[60] ?? '').slice(2, 8)
  }

  /** f26, f52 and f53 of a PIN. */
  pin(pin: string, cardNumber: string): Record<number, string> {
    const block = pinBlockFormat0(pin, cardNumber)
    if (!block.ok || this.pik === undefined) throw new Error('no PIN block')
    const sealed = desBlocks(desKey(this.pik), block.value)
    return { 26: '12', 52: sealed.toString('hex').toUpperCase(), 53: '2600000000000000' }
  }

  purchase(change: Readonly<Record<number, string>> = {}): Buffer {
    const fields: Record<number, string> = {
      2: '3104881000000017',
      3: '000000',
      4: '000000000240',
      11: this.next(),
      22: '022',
      25: '00',
      41: this.terminal,
      42: this.merchant,
      49: '156',
      60: `22${this.batch}000600`,
      64: '0'.repeat(16),
      ...change,
    }
    const blank = encodeMessage(cupPos, { mti: '0200', fields })
    if (!blank.ok) throw new Error(`${blank.refused} ${blank.field}`)
    const mac = this.macOf(blank.value.subarray(0, -8))
    return framed({ mti: '0200', fields: { ...fields, 64: mac.toString('hex').toUpperCase() } })
  }

  /** Whether the MAC of an answer is right. */
  believes({ message }: Heard): boolean {
    const mac = this.macOf(message.raw.subarray(0, message.places.get(64)?.from))
    return mac.toString('hex').toUpperCase() === message.fields[64]
  }

  private macOf(data: Buffer): Buffer {
    if (this.mak === undefined) return Buffer.alloc(8)
    return POS_MAC_ALGORITHMS[this.algorithm].make({ key: this.mak, data })
  }

  private next(): string {
    return String(++this.trace).padStart(6, '0')
  }
}

/** A POS that has signed in over a line of its own. */
export async function signedInPos(
  port: number,
  terminal: string,
): Promise<{ readonly pos: TestPos; readonly line: PosLine }> {
  const pos = new TestPos(terminal)
  const line = await dial(port)
  pos.signedIn(await line.ask(pos.signIn()))
  return { pos, line }
}
