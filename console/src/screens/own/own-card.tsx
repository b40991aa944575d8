import { Button, Input, Segmented } from 'antd'
import { useState, type ReactNode } from 'react'
import { Link, useParams } from 'react-router'
import { useAct } from '../../centre/act'
import { useFreshen, useLook, usePages } from '../../centre/look'
import { cityDate } from '../../city-time'
import { Amount } from '../../parts/amount'
import { Answered } from '../../parts/answer'
import { Dialogue } from '../../parts/dialogue'
import { DayField } from '../../parts/day-field'
import { Field, Form } from '../../parts/form'
import { Moment } from '../../parts/moment'
import { Note, RefusalNote } from '../../parts/notes'
import { Facts, Page, Panel } from '../../parts/page'
import { useWords } from '../../words/words'
import { inFours } from '../counter/find'
import { HistoryTable, type Entry } from '../counter/history-table'

/** One own card: what it held at the end of a day, what happened on it and why, and what to do when it is gone. */
export function OwnCard(): ReactNode {
  const { card = '' } = useParams()
  return <OneCard key={card} card={card} />
}

function OneCard({ card }: { readonly card: string }): ReactNode {
  const { t } = useWords()
  const params = { params: { card } }
  const history = usePages('own.history', params)
  const [disputed, setDisputed] = useState<Entry>()
  return (
    <Page
      title={t('card.title')}
      under={<span className="digits">{inFours(card)}</span>}
      actions={<Link to="/own">{t('own.all')}</Link>}
    >
      <div className="columns">
        <BalanceAsOf card={card} />
        <Loss card={card} />
      </div>
      <div style={{ marginTop: 12 }}>
        <Panel title={t('card.history')}>
          <HistoryTable
            pages={history}
            more={{
              key: 'dispute',
              title: t('own.dispute'),
              cell: (entry) => (
                <Button size="small" onClick={() => setDisputed(entry)}>
                  {t('own.not-right')}
                </Button>
              ),
            }}
          />
        </Panel>
      </div>
      {disputed === undefined ? null : (
        <Dispute
          key={disputed.subject}
          card={card}
          entry={disputed}
          onClose={() => setDisputed(undefined)}
        />
      )}
    </Page>
  )
}

/** Days end in the city's time; the offset of the mainland does not change over the year. */
const END_OF_DAY = 'T23:59:59+08:00'

function BalanceAsOf({ card }: { readonly card: string }): ReactNode {
  const { t } = useWords()
  const [today] = useState(() => cityDate(new Date()))
  const [date, setDate] = useState(today)
  const isPast = date !== '' && date < today
  const query = isPast ? { at: `${date}${END_OF_DAY}` } : {}
  const look = useLook('own.balance', { params: { card }, query })
  // Of the time before one held it, nobody is told anything.
  const cards = usePages('own.cards', {})
  const heldFrom = cards.rows.find((one) => one.card === card)?.heldFrom
  const first = heldFrom === undefined ? undefined : cityDate(heldFrom)
  return (
    <Panel title={t('own.balance')}>
      <div className="rows">
        <div className="line" style={{ alignItems: 'baseline' }}>
          <label htmlFor="as-of">{t('own.as-of')}</label>
          <div style={{ width: 180 }}>
            <DayField id="as-of" min={first} max={today} value={date} onChange={setDate} />
          </div>
        </div>
        <Answered look={look} lines={3}>
          {({ balanceFen, lastTapAt, gapCount }) => (
            <Facts
              of={[
                [
                  t('own.balance'),
                  <strong key="balance">
                    <Amount fen={balanceFen} />
                  </strong>,
                ],
                [t('card.last-tap'), <Moment key="tap" at={lastTapAt} />],
                [t('card.gaps'), gapCount],
              ]}
            />
          )}
        </Answered>
        <span className="quiet">{t('own.balance-help')}</span>
      </div>
    </Panel>
  )
}

