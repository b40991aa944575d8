import type { Route } from '../contract/endpoint'
import { enquiries } from './enquiries'

/** Every path of the contract: each district's routes are named here once. */
export const allRoutes: readonly Route[] = [...enquiries]
