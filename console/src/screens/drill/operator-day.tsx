import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { useLook, usePages, type ItemOf } from '../../centre/look'
import type { Answer } from '../../centre/client'
import { grouped } from '../../money'
import { Amount } from '../../parts/amount'
import { Answered } from '../../parts/answer'
import { PagedTable, type Column } from '../../parts/big-table'
import { Download } from '../../parts/download'
import { Explain } from '../../parts/explain'
import { Moment } from '../../parts/moment'
import { useOperatorNames } from '../../parts/operator-name'
import { Facts, Page, Panel } from '../../parts/page'
import { Trace } from '../../parts/sub-menu'
import { useReasons } from '../../parts/verdict'
import { useWords } from '../../words/words'
import { StateMark } from './state-mark'
import { Fees } from './fees'
import { FeeWhy, VerdictWhy } from './why'

type Statement = Answer<'statements.get'>

/** What an operator gets for a day, why, and from which of its terminals. */
export function OperatorDay({
  base,
  date,
  operator,
}: {
  readonly base: string
  readonly date: string
  readonly operator: string
}): ReactNode {
  const { t } = useWords()
  const navigate = useNavigate()
  const params = { operator, date }
  const statement = useLook('statements.get', { params })
  const sams = usePages('takings.sams', { params })
  const columns: readonly Column<ItemOf<'takings.sams'>>[] = [
    { key: 'terminal', title: t('drill.terminal'), cell: ({ terminal }) => terminal ?? '—' },
    { key: 'sam', title: t('drill.sam'), cell: ({ sam }) => <span className="digits">{sam}</span> },
    { key: 'taps', title: t('drill.taps'), isNumber: true, cell: ({ taps }) => grouped(taps) },
    {
      key: 'list',
      title: t('drill.list-fare'),
      isNumber: true,
      cell: ({ listFareFen }) => <Amount fen={listFareFen} />,
    },
    {
      key: 'charged',
      title: t('drill.charged'),
      isNumber: true,
      cell: ({ chargedFen }) => <Amount fen={chargedFen} />,
    },
  ]
  const name = statement.data?.name ?? operator
  const here = `${base}/${date}/${operator}`
  return (
    <Page
      title={`${name} · ${date}`}
      actions={
        <div className="line">
          <Download
            path={`/v1/statements/${operator}/${date}`}
            media="text/csv"
            file={`statement-${operator}-${date}.csv`}
          >
            {t('drill.statement-csv')}
          </Download>
          <Download
            path={`/v1/statements/${operator}/${date}`}
            media="application/json"
            file={`statement-${operator}-${date}.json`}
          >
            {t('drill.statement-json')}
          </Download>
        </div>
      }
    >
      <Trace
        steps={[
          [base, t('drill.days')],
          [`${base}/${date}`, date],
          [here, name],
        ]}
      />
      <div className="columns">
        <Panel title={t('drill.statement')}>
          <Answered look={statement}>{(found) => <StatementFacts of={found} />}</Answered>
        </Panel>
        <Panel title={t('drill.fees')}>
          <Answered look={statement}>{(found) => <Fees of={found} />}</Answered>
        </Panel>
      </div>
      <h2 style={{ margin: '16px 0 8px' }}>{t('drill.by-terminal')}</h2>
      <PagedTable
        label={t('drill.by-terminal')}
        pages={sams}
        columns={columns}
        rowKey={({ sam }) => sam}
        onOpen={({ sam }) => void navigate(`${here}/${sam}`)}
        height={430}
      />
    </Page>
  )
}

function StatementFacts({ of }: { readonly of: Statement }): ReactNode {
  const { t } = useWords()
  return (
    <Facts
      isSums
      of={[
        [t('drill.state'), <StateMark key="state" state={of.state} />],
        [t('drill.taps'), grouped(of.taps)],
        [t('drill.list-fare'), <Amount key="list" fen={of.listFareFen} />],
        [t('drill.card-discount'), <Amount key="card" fen={-of.cardDiscountFen} />],
        [t('drill.concession'), <Amount key="concession" fen={-of.concessionFen} />],
        [t('drill.transfer'), <Amount key="transfer" fen={-of.transferFen} />],
        [t('drill.surcharge'), <Amount key="surcharge" fen={of.surchargeFen} />],
        [t('drill.charged'), <Amount key="charged" fen={of.chargedFen} />],
        [
          t('drill.fee'),
          <span key="fee">
            <FeeWhy operator={of.operator} date={of.date} />
            <Amount fen={-of.feeFen} />
          </span>,
        ],
        [
          t('drill.net'),
          <strong key="net">
            <Explain
              about={t('drill.net')}
              of={{
                words: t('drill.net-why'),
                steps: [
                  { label: t('drill.charged'), fen: of.chargedFen },
                  { label: t('drill.fee'), fen: -of.feeFen },
                ],
                result: { label: t('drill.net'), fen: of.netFen },
              }}
            />
            <Amount fen={of.netFen} />
          </strong>,
        ],
        [t('drill.subsidy'), <Amount key="subsidy" fen={of.subsidyFen} />],
      ]}
    />
  )
}

/** The records of one SAM on one day. */
export function SamPage({
  base,
  date,
  operator,
  sam,
}: {
  readonly base: string
  readonly date: string
  readonly operator: string
  readonly sam: string
}): ReactNode {
  const { t } = useWords()
  const navigate = useNavigate()
  const meaningOf = useReasons()
  const nameOf = useOperatorNames()
  const records = usePages('takings.records', { params: { operator, date, sam } })
  const columns: readonly Column<ItemOf<'takings.records'>>[] = [
    { key: 'seq', title: t('drill.seq'), isNumber: true, cell: ({ termSeq }) => termSeq },
    { key: 'at', title: t('drill.at'), cell: ({ at }) => <Moment at={at} seconds /> },
    {
      key: 'card',
      title: t('drill.card'),
      cell: ({ card }) => <span className="digits">{card}</span>,
    },
    {
      key: 'verdict',
      title: t('drill.verdict'),
      cell: ({ verdict, batch, line }) => (
        <VerdictWhy verdict={verdict} batch={batch} line={line} />
      ),
    },
    { key: 'reason', title: t('drill.reason'), cell: ({ reason }) => meaningOf(reason).meaning },
    {
      key: 'list',
      title: t('drill.list-fare'),
      isNumber: true,
      cell: ({ listFareFen }) => <Amount fen={listFareFen} />,
    },
    {
      key: 'amount',
      title: t('drill.claimed'),
      isNumber: true,
      cell: ({ amountFen }) => <Amount fen={amountFen} />,
    },
    {
      key: 'counted',
      title: t('drill.counted'),
      isNumber: true,
      cell: ({ countedFen }) => <Amount fen={countedFen} />,
    },
  ]
  const day = `${base}/${date}`
  return (
    <Page title={t('drill.sam-of', { sam })} under={t('drill.sam-help')}>
      <Trace
        steps={[
          [base, t('drill.days')],
          [day, date],
          [`${day}/${operator}`, nameOf(operator)],
          [`${day}/${operator}/${sam}`, sam],
        ]}
      />
      <PagedTable
        label={t('drill.sam-of', { sam })}
        pages={records}
        columns={columns}
        rowKey={({ batch, line }) => `${batch}-${line}`}
        onOpen={({ batch, line }) => void navigate(`${day}/${operator}/${sam}/${batch}-${line}`)}
      />
    </Page>
  )
}
