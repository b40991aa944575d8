import type { Route } from '../contract/endpoint'
import { access } from './access'
import { cardCareRoutes } from './card-care'
import { cardRoutes } from './cards'
import { centreRoutes } from './centre'
import { certificates } from './certificates'
import { citizenRoutes } from './citizens'
import { counterLooks } from './counter-looks'
import { decisions } from './decisions'
import { descriptions } from './descriptions'
import { disputeRoutes } from './disputes'
import { drillDown } from './drill-down'
import { enquiries } from './enquiries'
import { fareTableRoutes } from './fare-tables'
import { keyRoutes } from './keys'
import { machines } from './machines'
import { ownRoutes } from './own'
import { personalisationRoutes } from './personalisation'
import { populationRoutes } from './population'
import { readerRoutes } from './readers'
import { registryRoutes } from './registry'
import { renewalRoutes } from './renewals'
import { loadRoutes } from './loads'
import { posRoutes } from './pos'
import { posChipDataRoutes } from './pos-chip-data'
import { posTransactionRoutes } from './pos-transactions'
import { ruleRoutes } from './rules'
import { staff } from './staff'
import { stockRoutes } from './stock'
import { tillRoutes } from './tills'
import { trail } from './trail'
import { uploads } from './uploads'

/** Every path of the contract: each district's routes are named here once. */
const districts: readonly (readonly Route[])[] = [
  access,
  cardCareRoutes,
  cardRoutes,
  centreRoutes,
  counterLooks,
  certificates,
  citizenRoutes,
  decisions,
  descriptions,
  disputeRoutes,
  drillDown,
  enquiries,
  fareTableRoutes,
  keyRoutes,
  machines,
  ownRoutes,
  populationRoutes,
  readerRoutes,
  registryRoutes,
  renewalRoutes,
  loadRoutes,
  posRoutes,
  posTransactionRoutes,
  posChipDataRoutes,
  ruleRoutes,
  staff,
  stockRoutes,
  personalisationRoutes,
  tillRoutes,
  trail,
  uploads,
]

export const allRoutes: readonly Route[] = districts.flat()
