import { Segmented } from 'antd'
import { useState, type ReactNode } from 'react'
import { Route, Routes, useNavigate, useParams } from 'react-router'
import { usePages, type ItemOf } from '../../centre/look'
import { PagedTable, type Column } from '../../parts/big-table'
import { Mark, type Mood } from '../../parts/mark'
import { Moment } from '../../parts/moment'
import { Page } from '../../parts/page'
import { About, masked, Who } from '../../parts/told'
import { useWords } from '../../words/words'
import { RecordPage } from '../drill/record'
import { DisputePage } from './dispute'

type Line = ItemOf<'disputes.list'>
type State = Line['state']

export const moods: Readonly<Record<State, Mood>> = {
  raised: 'info',
  'under-review': 'warn',
  upheld: 'good',
  rejected: 'bad',
  withdrawn: 'quiet',
}

/** What citizens say is not right: who looks at it, what is answered, and what is given back. */
export default function Disputes(): ReactNode {
  return (
    <Routes>
      <Route index element={<List />} />
      <Route path=":dispute" element={<DisputePage />} />
      <Route path=":dispute/record/:record" element={<Record />} />
    </Routes>
  )
}

const CHOICES = ['raised', 'under-review', 'all'] as const

function List(): ReactNode {
  const { t } = useWords()
  const navigate = useNavigate()
  const [state, setState] = useState<(typeof CHOICES)[number]>('raised')
  const list = usePages('disputes.list', state === 'all' ? {} : { query: { state } }, {
    everyMs: 15_000,
  })
  const columns: readonly Column<Line>[] = [
    { key: 'at', title: t('disputes.raised'), cell: ({ raisedAt }) => <Moment at={raisedAt} /> },
    { key: 'about', title: t('disputes.about'), cell: ({ subject }) => <About of={subject} /> },
    {
      key: 'card',
      title: t('drill.card'),
      cell: ({ card }) => <span className="digits">{masked(card)}</span>,
    },
    {
      key: 'state',
      title: t('drill.state'),
      cell: (one) => <Mark mood={moods[one.state]}>{t(`dispute.${one.state}`)}</Mark>,
    },
    {
      key: 'handler',
      title: t('disputes.handler'),
      cell: ({ handledBy, handlerNamed }) => <Who of={handlerNamed} id={handledBy} />,
    },
    {
      key: 'next',
      title: t('drill.next'),
      cell: (one) => t(`disputes.next-${one.state}`),
    },
  ]
  return (
    <Page
      title={t('screen.disputes')}
      under={t('disputes.help')}
      actions={
        <Segmented
          aria-label={t('drill.state')}
          value={state}
          onChange={setState}
          options={CHOICES.map((value) => ({
            value,
            label: value === 'all' ? t('approvals.all') : t(`dispute.${value}`),
          }))}
        />
      }
    >
      <PagedTable
        label={t('screen.disputes')}
        pages={list}
        columns={columns}
        rowKey={({ dispute }) => dispute}
        onOpen={({ dispute }) => void navigate(`/disputes/${dispute}`)}
        empty={t('disputes.none')}
      />
    </Page>
  )
}

/** The record a dispute is about, laid open down to its TAC. */
function Record(): ReactNode {
  const { t } = useWords()
  const { dispute = '', record = '' } = useParams()
  return (
    <RecordPage
      record={record}
      up={[
        ['/disputes', t('screen.disputes')],
        [`/disputes/${dispute}`, t('disputes.one')],
      ]}
    />
  )
}
