import type { OwnReason } from './own-answer'

/** Why a line was closed by us. */
export type ClosedBecause =
  | 'not-allowed'
  | 'too-many-lines'
  | 'displaced'
  | 'certificate-ended'
  | 'frame-malformed'
  | 'frame-too-slow'
  | 'too-many-mistakes'
  | 'idle'
  | 'answers-untaken'
  | 'stopping'

/** What the gateway tells of its work; never a value of a field. */
export type PosEvent =
  | { readonly what: 'line-opened'; readonly secure: boolean }
  /** Without a reason the other end closed it. */
  | { readonly what: 'line-closed'; readonly because?: ClosedBecause }
  | {
      readonly what: 'answered'
      /** The kind of message in words, as the presence table knows it, or "other". */
      readonly kind: string
      /** f39; "none" where the answer has none. */
      readonly code: string
      readonly by: 'host' | OwnReason
      readonly seconds: number
    }
  /** Nothing was said: not for us to answer, too late, or the outcome is not known. */
  | { readonly what: 'silent'; readonly because: 'host' | 'too-late' | 'outcome-unknown' }
  | { readonly what: 'mistake'; readonly refused: string }
