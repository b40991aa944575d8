import type { ReactNode } from 'react'
import { usePages, type ItemOf } from '../../centre/look'
import { PagedTable, type Column } from '../../parts/big-table'
import { Moment } from '../../parts/moment'
import { Page } from '../../parts/page'
import { useWords } from '../../words/words'

/** Every terminal that is or was in use. */
export default function Operations(): ReactNode {
  const { t } = useWords()
  const terminals = usePages('terminals.list', {}, { everyMs: 5_000 })
  const columns: readonly Column<ItemOf<'terminals.list'>>[] = [
    { key: 'terminal', title: t('operations.terminal'), cell: ({ terminal }) => terminal },
    { key: 'operator', title: t('operations.operator'), cell: ({ operator }) => operator },
    { key: 'kind', title: t('operations.kind'), cell: ({ kind }) => kind },
    { key: 'place', title: t('operations.place'), cell: ({ place }) => place },
    {
      key: 'installed',
      title: t('operations.installed'),
      cell: ({ installedFrom }) => <Moment at={installedFrom} />,
    },
  ]
  return (
    <Page title={t('operations.terminals')}>
      <PagedTable
        label={t('operations.terminals')}
        pages={terminals}
        columns={columns}
        rowKey={({ terminal, installedFrom }) => `${terminal} ${installedFrom}`}
      />
    </Page>
  )
}
