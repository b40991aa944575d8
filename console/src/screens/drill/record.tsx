import type { ReactNode } from 'react'
import { useLook } from '../../centre/look'
import type { Answer } from '../../centre/client'
import { AccountName } from '../../parts/account-name'
import { Amount } from '../../parts/amount'
import { Answered } from '../../parts/answer'
import { BigTable, type Column } from '../../parts/big-table'
import { Explained } from '../../parts/explain'
import { Mark, type Mood } from '../../parts/mark'
import { Moment } from '../../parts/moment'
import { useOperatorNames } from '../../parts/operator-name'
import { Empty, Facts, Page, Panel } from '../../parts/page'
import { Trace } from '../../parts/sub-menu'
import { NextStep, useReasons, VerdictMark } from '../../parts/verdict'
import { useSaid, useWords } from '../../words/words'
import { percent } from './fees'
import { checksSaid, chipSaid, comparedSaid, fareExplained, OutcomeMark } from './why'

type OneRecord = Answer<'records.get'>
type Entry = OneRecord['movements'][number]['entries'][number]
type Field = OneRecord['fields'][number]

/** One record laid open: verdict, proof, fare, entries and every field. `up` are the steps that led here. */
export function RecordPage({
  record,
  up,
}: {
  /** "batch-line" */
  readonly record: string
  readonly up: readonly (readonly [to: string, name: string])[]
}): ReactNode {
  const { t } = useWords()
  const [batch = 0, line = 0] = record.split('-').map(Number)
  const found = useLook('records.get', { params: { batch, line } })
  return (
    <Page title={t('drill.record-of', { batch, line })}>
      <Trace steps={[...up, ['.', record]]} />
      <Answered look={found} lines={8}>
        {(one) => (
          <>
            <div className="columns">
              <TheVerdict of={one} />
              <TheProof of={one} />
              <TheFare of={one} />
              <TheEntries of={one} />
            </div>
            <TheChecks of={one} />
            <TheFields of={one} />
          </>
        )}
      </Answered>
    </Page>
  )
}

function TheVerdict({ of }: { readonly of: OneRecord }): ReactNode {
  const { t } = useWords()
  const meaningOf = useReasons()
  const nameOf = useOperatorNames()
  const { meaning, act } = meaningOf(of.reason)
  return (
    <Panel title={t('drill.verdict')}>
      <Facts
        of={[
          [t('drill.verdict'), <VerdictMark key="verdict" verdict={of.verdict} />],
          [
            t('drill.reason'),
            <span key="reason" title={of.reason}>
              {meaning}
            </span>,
          ],
          [t('drill.next'), <NextStep key="next" act={act} />],
          [t('drill.card'), inDigits(of.claim?.card ?? '—')],
          [t('drill.at'), <Moment key="at" at={of.claim?.at} seconds />],
          [t('drill.terminal'), of.terminal ?? '—'],
          [t('drill.sam'), inDigits(of.claim?.sam ?? '—')],
          [t('drill.file'), `${nameOf(of.operator)} · ${of.fileNo}`],
          [t('drill.received'), <Moment key="received" at={of.receivedAt} seconds />],
          [t('drill.settles-on'), inDigits(of.settleDate)],
          ...(of.reject === null
            ? []
            : [[t('drill.unreadable'), `${of.reject.field}: ${of.reject.detail}`] as const]),
        ]}
      />
      {of.rulings.length === 0 ? null : (
        <>
          <h3 style={{ margin: '12px 0 4px' }}>{t('drill.rulings')}</h3>
          <ol style={{ margin: 0, paddingInlineStart: 18 }}>
            {of.rulings.map((ruling) => (
              <li key={ruling.ruledAt}>
                <Moment at={ruling.ruledAt} /> · {meaningOf(ruling.reason).meaning} ·{' '}
                <Amount fen={ruling.movedFen} /> ({ruling.settleDate})
              </li>
            ))}
          </ol>
        </>
      )}
    </Panel>
  )
}

/** Which bytes of what a TAC covers say what: from, up to. */
const coveredParts = [
  ['drill.covered-amount', 0, 4],
  ['drill.covered-type', 4, 5],
  ['drill.sam', 5, 11],
  ['drill.seq', 11, 15],
  ['drill.at', 15, 22],
] as const

const inDigits = (text: string): ReactNode => <span className="digits">{text}</span>
const inHex = (text: string): ReactNode => <span className="hex">{text}</span>

const proofMoods: Readonly<Record<string, Mood>> = { genuine: 'good', 'not-genuine': 'bad' }

function TheProof({ of: { tac } }: { readonly of: OneRecord }): ReactNode {
  const { t } = useWords()
  if (tac === null) {
    return (
      <Panel title={t('drill.tac')}>
        <Empty>{t('drill.tac-none')}</Empty>
      </Panel>
    )
  }
  const { covered } = tac
  return (
    <Panel title={t('drill.tac')}>
      <Facts
        of={[
          [
            t('drill.tac-result'),
            <Mark key="result" mood={proofMoods[tac.verdict] ?? 'warn'}>
              {t(`drill.tac-${tac.verdict}`)}
            </Mark>,
          ],
          ['TAC', inHex(tac.tac)],
          [t('drill.key'), inHex(tac.key)],
          [t('drill.algorithm'), tac.algorithm === 'sm4' ? 'SM4' : '3DES'],
          [t('drill.key-path'), t(tac.levels === 2 ? 'drill.key-path-2' : 'drill.key-path-1')],
          [t('drill.covered'), inHex(covered)],
          ...coveredParts.map(
            ([word, from, to]) => [t(word), inHex(covered.slice(from * 2, to * 2))] as const,
          ),
        ]}
      />
    </Panel>
  )
}

