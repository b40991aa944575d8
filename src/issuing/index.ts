export * from './audit'
export * from './deposit'
export type { IssuingDesk } from './desk'
export * from './issue'
export { readReturnFile, writeMakerFile, writeReturnFile, type RowResult } from './maker-file'
export * from './maker-file.table'
export * from './order-cards'
export { allPlans, planOf, setPlan, type PersonalisationPlan, type PlanRefusal } from './plan'
export * from './renew-card'
export * from './stock'
export * from './stock-lifecycle'
export { listOrders, orderOf, orderRows, type CardOrder, type OrderRow } from './store-orders'
export {
  chipWithMoves,
  listChips,
  stockCounts,
  type Chip,
  type ChipMove,
  type StockCount,
} from './store-stock'
export type { Renewal } from './store-renewals'
export type { Writing } from './store-writings'
export * from './write-card'
