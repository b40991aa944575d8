import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { usePages, type ItemOf } from '../../centre/look'
import { money } from '../../money'
import { Amount } from '../../parts/amount'
import { BigTable, PagedTable, type Column } from '../../parts/big-table'
import { Mark, type Mood } from '../../parts/mark'
import { Moment } from '../../parts/moment'
import { Empty, Panel } from '../../parts/page'
import { useWords } from '../../words/words'

type Batch = ItemOf<'pos-batches.list'>
type Difference = Batch['differences'][number]
type Totals = NonNullable<Batch['ours']>

const moods: Readonly<Record<Batch['state'], Mood>> = {
  open: 'info',
  uploading: 'warn',
  reported: 'warn',
  closed: 'good',
  forced: 'bad',
}

/** What a side takes in, less what it gives back. */
const netOf = ({ debitFen, creditFen }: Totals): bigint => debitFen - creditFen

/** The batches of a POS, newest first, with what each side counted and where both differ. */
export function Batches({ terminal }: { readonly terminal: string }): ReactNode {
  const { t } = useWords()
  const [chosen, setChosen] = useState<string>()
  const list = usePages('pos-batches.list', { query: { terminal } }, { everyMs: 10_000 })
  const keyOf = ({ batch, openedAt }: Batch): string => `${batch} ${openedAt}`
  const open = list.rows.find((row) => keyOf(row) === chosen)
  const totals = (side: 'ours' | 'theirs'): Column<Batch>['cell'] =>
    function Totals(row) {
      const of = row[side]
      return of === null ? '—' : `${of.debits} + ${of.credits} · ${money(netOf(of))}`
    }
  const columns: readonly Column<Batch>[] = [
    { key: 'batch', title: t('pos.batch'), isNumber: true, cell: ({ batch }) => batch },
    { key: 'opened', title: t('pos.opened'), cell: ({ openedAt }) => <Moment at={openedAt} /> },
    {
      key: 'state',
      title: t('drill.state'),
      cell: ({ state }) => <Mark mood={moods[state]}>{t(`pos.batch-${state}`)}</Mark>,
    },
    { key: 'ours', title: t('pos.ours'), isNumber: true, cell: totals('ours') },
    { key: 'theirs', title: t('pos.theirs'), isNumber: true, cell: totals('theirs') },
    {
      key: 'difference',
      title: t('pos.difference'),
      isNumber: true,
      cell: ({ ours, theirs }) =>
        ours === null || theirs === null ? '—' : <Amount fen={netOf(ours) - netOf(theirs)} />,
    },
    {
      key: 'differences',
      title: t('pos.differences'),
      isNumber: true,
      cell: ({ differences }) =>
        differences.length === 0 ? 0 : <Mark mood="warn">{differences.length}</Mark>,
    },
    { key: 'closed', title: t('pos.closed'), cell: ({ closedAt }) => <Moment at={closedAt} /> },
  ]
  return (
    <Panel title={t('pos.batches')}>
      <p className="quiet">{t('pos.batches-help')}</p>
      {open === undefined ? null : <Differences of={open} onClose={() => setChosen(undefined)} />}
      <PagedTable
        label={t('pos.batches')}
        pages={list}
        columns={columns}
        rowKey={keyOf}
        onOpen={(row) => setChosen(keyOf(row))}
        height={290}
        empty={t('pos.no-batches')}
      />
    </Panel>
  )
}

/** The sales of a batch that only one side has, or that both have with different amounts. */
function Differences({
  of: { batch, differences },
  onClose,
}: {
  readonly of: Batch
  readonly onClose: () => void
}): ReactNode {
  const { t } = useWords()
  const label = t('pos.differences-of', { batch })
  const columns: readonly Column<Difference>[] = [
    { key: 'trace', title: t('pos.trace'), isNumber: true, cell: ({ trace }) => trace },
    { key: 'found', title: t('pos.found'), cell: ({ found }) => t(`pos.item-${found}`) },
    {
      key: 'host',
      title: t('pos.ours'),
      isNumber: true,
      cell: ({ hostFen }) => <Amount fen={hostFen} />,
    },
    {
      key: 'terminal',
      title: t('pos.theirs'),
      isNumber: true,
      cell: ({ terminalFen }) => <Amount fen={terminalFen} />,
    },
  ]
  return (
    <section className="rows" aria-label={label}>
      <div className="line">
        <strong>{label}</strong>
        <Button size="small" onClick={onClose}>
          {t('approvals.put-away')}
        </Button>
      </div>
      {differences.length === 0 ? (
        <Empty>{t('pos.no-differences')}</Empty>
      ) : (
        <BigTable
          label={t('drill.table-of', { of: label })}
          rows={differences}
          columns={columns}
          rowKey={({ trace, found }) => `${trace} ${found}`}
          height={220}
        />
      )}
    </section>
  )
}
