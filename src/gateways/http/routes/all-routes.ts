import type { Route } from '../contract/endpoint'
import { decisions } from './decisions'
import { enquiries } from './enquiries'

/** Every path of the contract: each district's routes are named here once. */
export const allRoutes: readonly Route[] = [...decisions, ...enquiries]
