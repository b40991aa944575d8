import { Button, Segmented } from 'antd'
import { useState, type ReactNode } from 'react'
import { useAct } from '../../centre/act'
import type { Answer } from '../../centre/client'
import { Field, Form } from '../../parts/form'
import { Moment } from '../../parts/moment'
import { Note, RefusalNote } from '../../parts/notes'
import { Facts } from '../../parts/page'
import { useWords } from '../../words/words'
import type { ActParts } from './card-page'

type Kind = 'oral' | 'formal'
type Reason = 'lost' | 'stolen'

/** A card is reported lost: stopped everywhere from this moment. */
export function LossAct({ card, onDone }: ActParts): ReactNode {
  const { t } = useWords()
  const report = useAct('cards.report-loss')
  const [kind, setKind] = useState<Kind>('formal')
  const [reason, setReason] = useState<Reason>('lost')
  const [told, setTold] = useState<Answer<'cards.report-loss'>>()
  const { person } = card
  const go = async (): Promise<void> => {
    if (person === null) return
    const done = await report.run({ params: { card: card.card }, body: { kind, person, reason } })
    if (!done.ok || done.pending) return
    setTold(done.value)
    onDone()
  }
  if (told !== undefined) {
    return (
      <div className="rows">
        <Note mood="good">{t('loss.done')}</Note>
        <Facts
          of={[
            [t('loss.kind'), t(`loss.${told.kind}`)],
            [t('loss.bears'), <Moment key="bears" at={told.holderBearsUntil} />],
            [t('loss.replace-from'), told.replacementFrom],
            [t('loss.find-until'), told.findUntil],
            ...(told.lapsesAt === null
              ? []
              : [[t('loss.lapses'), <Moment key="lapses" at={told.lapsesAt} />] as const]),
          ]}
        />
      </div>
    )
  }
  if (person === null) return <Note mood="warn">{t('loss.anonymous')}</Note>
  return (
    <Form onFinish={() => void go()}>
      <Field label={t('loss.kind')} extra={t(`loss.${kind}-help`)}>
        <Segmented<Kind>
          aria-label={t('loss.kind')}
          value={kind}
          onChange={setKind}
          options={(['formal', 'oral'] as const).map((value) => ({
            value,
            label: t(`loss.${value}`),
          }))}
        />
      </Field>
      <Field label={t('loss.reason')}>
        <Segmented<Reason>
          aria-label={t('loss.reason')}
          value={reason}
          onChange={setReason}
          options={(['lost', 'stolen'] as const).map((value) => ({
            value,
            label: t(`loss.${value}`),
          }))}
        />
      </Field>
      <div className="rows">
        <RefusalNote why={report.why} />
        <Button
          type="primary"
          htmlType="submit"
          danger
          autoFocus
          data-go=""
          loading={report.isBusy}
        >
          {t('loss.go')}
        </Button>
      </div>
    </Form>
  )
}

/** The holder has the card again. */
export function FoundAct({ card, onDone }: ActParts): ReactNode {
  const { t } = useWords()
  const find = useAct('cards.found')
  const [isDone, setDone] = useState(false)
  const go = async (reason: 'found' | 'mistake'): Promise<void> => {
    if (card.person === null) return
    const told = await find.run({
      params: { card: card.card },
      body: { person: card.person, reason },
    })
    if (!told.ok) return
    setDone(true)
    onDone()
  }
  if (isDone) return <Note mood="good">{t('found-card.done')}</Note>
  return (
    <div className="rows">
      <p style={{ margin: 0 }}>{t('found-card.text')}</p>
      <RefusalNote why={find.why} />
      <div className="line">
        <Button
          type="primary"
          autoFocus
          data-go=""
          loading={find.isBusy}
          onClick={() => void go('found')}
        >
          {t('found-card.go')}
        </Button>
        <Button onClick={() => void go('mistake')}>{t('found-card.mistake')}</Button>
      </div>
    </div>
  )
}
