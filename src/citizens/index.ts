export * from './change-person'
export * from './decide-duplicate'
export * from './documents'
export { documentKinds } from './documents.table'
export { cases, oneCase, type CaseState, type DuplicateCase } from './duplicate-store'
export { duplicateReasons, type DuplicateReason } from './duplicates-of'
export type { FactsRefusal, StatedFacts } from './facts'
export * from './masks'
export * from './person'
export type { PersonalVault } from './personal'
export { regionOf, type Region } from './regions'
export {
  registerPerson,
  type PersonStated,
  type RegisteredPerson,
  type RegisterRefusal,
} from './register-person'
export * from './resident-id'
export { sealAnew } from './seal-anew'
export * from './see-person'
export { codePoints, parseAddress, parseName, parsePhone } from './text'
