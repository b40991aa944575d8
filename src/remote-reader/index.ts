export * from './card-work'
export {
  handToReader,
  readerFor,
  readersOf,
  reportReader,
  wishCard,
  workOf,
  type ReaderWork,
} from './desk-readers'
export {
  forgetEnded,
  interruptSession,
  interruptSilent,
  openSession,
  readSession,
  replyToTurn,
  sessionOf,
  type SessionOrder,
} from './open-session'
export {
  isAway,
  type CardSeen,
  type DrawerCard,
  type ReaderRecord,
  type ReaderRefusal,
  type ReaderReport,
} from './reader'
export { ReaderBell } from './reader-bell'
export { meetCard, readWork, type ReadOrder } from './read-card'
export {
  sessionLifecycle,
  type Ended,
  type SessionRefusal,
  type SessionState,
  type Turn,
  type TurnOrEnd,
} from './session'
