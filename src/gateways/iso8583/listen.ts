import { readFile } from 'node:fs/promises'
import {
  BlockList,
  createServer,
  isIPv6,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net'
import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import type { Acquirer, PosPeer } from '../../acquiring'
import { Fault, type Clock } from '../../base'
import type { PosVault } from '../../keys'
import type { Logger } from '../../log'
import { profileNamed, type FrameFormat, type Profile } from '../../messages'
import type { PosEvent } from './events'
import { Exchange, type ProcessingRequest } from './exchange'
import type { GatewayLimits } from './limits'
import { Line } from './line'
import { Lines } from './lines'
import { WaitingRoom } from './waiting-room'

/** Where the gateway listens. Ports: 0 takes any free one, absent means closed. */
export interface GatewayAddress {
  readonly host: string
  /** Plain TCP, for the trusted addresses only. */
  readonly port?: number | undefined
  /** Addresses and nets ("10.1.0.0/16") that may speak without a certificate: a private network of terminals. */
  readonly trusted: readonly string[]
  /** TLS with a client certificate. */
  readonly tls?:
    | {
        readonly port: number
        readonly certificateFile: string
        readonly keyFile: string
        readonly clientAuthorityFile: string
      }
    | undefined
  /** Name of the wire profile spoken on both ports. */
  readonly profile: string
}

export type PosCertificate = NonNullable<PosPeer['certificate']>

export interface GatewayParts {
  readonly at: GatewayAddress
  readonly limits: GatewayLimits
  readonly acquirer: Acquirer
  readonly vault: Pick<PosVault, 'makeMac'>
  readonly clock: Clock
  readonly log: Logger
  readonly observe: (event: PosEvent) => void
  /** Unlike that of any gateway before or beside it: lines are named after it. */
  readonly name: string
  /** For whom a certificate (by its SHA-256) speaks now; undefined when for nobody. */
  readonly certificateOf: (fingerprint: Buffer) => Promise<PosCertificate | undefined>
  readonly processing: (terminal: string) => Promise<ProcessingRequest>
}

export interface PosGateway {
  /** The ports in use. */
  readonly ports: { readonly plain?: number; readonly secure?: number }
  /** Lines open, and questions with the host or before it. */
  load(): { readonly lines: number; readonly waiting: number; readonly inside: number }
  /** Answers what has arrived, then closes every line; what takes longer is cut off. */
  stop(withinSeconds: number): Promise<void>
}

const HANDSHAKE_MS = 10_000
/** A certificate may be revoked while its line is open: it is looked at again so often. */
const LOOK_AGAIN_MS = 30_000

/** Opens the ports for POS terminals. @throws Fault `pos` when one cannot be had or TLS cannot be spoken */
export async function openPosGateway(parts: GatewayParts): Promise<PosGateway> {
  const gateway = new Gateway(parts)
  try {
    await gateway.open()
  } catch (error) {
    await gateway.stop(0)
    throw error
  }
  return gateway
}

class Gateway implements PosGateway {
  ports: PosGateway['ports'] = {}
  private readonly lines: Lines
  private readonly room: WaitingRoom
  private readonly exchange: Exchange
  private readonly format: LengthFormat
  private readonly servers: Server[] = []
  private lineCount = 0
  private emptied: (() => void) | undefined

  constructor(private readonly parts: GatewayParts) {
    const { at, limits, clock, acquirer, vault, log, observe, processing } = parts
    const { profile, format } = spoken(at.profile)
    this.format = format
    this.lines = new Lines(limits)
    this.room = new WaitingRoom(limits, clock)
    const { answerSeconds } = limits
    const { room } = this
    this.exchange = new Exchange({
      ...{ profile, format, acquirer, vault, room, clock, log, observe, answerSeconds, processing },
    })
  }

  async open(): Promise<void> {
    const { host, port, tls, trusted } = this.parts.at
    if (port !== undefined) {
      const allowed = addressList(trusted)
      const server = createServer({ allowHalfOpen: true }, (socket) =>
        this.plainLine(socket, allowed),
      )
      this.ports = { ...this.ports, plain: await this.listen(server, host, port) }
    }
    if (tls === undefined) return
    const [cert, key, ca] = await readFiles(tls)
    const server = secureServer({ cert, key, ca }, (socket) => void this.secureLine(socket))
    this.ports = { ...this.ports, secure: await this.listen(server, host, tls.port) }
  }

  load(): ReturnType<PosGateway['load']> {
    return { lines: this.lines.count, ...this.room.load }
  }

  async stop(withinSeconds: number): Promise<void> {
    for (const server of this.servers) server.close()
    const deadline = new Promise<void>((resolve) =>
      setTimeout(resolve, withinSeconds * 1_000).unref(),
    )
    const gone = new Promise<void>((resolve) => (this.emptied = resolve))
    this.lines.stopAll()
    if (this.lines.count === 0) this.emptied?.()
    await Promise.race([Promise.all([gone, this.room.empty()]), deadline])
    if (this.lines.count > 0) this.parts.log.warn('lines of POS were cut off at the deadline')
    this.lines.closeAll()
  }

  private plainLine(socket: Socket, allowed: BlockList): void {
    const address = socket.remoteAddress ?? ''
    if (!allowed.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')) {
      this.parts.log.warn({ address }, 'a POS that is not on the list of trusted addresses')
      return this.refuse(socket)
    }
    this.begin(socket, { peer: { connection: this.nextName(), trusted: true } })
  }

  private async secureLine(socket: TLSSocket): Promise<void> {
    socket.on('error', () => undefined)
    const { fingerprint256 } = socket.getPeerCertificate()
    const fingerprint = Buffer.from((fingerprint256 ?? '').replaceAll(':', ''), 'hex')
    const certificate = await this.bound(fingerprint)
    if (socket.destroyed) return
    if (certificate === undefined) return this.refuse(socket)
    const peer = { connection: this.nextName(), certificate, trusted: false }
    let lookedMs = this.parts.clock.now().getTime()
    const stillValid = async (): Promise<boolean> => {
      const nowMs = this.parts.clock.now().getTime()
      if (nowMs - lookedMs < LOOK_AGAIN_MS) return true
      lookedMs = nowMs
      return sameBinding(await this.bound(fingerprint), certificate)
    }
    this.begin(socket, { peer, stillValid })
  }

  private async bound(fingerprint: Buffer): Promise<PosCertificate | undefined> {
    try {
      return fingerprint.length === 0 ? undefined : await this.parts.certificateOf(fingerprint)
    } catch (error) {
      this.parts.log.error({ err: error }, 'a certificate could not be looked up')
      return undefined
    }
  }

  private begin(
    socket: Socket,
    of: { readonly peer: PosPeer; readonly stillValid?: () => Promise<boolean> },
  ): void {
    const { limits, clock, observe } = this.parts
    const address = socket.remoteAddress ?? ''
    if (!this.lines.admit(address)) {
      observe({ what: 'line-closed', because: 'too-many-lines' })
      socket.destroy()
      return
    }
    this.lines.add(
      new Line({
        ...of,
        ...{ socket, address, limits, clock, observe, format: this.format },
        secure: of.peer.certificate !== undefined,
        exchange: this.exchange,
        proved: (line, terminal) => this.lines.proved(line, terminal),
        closed: (line) => {
          this.lines.remove(line)
          this.parts.acquirer.connectionClosed(of.peer.connection)
          if (this.lines.count === 0) this.emptied?.()
        },
      }),
    )
  }

  private refuse(socket: Socket): void {
    this.parts.observe({ what: 'line-closed', because: 'not-allowed' })
    socket.destroy()
  }

  private nextName(): string {
    return `${this.parts.name}-${++this.lineCount}`
  }

  private listen(server: Server, host: string, port: number): Promise<number> {
    this.servers.push(server)
    return new Promise((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          new Fault(
            'pos',
            `cannot listen on ${host}:${port}: ${error.code ?? error.message}`,
            true,
            {
              cause: error,
            },
          ),
        ),
      )
      server.listen(port, host, () => {
        server.on('error', (error) => this.parts.log.error({ err: error }, 'the POS port fails'))
        resolve((server.address() as AddressInfo).port)
      })
    })
  }
}

