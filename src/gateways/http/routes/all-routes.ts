import type { Route } from '../contract/endpoint'
import { decisions } from './decisions'
import { enquiries } from './enquiries'
import { ruleRoutes } from './rules'
import { tillRoutes } from './tills'

/** Every path of the contract: each district's routes are named here once. */
const districts: readonly (readonly Route[])[] = [
  decisions,
  enquiries,
  ruleRoutes,
  tillRoutes,
]

export const allRoutes: readonly Route[] = districts.flat()
