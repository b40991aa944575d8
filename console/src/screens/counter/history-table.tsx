import type { ReactNode } from 'react'
import type { ItemOf, Pages } from '../../centre/look'
import { Amount } from '../../parts/amount'
import { PagedTable, type Column } from '../../parts/big-table'
import { Explain, type ExplainStep } from '../../parts/explain'
import { Mark } from '../../parts/mark'
import { Moment } from '../../parts/moment'
import { useWords } from '../../words/words'

export type Entry = ItemOf<'cards.history'>

/** What happened on a card, newest first; behind every amount stands why it is what it is. */
export function HistoryTable({
  pages,
  more,
}: {
  readonly pages: Pages<Entry>
  /** A further column: what can be done with a line. */
  readonly more?: Column<Entry>
}): ReactNode {
  const { t, language } = useWords()
  const stepsOf = ({ listFen, discountFen, discount }: Entry): readonly ExplainStep[] =>
    listFen === null
      ? []
      : [
          { label: t('history.list'), fen: listFen },
          ...(discountFen === 0n ? [] : [{ label: t(`discount.${discount}`), fen: -discountFen }]),
        ]
  const ruleOf = ({ fareTable, contract }: Entry): string =>
    [
      t('drill.fare-table'),
      fareTable === null
        ? t('drill.fare-table-none')
        : t('drill.fare-table-of', { version: fareTable }),
      ...(contract === null ? [] : [`· ${t('drill.contract')} ${contract}`]),
    ].join(' ')
  const columns: readonly Column<Entry>[] = [
    { key: 'at', title: t('history.at'), cell: ({ at }) => <Moment at={at} seconds /> },
    {
      key: 'kind',
      title: t('history.what'),
      cell: ({ kind, counts }) => (
        <>
          {t(`history.${kind}`)}{' '}
          {counts ? null : <Mark mood="warn">{t('history.not-counted')}</Mark>}
        </>
      ),
    },
    {
      key: 'operator',
      title: t('history.where'),
      cell: ({ operator, operatorName }) =>
        operator === null ? '—' : <span title={operator}>{operatorName ?? operator}</span>,
    },
    {
      key: 'charged',
      title: t('history.amount'),
      isNumber: true,
      cell: (entry) => (
        <>
          <Amount fen={-entry.chargedFen} />{' '}
          <Explain
            about={t(`history.${entry.kind}`)}
            of={{
              words: entry.explanation[language],
              steps: stepsOf(entry),
              ...(entry.listFen === null ? {} : { rule: ruleOf(entry) }),
              ...(entry.listFen === null
                ? {}
                : { result: { label: t('history.charged'), fen: entry.chargedFen } }),
            }}
          />
        </>
      ),
    },
    {
      key: 'after',
      title: t('history.after'),
      isNumber: true,
      cell: ({ balanceAfterFen }) => <Amount fen={balanceAfterFen} />,
    },
    ...(more === undefined ? [] : [more]),
  ]
  return (
    <PagedTable
      label={t('card.history')}
      pages={pages}
      columns={columns}
      rowKey={({ subject }) => subject}
      height={330}
      empty={t('history.none')}
    />
  )
}