type LengthFormat = FrameFormat & { readonly length: 'binary-2' | 'ascii-4' }

/** A network and how its frames stand on a line. */
function spoken(name: string): { readonly profile: Profile; readonly format: LengthFormat } {
  const profile = profileNamed(name)
  const format = profile?.frames.find((one): one is LengthFormat => one.length !== 'none')
  if (profile === undefined || format === undefined) {
    throw new Fault('pos', `no frames are known for the profile "${name}"`, false)
  }
  return { profile, format }
}

function addressList(trusted: readonly string[]): BlockList {
  const list = new BlockList()
  for (const one of trusted) {
    const [address = '', bits] = one.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

async function readFiles(
  tls: NonNullable<GatewayAddress['tls']>,
): Promise<readonly [Buffer, Buffer, Buffer]> {
  const { certificateFile, keyFile, clientAuthorityFile } = tls
  try {
    return await Promise.all([
      readFile(certificateFile),
      readFile(keyFile),
      readFile(clientAuthorityFile),
    ])
  } catch (error) {
    throw cannotSpeakTls(error)
  }
}

/** Only who shows a certificate that our authorities signed gets as far as a line. */
function secureServer(
  files: { readonly cert: Buffer; readonly key: Buffer; readonly ca: Buffer },
  onLine: (socket: TLSSocket) => void,
): Server {
  try {
    return createTlsServer(
      {
        ...files,
        minVersion: 'TLSv1.2',
        requestCert: true,
        rejectUnauthorized: true,
        handshakeTimeout: HANDSHAKE_MS,
        allowHalfOpen: true,
      },
      onLine,
    )
  } catch (error) {
    throw cannotSpeakTls(error)
  }
}

const cannotSpeakTls = (error: unknown): Fault =>
  new Fault(
    'pos',
    `TLS cannot be spoken: ${error instanceof Error ? error.message : String(error)}`,
    true,
    { cause: error },
  )

const sameBinding = (now: PosCertificate | undefined, before: PosCertificate): boolean =>
  now !== undefined &&
  now.merchant === before.merchant &&
  now.terminals.join() === before.terminals.join()
