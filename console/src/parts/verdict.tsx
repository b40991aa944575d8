import type { ReactNode } from 'react'
import { useLook } from '../centre/look'
import { useWords } from '../words/words'
import { Mark, type Mood } from './mark'

export type Verdict = 'accepted' | 'duplicate' | 'suspect' | 'rejected'

const moods: Readonly<Record<Verdict, Mood>> = {
  accepted: 'good',
  duplicate: 'quiet',
  suspect: 'warn',
  rejected: 'bad',
}

export function VerdictMark({ verdict }: { readonly verdict: Verdict }): ReactNode {
  const { t } = useWords()
  return <Mark mood={moods[verdict]}>{t(`verdict.${verdict}`)}</Mark>
}

/** What a reason means in the language of the moment, and whose turn it is; the centre's own words. */
export function useReasons(): (reason: string) => {
  readonly meaning: string
  readonly act: string
  readonly verdict: Verdict | undefined
} {
  const { language } = useWords()
  const { data } = useLook('reasons.get', {})
  return (reason) => {
    const row = data?.[reason]
    return {
      meaning: row === undefined ? reason : row[language],
      act: row?.act ?? 'nobody',
      verdict: row?.verdict as Verdict | undefined,
    }
  }
}

/** Whose turn it is after a verdict, and what they do. */
export function NextStep({ act }: { readonly act: string }): ReactNode {
  const { t } = useWords()
  if (act === 'operator') return t('verdict.turn-operator')
  if (act === 'centre') return t('verdict.turn-centre')
  return t('verdict.turn-nobody')
}
