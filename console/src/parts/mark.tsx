import type { ReactNode } from 'react'

export type Mood = 'good' | 'warn' | 'bad' | 'info' | 'quiet'

/** A state as a word with a colour; the word alone says it, too. */
export const Mark = ({
  mood = 'quiet',
  children,
}: {
  readonly mood?: Mood
  readonly children: ReactNode
}): ReactNode => <span className={`mark mark-${mood}`}>{children}</span>
