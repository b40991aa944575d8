export * from './change-person'
export { concessionRow } from './concession-store'
export * from './concessions'
export { concessionKinds } from './concessions.table'
export * from './concession-at-issue'
export * from './decide-duplicate'
export * from './disputes'
export * from './documents'
export { documentKinds } from './documents.table'
export { cases, oneCase, type CaseState, type DuplicateCase } from './duplicate-store'
export { duplicateReasons, type DuplicateReason } from './duplicates-of'
export type { FactsRefusal, StatedFacts } from './facts'
export * from './masks'
export * from './person'
export type { PersonalVault } from './personal'
export { populationFormat, type PopulationHeader } from './population-file'
export {
  findPopulationFile,
  populationCounts,
  populationFiles,
  populationVerdicts,
  type PopulationFile,
  type RowVerdict,
} from './population-store'
export * from './receive-population'
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
export * from './work-population'
