import { Button, Input } from 'antd'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { useAct } from '../centre/act'
import { useMe, useSession } from '../centre/session'
import { Field, Form } from '../parts/form'
import { Note, RefusalNote } from '../parts/notes'
import { Facts, Waiting } from '../parts/page'
import { useWords } from '../words/words'

const QRCode = lazy(() => import('antd/es/qr-code'))

/** What everybody sets for themselves: the password and the second factor; first what is demanded. */
export default function OwnAccess(): ReactNode {
  const { outstanding, secondFactor } = useMe()
  if (outstanding.includes('password-change')) return <OwnPassword />
  if (outstanding.includes('second-factor')) return <OwnSecondFactor />
  return (
    <div className="rows">
      <OwnPassword />
      {secondFactor ? null : <OwnSecondFactor />}
    </div>
  )
}

function OwnPassword(): ReactNode {
  const { t } = useWords()
  const { renew } = useSession()
  const change = useAct('access.change-password')
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const [isDone, setDone] = useState(false)
  const submit = async (): Promise<void> => {
    const told = await change.run({ body: { current, password } })
    if (!told.ok) return
    setDone(true)
    setCurrent('')
    setPassword('')
    await renew()
  }
  return (
    <Form onFinish={() => void submit()}>
      <h2 style={{ marginBottom: 8 }}>{t('own-access.password')}</h2>
      <Field label={t('own-access.current')} htmlFor="current-password">
        <Input.Password
          id="current-password"
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
      </Field>
      <Field label={t('own-access.new')} htmlFor="new-password" extra={t('own-access.new-help')}>
        <Input.Password
          id="new-password"
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Field>
      <div className="rows">
        <RefusalNote why={change.why} />
        {isDone ? <Note mood="good">{t('own-access.password-done')}</Note> : null}
        <Button
          type="primary"
          htmlType="submit"
          loading={change.isBusy}
          disabled={current === '' || password === ''}
        >
          {t('own-access.change')}
        </Button>
      </div>
    </Form>
  )
}

/** An authenticator gets a secret, shows a code of it, and the recovery codes are shown once. */
function OwnSecondFactor(): ReactNode {
  const { t } = useWords()
  const { renew } = useSession()
  const offer = useAct('access.offer-second-factor')
  const confirm = useAct('access.confirm-second-factor')
  const [offered, setOffered] = useState<{ secret: string; uri: string }>()
  const [code, setCode] = useState('')
  const [recovery, setRecovery] = useState<readonly string[]>()
  const begin = async (): Promise<void> => {
    const told = await offer.run({})
    if (told.ok && !told.pending) setOffered(told.value)
  }
  const prove = async (): Promise<void> => {
    const told = await confirm.run({ body: { code } })
    if (told.ok && !told.pending) setRecovery(told.value.recoveryCodes)
  }
  if (recovery !== undefined) {
    return (
      <div className="rows">
        <Note mood="good">{t('own-access.recovery')}</Note>
        <ul className="digits">
          {recovery.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
        <Button type="primary" onClick={() => void renew()}>
          {t('own-access.recovery-kept')}
        </Button>
      </div>
    )
  }
  return (
    <section className="rows">
      <h2>{t('own-access.second-factor')}</h2>
      {offered === undefined ? (
        <>
          <p style={{ margin: 0 }}>{t('own-access.second-factor-help')}</p>
          <RefusalNote why={offer.why} />
          <Button onClick={() => void begin()} loading={offer.isBusy}>
            {t('own-access.begin')}
          </Button>
        </>
      ) : (
        <>
          <Suspense fallback={<Waiting />}>
            <QRCode value={offered.uri} bgColor="#ffffff" color="#000000" type="svg" />
          </Suspense>
          <Facts of={[[t('own-access.secret'), <code key="secret">{offered.secret}</code>]]} />
          <Form onFinish={() => void prove()}>
            <Field label={t('sign-in.code')} htmlFor="new-code">
              <Input
                id="new-code"
                autoFocus
                autoComplete="one-time-code"
                value={code}
                onChange={(event) => setCode(event.target.value)}
              />
            </Field>
            <RefusalNote why={confirm.why} />
            <Button
              type="primary"
              htmlType="submit"
              loading={confirm.isBusy}
              disabled={code.length < 6}
            >
              {t('own-access.confirm')}
            </Button>
          </Form>
        </>
      )}
    </section>
  )
}
