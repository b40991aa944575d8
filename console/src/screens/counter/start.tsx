import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { usePages } from '../../centre/look'
import { Empty, Page, Panel } from '../../parts/page'
import { Moment } from '../../parts/moment'
import { RefusalNote } from '../../parts/notes'
import { useSaid, useWords } from '../../words/words'
import { useDesk } from './desk'

/** Where a clerk begins: what waits, and what can be begun without a card or a person at hand. */
export function Start(): ReactNode {
  const { t } = useWords()
  const said = useSaid()
  const navigate = useNavigate()
  const { till, isTillKnown, blankOnReader } = useDesk()
  const waiting = usePages('approvals.list', { query: { state: 'pending' } }, { everyMs: 10_000 })
  const lines: readonly (readonly [path: string, label: string, help: string, key: string])[] = [
    ['/counter/issue', t('start.issue'), t('start.issue-help'), 'n'],
    ['/counter/register', t('start.register'), t('start.register-help'), 'p'],
    ['/counter/till', t('till.title'), t('start.till-help'), 't'],
    ['/counter/approvals', t('approvals.title'), t('start.approvals-help'), 'a'],
  ]
  return (
    <Page title={t('screen.counter')} under={t('start.under')}>
      <div className="columns">
        <Panel title={t('start.begin')}>
          <div className="rows" style={{ gap: 8 }}>
            {lines.map(([path, label, help, key]) => (
              <div key={path} className="line">
                <Button
                  style={{ width: 180, justifyContent: 'space-between' }}
                  type={
                    path === '/counter/issue' && blankOnReader !== undefined ? 'primary' : 'default'
                  }
                  onClick={() => void navigate(path)}
                >
                  {label} <kbd>{key}</kbd>
                </Button>
                <span className="quiet">{help}</span>
              </div>
            ))}
          </div>
        </Panel>
        <Panel title={t('start.waiting')}>
          <RefusalNote why={waiting.error} />
          {waiting.rows.length === 0 ? (
            waiting.isKnown ? (
              <Empty>{t('start.nothing-waits')}</Empty>
            ) : null
          ) : (
            <ul style={{ margin: 0, paddingInlineStart: 18 }}>
              {waiting.rows.slice(0, 8).map(({ approval, endpoint, requestedAt }) => (
                <li key={approval}>
                  {said(`asked.${endpoint}`, endpoint)} <span className="quiet">· </span>
                  <Moment at={requestedAt} />
                </li>
              ))}
            </ul>
          )}
          {isTillKnown && till === undefined ? (
            <p className="quiet">{t('start.till-closed')}</p>
          ) : null}
        </Panel>
      </div>
    </Page>
  )
}
