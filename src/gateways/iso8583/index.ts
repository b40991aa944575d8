export type { ClosedBecause, PosEvent } from './events'
export type { ProcessingRequest } from './exchange'
export { standardLimits, type GatewayLimits } from './limits'
export {
  openPosGateway,
  type GatewayAddress,
  type GatewayParts,
  type PosCertificate,
  type PosGateway,
} from './listen'
export { posCounters, posGauges } from './metrics'
