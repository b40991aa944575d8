export { columns } from './columns.table'
export {
  COUNTER_DAY_BEGINS,
  performCounterDay,
  type CounterDay,
  type CounterDayParts,
  type CounterStep,
} from './counter-day'
export { faults, faultKinds, type FaultCounts, type FaultKind } from './faults.table'
export { cardNumbersFor } from './card-numbers'
export { SHENZHEN_MORNING } from './shenzhen'
export { readTaps, type SkippedRows, type TapsRead } from './read-taps'
export { replay, type ReplayOptions, type ReplayRefusal } from './replay'
export type { ReplayResult, Totals } from './result'
export { simpleCard, simpleContract, simpleProduct, simpleTap, simpleTerminal } from './simple-city'
export {
  registerTills,
  richCustomer,
  SHOP_NUMBER,
  shopTerminal,
  simpleShop,
  type Doing,
} from './simple-shop'
export { stages, type Progress, type Stage } from './stages'
export { tearLoads, type TornLoads } from './torn-loads'
export { soakHolds, soakPos, type SoakAsked, type SoakReport } from './pos-soak'
