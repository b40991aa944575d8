import { useEffect, useRef, type ReactNode } from 'react'
import { Link, useParams } from 'react-router'
import { useFreshen, useLook, usePages } from '../../centre/look'
import type { Answer } from '../../centre/client'
import { cityMinute } from '../../city-time'
import { useMe, type Role } from '../../centre/session'
import { Amount } from '../../parts/amount'
import { Answered } from '../../parts/answer'
import { Explain } from '../../parts/explain'
import { Mark } from '../../parts/mark'
import { Moment } from '../../parts/moment'
import { Note } from '../../parts/notes'
import { OperatorName } from '../../parts/operator-name'
import { Facts, Page, Panel } from '../../parts/page'
import { Trace } from '../../parts/sub-menu'
import { AsRecorded, Thing, Who } from '../../parts/told'
import { useReasons } from '../../parts/verdict'
import { useWords } from '../../words/words'
import { AnswerForm, TakeButton } from './answer'
import { moods } from './index'

export type Dispute = Answer<'disputes.get'>

const ANSWERS: readonly Role[] = ['counter-supervisor', 'finance-maker']
/** Who may lay a record open. */
const RECORDS: readonly Role[] = ['finance-maker', 'finance-checker', 'auditor', 'administrator']

/** One dispute: what was said, the line it is about, what was answered, and what can be done next. */
export function DisputePage(): ReactNode {
  const { t } = useWords()
  const { dispute = '' } = useParams()
  // Each look at what a person said stands in the trail: it is taken anew when something has happened, not by the clock.
  const look = useLook('disputes.get', { params: { dispute } })
  return (
    <Page title={t('disputes.one')}>
      <Trace
        steps={[
          ['/disputes', t('screen.disputes')],
          ['.', look.data === undefined ? t('disputes.one') : cityMinute(look.data.raisedAt)],
        ]}
      />
      <Answered look={look} lines={8}>
        {(found) => <Body key={found.version} of={found} />}
      </Answered>
    </Page>
  )
}

function Body({ of }: { readonly of: Dispute }): ReactNode {
  const { t } = useWords()
  const { roles } = useMe()
  const mayAnswer = roles.some((role) => ANSWERS.includes(role))
  const waiting = usePages('approvals.list', { query: { state: 'pending' } }, { everyMs: 5_000 })
  const waits = waiting.rows.find(
    ({ endpoint, facts }) => endpoint === 'disputes.step' && facts['dispute'] === of.dispute,
  )
  const freshen = useFreshen()
  const waited = useRef(false)
  const isWaiting = waits !== undefined
  useEffect(() => {
    const isDecided = waited.current && !isWaiting
    waited.current = isWaiting
    if (isDecided) void freshen('disputes.get')
  }, [isWaiting, freshen])
  return (
    <>
      {of.line?.overtaken === true ? (
        <div style={{ marginBottom: 12 }}>
          <Note mood="bad">
            <p>
              <strong>{t('disputes.overtaken')}</strong>
            </p>
            <p className="note-next">{t('disputes.overtaken-next')}</p>
          </Note>
        </div>
      ) : null}
      <div className="columns">
        <WhatWasSaid of={of} />
        <WhatItIsAbout of={of} />
      </div>
      {waits === undefined ? null : (
        <Panel title={t('disputes.waits')}>
          <Note mood="warn">
            <p>{t('disputes.waits-help')}</p>
            {waits.own ? null : (
              <Link to={`/approvals#${waits.approval}`}>{t('disputes.to-approval')}</Link>
            )}
          </Note>
        </Panel>
      )}
      {waits === undefined && mayAnswer && of.state === 'raised' ? (
        <Panel title={t('drill.next')}>
          <TakeButton of={of} />
        </Panel>
      ) : null}
      {waits === undefined && mayAnswer && of.state === 'under-review' ? (
        <Panel title={t('disputes.answer')}>
          <AnswerForm of={of} />
        </Panel>
      ) : null}
      {roles.includes('auditor') ? <AsRecorded of={of} /> : null}
    </>
  )
}

function WhatWasSaid({ of }: { readonly of: Dispute }): ReactNode {
  const { t, language } = useWords()
  const { given } = of
  return (
    <Panel title={t('disputes.said')}>
      <Facts
        of={[
          [
            t('drill.state'),
            <Mark key="state" mood={moods[of.state]}>
              {t(`dispute.${of.state}`)}
            </Mark>,
          ],
          [t('disputes.raised'), <Moment key="raised" at={of.raisedAt} />],
          [t('fact.person'), <Thing key="person" kind="person" id={of.person} />],
          [t('drill.card'), <Thing key="card" kind="card" id={of.card} />],
          [t('disputes.statement'), of.statement],
          [t('disputes.handler'), <Who key="handler" of={of.handlerNamed} id={of.handledBy} />],
          ...(of.answer === null
            ? []
            : ([
                [t('disputes.answered'), of.answer],
                [t('disputes.answered-at'), <Moment key="changed" at={of.changedAt} />],
              ] as const)),
          ...(given === null
            ? []
            : ([
                [t('disputes.given'), <Amount key="given" fen={given.fen} />],
                [t('disputes.cause'), given.why[language]],
                [t('disputes.bearer'), t(`disputes.bearer-${given.bearer}`)],
                [t('disputes.given-at'), <Moment key="booked" at={given.bookedAt} />],
              ] as const)),
        ]}
      />
    </Panel>
  )
}

function WhatItIsAbout({ of: { line, dispute } }: { readonly of: Dispute }): ReactNode {
  const { t, language } = useWords()
  const { roles } = useMe()
  const meaningOf = useReasons()
  if (line === null) {
    return (
      <Panel title={t('disputes.about')}>
        <Note>{t('disputes.no-line')}</Note>
      </Panel>
    )
  }
  const isCharge = line.kind === 'tap'
  const mayOpen = line.record !== null && roles.some((role) => RECORDS.includes(role))
  return (
    <Panel title={t('disputes.about')}>
      <Facts
        of={[
          [t('history.what'), t(`history.${line.kind}`)],
          [t('history.at'), <Moment key="at" at={line.at} seconds />],
          [
            t('history.where'),
            line.operator === null ? null : <OperatorName key="operator" of={line.operator} />,
          ],
          [
            t(isCharge ? 'history.charged' : 'history.amount'),
            <span key="charged">
              <Amount fen={isCharge ? line.chargedFen : -line.chargedFen} />{' '}
              <Explain
                about={t(isCharge ? 'history.charged' : 'history.amount')}
                of={{ words: line.explanation[language] }}
              />
            </span>,
          ],
          [t('disputes.given-before'), <Amount key="before" fen={line.remediedFen} />],
          [t('drill.reason'), line.reason === null ? null : meaningOf(line.reason).meaning],
          ...(mayOpen
            ? ([
                [
                  t('disputes.record'),
                  <Link key="record" to={`/disputes/${dispute}/record/${line.record}`}>
                    {t('disputes.open-record')}
                  </Link>,
                ],
              ] as const)
            : []),
        ]}
      />
    </Panel>
  )
}
