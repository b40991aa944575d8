import { Button, Input, Segmented } from 'antd'
import { useState, type ReactNode } from 'react'
import { useAct } from '../../centre/act'
import { whyOf } from '../../centre/client'
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
  const [said, setSaid] = useState<Said>()
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
      {said === undefined ? null : <SaidNote of={said} />}
      {open === undefined ? null : (
        <Decision
          key={open.approval}
          // As it is now, where the list still has it: somebody else may have decided meanwhile.
          of={list.rows.find(({ approval }) => approval === open.approval) ?? open}
          onDone={(decided) => {
            setOpen(undefined)
            setSaid(decided)
          }}
        />
      )}
      <PagedTable
        label={t('screen.approvals')}
        pages={list}
        columns={columns}
        rowKey={({ approval }) => approval}
        onOpen={(row) => {
          setOpen(row)
          setSaid(undefined)
        }}
        empty={t('approvals.none')}
      />
    </Page>
  )
}

/** What was decided, and what came of the act. */
interface Said {
  readonly decision: 'approved' | 'rejected'
  readonly outcome?: { readonly status: number; readonly answer?: unknown }
}

/** An approved act is carried out at once, and may be refused then. */
function SaidNote({ of: { decision, outcome } }: { readonly of: Said }): ReactNode {
  const { t } = useWords()
  if (outcome === undefined || outcome.status < 400) {
    return <Note mood="good">{t(`approvals.${decision}`)}</Note>
  }
  return (
    <div className="rows">
      <Note mood="warn">{t('approvals.not-carried-out')}</Note>
      <RefusalNote why={whyOf(outcome)} />
    </div>
  )
}

/** Who asked never decides; the centre sees to it, this only says so. */
function Decision({
  of,
  onDone,
}: {
  readonly of: Approval
  /** Nothing when it was put away undecided. */
  readonly onDone: (said?: Said) => void
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
    if (told.pending) return onDone()
    const { outcome } = told.value
    onDone({ decision, ...(outcome === undefined ? {} : { outcome }) })
  }
  return (
    <Panel
      title={t('approvals.one')}
      actions={
        <Button size="small" onClick={() => onDone()}>
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
