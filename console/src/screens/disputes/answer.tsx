import { Button, Input, Radio, Segmented } from 'antd'
import { useState, type ReactNode } from 'react'
import { useAct } from '../../centre/act'
import { useFreshen } from '../../centre/look'
import { money, parseYuan, plain } from '../../money'
import { AmountField } from '../../parts/amount-field'
import { Field, Form } from '../../parts/form'
import { Note, RefusalNote } from '../../parts/notes'
import { useWords } from '../../words/words'
import type { Dispute } from './dispute'

const tag = (version: number): string => `"v${version}"`

/** Somebody begins to look at it. */
export function TakeButton({ of }: { readonly of: Dispute }): ReactNode {
  const { t } = useWords()
  const step = useAct('disputes.step')
  const freshen = useFreshen()
  const take = async (): Promise<void> => {
    const params = { dispute: of.dispute }
    const told = await step.run({ params, version: tag(of.version), body: { step: 'take' } })
    if (told.ok) await freshen('disputes.get', 'disputes.list')
  }
  return (
    <div className="rows">
      <RefusalNote why={step.why} />
      <div className="line">
        <Button type="primary" data-take="" loading={step.isBusy} onClick={() => void take()}>
          {t('disputes.take')}
        </Button>
        <span className="quiet">{t('disputes.take-help')}</span>
      </div>
    </div>
  )
}

type Way = 'remedy' | 'uphold' | 'reject'

/** Upheld with money (two people), upheld without, or rejected; always with an answer for the citizen. */
export function AnswerForm({ of }: { readonly of: Dispute }): ReactNode {
  const { t, language } = useWords()
  const step = useAct('disputes.step')
  const freshen = useFreshen()
  const remedies = of.line?.remedies ?? []
  const [way, setWay] = useState<Way>(remedies.length > 0 ? 'remedy' : 'reject')
  const [answer, setAnswer] = useState('')
  const [cause, setCause] = useState(remedies[0]?.cause)
  const chosen = remedies.find((one) => one.cause === cause)
  const [typed, setTyped] = useState(chosen === undefined ? '' : plain(chosen.maxFen))
  const amountFen = parseYuan(typed)
  const isTooMuch =
    way === 'remedy' && amountFen !== undefined && chosen !== undefined && amountFen > chosen.maxFen
  const isWhole =
    answer.trim().length >= 2 &&
    (way !== 'remedy' ||
      (chosen !== undefined && amountFen !== undefined && amountFen > 0n && !isTooMuch))

  const go = async (): Promise<void> => {
    const text = answer.trim()
    const input = { params: { dispute: of.dispute }, version: tag(of.version) }
    const told = await (way === 'reject'
      ? step.run({ ...input, body: { step: 'reject', answer: text } })
      : way === 'uphold'
        ? step.run({ ...input, body: { step: 'uphold', answer: text } })
        : chosen === undefined || amountFen === undefined
          ? undefined
          : step.run({
              ...input,
              body: {
                step: 'uphold',
                answer: text,
                remedy: { fen: amountFen, cause: chosen.cause },
              },
            }))
    if (told?.ok === true) await freshen('disputes.get', 'disputes.list', 'approvals.list')
  }

  return (
    <Form style={{ maxWidth: 760 }} onFinish={() => void go()}>
      <div style={{ marginBottom: 14 }}>
        <Segmented<Way>
          aria-label={t('disputes.answer')}
          value={way}
          onChange={setWay}
          options={(['remedy', 'uphold', 'reject'] as const).map((value) => ({
            value,
            label: t(`disputes.way-${value}`),
            disabled: value === 'remedy' && remedies.length === 0,
          }))}
        />
      </div>
      {remedies.length === 0 ? <Note>{t('disputes.no-remedy')}</Note> : null}
      {way === 'remedy' ? (
        <>
          <Field label={t('disputes.cause')}>
            <Radio.Group value={cause} onChange={(event) => setCause(event.target.value as never)}>
              {remedies.map((one) => (
                <Radio key={one.cause} value={one.cause}>
                  {one.why[language]}
                  <span className="quiet"> · {t(`disputes.bearer-${one.bearer}`)}</span>
                </Radio>
              ))}
            </Radio.Group>
          </Field>
          <Field label={t('disputes.give')} htmlFor="remedy">
            <div style={{ maxWidth: 320 }}>
              <AmountField id="remedy" typed={typed} onType={setTyped} />
            </div>
            {chosen === undefined ? null : (
              <span style={isTooMuch ? { color: 'var(--bad)' } : { color: 'var(--text-third)' }}>
                {t('disputes.at-most', { amount: money(chosen.maxFen) })}
              </span>
            )}
          </Field>
        </>
      ) : null}
      <Field label={t('disputes.answer-text')} htmlFor="answer">
        <Input.TextArea
          id="answer"
          rows={3}
          maxLength={2_000}
          value={answer}
          onChange={(event) => setAnswer(event.target.value)}
        />
      </Field>
      <div className="rows">
        <RefusalNote why={step.why} />
        <div className="line">
          <Button
            type="primary"
            htmlType="submit"
            danger={way === 'reject'}
            data-go=""
            loading={step.isBusy}
            disabled={!isWhole}
          >
            {t(`disputes.go-${way}`)}
          </Button>
          {way === 'remedy' ? <span className="quiet">{t('disputes.two-people')}</span> : null}
        </div>
      </div>
    </Form>
  )
}
