export {
  authoriseAtTerminal,
  confirmAtTerminal,
  doubtAtTerminal,
  mac2Again,
  type OpenedAtTerminal,
  type TerminalLoadRefusal,
} from './at-terminal'
export { auditLoads } from './audit'
export { placeAutoLoad, withdrawAutoLoad, type AutoRefusal } from './auto-load'
export {
  beginAutoLoad,
  beginLoad,
  beginLook,
  beginUnload,
  beginVoid,
  type Begun,
  type LoadsCounter,
} from './begin'
export { lookWork, moneyWork } from './card-works'
export type { LoadsDesk } from './desk'
export type { LoadAsked, LoadRefusal, UnloadAsked } from './load-asked'
export { giveUpSilent, resolveByTaps, type DoubtPage, type DoubtsLooked } from './evidence'
export { judgeByTaps } from './judge-by-taps'
export { isOwed, type Cause, type LoadOrder, type Way } from './order'
export { evidences, orderLifecycle, type Evidence, type OrderState } from './order-lifecycle'
export { refundFeeOf, type RefundFee, type Refunds, type Why } from './refund-fee'
export { correctLoad, handOver, type CorrectRefusal, type SettleRefusal } from './settle'
export { lastUnload, orderNamed, ordersOf, stepsOf } from './store'
export { autoOrdersOf, type AutoOrder } from './store-auto'