function TheFare({ of: { fare } }: { readonly of: OneRecord }): ReactNode {
  const { t } = useWords()
  if (fare === null) return null
  const { steps = [], result } = fareExplained(fare, t)
  return (
    <Panel title={t('drill.fare')}>
      <Explained of={{ steps, ...(result === undefined ? {} : { result }) }} />
      <div style={{ height: 8 }} />
      <Facts
        of={[
          [
            t('drill.fare-table'),
            fare.fareTable === null
              ? t('drill.fare-table-none')
              : t('drill.fare-table-of', { version: fare.fareTable }),
          ],
          [t('drill.contract'), fare.contract ?? '—'],
          [t('drill.borne-by'), fare.borneBy === null ? '—' : t(`drill.borne-${fare.borneBy}`)],
          [t('drill.rate'), fare.feePpm === null ? '—' : `${percent(fare.feePpm)} %`],
        ]}
      />
      <p className="quiet">{t(fare.demoRates ? 'drill.fee-why-demo' : 'drill.fee-why')}</p>
    </Panel>
  )
}

type Check = OneRecord['judged']['checks'][number]

/** Which checks in which version made the verdict, how each went, and what the chip says of the same moment. */
function TheChecks({ of: { judged, claim } }: { readonly of: OneRecord }): ReactNode {
  const { t } = useWords()
  const meaningOf = useReasons()
  const columns: readonly Column<Check>[] = [
    {
      key: 'nth',
      title: t('why.nth'),
      isNumber: true,
      cell: (check) => judged.checks.indexOf(check) + 1,
    },
    { key: 'outcome', title: t('why.outcome'), cell: (check) => <OutcomeMark {...check} /> },
    { key: 'check', title: t('why.check'), cell: ({ check }) => meaningOf(check).meaning },
    {
      key: 'compared',
      title: t('why.compared'),
      cell: (check) => <span className="digits">{comparedSaid(check)}</span>,
    },
  ]
  return (
    <Panel title={t('why.title')}>
      <div className="rows">
        <span>{checksSaid(judged, t)}</span>
        {claim === null ? null : <Explained of={chipSaid(claim, t)} />}
        <BigTable
          label={t('why.title')}
          columns={columns}
          rows={judged.checks}
          rowKey={({ check }) => check}
          height={660}
        />
      </div>
    </Panel>
  )
}

function TheEntries({ of: { movements } }: { readonly of: OneRecord }): ReactNode {
  const { t } = useWords()
  const said = useSaid()
  const columns: readonly Column<Entry>[] = [
    {
      key: 'account',
      title: t('drill.account'),
      cell: ({ account }) => <AccountName of={account} />,
    },
    {
      key: 'debit',
      title: t('drill.debit'),
      isNumber: true,
      cell: ({ side, amountFen }) => (side === 'D' ? <Amount fen={amountFen} /> : ''),
    },
    {
      key: 'credit',
      title: t('drill.credit'),
      isNumber: true,
      cell: ({ side, amountFen }) => (side === 'C' ? <Amount fen={amountFen} /> : ''),
    },
    { key: 'count', title: t('drill.records'), isNumber: true, cell: ({ count }) => count },
  ]
  return (
    <Panel title={t('drill.entries')}>
      {movements.length === 0 ? <Empty>{t('drill.entries-none')}</Empty> : null}
      {movements.map(({ reference, kind, day, postedAt, entries }) => (
        <div key={reference} className="rows">
          <span className="quiet">
            {said(`movement.${kind}`, kind)} · <span className="hex">{reference}</span> · {day} ·{' '}
            <Moment at={postedAt} seconds />
          </span>
          <BigTable
            label={reference}
            columns={columns}
            rows={entries}
            rowKey={({ line }) => String(line)}
          />
        </div>
      ))}
      {movements.length === 0 ? null : <p className="quiet">{t('drill.entries-help')}</p>}
    </Panel>
  )
}

function TheFields({ of: { fields } }: { readonly of: OneRecord }): ReactNode {
  const { t, language } = useWords()
  const columns: readonly Column<Field>[] = [
    {
      key: 'label',
      title: t('drill.field'),
      cell: ({ label, labelChinese }) => (language === 'zh' ? labelChinese : label),
    },
    {
      key: 'value',
      title: t('drill.value'),
      cell: ({ value, valueChinese }) => (language === 'zh' ? valueChinese : value) || '—',
    },
    {
      key: 'covered',
      title: t('drill.under-tac'),
      cell: ({ coveredByTac }) =>
        coveredByTac ? <Mark mood="info">{t('drill.under-tac-yes')}</Mark> : '',
    },
  ]
  return (
    <Panel title={t('drill.fields')}>
      <BigTable
        label={t('drill.table-of', { of: t('drill.fields') })}
        columns={columns}
        rows={fields}
        rowKey={({ name }) => name}
        height={1_200}
      />
    </Panel>
  )
}
