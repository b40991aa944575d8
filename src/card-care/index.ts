export { acknowledgeHotlist, type AcknowledgeRefusal } from './acknowledge'
export { auditCare } from './audit'
export * from './block'
export * from './close'
export * from './desk'
export * from './give-back'
export * from './keep'
export * from './loss'
export * from './pay-closing'
export * from './settle'
export {
  remedyCauses,
  remedyEvidence,
  remedyOf,
  type RemediedLine,
  type RemedyCause,
  type RemedyRefusal,
} from './remedy'
export {
  disputedLine,
  overtakenRemedies,
  remedyChoices,
  type DisputedLine,
  type RemedyChoice,
} from './disputed-line'
export { remediedOf, remedyOfDispute, type BookedRemedy } from './remedy-store'
export { releaseCard, stopCard } from './stop'
export { closingsOf, lossesOf, type Closing, type LossReport } from './store'
export * from './uphold'
