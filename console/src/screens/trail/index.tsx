import type { ReactNode } from 'react'
import { usePages, type ItemOf } from '../../centre/look'
import { PagedTable, type Column } from '../../parts/big-table'
import { Moment } from '../../parts/moment'
import { Page } from '../../parts/page'
import { useWords } from '../../words/words'

/** Who did what to which subject and why, newest first. */
export default function Trail(): ReactNode {
  const { t } = useWords()
  const trail = usePages('trail.list', {})
  const columns: readonly Column<ItemOf<'trail.list'>>[] = [
    { key: 'at', title: t('trail.at'), cell: ({ at }) => <Moment at={at} seconds /> },
    { key: 'actor', title: t('trail.actor'), cell: ({ actor }) => actor },
    { key: 'act', title: t('trail.act'), cell: ({ act }) => act },
    { key: 'subject', title: t('trail.subject'), cell: ({ subject }) => subject },
    { key: 'reason', title: t('trail.reason'), cell: ({ reason }) => reason ?? '—' },
  ]
  return (
    <Page title={t('trail.title')}>
      <PagedTable
        label={t('trail.title')}
        pages={trail}
        columns={columns}
        rowKey={({ entry }) => String(entry)}
      />
    </Page>
  )
}
