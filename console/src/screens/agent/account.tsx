import type { ReactNode } from 'react'
import { usePages, type ItemOf } from '../../centre/look'
import { Amount } from '../../parts/amount'
import { PagedTable, type Column } from '../../parts/big-table'
import { Moment } from '../../parts/moment'
import { Page } from '../../parts/page'
import { useSaid, useWords } from '../../words/words'
import { Standing } from './standing'

type Entry = ItemOf<'agents.entries'>

/** The own prepayment, line by line: what was paid in with its commission, and what was loaded out of it. */
export function AgentAccount({ agent }: { readonly agent: string }): ReactNode {
  const { t } = useWords()
  const said = useSaid()
  const entries = usePages('agents.entries', { params: { agent } }, { everyMs: 30_000 })
  const columns: readonly Column<Entry>[] = [
    {
      key: 'at',
      title: t('history.at'),
      cell: ({ effectiveAt }) => <Moment at={effectiveAt} seconds />,
    },
    {
      key: 'kind',
      title: t('history.what'),
      cell: ({ kind }) => said(`agent-entry.${kind}`, kind),
    },
    {
      key: 'amount',
      title: t('agent.amount'),
      isNumber: true,
      cell: ({ amountFen }) => <Amount fen={amountFen} />,
    },
    {
      key: 'commission',
      title: t('agent.commission'),
      isNumber: true,
      cell: ({ commissionFen }) => (commissionFen === 0n ? '—' : <Amount fen={commissionFen} />),
    },
    {
      key: 'reference',
      title: t('trail.reference'),
      cell: ({ reference }) => (
        <span className="hex cut" title={reference}>
          {reference}
        </span>
      ),
    },
  ]
  return (
    <Page title={t('agent.account')} under={t('agent.account-help')}>
      <Standing agent={agent} />
      <PagedTable
        label={t('agent.account')}
        pages={entries}
        columns={columns}
        rowKey={({ entry }) => String(entry)}
        empty={t('agent.account-none')}
      />
    </Page>
  )
}
