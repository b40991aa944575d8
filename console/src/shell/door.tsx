import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useSession } from '../centre/session'
import { useWords } from '../words/words'
import { Brand } from './brand'
import { LanguageSwitch } from './switches'
import { OwnAccess } from './own-access'
import { SignInForm } from './sign-in'

/** What somebody sees who has not signed in. */
export function Door(): ReactNode {
  const { t } = useWords()
  const { centre } = useSession()
  return (
    <main className="door">
      <div className={centre.demonstration.length > 0 ? 'door-card wide' : 'door-card'}>
        <div className="door-brand">
          <Brand size={40} />
          <div>
            <h1>{t('shell.name')}</h1>
            <p>{t('shell.purpose')}</p>
          </div>
          <div style={{ flex: 1 }} />
          <LanguageSwitch />
        </div>
        <SignInForm />
      </div>
    </main>
  )
}

/** Before anything else may be done: a password of one's own, a second factor. */
export function Outstanding(): ReactNode {
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
