import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { useAct } from '../../centre/act'
import { useFreshen, usePages, type ItemOf } from '../../centre/look'
import { useMe } from '../../centre/session'
import { PagedTable, type Column } from '../../parts/big-table'
import { Mark } from '../../parts/mark'
import { Moment } from '../../parts/moment'
import { Note, RefusalNote } from '../../parts/notes'
import { Page } from '../../parts/page'
import { useWords } from '../../words/words'

/** Acts of the counter that wait for a second person, decided by whoever may. */
export function Approvals(): ReactNode {
  const { t } = useWords()
  const { roles } = useMe()
  const pages = usePages('approvals.list', { query: { state: 'pending' } }, { everyMs: 5_000 })
  const decide = useAct('approvals.decide')
  const freshen = useFreshen()
  const [done, setDone] = useState<'approved' | 'rejected'>()
  const maySecond = roles.includes('counter-supervisor')
  const settle = async (approval: string, decision: 'approved' | 'rejected'): Promise<void> => {
    setDone(undefined)
    const reason = decision === 'rejected' ? { reason: t('approvals.rejected-reason') } : {}
    const told = await decide.run({ params: { approval }, body: { decision, ...reason } })
    if (told.ok) setDone(decision)
    await freshen()
  }
  const columns: readonly Column<ItemOf<'approvals.list'>>[] = [
    { key: 'at', title: t('approvals.at'), cell: ({ requestedAt }) => <Moment at={requestedAt} /> },
    { key: 'endpoint', title: t('approvals.what'), cell: ({ endpoint }) => endpoint },
    { key: 'because', title: t('approvals.because'), cell: ({ because }) => because },
    {
      key: 'act',
      title: t('approvals.decision'),
      cell: ({ approval, own }) =>
        own ? (
          <Mark>{t('approvals.own')}</Mark>
        ) : maySecond ? (
          <span className="line">
            <Button size="small" type="primary" onClick={() => void settle(approval, 'approved')}>
              {t('approvals.approve')}
            </Button>
            <Button size="small" onClick={() => void settle(approval, 'rejected')}>
              {t('approvals.reject')}
            </Button>
          </span>
        ) : (
          '—'
        ),
    },
  ]
  return (
    <Page title={t('approvals.title')} under={t('approvals.under')}>
      <div className="rows">
        <RefusalNote why={decide.why} />
        {done === undefined ? null : <Note mood="good">{t(`approvals.${done}`)}</Note>}
        <PagedTable
          label={t('approvals.title')}
          pages={pages}
          columns={columns}
          rowKey={({ approval }) => approval}
          empty={t('approvals.none')}
        />
      </div>
    </Page>
  )
}
