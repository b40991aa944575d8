import { Button, Input, type InputRef } from 'antd'
import { useRef, useState, type ReactNode } from 'react'
import type { NotAnswered } from '../centre/client'
import { useSession } from '../centre/session'
import { ask } from '../centre/client'
import { Field, Form } from '../parts/form'
import { RefusalNote } from '../parts/notes'
import { useWords } from '../words/words'

/** Name and password, then the one-time code where one was set up. What was typed stays when it was refused. */
export default function SignInForm({
  login: given,
}: {
  readonly login?: string | undefined
}): ReactNode {
  const { t } = useWords()
  const { centre, signIn } = useSession()
  const [login, setLogin] = useState(given ?? '')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [needsCode, setNeedsCode] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [why, setWhy] = useState<NotAnswered>()
  const passwordField = useRef<InputRef>(null)

  const submit = async (): Promise<void> => {
    setBusy(true)
    const refusal = await signIn({ login: login.trim(), password, ...(needsCode ? { code } : {}) })
    setBusy(false)
    if (refusal?.refused === 'second-factor-needed') {
      setNeedsCode(true)
      setWhy(undefined)
      return
    }
    setWhy(refusal)
  }

  const elsewhere = async (): Promise<void> => {
    const told = await ask('access.oidc-start', {})
    if (!told.ok) return setWhy(told.why)
    if (!told.pending) location.assign(told.value.url)
  }

  return (
    <div className={centre.demonstration.length > 0 ? 'door-columns' : ''}>
      <Form onFinish={() => void submit()}>
        <Field label={t('sign-in.login')} htmlFor="login">
          <Input
            id="login"
            autoFocus={given === undefined}
            autoComplete="username"
            value={login}
            onChange={(event) => setLogin(event.target.value)}
          />
        </Field>
        <Field label={t('sign-in.password')} htmlFor="password">
          <Input.Password
            id="password"
            ref={passwordField}
            autoFocus={given !== undefined}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
        {needsCode ? (
          <Field label={t('sign-in.code')} htmlFor="code" extra={t('sign-in.code-help')}>
            <Input
              id="code"
              autoFocus
              autoComplete="one-time-code"
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          </Field>
        ) : null}
        <div className="rows">
          <RefusalNote why={why} />
          <Button
            type="primary"
            htmlType="submit"
            block
            loading={isBusy}
            disabled={login.trim() === '' || password === '' || (needsCode && code.length < 6)}
          >
            {t('sign-in.go')}
          </Button>
          {centre.openIdConnect ? (
            <Button block onClick={() => void elsewhere()}>
              {t('sign-in.elsewhere')}
            </Button>
          ) : null}
        </div>
      </Form>
      {centre.demonstration.length === 0 ? null : (
        <section aria-labelledby="demo-heading">
          <h2 id="demo-heading">{t('sign-in.demo')}</h2>
          <p className="quiet" style={{ margin: '4px 0 0' }}>
            {t('sign-in.demo-help')}
          </p>
          <ul className="door-list">
            {centre.demonstration.map((one) => (
              <li key={one.login}>
                <button
                  type="button"
                  onClick={() => {
                    setLogin(one.login)
                    passwordField.current?.focus()
                  }}
                >
                  {one.roles.map((role) => t(`role.${role}`)).join(' · ')}
                  <code>{one.login}</code>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
