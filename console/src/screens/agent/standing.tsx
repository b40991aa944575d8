import type { ReactNode } from 'react'
import { useLook } from '../../centre/look'
import { Amount } from '../../parts/amount'
import { Answered } from '../../parts/answer'
import { Figures } from '../../parts/figures'
import { useWords } from '../../words/words'

/** What of the prepayment may still be loaded, and what is held for loads on their way. */
export function Standing({ agent }: { readonly agent: string }): ReactNode {
  const { t } = useWords()
  const look = useLook('agents.account', { params: { agent } }, { everyMs: 15_000 })
  return (
    <Answered look={look} lines={2}>
      {({ availableFen, heldFen }) => (
        <Figures
          of={[
            {
              name: t('agent.available'),
              value: (
                <span data-available="">
                  <Amount fen={availableFen} />
                </span>
              ),
              under: t('agent.available-help'),
            },
            { name: t('agent.held'), value: <Amount fen={heldFen} />, under: t('agent.held-help') },
          ]}
        />
      )}
    </Answered>
  )
}
