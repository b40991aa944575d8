import type { ReactNode } from 'react'
import { useLook } from '../../centre/look'
import { Amount } from '../../parts/amount'
import { Answered } from '../../parts/answer'
import { BigTable, type Column } from '../../parts/big-table'
import { Page } from '../../parts/page'
import type { Answer } from '../../centre/client'
import { useWords } from '../../words/words'

type Line = Answer<'settlement.get'>['operators'][number]

/** What every operator is due for all closed days together. */
export default function Finance(): ReactNode {
  const { t } = useWords()
  const settlement = useLook('settlement.get', {})
  const columns: readonly Column<Line>[] = [
    { key: 'operator', title: t('finance.operator'), cell: ({ name }) => name },
    { key: 'taps', title: t('finance.taps'), isNumber: true, cell: ({ taps }) => taps },
    {
      key: 'charged',
      title: t('finance.charged'),
      isNumber: true,
      cell: ({ chargedFen }) => <Amount fen={chargedFen} />,
    },
    {
      key: 'fee',
      title: t('finance.fee'),
      isNumber: true,
      cell: ({ feeFen }) => <Amount fen={feeFen} />,
    },
    {
      key: 'net',
      title: t('finance.net'),
      isNumber: true,
      cell: ({ netFen }) => <Amount fen={netFen} />,
    },
  ]
  return (
    <Page title={t('finance.days')}>
      <Answered look={settlement}>
        {({ operators, total }) => (
          <BigTable
            label={t('finance.days')}
            columns={columns}
            rows={operators}
            rowKey={({ operator }) => operator}
            total={[
              t('finance.all'),
              total.taps,
              <Amount key="charged" fen={total.chargedFen} />,
              <Amount key="fee" fen={total.feeFen} />,
              <Amount key="net" fen={total.netFen} />,
            ]}
          />
        )}
      </Answered>
    </Page>
  )
}
