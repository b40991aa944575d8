export { Callers } from './callers'
export type { Called } from './orders'
