export { CentreLine, SignInRefused, Stopped } from './centre-line'
export {
  CounterTerminal,
  type CounterLimits,
  type CounterParts,
  type Drawer,
} from './counter-terminal'
export { lookAtCard, type Lying } from './look-at-card'
