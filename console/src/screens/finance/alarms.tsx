import type { ReactNode } from 'react'
import { useLook } from '../../centre/look'
import { grouped } from '../../money'
import { Answered } from '../../parts/answer'
import { BigTable, type Column } from '../../parts/big-table'
import { Figures } from '../../parts/figures'
import { Page } from '../../parts/page'
import { NextStep, useReasons, VerdictMark } from '../../parts/verdict'
import { useWords } from '../../words/words'

interface Row {
  readonly reason: string
  readonly count: number
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
          </>
        )}
      </Answered>
    </Page>
  )
}
