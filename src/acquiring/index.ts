export { PosHost } from './acquirer'
export { auditAcquiring } from './audit'
export { posOfCertificate, type CertifiedFor } from './certified'
export { PosDownloads, type Acknowledge } from './downloads'
export {
  CHIP_ENTRIES_MAX,
  publishCaKeys,
  publishChipApplications,
  type CaKey,
  type ChipApplication,
  type ChipDataKind,
} from './chip-data'
export { chipParameters, type ChipParameterRow } from './chip-data.table'
export { chipVersions, type ChipVersion } from './store-chip-data'
export { codes, type Code } from './codes.table'
export type { AcquiringDesk, AcquiringEvent } from './desk'
export type { Acquirer, PosAnswer, PosAnswerMac, PosPeer, PosQuestion } from './face'
export { itemKinds, type ItemKind } from './items'
export { kinds, type Kind, type MessageClass } from './kinds.table'
export { messageLifecycle, type MessageState } from './lifecycle'
export type { PosTerminal } from './terminal'
export {
  registerPos,
  setPin,
  takeOutPos,
  type PosRegistration,
  type PosRegistrationRefusal,
} from './register'
export { decideItem, listItems, type DecideRefusal, type PosItem } from './decide-item'
export { handOverPurseSales } from './hand-over'
export { keepAcquiring, type Kept } from './keep'
export { listTerminals, type PosListed } from './look'
export {
  giveKeyPart,
  takeBackKeyParts,
  type KeyPartGiven,
  type KeyPartRefusal,
  type KeyPartTaken,
} from './master-key'
export { referenceOf, type KeptMessage } from './message'
export { differencesOf, listBatches, type Difference, type PosBatch } from './store-batches'
export { listMessages } from './store-messages'
