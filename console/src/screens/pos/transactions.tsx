import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { usePages, type ItemOf } from '../../centre/look'
import { Amount } from '../../parts/amount'
import { PagedTable, type Column } from '../../parts/big-table'
import { Mark, type Mood } from '../../parts/mark'
import { Moment } from '../../parts/moment'
import { Facts, Panel } from '../../parts/page'
import { useWords, type Say } from '../../words/words'

type Transaction = ItemOf<'pos-transactions.list'>

const moods: Readonly<Record<Transaction['state'], Mood>> = {
  new: 'info',
  approved: 'good',
  held: 'info',
  completed: 'good',
  voided: 'quiet',
  claimed: 'warn',
  declined: 'bad',
  forestalled: 'quiet',
  reversed: 'quiet',
  expired: 'quiet',
  upheld: 'good',
  rejected: 'bad',
  taken: 'quiet',
}

/** Kinds of messages that have a name of their own here; another is shown as the host calls it. */
const kinds = [
  'purse-sale',
  'purchase',
  'void',
  'balance',
  'pre-authorisation',
  'pre-authorisation-void',
  'completion',
  'completion-void',
  'load',
  'load-confirmation',
  'refund',
  'completion-notice',
  'offline-sale',
  'adjustment',
  'reversal',
  'script-notice',
] as const
type Kind = (typeof kinds)[number]
const isKind = (kind: string): kind is Kind => (kinds as readonly string[]).includes(kind)
const kindName = (t: Say, kind: string): string => (isKind(kind) ? t(`pos.kind-${kind}`) : kind)

/** What the host says in field 39. */
const codes = [
  '00',
  '03',
  '12',
  '13',
  '14',
  '25',
  '30',
  '40',
  '41',
  '42',
  '51',
  '54',
  '55',
  '58',
  '61',
  '62',
  '64',
  '75',
  '77',
  '94',
  '95',
  '96',
  '97',
  '99',
  'A0',
] as const
type Code = (typeof codes)[number]
const isCode = (code: string): code is Code => (codes as readonly string[]).includes(code)
const codeMeaning = (t: Say, code: string): string =>
  isCode(code) ? `${code} · ${t(`pos.code-${code}`)}` : code

/** What one POS sold, newest first; a row is laid open in words. */
export function Transactions({ terminal }: { readonly terminal: string }): ReactNode {
  const { t } = useWords()
  const [chosen, setChosen] = useState<string>()
  const list = usePages('pos-transactions.list', { query: { terminal } }, { everyMs: 5_000 })
  const open = list.rows.find(({ reference }) => reference === chosen)
  const columns: readonly Column<Transaction>[] = [
    {
      key: 'at',
      title: t('drill.at'),
      cell: ({ arrivedAt }) => <Moment at={arrivedAt} seconds />,
    },
    { key: 'kind', title: t('pos.kind'), cell: ({ kind }) => kindName(t, kind) },
    {
      key: 'card',
      title: t('drill.card'),
      cell: ({ card }) => <span className="digits">{card || '—'}</span>,
    },
    {
      key: 'state',
      title: t('drill.state'),
      cell: ({ state }) => <Mark mood={moods[state]}>{t(`pos.state-${state}`)}</Mark>,
    },
    { key: 'response', title: t('pos.response'), cell: ({ response }) => codeMeaning(t, response) },
    {
      key: 'batch',
      title: t('pos.batch-trace'),
      cell: ({ batch, trace }) => <span className="digits">{`${batch} / ${trace}`}</span>,
    },
    {
      key: 'amount',
      title: t('pos.amount'),
      isNumber: true,
      cell: ({ amountFen }) => <Amount fen={amountFen} />,
    },
  ]
  return (
    <Panel title={t('pos.transactions')}>
      {open === undefined ? null : (
        <Explained of={open} onClose={() => setChosen(undefined)} onGoTo={setChosen} />
      )}
      <PagedTable
        label={t('pos.transactions')}
        pages={list}
        columns={columns}
        rowKey={({ reference }) => reference}
        onOpen={({ reference }) => setChosen(reference)}
        height={330}
        empty={t('pos.no-transactions')}
      />
    </Panel>
  )
}

/** A message and what became of it, in words. */
function Explained({
  of,
  onClose,
  onGoTo,
}: {
  readonly of: Transaction
  readonly onClose: () => void
  readonly onGoTo: (reference: string) => void
}): ReactNode {
  const { t } = useWords()
  const { original } = of
  return (
    <section className="rows" aria-label={t('pos.one-transaction')} data-transaction="">
      <Facts
        of={[
          [
            t('pos.reference'),
            <span key="reference" className="hex">
              {of.reference}
            </span>,
          ],
          [
            t('pos.kind'),
            isKind(of.kind)
              ? `${t(`pos.kind-${of.kind}`)} — ${t(`pos.about-${of.kind}`)}`
              : of.kind,
          ],
          [
            t('drill.state'),
            <span key="state">
              <Mark mood={moods[of.state]}>{t(`pos.state-${of.state}`)}</Mark>{' '}
              {t(`pos.became-${of.state}`)}
            </span>,
          ],
          [t('pos.response'), codeMeaning(t, of.response)],
          [t('pos.amount'), <Amount key="amount" fen={of.amountFen} />],
          ...(of.refundedFen === 0n
            ? []
            : [[t('pos.refunded'), <Amount key="refunded" fen={of.refundedFen} />] as const]),
          ...(original === null
            ? []
            : [
                [
                  t('pos.original'),
                  <Button
                    key="original"
                    type="link"
                    size="small"
                    style={{ padding: 0, height: 'auto' }}
                    onClick={() => onGoTo(original)}
                  >
                    {original}
                  </Button>,
                ] as const,
              ]),
          [t('drill.contract'), of.contract],
          [t('drill.settles-on'), of.day],
          [t('drill.received'), <Moment key="at" at={of.arrivedAt} seconds />],
        ]}
      />
      <div>
        <Button size="small" onClick={onClose}>
          {t('approvals.put-away')}
        </Button>
      </div>
    </section>
  )
}
