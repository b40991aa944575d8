import type { ReactNode } from 'react'
import type { ItemOf } from '../../centre/look'
import { Mark } from '../../parts/mark'
import { useWords } from '../../words/words'

/** Whether a business day is open, being closed or closed. */
export function StateMark({
  state,
}: {
  readonly state: ItemOf<'settlement.days'>['state']
}): ReactNode {
  const { t } = useWords()
  return <Mark mood={state === 'closed' ? 'good' : 'info'}>{t(`drill.state-${state}`)}</Mark>
}
