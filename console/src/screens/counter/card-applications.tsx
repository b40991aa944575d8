import { Button, Input } from 'antd'
import { useState, type ReactNode } from 'react'
import { useAct } from '../../centre/act'
import { BigTable, type Column } from '../../parts/big-table'
import { Field, Form } from '../../parts/form'
import { Mark, type Mood } from '../../parts/mark'
import { Moment } from '../../parts/moment'
import { RefusalNote } from '../../parts/notes'
import { Empty, Panel } from '../../parts/page'
import { useWords } from '../../words/words'
import { useApplicationNames } from './application-names'
import type { Card } from './card-page'

type State = Card['applications'][number]['state']
type Act = 'open' | 'lock' | 'unlock' | 'close'

/** What can be done in each state, as the centre has it. */
const acts: Readonly<Record<State, readonly Act[]>> = {
  closed: ['open'],
  enabled: ['lock', 'close'],
  locked: ['unlock', 'close'],
}
const moods: Readonly<Record<State, Mood>> = { closed: 'quiet', enabled: 'good', locked: 'warn' }

interface Row {
  readonly application: string
  readonly state: State
  readonly since: string | undefined
  readonly reason: string
}

/** What the card carries besides its purse, each application on or off by itself, and the acts that change it. */
export function CardApplications({
  card,
  offered,
  onDone,
}: {
  readonly card: Card
  /** Those that cards of this product may carry. */
  readonly offered: readonly string[]
  readonly onDone: () => void
}): ReactNode {
  const { t } = useWords()
  const nameOf = useApplicationNames()
  const [chosen, setChosen] = useState<{ readonly application: string; readonly act: Act }>()
  const known = new Set(card.applications.map(({ application }) => application))
  const rows: readonly Row[] = [
    ...card.applications,
    // What a card never had stands as closed.
    ...offered
      .filter((application) => !known.has(application))
      .map((application) => ({
        application,
        state: 'closed' as const,
        since: undefined,
        reason: '',
      })),
  ]
  const columns: readonly Column<Row>[] = [
    {
      key: 'application',
      title: t('card.application'),
      cell: ({ application }) => <span title={application}>{nameOf(application)}</span>,
    },
    {
      key: 'state',
      title: t('card.state'),
      cell: ({ state }) => <Mark mood={moods[state]}>{t(`card-application.${state}`)}</Mark>,
    },
    { key: 'since', title: t('history.at'), cell: ({ since }) => <Moment at={since} /> },
    { key: 'reason', title: t('approvals.reason'), cell: ({ reason }) => reason },
    {
      key: 'acts',
      title: t('card.application-acts'),
      cell: ({ application, state }) => (
        <span className="line">
          {acts[state].map((act) => (
            <Button
              key={act}
              size="small"
              data-application-act={act}
              aria-label={`${t(`card-application.do-${act}`)} ${nameOf(application)}`}
              onClick={() => setChosen({ application, act })}
            >
              {t(`card-application.do-${act}`)}
            </Button>
          ))}
        </span>
      ),
    },
  ]
  return (
    <Panel title={t('card.applications')}>
      {chosen === undefined ? null : (
        <Change
          key={`${chosen.application} ${chosen.act}`}
          card={card.card}
          {...chosen}
          name={nameOf(chosen.application)}
          onClose={() => setChosen(undefined)}
          onDone={onDone}
        />
      )}
      {rows.length === 0 ? (
        <Empty>{t('card.applications-none')}</Empty>
      ) : (
        <BigTable
          label={t('drill.table-of', { of: t('card.applications') })}
          rows={rows}
          columns={columns}
          rowKey={({ application }) => application}
        />
      )}
    </Panel>
  )
}

/** One act on one application; why stands in the trail. */
function Change({
  card,
  application,
  act,
  name,
  onClose,
  onDone,
}: {
  readonly card: string
  readonly application: string
  readonly act: Act
  readonly name: string
  readonly onClose: () => void
  readonly onDone: () => void
}): ReactNode {
  const { t } = useWords()
  const change = useAct('cards.application')
  const [reason, setReason] = useState('')
  const go = async (): Promise<void> => {
    const told = await change.run({
      params: { card, application },
      body: { act, reason: reason.trim() },
    })
    if (!told.ok) return
    onDone()
    onClose()
  }
  return (
    <Form onFinish={() => void go()}>
      <Field
        label={`${t(`card-application.do-${act}`)} ${name} · ${t('approvals.reason')}`}
        htmlFor="application-reason"
      >
        <Input
          id="application-reason"
          autoFocus
          maxLength={300}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
      <div className="rows">
        <RefusalNote why={change.why} />
        <div className="line">
          <Button
            type="primary"
            htmlType="submit"
            data-application-go=""
            loading={change.isBusy}
            disabled={reason.trim().length < 2}
          >
            {t(`card-application.do-${act}`)}
          </Button>
          <Button onClick={onClose}>{t('approvals.put-away')}</Button>
        </div>
      </div>
    </Form>
  )
}
