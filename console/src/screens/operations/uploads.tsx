import type { ReactNode } from 'react'
import { useMe } from '../../centre/session'
import { usePages, type ItemOf } from '../../centre/look'
import { grouped } from '../../money'
import { Amount } from '../../parts/amount'
import { PagedTable, type Column } from '../../parts/big-table'
import { Mark, type Mood } from '../../parts/mark'
import { Moment } from '../../parts/moment'
import { OperatorName } from '../../parts/operator-name'
import { Page } from '../../parts/page'
import { useRefusal, useWords } from '../../words/words'

type Upload = ItemOf<'uploads.list'>

const moods: Readonly<Record<Upload['state'], Mood>> = {
  receiving: 'info',
  received: 'info',
  complete: 'good',
  refused: 'bad',
  'cut-off': 'warn',
}

/** Batch files as they come in and are judged. */
export function Uploads(): ReactNode {
  const { t } = useWords()
  const me = useMe()
  const sentence = useRefusal()
  const uploads = usePages('uploads.list', {}, { everyMs: 3_000 })
  const columns: readonly Column<Upload>[] = [
    {
      key: 'at',
      title: t('operations.received'),
      cell: ({ receivedAt }) => <Moment at={receivedAt} seconds />,
    },
    // An operator sees its own alone.
    ...(me.operator === null
      ? [
          {
            key: 'operator',
            title: t('operations.operator'),
            cell: ({ operator }: Upload) => <OperatorName of={operator} />,
          },
        ]
      : []),
    { key: 'file', title: t('operations.file'), isNumber: true, cell: ({ fileNo }) => fileNo },
    {
      key: 'state',
      title: t('operations.state'),
      cell: ({ state, refused }) => (
        <>
          <Mark mood={moods[state]}>{t(`operations.state-${state}`)}</Mark>{' '}
          {refused === null ? '' : sentence({ refused, status: 422 }).what}
        </>
      ),
    },
    {
      key: 'progress',
      title: t('operations.progress'),
      cell: (upload) => <Progress of={upload} />,
    },
    {
      key: 'sum',
      title: t('operations.sum'),
      isNumber: true,
      cell: ({ sumFen }) => <Amount fen={sumFen} />,
    },
    {
      key: 'done',
      title: t('operations.done'),
      cell: ({ completedAt }) => <Moment at={completedAt} seconds />,
    },
  ]
  return (
    <Page title={t('operations.uploads')} under={t('operations.uploads-help')}>
      <PagedTable
        label={t('operations.uploads')}
        pages={uploads}
        columns={columns}
        rowKey={({ upload }) => String(upload)}
      />
    </Page>
  )
}

function Progress({ of }: { readonly of: Upload }): ReactNode {
  const { t } = useWords()
  const whole = of.records ?? of.arrived
  if (whole === 0) return '—'
  const percent = Math.floor((of.judged * 100) / whole)
  return (
    <>
      <span
        className="meter"
        role="progressbar"
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-label={t('operations.progress-of', { file: of.fileNo })}
      >
        <i style={{ width: `${percent}%` }} />
      </span>
      <span className="digits">
        {grouped(of.judged)} / {grouped(whole)}
      </span>
    </>
  )
}
