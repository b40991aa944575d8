export * from './amend'
export * from './application-lifecycle'
export * from './card-applications'
export * from './card-lifecycle'
export * from './card-lifecycle.table'
export * from './card-products'
export * from './cards'
export { cardInForceAt, judgedCards, type JudgedCard, type JudgedCards } from './cards-in-bulk'
export * from './change-card'
export * from './contracts'
export * from './credit-code'
export * from './end-term'
export * from './fare-tables'
export * from './holders'
export * from './hotlist'
export * from './key-versions'
export { makeHotlist } from './make-hotlist'
export * from './store-hotlist'
export * from './operators'
export * from './parties'
export * from './product-versions'
export * from './register'
export type { RegistryRefusal } from './sheet'
export {
  cardFacts,
  cardLoads,
  cardProducts,
  contractsById,
  contractsOf,
  keyVersions,
  operatorAt,
  operatorOf,
  operators,
  samBindings,
  terminalsOf,
} from './store'
export {
  cardLife,
  type CardListed,
  cardsPastDates,
  largestCardIn,
  type LifeStep,
  listCards,
} from './store-cards'
export * from './terminals'
export * from './terminals-look'
export * from './validity'
export * from './store-parties'
