import { useState, type ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { Segmented } from 'antd'
import { useLook, usePages, type ItemOf } from '../../centre/look'
import { Amount } from '../../parts/amount'
import { Answered } from '../../parts/answer'
import { BigTable, PagedTable, type Column } from '../../parts/big-table'
import { Download } from '../../parts/download'
import { Mark } from '../../parts/mark'
import { Moment } from '../../parts/moment'
import { Page } from '../../parts/page'
import { Trace } from '../../parts/sub-menu'
import type { Answer } from '../../centre/client'
import { grouped } from '../../money'
import { useWords, type Say } from '../../words/words'
import { StateMark } from './state-mark'
import { DayFeeWhy, FeeWhy } from './why'

type Day = ItemOf<'settlement.days'>
type OfOperator = Answer<'settlement.get'>['operators'][number]

interface Sums {
  readonly taps: number
  readonly chargedFen: bigint
  readonly feeFen: bigint
  readonly netFen: bigint
}

const sumColumns = <Row extends Sums>(
  t: Say,
  whyFee: (row: Row) => ReactNode,
  beforeCharged?: Column<Row>,
): readonly Column<Row>[] => [
  { key: 'taps', title: t('drill.taps'), isNumber: true, cell: ({ taps }) => grouped(taps) },
  ...(beforeCharged === undefined ? [] : [beforeCharged]),
  {
    key: 'charged',
    title: t('drill.charged'),
    isNumber: true,
    cell: ({ chargedFen }) => <Amount fen={chargedFen} />,
  },
  {
    key: 'fee',
    title: t('drill.fee'),
    isNumber: true,
    cell: (row) => (
      <>
        {whyFee(row)}
        <Amount fen={row.feeFen} />
      </>
    ),
  },
  {
    key: 'net',
    title: t('drill.net'),
    isNumber: true,
    cell: ({ netFen }) => <Amount fen={netFen} />,
  },
]

/** The business days, newest first. `operator` leads straight to its own statement of the day. */
export function Days({
  base,
  operator,
}: {
  readonly base: string
  readonly operator?: string | undefined
}): ReactNode {
  const { t } = useWords()
  const navigate = useNavigate()
  const days = usePages('settlement.days', {}, { everyMs: 30_000 })
  const columns: readonly Column<Day>[] = [
    {
      key: 'date',
      title: t('drill.date'),
      cell: ({ date }) => <span className="digits">{date}</span>,
    },
    { key: 'state', title: t('drill.state'), cell: ({ state }) => <StateMark state={state} /> },
    // An operator's own days are explained by its own statements.
    ...sumColumns<Day>(t, ({ date }) =>
      operator === undefined ? (
        <DayFeeWhy date={date} />
      ) : (
        <FeeWhy operator={operator} date={date} />
      ),
    ),
    {
      key: 'closed',
      title: t('drill.closed-at'),
      cell: ({ closedAt }) => <Moment at={closedAt} />,
    },
  ]
  const open = ({ date }: Day): void =>
    void navigate(operator === undefined ? `${base}/${date}` : `${base}/${date}/${operator}`)
  return (
    <Page title={t('drill.days')} under={t('drill.days-help')}>
      <PagedTable
        label={t('drill.days')}
        pages={days}
        columns={columns}
        rowKey={({ date }) => date}
        onOpen={open}
      />
    </Page>
  )
}

/** One day by operator: who gets what. */
export function DayPage({
  base,
  date,
}: {
  readonly base: string
  readonly date: string
}): ReactNode {
  const { t } = useWords()
  const navigate = useNavigate()
  const [kind, setKind] = useState<'all' | 'due'>('all')
  const day = useLook('settlement.get', { query: { date } })
  const columns: readonly Column<OfOperator>[] = [
    { key: 'name', title: t('drill.operator'), cell: ({ name }) => name },
    ...sumColumns<OfOperator>(t, ({ operator }) => <FeeWhy operator={operator} date={date} />, {
      key: 'list',
      title: t('drill.list-fare'),
      isNumber: true,
      cell: ({ listFareFen }) => <Amount fen={listFareFen} />,
    }),
    {
      key: 'subsidy',
      title: t('drill.subsidy'),
      isNumber: true,
      cell: ({ subsidyFen }) => <Amount fen={subsidyFen} />,
    },
  ]
  return (
    <Page
      title={t('drill.day-of', { date })}
      actions={
        <Segmented
          value={kind}
          onChange={setKind}
          aria-label={t('drill.which-operators')}
          options={[
            { value: 'all', label: t('drill.operators-all') },
            { value: 'due', label: t('drill.operators-due') },
          ]}
        />
      }
    >
      <div className="line" style={{ alignItems: 'flex-start' }}>
        <Trace
          steps={[
            [base, t('drill.days')],
            [`${base}/${date}`, date],
          ]}
        />
        <span className="grow" />
        {day.data?.demoRates === true ? <Mark mood="warn">{t('drill.demo-rates')}</Mark> : null}
      </div>
      <Answered look={day}>
        {({ operators, total, days }) => (
          <div className="rows">
            <BigTable
              label={t('drill.day-of', { date })}
              columns={columns}
              rows={operators.filter(({ netFen }) => kind === 'all' || netFen > 0n)}
              rowKey={({ operator }) => operator}
              onOpen={({ operator }) => void navigate(`${base}/${date}/${operator}`)}
              height={500}
              total={[
                t('drill.all'),
                grouped(total.taps),
                <Amount key="list" fen={total.listFareFen} />,
                <Amount key="charged" fen={total.chargedFen} />,
                <span key="fee">
                  <DayFeeWhy date={date} />
                  <Amount fen={total.feeFen} />
                </span>,
                <Amount key="net" fen={total.netFen} />,
                <Amount key="subsidy" fen={total.subsidyFen} />,
              ]}
            />
            <div className="line">
              <Download
                path={`/v1/settlement?date=${date}`}
                media="application/json"
                file={`settlement-${date}.json`}
              >
                {t('drill.download-json')}
              </Download>
              <span className="quiet">
                {t('drill.digest')} <span className="hex">{days[0]?.digest ?? '—'}</span>
              </span>
            </div>
          </div>
        )}
      </Answered>
    </Page>
  )
}
