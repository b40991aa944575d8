export { soakHolds, soakPos, type SoakAsked, type SoakReport } from './pos-soak'
