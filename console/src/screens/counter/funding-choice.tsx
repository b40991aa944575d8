import { Segmented } from 'antd'
import type { ReactNode } from 'react'
import { useWords } from '../../words/words'
import { useDesk } from './desk'

/** Where money of an act comes from or goes to. */
export type Funding =
  | { readonly kind: 'cash'; readonly till: string }
  | { readonly kind: 'online'; readonly person: string }
  | { readonly kind: 'closed-card'; readonly closing: string }
  | { readonly kind: 'agent'; readonly agent: string }

export type FundingKind = 'cash' | 'online'

/** The choice as the centre wants it; undefined as long as it cannot be made (no drawer, nobody by name). */
export function useFunding(
  kind: FundingKind,
  person: string | null | undefined,
): Exclude<Funding, { kind: 'agent' }> | undefined {
  const { till } = useDesk()
  if (kind === 'cash') return till === undefined ? undefined : { kind, till: till.till }
  return person === null || person === undefined ? undefined : { kind, person }
}

/** Cash of the own drawer, or the holder's online account. */
export function FundingChoice({
  value,
  onChange,
  person,
}: {
  readonly value: FundingKind
  readonly onChange: (kind: FundingKind) => void
  readonly person: string | null | undefined
}): ReactNode {
  const { t } = useWords()
  const { till, isTillKnown } = useDesk()
  return (
    <div className="rows" style={{ gap: 4 }}>
      <Segmented<FundingKind>
        aria-label={t('funding.title')}
        value={value}
        onChange={onChange}
        options={[
          { value: 'cash', label: t('funding.cash') },
          {
            value: 'online',
            label: t('funding.online'),
            disabled: person === null || person === undefined,
          },
        ]}
      />
      {value === 'cash' && isTillKnown && till === undefined ? (
        <span style={{ color: 'var(--warn)' }}>{t('funding.no-till')}</span>
      ) : null}
    </div>
  )
}
