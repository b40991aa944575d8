import type { Acquirer } from './acquiring'
import { toHex, type Clock } from './base'
import type { Config } from './config'
import type { Metrics } from './gateways/http'
import {
  openPosGateway,
  posCounters,
  posGauges,
  standardLimits,
  type GatewayAddress,
  type PosCertificate,
  type ProcessingRequest,
} from './gateways/iso8583'
import type { PosVault } from './keys'
import type { Logger } from './log'
import { systemSecrets } from './oversight'
import type { OpenDoor } from './server'

/** What the door for POS terminals works with. */
export interface PosDoorParts {
  readonly config: Pick<Config, 'pos' | 'http'>
  readonly acquirer: Acquirer
  readonly vault: Pick<PosVault, 'makeMac'>
  readonly clock: Clock
  readonly log: Logger
  readonly certificateOf: (fingerprint: Buffer) => Promise<PosCertificate | undefined>
  readonly processing: (terminal: string) => Promise<ProcessingRequest>
}

const NAME_BYTES = 6

/** The POS gateway as the settings describe it; no door where they name no port. */
export function posDoors(
  parts: PosDoorParts,
): readonly ((metrics: Metrics) => Promise<OpenDoor>)[] {
  const { pos } = parts.config
  if (pos.port === undefined && pos.tlsPort === undefined) return []
  return [(metrics) => posDoor(parts, metrics)]
}

async function posDoor(parts: PosDoorParts, { registry }: Metrics): Promise<OpenDoor> {
  const { config, ...rest } = parts
  const { pos } = config
  const gateway = await openPosGateway({
    ...rest,
    at: addressOf(config),
    limits: {
      ...standardLimits,
      linesMax: pos.linesMax,
      messagesPerSecondMax: pos.messagesPerSecondMax,
      waitingMax: pos.waitingMax,
    },
    observe: posCounters(registry),
    name: toHex(systemSecrets.bytes(NAME_BYTES)),
  })
  posGauges(registry, gateway)
  const { plain, secure } = gateway.ports
  return {
    at: {
      ...(plain === undefined ? {} : { pos: `tcp://${pos.host}:${plain}` }),
      ...(secure === undefined ? {} : { posTls: `tls://${pos.host}:${secure}` }),
    },
    stop: (withinSeconds) => gateway.stop(withinSeconds),
  }
}

function addressOf({ pos, http }: PosDoorParts['config']): GatewayAddress {
  const { host, port, tlsPort, trusted, profile } = pos
  const { tls } = http
  const files =
    tlsPort === undefined || tls?.clientAuthorityFile === undefined
      ? undefined
      : { ...tls, port: tlsPort, clientAuthorityFile: tls.clientAuthorityFile }
  return { host, port, trusted, profile, tls: files }
}
