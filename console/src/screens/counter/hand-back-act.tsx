import { Button, Form, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { ask, type Answer, type NotAnswered } from '../../centre/client'
import { Amount } from '../../parts/amount'
import { Note, RefusalNote } from '../../parts/notes'
import { Facts } from '../../parts/page'
import { useWords } from '../../words/words'
import type { ActParts } from './card-page'
import { useDesk } from './desk'
import { FundingChoice, useFunding, type FundingKind } from './funding-choice'
import { TalkResult } from './money-acts'
import { Receipt } from './receipt'
import { patiently, type TalkEnd } from './talk'

const reasons = ['holder', 'moved-away', 'holder-dead', 'holder-missing', 'damaged'] as const
type Reason = (typeof reasons)[number]

/**
 * A card is handed back: its purse is unloaded into the closing, the card is closed, and what is owed (value and
 * deposit) is paid out. Broken off anywhere it goes on where it stood.
 */
export function HandBackAct({ card, isOnReader, onDone }: ActParts): ReactNode {
  const { t } = useWords()
  const { reader, talk } = useDesk()
  const [reason, setReason] = useState<Reason>('holder')
  const [kind, setKind] = useState<FundingKind>('cash')
  const payTo = useFunding(kind, card.person)
  const [isBusy, setBusy] = useState(false)
  const [isEmptied, setEmptied] = useState(false)
  const [why, setWhy] = useState<NotAnswered>()
  const [end, setEnd] = useState<TalkEnd>()
  const [closing, setClosing] = useState<Answer<'closings.get'>>()
  const [paid, setPaid] = useState<{ readonly fen: bigint; readonly at: Date }>()

  const empty = async (): Promise<boolean> => {
    if (reader === undefined) return false
    const told = await talk.hold(reader.reader, (key) =>
      ask(
        'card-sessions.open',
        {
          body: {
            kind: 'unload',
            card: card.card,
            payTo: { kind: 'closed-card', closing: card.closing },
            cause: 'return',
          },
        },
        { key },
      ),
    )
    if (told.how === 'done' || (told.how === 'not-done' && told.why.refused === 'purse-empty')) {
      setEmptied(true)
      setEnd(undefined)
      return true
    }
    setEnd(told)
    return false
  }

  const handBack = async (): Promise<void> => {
    setBusy(true)
    setWhy(undefined)
    const emptied = isEmptied || (isOnReader && reason !== 'damaged' ? await empty() : false)
    if (!emptied && isOnReader && reason !== 'damaged') return setBusy(false)
    const told = await patiently((key) =>
      ask(
        'cards.return',
        {
          params: { card: card.card },
          body: {
            reason,
            emptied,
            ...(card.person === null ? {} : { person: card.person }),
          },
        },
        { key },
      ),
    )
    setBusy(false)
    if (!told.ok) return setWhy(told.why)
    if (told.pending) return setEnd({ how: 'pending', approval: told.approval })
    const owed = await ask('closings.get', { params: { closing: told.value.closing } })
    if (owed.ok && !owed.pending) setClosing(owed.value)
    onDone()
  }

  const payOut = async (): Promise<void> => {
    if (closing === undefined || payTo === undefined) return
    setBusy(true)
    const told = await patiently((key) =>
      ask(
        'closings.pay-out',
        { params: { closing: closing.closing }, body: { to: payTo } },
        { key },
      ),
    )
    setBusy(false)
    if (!told.ok) return setWhy(told.why)
    setWhy(undefined)
    if (told.pending) return setEnd({ how: 'pending', approval: told.approval })
    setPaid({ fen: told.value.paidFen, at: new Date() })
  }

  if (closing !== undefined) {
    const isOwed = closing.owedFen > 0n
    return (
      <div className="rows">
        <Note mood="good">{t('hand-back.done')}</Note>
        <Facts
          of={[
            [t('closing.number'), closing.closing],
            [t('closing.owed'), <Amount key="owed" fen={closing.owedFen} />],
            [t('closing.due'), closing.dueOn],
          ]}
        />
        <RefusalNote why={why} />
        <TalkResult end={end} card={card.card} onDone={onDone} />
        {paid === undefined ? (
          isOwed ? (
            <>
              <FundingChoice value={kind} onChange={setKind} person={card.person} />
              <Button
                type="primary"
                autoFocus
                data-pay-out=""
                loading={isBusy}
                disabled={payTo === undefined}
                onClick={() => void payOut()}
              >
                {t('hand-back.pay-out')}
              </Button>
            </>
          ) : (
            <Note>{t('hand-back.later', { date: closing.dueOn })}</Note>
          )
        ) : (
          <Receipt
            title={t('act.hand-back')}
            card={card.card}
            at={paid.at}
            lines={[
              { label: t('hand-back.paid'), fen: paid.fen },
              { label: t('closing.number'), text: closing.closing },
            ]}
          />
        )}
      </div>
    )
  }
  return (
    <Form layout="vertical" requiredMark={false} onFinish={() => void handBack()}>
      <Form.Item label={t('hand-back.reason')} htmlFor="reason">
        <Select<Reason>
          id="reason"
          autoFocus
          value={reason}
          onChange={setReason}
          options={reasons.map((value) => ({ value, label: t(`hand-back.${value}`) }))}
        />
      </Form.Item>
      <div className="rows">
        <Note>{t(isOnReader ? 'hand-back.empties' : 'hand-back.not-on-reader')}</Note>
        <RefusalNote why={why} />
        <TalkResult end={end} card={card.card} onDone={onDone} />
        <Button type="primary" htmlType="submit" data-go="" loading={isBusy}>
          {t('hand-back.go')}
        </Button>
      </div>
    </Form>
  )
}