function Loss({ card }: { readonly card: string }): ReactNode {
  const { t } = useWords()
  const report = useAct('own.report-loss')
  const freshen = useFreshen()
  const [reason, setReason] = useState<'lost' | 'stolen'>('lost')
  const [isAsking, setAsking] = useState(false)
  const [told, setTold] = useState<{ from: string; until: string; bears: string }>()
  const go = async (): Promise<void> => {
    const done = await report.run({ params: { card }, body: { reason } })
    setAsking(false)
    if (!done.ok || done.pending) return
    const { replacementFrom, findUntil, holderBearsUntil } = done.value
    setTold({ from: replacementFrom, until: findUntil, bears: holderBearsUntil })
    await freshen('own.cards')
  }
  return (
    <Panel title={t('own.loss')}>
      <div className="rows">
        {told === undefined ? (
          <>
            <span>{t('own.loss-help')}</span>
            <Segmented<'lost' | 'stolen'>
              aria-label={t('loss.reason')}
              value={reason}
              onChange={setReason}
              options={(['lost', 'stolen'] as const).map((value) => ({
                value,
                label: t(`loss.${value}`),
              }))}
            />
            <RefusalNote why={report.why} />
            <div>
              <Button danger data-loss="" onClick={() => setAsking(true)}>
                {t('loss.go')}
              </Button>
            </div>
          </>
        ) : (
          <>
            <Note mood="good">{t('loss.done')}</Note>
            <Facts
              of={[
                [t('loss.bears'), <Moment key="bears" at={told.bears} />],
                [t('loss.replace-from'), told.from],
                [t('loss.find-until'), told.until],
              ]}
            />
          </>
        )}
      </div>
      <Dialogue
        open={isAsking}
        title={t('own.loss-sure')}
        okText={t('loss.go')}
        okButtonProps={{ danger: true, loading: report.isBusy }}
        onOk={() => void go()}
        onCancel={() => setAsking(false)}
        destroyOnHidden
      >
        {t('own.loss-sure-help')}
      </Dialogue>
    </Panel>
  )
}

function Dispute({
  card,
  entry,
  onClose,
}: {
  readonly card: string
  readonly entry: Entry
  readonly onClose: () => void
}): ReactNode {
  const { t, language } = useWords()
  const raise = useAct('own.raise-dispute')
  const freshen = useFreshen()
  const [statement, setStatement] = useState('')
  const [isDone, setDone] = useState(false)
  const go = async (): Promise<void> => {
    const told = await raise.run({
      body: { card, subject: entry.subject, statement: statement.trim() },
    })
    if (!told.ok) return
    setDone(true)
    await freshen('own.disputes')
  }
  return (
    <Dialogue
      open
      title={t('own.not-right')}
      okText={t(isDone ? 'act.close' : 'own.raise')}
      onCancel={onClose}
      cancelButtonProps={isDone ? { style: { display: 'none' } } : {}}
      onOk={() => void (isDone ? onClose() : go())}
      okButtonProps={{ loading: raise.isBusy, disabled: !isDone && statement.trim().length < 2 }}
    >
      {isDone ? (
        <Note mood="good">{t('own.raised')}</Note>
      ) : (
        <div className="rows">
          <Facts
            of={[
              [t('history.at'), <Moment key="at" at={entry.at} seconds />],
              [t('history.amount'), <Amount key="amount" fen={-entry.chargedFen} />],
              [t('own.why'), entry.explanation[language]],
            ]}
          />
          <Form>
            <Field label={t('own.statement')} htmlFor="statement">
              <Input.TextArea
                id="statement"
                autoFocus
                rows={4}
                maxLength={2_000}
                value={statement}
                onChange={(event) => setStatement(event.target.value)}
              />
            </Field>
          </Form>
          <RefusalNote why={raise.why} />
        </div>
      )}
    </Dialogue>
  )
}
