export { tearLoads } from './torn-loads'
export type { TornLoads } from './torn-report'
