export * from './card-work'
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
export { meetCard, readWork, type ReadOrder } from './read-card'
export {
  sessionLifecycle,
  type Ended,
  type SessionRefusal,
  type SessionState,
  type Turn,
  type TurnOrEnd,
} from './session'
