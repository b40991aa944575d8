import { Button, Input, Segmented } from 'antd'
import { useState, type ReactNode } from 'react'
import { useAct } from '../../centre/act'
import { useFreshen, usePages, type ItemOf } from '../../centre/look'
import { useMe } from '../../centre/session'
import { Amount } from '../../parts/amount'
import { PagedTable, type Column } from '../../parts/big-table'
import { Mark, type Mood } from '../../parts/mark'
import { Moment } from '../../parts/moment'
import { Note, RefusalNote } from '../../parts/notes'
import { Facts, Page, Panel } from '../../parts/page'
import { useWords } from '../../words/words'

type Item = ItemOf<'pos-items.list'>

const moods: Readonly<Record<Item['state'], Mood>> = {
  open: 'warn',
  upheld: 'good',
  rejected: 'quiet',
}

/** What machines could not settle between a POS and the host: people look, and two of them decide. */
export function PosItems(): ReactNode {
  const { t } = useWords()
  const [which, setWhich] = useState<'open' | 'all'>('open')
  const [chosen, setChosen] = useState<Item>()
  const list = usePages(
    'pos-items.list',
    { query: { open: which === 'open' ? 'true' : 'false' } },
    { everyMs: 10_000 },
  )
  // As it is now, where the list still has it: somebody else may have decided meanwhile.
  const open = list.rows.find(({ item }) => item === chosen?.item) ?? chosen
  const columns: readonly Column<Item>[] = [
    { key: 'at', title: t('pos.opened'), cell: ({ openedAt }) => <Moment at={openedAt} /> },
    { key: 'kind', title: t('pos.found'), cell: ({ kind }) => t(`pos.item-${kind}`) },
    { key: 'terminal', title: t('pos.terminal'), cell: ({ terminal }) => terminal },
    { key: 'operator', title: t('drill.operator'), cell: ({ operator }) => operator },
    {
      key: 'amount',
      title: t('pos.amount'),
      isNumber: true,
      cell: ({ amountFen }) => <Amount fen={amountFen} />,
    },
    {
      key: 'state',
      title: t('drill.state'),
      cell: ({ state }) => <Mark mood={moods[state]}>{t(`pos.item-state-${state}`)}</Mark>,
    },
  ]
  return (
    <Page
      title={t('pos.items')}
      under={t('pos.items-help')}
      actions={
        <Segmented
          value={which}
          onChange={setWhich}
          options={[
            { value: 'open', label: t('pos.items-open') },
            { value: 'all', label: t('pos.items-all') },
          ]}
        />
      }
    >
      {open === undefined ? null : (
        <OneItem key={open.item} of={open} onClose={() => setChosen(undefined)} />
      )}
      <PagedTable
        label={t('drill.table-of', { of: t('pos.items') })}
        pages={list}
        columns={columns}
        rowKey={({ item }) => item}
        onOpen={setChosen}
        empty={t('pos.items-none')}
      />
    </Page>
  )
}

function OneItem({ of, onClose }: { readonly of: Item; readonly onClose: () => void }): ReactNode {
  const { t } = useWords()
  const { roles } = useMe()
  const decide = useAct('pos-items.decide')
  const freshen = useFreshen()
  const [reason, setReason] = useState('')
  const [waits, setWaits] = useState(false)
  const mayDecide = of.state === 'open' && roles.includes('finance-maker') && !waits
  const say = async (verdict: 'upheld' | 'rejected'): Promise<void> => {
    const told = await decide.run({
      params: { item: of.item },
      body: { verdict, reason: reason.trim() },
    })
    if (!told.ok) return
    setWaits(told.pending)
    await freshen('pos-items.list', 'approvals.list')
  }
  return (
    <Panel
      title={t(`pos.item-${of.kind}`)}
      actions={
        <Button size="small" onClick={onClose}>
          {t('approvals.put-away')}
        </Button>
      }
    >
      <div className="rows">
        <Facts
          of={[
            [t('pos.next'), t(`pos.next-${of.kind}`)],
            [t('pos.terminal'), of.terminal],
            [t('drill.operator'), of.operator],
            [
              t('pos.reference'),
              of.reference === null ? (
                '—'
              ) : (
                <span key="reference" className="hex">
                  {of.reference}
                </span>
              ),
            ],
            [t('pos.amount'), <Amount key="amount" fen={of.amountFen} />],
            [t('pos.detail'), of.detail || '—'],
            [t('pos.opened'), <Moment key="opened" at={of.openedAt} seconds />],
            [
              t('drill.state'),
              <Mark key="state" mood={moods[of.state]}>
                {t(`pos.item-state-${of.state}`)}
              </Mark>,
            ],
            ...(of.decidedAt === null
              ? []
              : [
                  [t('pos.decided'), <Moment key="decided" at={of.decidedAt} />] as const,
                  [t('approvals.reason'), of.reason] as const,
                ]),
          ]}
        />
        {waits ? <Note mood="warn">{t('pos.item-waits')}</Note> : null}
        <RefusalNote why={decide.why} />
        {mayDecide ? (
          <div className="line">
            <Input
              style={{ width: 320 }}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              placeholder={t('approvals.reason')}
              aria-label={t('approvals.reason')}
            />
            <Button
              type="primary"
              loading={decide.isBusy}
              disabled={reason.trim() === ''}
              onClick={() => void say('upheld')}
            >
              {t('pos.uphold')}
            </Button>
            <Button
              danger
              loading={decide.isBusy}
              disabled={reason.trim() === ''}
              onClick={() => void say('rejected')}
            >
              {t('pos.reject')}
            </Button>
          </div>
        ) : null}
      </div>
    </Panel>
  )
}
