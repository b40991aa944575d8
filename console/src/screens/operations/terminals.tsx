import type { ReactNode } from 'react'
import { useMe } from '../../centre/session'
import { usePages, type ItemOf } from '../../centre/look'
import { grouped } from '../../money'
import { PagedTable, type Column } from '../../parts/big-table'
import { Mark } from '../../parts/mark'
import { Moment } from '../../parts/moment'
import { OperatorName } from '../../parts/operator-name'
import { Page } from '../../parts/page'
import { useWords } from '../../words/words'

type Terminal = ItemOf<'terminals.health'>

/** Terminals in use: when they were last heard of, what they have, and which of their numbers are missing. */
export function Terminals(): ReactNode {
  const { t } = useWords()
  const me = useMe()
  const terminals = usePages('terminals.health', {}, { everyMs: 5_000 })
  const columns: readonly Column<Terminal>[] = [
    { key: 'terminal', title: t('operations.terminal'), cell: ({ terminal }) => terminal },
    // An operator sees its own alone.
    ...(me.operator === null
      ? [
          {
            key: 'operator',
            title: t('operations.operator'),
            cell: ({ operator }: Terminal) => <OperatorName of={operator} />,
          },
        ]
      : []),
    { key: 'place', title: t('operations.place'), cell: ({ kind, place }) => place || kind },
    {
      key: 'seen',
      title: t('operations.last-seen'),
      cell: ({ lastSeenAt }) =>
        lastSeenAt === null ? t('operations.never') : <Moment at={lastSeenAt} />,
    },
    {
      key: 'tap',
      title: t('operations.last-tap'),
      cell: ({ lastTapAt }) => <Moment at={lastTapAt} />,
    },
    {
      key: 'hotlist',
      title: t('operations.hotlist'),
      cell: ({ hotlistVersion, hotlistBehind }) => (
        <>
          {hotlistVersion ?? '—'}{' '}
          {hotlistBehind === null || hotlistBehind === 0 ? null : (
            <Mark mood="warn">{t('operations.behind', { count: hotlistBehind })}</Mark>
          )}
        </>
      ),
    },
    { key: 'fares', title: t('operations.fares'), cell: ({ fareVersion }) => fareVersion ?? '—' },
    {
      key: 'missing',
      title: t('operations.missing'),
      isNumber: true,
      cell: ({ missing }) => (missing === 0 ? 0 : <Mark mood="warn">{grouped(missing)}</Mark>),
    },
  ]
  return (
    <Page title={t('operations.terminals')} under={t('operations.terminals-help')}>
      <PagedTable
        label={t('operations.terminals')}
        pages={terminals}
        columns={columns}
        rowKey={({ terminal }) => terminal}
      />
    </Page>
  )
}
