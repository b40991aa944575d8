import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useSession } from '../centre/session'
import { useWords } from '../words/words'
import { Brand } from './brand'
import OwnAccess from './own-access'

/** Before anything else may be done: a password of one's own, a second factor. */
export default function Outstanding(): ReactNode {
  const { t } = useWords()
  const { signOut } = useSession()
  return (
    <main className="door">
      <div className="door-card">
        <div className="door-brand">
          <Brand size={40} />
          <h1>{t('outstanding.title')}</h1>
        </div>
        <OwnAccess />
        <Button type="link" onClick={() => void signOut()} style={{ marginTop: 12 }}>
          {t('shell.sign-out')}
        </Button>
      </div>
    </main>
  )
}
