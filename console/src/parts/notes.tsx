import type { ReactNode } from 'react'
import type { NotAnswered } from '../centre/client'
import { useRefusal, useWords } from '../words/words'
import type { Mood } from './mark'

/** Something to know; read aloud when it appears. */
export const Note = ({
  mood = 'quiet',
  children,
}: {
  readonly mood?: Mood
  readonly children: ReactNode
}): ReactNode => (
  <div className={`note note-${mood}`} role="status">
    <div>{children}</div>
  </div>
)

/**
 * Why something was not done, in words, what to do next, and what the centre said exactly. Nothing when there is
 * nothing to tell. `children` are ways out: a button that does what the sentence advises.
 */
export function RefusalNote({
  why,
  children,
}: {
  readonly why: NotAnswered | null | undefined
  readonly children?: ReactNode
}): ReactNode {
  const { t } = useWords()
  const inWords = useRefusal()
  if (why === null || why === undefined) return null
  const { what, next } = inWords(why)
  const exactly = [why.refused, why.detail, why.instance?.replace(/^urn:citycard:request:/, '#')]
  return (
    <div className="note note-bad" role="alert" data-refused={why.refused ?? why.status}>
      <div>
        <p>
          <strong>{what}</strong>
        </p>
        <p className="note-next">{next}</p>
        <small>
          {t('refusal.exactly')} {exactly.filter((part) => part !== undefined).join(' · ')}
        </small>
        {children === undefined ? null : <div className="line">{children}</div>}
      </div>
    </div>
  )
}
