import type { ReactNode } from 'react'
import { useSession } from '../centre/session'
import { useWords } from '../words/words'
import { Brand } from './brand'
import { LanguageSwitch } from './switches'
import SignInForm from './sign-in'

/** What somebody sees who has not signed in. */
export default function Door(): ReactNode {
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
