import type { ReactNode } from 'react'
import { usePages, type ItemOf } from '../../centre/look'
import { PagedTable, type Column } from '../../parts/big-table'
import { Note } from '../../parts/notes'
import { Page, Panel } from '../../parts/page'
import { useWords } from '../../words/words'

/** Counters of cards that several genuine taps claim, and numbers of SAMs that nobody has shown. */
export function CloneAlarms(): ReactNode {
  const { t } = useWords()
  const clones = usePages('clone-alarms.list', {}, { everyMs: 5_000 })
  const gaps = usePages('sam-gaps.list', {}, { everyMs: 30_000 })
  const cloneColumns: readonly Column<ItemOf<'clone-alarms.list'>>[] = [
    {
      key: 'card',
      title: t('drill.card'),
      cell: ({ card }) => <span className="digits">{card}</span>,
    },
    {
      key: 'counter',
      title: t('operations.counter'),
      isNumber: true,
      cell: ({ counter }) => counter,
    },
    { key: 'taps', title: t('drill.taps'), isNumber: true, cell: ({ taps }) => taps },
  ]
  const gapColumns: readonly Column<ItemOf<'sam-gaps.list'>>[] = [
    { key: 'sam', title: t('drill.sam'), cell: ({ sam }) => <span className="digits">{sam}</span> },
    {
      key: 'from',
      title: t('operations.gap-from'),
      isNumber: true,
      cell: ({ fromSeq }) => fromSeq,
    },
    { key: 'to', title: t('operations.gap-to'), isNumber: true, cell: ({ toSeq }) => toSeq },
  ]
  return (
    <Page title={t('operations.clones')} under={t('operations.clones-help')}>
      <Note>{t('operations.clones-next')}</Note>
      <div className="columns" style={{ marginTop: 12 }}>
        <Panel title={t('operations.clones')}>
          <PagedTable
            label={t('drill.table-of', { of: t('operations.clones') })}
            pages={clones}
            columns={cloneColumns}
            rowKey={({ card, purse, counter }) => `${card} ${purse} ${counter}`}
            empty={t('operations.clones-none')}
          />
        </Panel>
        <Panel title={t('operations.sam-gaps')}>
          <PagedTable
            label={t('drill.table-of', { of: t('operations.sam-gaps') })}
            pages={gaps}
            columns={gapColumns}
            rowKey={({ sam, fromSeq }) => `${sam} ${fromSeq}`}
            empty={t('operations.sam-gaps-none')}
          />
        </Panel>
      </div>
    </Page>
  )
}
