export * from './amend'
export * from './card-lifecycle'
export * from './card-products'
export * from './cards'
export { cardInForceAt, judgedCards, type JudgedCard } from './cards-in-bulk'
export * from './contracts'
export * from './key-versions'
export * from './operators'
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
export * from './terminals'
export * from './validity'
