import type { Route } from '../contract/endpoint'
import { catalogueRoutes } from './registry-catalogue'
import { deviceRoutes } from './registry-devices'
import { partyRoutes } from './registry-parties'

/** The registry, in the order of its document: who takes part, with which devices, and what cards carry. */
export const registryRoutes: readonly Route[] = [
  ...partyRoutes,
  ...deviceRoutes,
  ...catalogueRoutes,
]
