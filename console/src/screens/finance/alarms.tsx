import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { useLook, usePages, type ItemOf, type Pages } from '../../centre/look'
import { grouped } from '../../money'
import { Amount } from '../../parts/amount'
import { Answered } from '../../parts/answer'
import { BigTable, PagedTable, type Column } from '../../parts/big-table'
import { Figures } from '../../parts/figures'
import { Moment } from '../../parts/moment'
import { Note, RefusalNote } from '../../parts/notes'
import { OperatorName } from '../../parts/operator-name'
import { Page, Panel } from '../../parts/page'
import { About } from '../../parts/told'
import { NextStep, useReasons, VerdictMark } from '../../parts/verdict'
import { useWords } from '../../words/words'

interface Row {
  readonly reason: string
  readonly count: number
}

/** Remedies of which the charge was taken back, too; see `disputes.overtaken`. */
const useOvertaken = (): Pages<ItemOf<'disputes.overtaken'>> =>
  usePages('disputes.overtaken', {}, { everyMs: 60_000 })

function OvertakenCount(): ReactNode {
  const { rows, isKnown, isMore } = useOvertaken()
  return isKnown ? `${grouped(rows.length)}${isMore ? '+' : ''}` : '—'
}

/** Where somebody was given back twice, and what to do about it; nothing where nobody was. */
function Overtaken(): ReactNode {
  const { t, language } = useWords()
  const navigate = useNavigate()
  const pages = useOvertaken()
  if (pages.rows.length === 0) return <RefusalNote why={pages.error} />
  const columns: readonly Column<ItemOf<'disputes.overtaken'>>[] = [
    {
      key: 'at',
      title: t('disputes.given-at'),
      cell: ({ bookedAt }) => <Moment at={bookedAt} />,
    },
    {
      key: 'card',
      title: t('drill.card'),
      cell: ({ card }) => <span className="digits">{card}</span>,
    },
    { key: 'about', title: t('disputes.about'), cell: ({ subject }) => <About of={subject} /> },
    { key: 'cause', title: t('disputes.cause'), cell: ({ why }) => why[language] },
    {
      key: 'bearer',
      title: t('disputes.bearer'),
      cell: ({ operator }) =>
        operator === null ? t('disputes.bearer-centre') : <OperatorName of={operator} />,
    },
    {
      key: 'fen',
      title: t('disputes.given'),
      isNumber: true,
      cell: ({ fen }) => <Amount fen={fen} />,
    },
  ]
  return (
    <div style={{ marginTop: 16 }}>
      <Panel title={t('disputes.overtaken-title')}>
        <div className="rows">
          <Note mood="bad">{t('disputes.overtaken-next')}</Note>
          <PagedTable
            label={t('disputes.overtaken-title')}
            pages={pages}
            columns={columns}
            rowKey={({ dispute }) => dispute}
            onOpen={({ dispute }) => void navigate(`/disputes/${dispute}`)}
          />
        </div>
      </Panel>
    </div>
  )
}

/** Every reason that records were not simply paid for, how often, and whose turn it is. */
export function Alarms(): ReactNode {
  const { t } = useWords()
  const meaningOf = useReasons()
  const clearing = useLook('clearing.get', {}, { everyMs: 15_000 })
  const columns: readonly Column<Row>[] = [
    {
      key: 'verdict',
      title: t('drill.verdict'),
      cell: ({ reason }) => {
        const { verdict } = meaningOf(reason)
        return verdict === undefined ? '—' : <VerdictMark verdict={verdict} />
      },
    },
    { key: 'reason', title: t('drill.reason'), cell: ({ reason }) => meaningOf(reason).meaning },
    {
      key: 'count',
      title: t('drill.records'),
      isNumber: true,
      cell: ({ count }) => grouped(count),
    },
    {
      key: 'next',
      title: t('drill.next'),
      cell: ({ reason }) => <NextStep act={meaningOf(reason).act} />,
    },
  ]
  return (
    <Page title={t('finance.alarms')} under={t('finance.alarms-help')}>
      <Answered look={clearing}>
        {({ reasons, gaps, forks, breaks }) => (
          <>
            <Figures
              of={[
                { name: t('finance.forks'), value: grouped(forks), under: t('finance.forks-help') },
                {
                  name: t('finance.breaks'),
                  value: grouped(breaks),
                  under: t('finance.breaks-help'),
                },
                {
                  name: t('disputes.overtaken-title'),
                  value: <OvertakenCount />,
                  under: t('disputes.overtaken-help'),
                },
                { name: t('finance.gaps'), value: grouped(gaps), under: t('finance.gaps-help') },
              ]}
            />
            <BigTable
              label={t('finance.alarms')}
              columns={columns}
              rows={Object.entries(reasons)
                .filter(([reason]) => reason !== 'paid')
                .map(([reason, count]) => ({ reason, count }))}
              rowKey={({ reason }) => reason}
              empty={t('finance.alarms-none')}
            />
            <Overtaken />
          </>
        )}
      </Answered>
    </Page>
  )
}
