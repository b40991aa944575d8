import { Button, Input } from 'antd'
import { useState, type ReactNode } from 'react'
import { useNavigate, useParams } from 'react-router'
import { ask, type Answer, type NotAnswered } from '../../centre/client'
import { useLook, usePages } from '../../centre/look'
import { Amount } from '../../parts/amount'
import { Answered } from '../../parts/answer'
import { BigTable } from '../../parts/big-table'
import { Dialogue } from '../../parts/dialogue'
import { Field, Form } from '../../parts/form'
import { Mark } from '../../parts/mark'
import { Moment } from '../../parts/moment'
import { Note, RefusalNote } from '../../parts/notes'
import { Empty, Facts, Page, Panel, Waiting } from '../../parts/page'
import { useKeys } from '../../shell/keys'
import { useSaid, useWords } from '../../words/words'
import { StateMark } from './card-picture'
import { Concessions } from './concessions'
import { fieldOf, nameFirst } from './found'
import { inFours } from './find'
import { useProductNames } from './product-names'

/** A person, masked; the cards and concessions they have. */
export function PersonPage(): ReactNode {
  const { person = '' } = useParams()
  return <OnePerson key={person} person={person} />
}

/** Nothing of one person, typed or unmasked, is left when another one is looked at. */
function OnePerson({ person }: { readonly person: string }): ReactNode {
  const { t } = useWords()
  const navigate = useNavigate()
  const params = { params: { person } }
  const look = useLook('citizens.get', params)
  const cards = usePages('citizens.cards', params)
  const account = useLook('online-accounts.get', params)
  const nameOf = useProductNames()
  const issue = (): void => void navigate(`/counter/issue?person=${person}`)
  useKeys({ i: issue })
  return (
    <Page
      title={look.data === undefined ? t('person.title') : fieldOf(look.data, 'name')}
      actions={
        <Button type="primary" onClick={issue} aria-keyshortcuts="i">
          {t('start.issue')} <kbd>i</kbd>
        </Button>
      }
    >
      <div className="columns person-known">
        <Panel title={t('person.title')}>
          <Answered look={look}>{(value) => <Known person={value} />}</Answered>
        </Panel>
        <div>
          <Panel title={t('person.account')}>
            <Answered look={account} lines={2}>
              {({ balanceFen, heldFen }) => (
                <Facts
                  of={[
                    [t('person.balance'), <Amount key="balance" fen={balanceFen} />],
                    [t('person.held'), <Amount key="held" fen={heldFen} />],
                  ]}
                />
              )}
            </Answered>
          </Panel>
          <Panel title={t('person.concessions')}>
            <Concessions person={person} mayAct />
          </Panel>
        </div>
      </div>
      <div style={{ marginTop: 12 }}>
        <Panel title={t('person.cards')}>
          <RefusalNote why={cards.error} />
          {cards.isLoading ? (
            <Waiting lines={3} />
          ) : cards.rows.length === 0 ? (
            cards.isKnown ? (
              <Empty>{t('person.no-cards')}</Empty>
            ) : null
          ) : (
            <BigTable
              label={t('person.cards')}
              rows={cards.rows}
              rowKey={({ card, heldFrom }) => `${card} ${heldFrom}`}
              height={280}
              onOpen={({ card }) => void navigate(`/counter/cards/${card}`)}
              columns={[
                {
                  key: 'card',
                  title: t('card.number'),
                  cell: ({ card }) => <span className="digits">{inFours(card)}</span>,
                },
                {
                  key: 'product',
                  title: t('card.product'),
                  cell: ({ product }) => nameOf(product),
                },
                {
                  key: 'state',
                  title: t('card.state'),
                  cell: ({ state }) => <StateMark state={state} />,
                },
                {
                  key: 'from',
                  title: t('card.held-from'),
                  cell: ({ heldFrom }) => <Moment at={heldFrom} />,
                },
                { key: 'to', title: t('card.valid-to'), cell: ({ validTo }) => validTo },
              ]}
            />
          )}
        </Panel>
      </div>
    </Page>
  )
}

type Person = Answer<'citizens.get'>
type Unmasked = Answer<'citizens.unmask'>

/** What is known, masked; in clear for a reason that the trail keeps. */
function Known({ person }: { readonly person: Person }): ReactNode {
  const { t } = useWords()
  const said = useSaid()
  const [isAsking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const [why, setWhy] = useState<NotAnswered>()
  const [clear, setClear] = useState<Unmasked>()
  const unmask = async (): Promise<void> => {
    const told = await ask('citizens.unmask', {
      params: { person: person.person },
      body: { reason: reason.trim() },
    })
    if (!told.ok) return setWhy(told.why)
    if (told.pending) return
    setClear(told.value)
    setAsking(false)
    setWhy(undefined)
  }
  const inClear = (field: string): string | undefined =>
    clear?.fields.find((one) => one.field === field)?.value
  return (
    <div className="rows">
      {person.mergedInto === null ? null : (
        <Note mood="warn">
          {t('person.merged')} {person.mergedInto}
        </Note>
      )}
      <Facts
        of={[
          ...nameFirst(person.fields).map(
            ({ field, shown }) =>
              [
                t(`person.${field}`),
                field === 'sex' ? said(`sex.${shown}`, shown) : (inClear(field) ?? shown),
              ] as const,
          ),
          ...person.documents.map(
            ({ document, kind, shown, endedAt }) =>
              [
                t(`document.${kind}`),
                <span key={document} className="digits">
                  {clear?.documents.find((one) => one.document === document)?.number ?? shown}
                  {endedAt === null ? null : <Mark>{t('person.document-ended')}</Mark>}
                </span>,
              ] as const,
          ),
          [t('person.status'), t(`alive.${person.status}`)],
          [t('person.registered'), <Moment key="at" at={person.registeredAt} />],
        ]}
      />
      {clear === undefined ? (
        <Button onClick={() => setAsking(true)}>{t('person.unmask')}</Button>
      ) : (
        <Button onClick={() => setClear(undefined)}>{t('person.mask')}</Button>
      )}
      <Dialogue
        open={isAsking}
        title={t('person.unmask')}
        onCancel={() => setAsking(false)}
        okText={t('person.unmask-go')}
        okButtonProps={{ disabled: reason.trim().length < 2 }}
        onOk={() => void unmask()}
        destroyOnHidden
      >
        <Form>
          <Field
            label={t('person.unmask-why')}
            htmlFor="unmask-why"
            extra={t('person.unmask-help')}
          >
            <Input
              id="unmask-why"
              autoFocus
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              onPressEnter={() => void unmask()}
            />
          </Field>
          <RefusalNote why={why} />
        </Form>
      </Dialogue>
    </div>
  )
}
