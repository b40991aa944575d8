export { auditClearing } from './audit'
export { checksTold, type CheckTold, type Compared } from './checks-told'
export { completeUpload, resumeUploads, type Resumed } from './complete-upload'
export { balanceAsOf, cardHistory, type BalanceAsOf, type CardEntry } from './card-history'
export { nameOfTap, noLongerPaid, type NamedTap } from './no-longer-paid'
export {
  bearerOf,
  cardStandings,
  liabilitiesOf,
  noteCardsTappedAt,
  type CardStanding,
  type Liability,
} from './card-standing'
export { chainStep, drainChains, drainNotedCards } from './chain-step'
export {
  dayFigures,
  hoursOfDay,
  samsSeen,
  uploadProgress,
  type DayFigures,
  type HourOfDay,
  type SamSeen,
} from './day-looks'
export type { ClearingDesk, ClearingEvent, ClearingRules, UploadForm } from './desk'
export { cardAccount, openForks, openGaps, samGaps, clearingFigures } from './enquiries'
export { judgePart, type JudgedPart, type UploadPart } from './judge-part'
export { oneRecord, type OneRecord, type Ruling, type TacCheck } from './one-record'
export { bookPart } from './post-batch'
export {
  OWN_FILES_FROM,
  receiveUpload,
  uploadRefusals,
  type ArrivingPart,
  type Received,
  type UploadRefusal,
} from './receive'
export { recordVerdicts, type Receipt, type RecordVerdict } from './receipt'
export {
  heldRecords,
  recordsOfSam,
  takingsBySam,
  type DayRecord,
  type RecordLine,
  type RecordPlace,
  type SamTakings,
} from './records-looks'
export { reasons } from './reasons.table'
export { noteCardsChanged } from './store-chain-work'
export { attemptsUnder, listUploads, uploadHolding, type UploadRow } from './store-uploads'
export type { TapClaim } from './tap'
export { allReasons, verdictOf, verdicts, type Reason, type Verdict } from './verdict'
export { walkedTaps, type WalkedTap } from './walked-taps'
