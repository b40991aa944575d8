import { Button, Input, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { useAct } from '../../centre/act'
import { useFreshen, usePages, type ItemOf } from '../../centre/look'
import { useMe } from '../../centre/session'
import { cityDate } from '../../city-time'
import { DayField } from '../../parts/day-field'
import { Field, Form } from '../../parts/form'
import { Mark } from '../../parts/mark'
import { RefusalNote } from '../../parts/notes'
import { Waiting } from '../../parts/page'
import { useWords } from '../../words/words'

type Concession = ItemOf<'concessions.list'>
type Kind = Concession['kind']

const kinds: readonly Kind[] = ['senior', 'student', 'disabled', 'veteran', 'low-income', 'staff']
/** As the centre wants it: what was shown as proof, in a few words. */
const PROOF_LETTERS = 2
const isProof = (evidence: string): boolean => evidence.trim().length >= PROOF_LETTERS

/** What is being done with the concessions of a person. */
type Doing =
  | { readonly act: 'grant' }
  | { readonly act: 'verify' | 'end'; readonly of: Concession }
  | undefined

/** Which concessions hold today, and until when they are verified; granted, verified for another term, and ended. */
export function Concessions({
  person,
  mayAct = false,
}: {
  readonly person: string
  readonly mayAct?: boolean
}): ReactNode {
  const { t } = useWords()
  const { roles } = useMe()
  const pages = usePages('concessions.list', { params: { person } })
  const [today] = useState(() => cityDate(new Date()))
  const [doing, setDoing] = useState<Doing>()
  const freshen = useFreshen()
  const done = (): void => {
    setDoing(undefined)
    void freshen('concessions.list')
  }
  if (pages.error !== null) return <RefusalNote why={pages.error} />
  if (!pages.isKnown) return <Waiting lines={2} />
  return (
    <div className="rows">
      {pages.rows.length === 0 ? <span className="quiet">{t('concession.none')}</span> : null}
      <ul
        style={{ margin: 0, paddingInlineStart: 0, listStyle: 'none' }}
        className="rows"
        hidden={pages.rows.length === 0}
      >
        {pages.rows.map((one) => {
          const { concession, kind, validFrom, validTo, verifiedUntil, endedOn } = one
          const isOver = (endedOn ?? validTo ?? today) < today
          const isStale = verifiedUntil < today
          return (
            <li key={concession} className="line">
              <strong>{t(`concession.${kind}`)}</strong>
              <Mark mood={isOver ? 'quiet' : isStale ? 'warn' : 'good'}>
                {t(isOver ? 'concession.over' : isStale ? 'concession.stale' : 'concession.holds')}
              </Mark>
              <span className="quiet digits">
                {validFrom} – {validTo ?? '…'} · {t('concession.verified')} {verifiedUntil}
              </span>
              {mayAct && endedOn === null && !isOver ? (
                <>
                  <Button
                    size="small"
                    data-verify=""
                    onClick={() => setDoing({ act: 'verify', of: one })}
                  >
                    {t('concession.verify')}
                  </Button>
                  {roles.includes('counter-supervisor') ? (
                    <Button size="small" onClick={() => setDoing({ act: 'end', of: one })}>
                      {t('concession.end')}
                    </Button>
                  ) : null}
                </>
              ) : null}
            </li>
          )
        })}
      </ul>
      {!mayAct ? null : doing === undefined ? (
        <div>
          <Button size="small" data-grant="" onClick={() => setDoing({ act: 'grant' })}>
            {t('concession.grant')}
          </Button>
        </div>
      ) : doing.act === 'grant' ? (
        <Grant person={person} today={today} onDone={done} onLeave={() => setDoing(undefined)} />
      ) : doing.act === 'verify' ? (
        <Verify
          key={doing.of.concession}
          of={doing.of}
          onDone={done}
          onLeave={() => setDoing(undefined)}
        />
      ) : (
        <End
          key={doing.of.concession}
          of={doing.of}
          today={today}
          onDone={done}
          onLeave={() => setDoing(undefined)}
        />
      )}
    </div>
  )
}

interface Ways {
  readonly onDone: () => void
  readonly onLeave: () => void
}

/** A first or another concession, on proof that is sealed. */
function Grant({
  person,
  today,
  onDone,
  onLeave,
}: Ways & { readonly person: string; readonly today: string }): ReactNode {
  const { t } = useWords()
  const grant = useAct('concessions.grant')
  const [kind, setKind] = useState<Kind>('senior')
  const [from, setFrom] = useState(today)
  const [to, setTo] = useState('')
  const [evidence, setEvidence] = useState('')
  const go = async (): Promise<void> => {
    const told = await grant.run({
      params: { person },
      body: {
        kind,
        validFrom: from,
        ...(to === '' ? {} : { validTo: to }),
        evidence: evidence.trim(),
      },
    })
    if (told.ok) onDone()
  }
  return (
    <Form onFinish={() => void go()}>
      <Field label={t('concession.kind')} htmlFor="concession-kind">
        <Select<Kind>
          id="concession-kind"
          value={kind}
          onChange={setKind}
          options={kinds.map((value) => ({ value, label: t(`concession.${value}`) }))}
        />
      </Field>
      <div className="line" style={{ alignItems: 'flex-start' }}>
        <Day id="concession-from" label={t('concession.from')} value={from} onChange={setFrom} />
        <Day
          id="concession-to"
          label={t('concession.to')}
          value={to}
          onChange={setTo}
          help={t('concession.to-help')}
        />
      </div>
      <Proof value={evidence} onChange={setEvidence} />
      <GoOrLeave of={grant} isReady={from !== '' && isProof(evidence)} onLeave={onLeave}>
        {t('concession.grant')}
      </GoOrLeave>
    </Form>
  )
}

/** The yearly look at the proof: verified for another term. What somebody else has changed meanwhile is refused. */
function Verify({ of, onDone, onLeave }: Ways & { readonly of: Concession }): ReactNode {
  const { t } = useWords()
  const verify = useAct('concessions.verify')
  const [evidence, setEvidence] = useState('')
  const go = async (): Promise<void> => {
    const told = await verify.run({
      params: { person: of.person, concession: of.concession },
      version: `"v${of.version}"`,
      body: { evidence: evidence.trim() },
    })
    if (told.ok) onDone()
  }
  return (
    <Form onFinish={() => void go()}>
      <Proof value={evidence} onChange={setEvidence} />
      <GoOrLeave of={verify} isReady={isProof(evidence)} onLeave={onLeave}>
        {t('concession.verify')} · {t(`concession.${of.kind}`)}
      </GoOrLeave>
    </Form>
  )
}

/** Ended today or later, with a reason. */
function End({
  of,
  today,
  onDone,
  onLeave,
}: Ways & { readonly of: Concession; readonly today: string }): ReactNode {
  const { t } = useWords()
  const end = useAct('concessions.end')
  const [lastDate, setLastDate] = useState(today)
  const [reason, setReason] = useState('')
  const go = async (): Promise<void> => {
    const told = await end.run({
      params: { person: of.person, concession: of.concession },
      version: `"v${of.version}"`,
      body: { lastDate, reason: reason.trim() },
    })
    if (told.ok) onDone()
  }
  return (
    <Form onFinish={() => void go()}>
      <Day
        id="concession-last"
        label={t('concession.last-day')}
        value={lastDate}
        onChange={setLastDate}
      />
      <Field label={t('concession.reason')} htmlFor="concession-reason">
        <Input
          id="concession-reason"
          autoFocus
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
      <GoOrLeave of={end} isReady={lastDate !== '' && reason.trim() !== ''} isEnd onLeave={onLeave}>
        {t('concession.end')} · {t(`concession.${of.kind}`)}
      </GoOrLeave>
    </Form>
  )
}

/** What ends each of the three: a refusal where there is one, the way on and the way out. */
function GoOrLeave({
  of,
  isReady,
  isEnd = false,
  onLeave,
  children,
}: Pick<Ways, 'onLeave'> & {
  readonly of: Pick<ReturnType<typeof useAct>, 'why' | 'isBusy'>
  readonly isReady: boolean
  /** Takes something away. */
  readonly isEnd?: boolean
  readonly children: ReactNode
}): ReactNode {
  const { t } = useWords()
  return (
    <div className="rows">
      <RefusalNote why={of.why} />
      <div className="line">
        <Button
          {...(isEnd ? { danger: true } : { type: 'primary' })}
          htmlType="submit"
          data-concession-go=""
          loading={of.isBusy}
          disabled={!isReady}
        >
          {children}
        </Button>
        <Button onClick={onLeave}>{t('concession.leave')}</Button>
      </div>
    </div>
  )
}

function Day({
  id,
  label,
  value,
  onChange,
  help,
}: {
  readonly id: string
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly help?: string
}): ReactNode {
  return (
    <Field label={label} htmlFor={id} extra={help}>
      <DayField id={id} value={value} onChange={onChange} />
    </Field>
  )
}

function Proof({
  value,
  onChange,
}: {
  readonly value: string
  readonly onChange: (value: string) => void
}): ReactNode {
  const { t } = useWords()
  return (
    <Field
      label={t('concession.proof')}
      htmlFor="concession-proof"
      extra={t('concession.proof-help')}
    >
      <Input
        id="concession-proof"
        autoFocus
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  )
}
