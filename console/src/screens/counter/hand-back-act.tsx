import { Button, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { useAct } from '../../centre/act'
import { ask } from '../../centre/client'
import { useLook } from '../../centre/look'
import { Amount } from '../../parts/amount'
import { Answered } from '../../parts/answer'
import { Field, Form } from '../../parts/form'
import { Note, RefusalNote } from '../../parts/notes'
import { Facts } from '../../parts/page'
import { useWords } from '../../words/words'
import type { ActParts } from './card-page'
import { useDesk } from './desk'
import { TalkResult } from './find-out'
import { FundingChoice, useFunding, type FundingKind } from './funding-choice'
import { Receipt } from './receipt'
import type { TalkEnd } from './talk'

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
  const giveBack = useAct('cards.return')
  const pay = useAct('closings.pay-out')
  const [isEmptying, setEmptying] = useState(false)
  const [isEmptied, setEmptied] = useState(false)
  const [end, setEnd] = useState<TalkEnd>()
  const [closed, setClosed] = useState<string>()
  const owed = useLook(
    'closings.get',
    { params: { closing: closed ?? card.closing } },
    { when: closed !== undefined },
  )
  // The card has no holder any more when it is closed; its closing has.
  const owner = owed.data?.person ?? card.person
  const payTo = useFunding(kind, owner)
  const [paid, setPaid] = useState<{
    readonly fen: bigint
    readonly feeFen: bigint
    readonly at: Date
  }>()

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
    const isReadable = isOnReader && reason !== 'damaged'
    if (isReadable && !isEmptied) {
      setEmptying(true)
      const isEmpty = await empty()
      setEmptying(false)
      if (!isEmpty) return
    }
    const told = await giveBack.run({
      params: { card: card.card },
      body: {
        reason,
        emptied: isEmptied || isReadable,
        ...(card.person === null ? {} : { person: card.person }),
      },
    })
    if (!told.ok) return
    if (told.pending) return setEnd({ how: 'pending', approval: told.approval })
    setEnd(undefined)
    setClosed(told.value.closing)
    onDone()
  }

  const payOut = async (closing: string): Promise<void> => {
    if (payTo === undefined) return
    const told = await pay.run({ params: { closing }, body: { to: payTo } })
    if (!told.ok) return
    if (told.pending) return setEnd({ how: 'pending', approval: told.approval })
    setEnd(undefined)
    setPaid({ fen: told.value.paidFen, feeFen: told.value.feeFen, at: new Date() })
  }

  /** A second person has agreed, and it has been carried out. */
  const agreed = (told: TalkEnd): void => {
    if (told.how !== 'done') return
    const { closing, paidFen, feeFen } = told.answer
    if (typeof closing === 'string') setClosed(closing)
    if (typeof paidFen === 'bigint' && typeof feeFen === 'bigint') {
      setPaid({ fen: paidFen, feeFen, at: new Date() })
    }
  }

  if (closed !== undefined) {
    return (
      <div className="rows">
        <Note mood="good">{t('hand-back.done')}</Note>
        {paid === undefined ? (
          <Answered look={owed}>
            {({ closing, owedFen, dueOn }) => (
              <>
                <Facts
                  of={[
                    [t('closing.number'), closing],
                    [t('closing.owed'), <Amount key="owed" fen={owedFen} />],
                    [t('closing.due'), dueOn],
                  ]}
                />
                <RefusalNote why={pay.why} />
                <TalkResult end={end} card={card.card} onDone={onDone} onEnd={agreed} />
                {owedFen > 0n ? (
                  <>
                    <FundingChoice value={kind} onChange={setKind} person={owner} />
                    <Button
                      type="primary"
                      autoFocus
                      data-pay-out=""
                      loading={pay.isBusy}
                      disabled={payTo === undefined}
                      onClick={() => void payOut(closing)}
                    >
                      {t('hand-back.pay-out')}
                    </Button>
                  </>
                ) : (
                  <Note>{t('hand-back.later', { date: dueOn })}</Note>
                )}
              </>
            )}
          </Answered>
        ) : (
          <Receipt
            title={t('act.hand-back')}
            card={card.card}
            at={paid.at}
            lines={[
              ...(paid.feeFen === 0n ? [] : [{ label: t('unload.fee'), fen: -paid.feeFen }]),
              { label: t('hand-back.paid'), fen: paid.fen },
              { label: t('closing.number'), text: closed },
            ]}
          />
        )}
      </div>
    )
  }
  return (
    <Form onFinish={() => void handBack()}>
      <Field label={t('hand-back.reason')} htmlFor="reason">
        <Select<Reason>
          id="reason"
          autoFocus
          value={reason}
          onChange={setReason}
          options={reasons.map((value) => ({ value, label: t(`hand-back.${value}`) }))}
        />
      </Field>
      <div className="rows">
        <Note>{t(isOnReader ? 'hand-back.empties' : 'hand-back.not-on-reader')}</Note>
        <RefusalNote why={giveBack.why} />
        <TalkResult end={end} card={card.card} onDone={onDone} onEnd={agreed} />
        <Button type="primary" htmlType="submit" data-go="" loading={isEmptying || giveBack.isBusy}>
          {t('hand-back.go')}
        </Button>
      </div>
    </Form>
  )
}
