import type { Sharing, Trouble } from '../reader'

/** What is asked about one reader. Bytes travel as hex. */
export type Wish =
  | { readonly ask: 'connect'; readonly sharing: Sharing }
  | { readonly ask: 'transmit'; readonly bytes: string }
  | { readonly ask: 'reset' | 'disconnect' }

/** What the process that holds the readers is asked. */
export type Ask =
  (Wish & { readonly id: number; readonly reader: string }) | { readonly ask: 'end' }

/** What it tells. */
export type Told =
  /** The service answers, or not and why. */
  | { readonly told: 'service'; readonly trouble: Trouble | null; readonly system: string }
  | { readonly told: 'reader'; readonly reader: string; readonly there: boolean }
  | { readonly told: 'card'; readonly reader: string; readonly atr: string | null }
  | { readonly told: 'answer'; readonly id: number; readonly bytes: string }
  | {
      readonly told: 'failure'
      readonly id: number
      readonly trouble: Trouble
      readonly system: string
    }
