export {
  COUNTER_DAY_BEGINS,
  performCounterDay,
  type CounterDay,
  type CounterDayParts,
} from './counter-day'
export type { CounterStep } from './counter'
