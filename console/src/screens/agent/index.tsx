import type { ReactNode } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { useMe } from '../../centre/session'
import { Empty } from '../../parts/page'
import { SubMenu } from '../../parts/sub-menu'
import { useWords } from '../../words/words'
import '../counter/counter.css'
import { DeskProvider } from '../counter/desk'
import { AgentAccount } from './account'
import { AgentLoad } from './load'
import { AgentLoads } from './loads'

/** A shop that loads cards out of its own prepayment: the card on its reader, what it loaded, and how it stands. */
export default function Agent(): ReactNode {
  const { t } = useWords()
  const { agent } = useMe()
  if (agent === null) return <Empty>{t('not-yours.text')}</Empty>
  return (
    <>
      <SubMenu
        label={t('screen.agent')}
        places={[
          ['/agent', 'agent.load'],
          ['/agent/loads', 'agent.loads'],
          ['/agent/account', 'agent.account'],
        ]}
      />
      <Routes>
        <Route
          index
          element={
            <DeskProvider>
              <AgentLoad agent={agent} />
            </DeskProvider>
          }
        />
        <Route path="loads" element={<AgentLoads />} />
        <Route path="account" element={<AgentAccount agent={agent} />} />
        <Route path="*" element={<Navigate to="/agent" replace />} />
      </Routes>
    </>
  )
}
