import { Button, Input, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { useAct } from '../../centre/act'
import { DayField } from '../../parts/day-field'
import { Field, Form } from '../../parts/form'
import { RefusalNote } from '../../parts/notes'
import { Page, Panel } from '../../parts/page'
import { useWords } from '../../words/words'
import { documentKinds, type DocumentKind } from './find'

/** A person who shows a document is entered. Birth date and sex follow from a resident ID by themselves. */
export function RegisterPage(): ReactNode {
  const { t } = useWords()
  const navigate = useNavigate()
  const create = useAct('citizens.create')
  const [kind, setKind] = useState<DocumentKind>('resident-id')
  const [number, setNumber] = useState('')
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const [birthDate, setBirthDate] = useState('')
  const isWithBirth = kind !== 'resident-id'
  const submit = async (): Promise<void> => {
    const told = await create.run({
      body: {
        name: name.trim(),
        documents: [{ kind, number: number.trim().toUpperCase() }],
        ...(phone.trim() === '' ? {} : { phone: phone.trim() }),
        ...(isWithBirth && birthDate !== '' ? { birthDate } : {}),
      },
    })
    if (told.ok && !told.pending) await navigate(`/counter/people/${told.value.person}`)
  }
  return (
    <Page title={t('start.register')} under={t('register.under')}>
      <Panel>
        <Form style={{ maxWidth: 420 }} onFinish={() => void submit()}>
          <Field label={t('register.kind')} htmlFor="kind">
            <Select<DocumentKind>
              id="kind"
              value={kind}
              onChange={setKind}
              options={documentKinds.map((value) => ({ value, label: t(`document.${value}`) }))}
            />
          </Field>
          <Field label={t('register.number')} htmlFor="number">
            <Input
              id="number"
              autoFocus
              autoComplete="off"
              value={number}
              onChange={(event) => setNumber(event.target.value)}
            />
          </Field>
          <Field label={t('person.name')} htmlFor="name">
            <Input
              id="name"
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </Field>
          {isWithBirth ? (
            <Field label={t('person.birthDate')} htmlFor="birth">
              <DayField id="birth" value={birthDate} onChange={setBirthDate} />
            </Field>
          ) : null}
          <Field label={t('person.phone')} htmlFor="phone" extra={t('register.optional')}>
            <Input
              id="phone"
              autoComplete="off"
              inputMode="tel"
              value={phone}
              onChange={(event) => setPhone(event.target.value)}
            />
          </Field>
          <div className="rows">
            <RefusalNote why={create.why} />
            <Button
              type="primary"
              htmlType="submit"
              data-go=""
              loading={create.isBusy}
              disabled={name.trim() === '' || number.trim() === ''}
            >
              {t('register.go')}
            </Button>
          </div>
        </Form>
      </Panel>
    </Page>
  )
}
