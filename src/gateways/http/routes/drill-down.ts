import type { Route } from '../contract/endpoint'
import { heldRecordRoutes } from './held-records'
import { oneRecordRoutes } from './one-record'
import { settlementDayRoutes } from './settlement-days'
import { takings } from './takings'

/** From the net of a day down to the proof of one tap, and what is held. */
export const drillDown: readonly Route[] = [
  ...settlementDayRoutes,
  ...takings,
  ...heldRecordRoutes,
  ...oneRecordRoutes,
]
