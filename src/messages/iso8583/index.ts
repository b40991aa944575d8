export {
  answeringTpdu,
  closeFrame,
  FRAME_BYTES_MAX,
  FrameGatherer,
  openFrame,
  type Frame,
} from './frame'
export {
  decodeMessage,
  encodeMessage,
  macInput,
  MESSAGE_BYTES_MAX,
  networkCodeOf,
  type DecodedMessage,
  type FieldPlace,
  type Message,
  type Remark,
} from './codec'
export type {
  FieldFormat,
  FrameFormat,
  Layout,
  Mask,
  MessageFormat,
  NamedField,
  Words,
} from './field-format'
export type { Part } from './parts'
export { MESSAGE_REFUSALS, type MessageRefusal, type MessageRefusalWord } from './refusal'
export { presenceOf, type Presence } from './presence'
export { ECHOED_FIELDS } from './presence.table'
export { decodeTlv, readTlv, TLV_DEPTH, writeTlv, type TlvNode } from './tlv'
export { MESSAGE_LISTS, runMessageVectors } from './vectors'
export { maskedDump, type ShownField } from './mask-message'
export { profileNamed, profiles, type Profile, type ProfileName } from './profiles'
export {
  describeMessage,
  type DescribedMessage,
  type DescribedMessageField,
  type DescribeMessageRefusal,
} from './describe-message'
export {
  purseBlocks,
  readPurseBlock,
  writePurseBlock,
  type PurseBlock,
  type PurseTag,
} from './purse-data'
