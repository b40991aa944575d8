import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { usePages, type ItemOf } from '../../centre/look'
import { Amount } from '../../parts/amount'
import { PagedTable, type Column } from '../../parts/big-table'
import { ExplainBy } from '../../parts/explain'
import { Moment } from '../../parts/moment'
import { OperatorName } from '../../parts/operator-name'
import { Page } from '../../parts/page'
import { NextStep, useReasons } from '../../parts/verdict'
import { useWords } from '../../words/words'
import { RecordWhy } from './why'

/** What is held as suspect, why, and whose turn it is. */
export function Held({ base }: { readonly base: string }): ReactNode {
  const { t } = useWords()
  const navigate = useNavigate()
  const meaningOf = useReasons()
  const held = usePages('held-records.list', {}, { everyMs: 30_000 })
  const columns: readonly Column<ItemOf<'held-records.list'>>[] = [
    { key: 'at', title: t('drill.at'), cell: ({ at }) => <Moment at={at} seconds /> },
    {
      key: 'operator',
      title: t('drill.operator'),
      cell: ({ operator }) => <OperatorName of={operator} />,
    },
    {
      key: 'card',
      title: t('drill.card'),
      cell: ({ card }) => <span className="digits">{card}</span>,
    },
    {
      key: 'reason',
      title: t('drill.reason'),
      cell: ({ reason, batch, line }) => (
        <>
          {meaningOf(reason).meaning}
          <ExplainBy about={meaningOf(reason).meaning}>
            <RecordWhy batch={batch} line={line} />
          </ExplainBy>
        </>
      ),
    },
    {
      key: 'amount',
      title: t('drill.claimed'),
      isNumber: true,
      cell: ({ amountFen }) => <Amount fen={amountFen} />,
    },
    { key: 'next', title: t('drill.next'), cell: ({ act }) => <NextStep act={act} /> },
  ]
  return (
    <Page title={t('drill.held')} under={t('drill.held-help')}>
      <PagedTable
        label={t('drill.held')}
        pages={held}
        columns={columns}
        rowKey={({ batch, line }) => `${batch}-${line}`}
        onOpen={({ batch, line }) => void navigate(`${base}/${batch}-${line}`)}
        empty={t('drill.held-none')}
      />
    </Page>
  )
}
