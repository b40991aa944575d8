import { Button, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { useAct } from '../../centre/act'
import { ask, type Answer } from '../../centre/client'
import { useLook } from '../../centre/look'
import { Amount } from '../../parts/amount'
import { Field, Form } from '../../parts/form'
import { Note, RefusalNote } from '../../parts/notes'
import { Facts } from '../../parts/page'
import { useWords } from '../../words/words'
import type { ActParts } from './card-page'
import { useDesk } from './desk'
import { TalkResult } from './find-out'
import { FundingChoice, useFunding, type FundingKind } from './funding-choice'
import type { TalkEnd } from './talk'

const reasons = ['lost', 'damaged-by-holder', 'fault', 'generation', 'expired'] as const
type Reason = (typeof reasons)[number]

const usualReason = (state: string): Reason =>
  state === 'lost' || state === 'expired' ? state : 'damaged-by-holder'

type Closed = Pick<Answer<'cards.replace'>, 'closing' | 'dueOn' | 'givenFen'>

/** What a second person agreed to has been carried out. */
const isClosing = (answer: object): answer is Closed => 'closing' in answer && 'dueOn' in answer

/** The card is closed in favour of a new one; its value waits under the closing until that is written. */
export function ReplaceAct({ card, isOnReader, onDone }: ActParts): ReactNode {
  const { t } = useWords()
  const navigate = useNavigate()
  const { reader, talk } = useDesk()
  const [chosen, setChosen] = useState<Reason>()
  const reason = chosen ?? usualReason(card.state)
  const may = useLook('cards.replacement', { params: { card: card.card }, query: { reason } })
  const [kind, setKind] = useState<FundingKind>('cash')
  const feeFrom = useFunding(kind, card.person)
  const replace = useAct('cards.replace')
  const [isEmptying, setEmptying] = useState(false)
  const [end, setEnd] = useState<TalkEnd>()
  const [isEmptied, setEmptied] = useState(false)
  const [closed, setClosed] = useState<Closed>()
  // Of another reason the fee may be another: nothing is sent before this one's is known and seen.
  const offer = may.data
  const feeFen = offer?.feeFen ?? 0n
  // What still lies on a chip that can be read goes into the closing, so that it is there at once.
  const emptiesFirst = isOnReader && reason !== 'lost' && !isEmptied

  const go = async (): Promise<void> => {
    let emptied = isEmptied
    if (emptiesFirst && reader !== undefined) {
      setEmptying(true)
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
      setEmptying(false)
      const isEmpty = told.how === 'not-done' && told.why.refused === 'purse-empty'
      if (told.how !== 'done' && !isEmpty) return setEnd(told)
      emptied = true
      setEmptied(true)
    }
    const told = await replace.run({
      params: { card: card.card },
      body: {
        reason,
        emptied,
        ...(card.person === null ? {} : { person: card.person }),
        ...(feeFen > 0n && feeFrom !== undefined ? { feeFrom } : {}),
      },
    })
    if (!told.ok) return
    if (told.pending) return setEnd({ how: 'pending', approval: told.approval })
    setEnd(undefined)
    setClosed(told.value)
    onDone()
  }

  if (closed !== undefined) {
    const person = card.person === null ? '' : `&person=${card.person}`
    return (
      <div className="rows">
        <Note mood="good">{t('replace.done')}</Note>
        <Facts
          of={[
            [t('closing.number'), closed.closing],
            [t('closing.due'), closed.dueOn],
            [t('closing.given'), <Amount key="given" fen={closed.givenFen} />],
          ]}
        />
        <Button
          type="primary"
          autoFocus
          data-issue-new=""
          onClick={() =>
            void navigate(
              `/counter/issue?closing=${closed.closing}&product=${card.product}${person}`,
            )
          }
        >
          {t('replace.issue-new')}
        </Button>
      </div>
    )
  }
  return (
    <Form onFinish={() => void go()}>
      <Field label={t('replace.reason')} htmlFor="reason">
        <Select<Reason>
          id="reason"
          autoFocus
          value={reason}
          onChange={setChosen}
          options={reasons.map((value) => ({ value, label: t(`replace.${value}`) }))}
        />
      </Field>
      <Facts
        of={[
          [t('replace.from'), offer?.from],
          [t('replace.value'), <Amount key="value" fen={offer?.valueFen} />],
          [t('replace.fee'), <Amount key="fee" fen={offer?.feeFen} />],
        ]}
      />
      <div className="rows" style={{ marginTop: 12 }}>
        {feeFen > 0n ? (
          <FundingChoice value={kind} onChange={setKind} person={card.person} />
        ) : null}
        {offer?.eligible === false ? (
          <Note mood="warn">{t('replace.not-yet', { from: offer.from })}</Note>
        ) : null}
        {emptiesFirst ? <Note>{t('replace.empties')}</Note> : null}
        <RefusalNote why={replace.why ?? may.error} />
        <TalkResult
          end={end}
          card={card.card}
          onDone={onDone}
          onEnd={(told) => {
            if (told.how === 'done' && isClosing(told.answer)) setClosed(told.answer)
          }}
        />
        <Button
          type="primary"
          htmlType="submit"
          data-go=""
          loading={isEmptying || replace.isBusy}
          disabled={offer === undefined || (feeFen > 0n && feeFrom === undefined)}
        >
          {t('replace.go')}
        </Button>
      </div>
    </Form>
  )
}
