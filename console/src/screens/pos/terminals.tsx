import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { usePages, type ItemOf } from '../../centre/look'
import { PagedTable, type Column } from '../../parts/big-table'
import { Mark } from '../../parts/mark'
import { MerchantName } from '../../parts/merchant-name'
import { Moment } from '../../parts/moment'
import { OperatorName } from '../../parts/operator-name'
import { Page } from '../../parts/page'
import { useWords } from '../../words/words'

export type Pos = ItemOf<'pos-terminals.list'>

/** How a POS stands with the host, in one word. */
export function StandingMark({ of }: { readonly of: Pos }): ReactNode {
  const { t } = useWords()
  if (of.takenOutAt !== null) return <Mark>{t('pos.taken-out')}</Mark>
  if (of.lockedAt !== null) return <Mark mood="bad">{t('pos.locked')}</Mark>
  if (of.signedInAt === null) return <Mark mood="warn">{t('pos.signed-out')}</Mark>
  return <Mark mood="good">{t('pos.signed-in')}</Mark>
}

/** POS terminals: whether they have signed in, when they were last heard of, and in which batch they sell. */
export function PosTerminals({ base }: { readonly base: string }): ReactNode {
  const { t } = useWords()
  const navigate = useNavigate()
  const terminals = usePages('pos-terminals.list', {}, { everyMs: 5_000 })
  const columns: readonly Column<Pos>[] = [
    {
      key: 'terminal',
      title: t('pos.terminal'),
      cell: ({ terminal }) => <span className="digits">{terminal}</span>,
    },
    {
      key: 'operator',
      title: t('drill.operator'),
      cell: ({ operator }) => <OperatorName of={operator} />,
    },
    {
      key: 'merchant',
      title: t('pos.merchant'),
      cell: ({ merchant }) => <MerchantName of={merchant} />,
    },
    { key: 'standing', title: t('drill.state'), cell: (row) => <StandingMark of={row} /> },
    {
      key: 'signed-in',
      title: t('pos.signed-in-at'),
      cell: ({ signedInAt }) => <Moment at={signedInAt} />,
    },
    {
      key: 'seen',
      title: t('operations.last-seen'),
      cell: ({ lastSeenAt }) =>
        lastSeenAt === null ? t('operations.never') : <Moment at={lastSeenAt} />,
    },
    { key: 'batch', title: t('pos.batch'), isNumber: true, cell: ({ batch }) => batch },
    {
      key: 'wrong',
      title: t('pos.wrong-macs'),
      isNumber: true,
      cell: ({ wrongMacs }) => (wrongMacs === 0 ? 0 : <Mark mood="warn">{wrongMacs}</Mark>),
    },
  ]
  return (
    <Page title={t('pos.terminals')} under={t('pos.terminals-help')}>
      <PagedTable
        label={t('pos.terminals')}
        pages={terminals}
        columns={columns}
        rowKey={({ terminal }) => terminal}
        onOpen={({ terminal }) => void navigate(`${base}/${terminal}`)}
        empty={t('pos.none')}
      />
    </Page>
  )
}
