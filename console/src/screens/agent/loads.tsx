import type { ReactNode } from 'react'
import { usePages, type ItemOf } from '../../centre/look'
import { Amount } from '../../parts/amount'
import { PagedTable, type Column } from '../../parts/big-table'
import { Mark, type Mood } from '../../parts/mark'
import { Moment } from '../../parts/moment'
import { Page } from '../../parts/page'
import { masked } from '../../parts/told'
import { useWords } from '../../words/words'

type Load = ItemOf<'loads.list'>

const moods: Readonly<Record<Load['state'], Mood>> = {
  requested: 'info',
  authorised: 'info',
  unknown: 'warn',
  confirmed: 'good',
  'not-done': 'quiet',
  dropped: 'quiet',
}

/** What whoever is signed in has loaded, newest first; of others the centre tells an agent nothing. */
export function AgentLoads(): ReactNode {
  const { t } = useWords()
  const loads = usePages('loads.list', {}, { everyMs: 15_000 })
  const columns: readonly Column<Load>[] = [
    {
      key: 'at',
      title: t('history.at'),
      cell: ({ requestedAt }) => <Moment at={requestedAt} seconds />,
    },
    {
      key: 'card',
      title: t('drill.card'),
      cell: ({ card }) => <span className="digits">{masked(card)}</span>,
    },
    {
      key: 'amount',
      title: t('load.amount'),
      isNumber: true,
      cell: ({ amountFen }) => <Amount fen={amountFen} />,
    },
    {
      key: 'state',
      title: t('drill.state'),
      cell: ({ state }) => <Mark mood={moods[state]}>{t(`agent.state-${state}`)}</Mark>,
    },
    { key: 'next', title: t('drill.next'), cell: ({ state }) => t(`agent.next-${state}`) },
  ]
  return (
    <Page title={t('agent.loads')} under={t('agent.loads-help')}>
      <PagedTable
        label={t('agent.loads')}
        pages={loads}
        columns={columns}
        rowKey={({ load }) => load}
        empty={t('agent.loads-none')}
      />
    </Page>
  )
}
