import type { ReactNode } from 'react'
import { money } from '../../money'
import { Mark, type Mood } from '../../parts/mark'
import { useWords, type Word } from '../../words/words'
import { inFours } from './find'
import './counter.css'

export const cardStates = [
  'blank',
  'personalised',
  'ready',
  'active',
  'lost-oral',
  'lost',
  'blocked',
  'expired',
  'replaced',
  'returned',
  'spoiled',
  'destroyed',
] as const
export type CardState = (typeof cardStates)[number]

const moods: Readonly<Record<CardState, Mood>> = {
  blank: 'quiet',
  personalised: 'info',
  ready: 'info',
  active: 'good',
  'lost-oral': 'warn',
  lost: 'bad',
  blocked: 'bad',
  expired: 'warn',
  replaced: 'quiet',
  returned: 'quiet',
  spoiled: 'quiet',
  destroyed: 'quiet',
}

const isState = (state: string): state is CardState => state in moods

/** The state of a card as a word with a colour. */
export function StateMark({ state }: { readonly state: string }): ReactNode {
  const { t } = useWords()
  if (!isState(state)) return <Mark>{state}</Mark>
  const word: Word = `card-state.${state}`
  return <Mark mood={moods[state]}>{t(word)}</Mark>
}

/** A card as it looks, with what it holds. */
export function CardPicture({
  card,
  product,
  state,
  validTo,
  balanceFen,
  source,
}: {
  readonly card: string
  readonly product: string
  readonly state: string
  readonly validTo: string
  readonly balanceFen: bigint | undefined
  /** Whether the chip says what it holds, or the books. */
  readonly source: 'chip' | 'books'
}): ReactNode {
  const { t } = useWords()
  return (
    <div className={`card-picture ${state === 'active' ? '' : 'is-off'}`}>
      <div className="card-picture-top">
        <span>{product}</span>
        <StateMark state={state} />
      </div>
      <div className="card-picture-balance">
        <span>{t(source === 'chip' ? 'card.on-chip' : 'card.by-books')}</span>
        <b className="amount" data-balance="">
          {balanceFen === undefined ? '—' : money(balanceFen)}
        </b>
      </div>
      <div className="card-picture-under">
        <span className="digits" data-card-number={card}>
          {inFours(card)}
        </span>
        <span className="digits">
          {t('card.valid-to')} {validTo}
        </span>
      </div>
    </div>
  )
}
