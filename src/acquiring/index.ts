export type { Acquirer, PosAnswer, PosAnswerMac, PosPeer, PosQuestion } from './face'
