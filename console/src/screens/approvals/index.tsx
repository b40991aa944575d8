import { Button, Input, Segmented } from 'antd'
import { useState, type ReactNode } from 'react'
import { useAct } from '../../centre/act'
import { useFreshen, usePages, type ItemOf } from '../../centre/look'
import { useMe } from '../../centre/session'
import { PagedTable, type Column } from '../../parts/big-table'
import { Mark, type Mood } from '../../parts/mark'
import { Moment } from '../../parts/moment'
import { Note, RefusalNote } from '../../parts/notes'
import { Facts, Page, Panel } from '../../parts/page'
import { useWords } from '../../words/words'

type Approval = ItemOf<'approvals.list'>

const moods: Readonly<Record<Approval['state'], Mood>> = {
  pending: 'warn',
  approved: 'good',
  rejected: 'bad',
  expired: 'quiet',
}
const DECIDERS = ['counter-supervisor', 'finance-checker', 'administrator', 'key-custodian']

/** Acts that wait for a second pair of eyes, and what became of others. */
export default function Approvals(): ReactNode {
  const { t } = useWords()
  const [state, setState] = useState<'pending' | 'all'>('pending')
  const [open, setOpen] = useState<Approval>()
  const list = usePages('approvals.list', state === 'pending' ? { query: { state } } : {}, {
    everyMs: 5_000,
  })
  const columns: readonly Column<Approval>[] = [
    {
      key: 'at',
      title: t('approvals.asked'),
      cell: ({ requestedAt }) => <Moment at={requestedAt} />,
    },
    { key: 'act', title: t('approvals.act'), cell: ({ endpoint }) => endpoint },
    { key: 'because', title: t('approvals.because'), cell: ({ because }) => because },
    { key: 'maker', title: t('approvals.maker'), cell: ({ maker }) => maker },
    {
      key: 'state',
      title: t('approvals.state'),
      cell: (one) => <Mark mood={moods[one.state]}>{t(`approvals.state-${one.state}`)}</Mark>,
    },
    { key: 'by', title: t('approvals.decided-by'), cell: ({ decidedBy }) => decidedBy ?? '—' },
  ]
  return (
    <Page
      title={t('screen.approvals')}
      under={t('approvals.help')}
      actions={
        <Segmented
          value={state}
          onChange={setState}
          options={[
            { value: 'pending', label: t('approvals.pending') },
            { value: 'all', label: t('approvals.all') },
          ]}
        />
      }
    >
      {open === undefined ? null : (
        <Decision key={open.approval} of={open} onDone={() => setOpen(undefined)} />
      )}
      <PagedTable
        label={t('screen.approvals')}
        pages={list}
        columns={columns}
        rowKey={({ approval }) => approval}
        onOpen={setOpen}
        empty={t('approvals.none')}
      />
    </Page>
  )
}

/** Who asked never decides; the centre sees to it, this only says so. */
function Decision({
  of,
  onDone,
}: {
  readonly of: Approval
  readonly onDone: () => void
}): ReactNode {
  const { t } = useWords()
  const { roles } = useMe()
  const freshen = useFreshen()
  const decide = useAct('approvals.decide')
  const [reason, setReason] = useState('')
  const mayDecide =
    of.state === 'pending' && !of.own && roles.some((role) => DECIDERS.includes(role))
  const say = async (decision: 'approved' | 'rejected'): Promise<void> => {
    const body = { decision, ...(reason === '' ? {} : { reason }) }
    const told = await decide.run({ params: { approval: of.approval }, body })
    if (!told.ok) return
    await freshen()
    onDone()
  }
  return (
    <Panel
      title={t('approvals.one')}
      actions={
        <Button size="small" onClick={onDone}>
          {t('approvals.put-away')}
        </Button>
      }
    >
      <div className="rows">
        <Facts
          of={[
            [t('approvals.act'), of.endpoint],
            [t('approvals.because'), of.because],
            [t('approvals.maker'), of.maker],
            [t('approvals.asked'), <Moment key="asked" at={of.requestedAt} />],
            [t('approvals.expires'), <Moment key="expires" at={of.expiresAt} />],
            [t('approvals.reason'), of.reason],
          ]}
        />
        {of.own && of.state === 'pending' ? <Note>{t('approvals.own')}</Note> : null}
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
            <Button type="primary" loading={decide.isBusy} onClick={() => void say('approved')}>
              {t('approvals.approve')}
            </Button>
            <Button danger loading={decide.isBusy} onClick={() => void say('rejected')}>
              {t('approvals.reject')}
            </Button>
          </div>
        ) : null}
      </div>
    </Panel>
  )
}
