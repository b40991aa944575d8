import { Button, Form } from 'antd'
import { useState, type ReactNode } from 'react'
import { ask } from '../../centre/client'
import { parseYuan, plain } from '../../money'
import { AmountField } from '../../parts/amount-field'
import { Note, RefusalNote } from '../../parts/notes'
import { useWords } from '../../words/words'
import type { ActParts } from './card-page'
import { useDesk } from './desk'
import { FundingChoice, useFunding, type FundingKind } from './funding-choice'
import { Receipt, type ReceiptLine } from './receipt'
import type { TalkEnd } from './talk'

const LOAD_KEYS = [2_000n, 5_000n, 10_000n, 20_000n, 50_000n]

/** Words after which nobody knows yet what the card did: only the card itself can tell. */
const IN_DOUBT = ['card-pulled', 'load-in-doubt']

/** Money onto the card: amount, Enter. */
export function LoadAct({ card, isOnReader, onChipFen, onDone }: ActParts): ReactNode {
  const { t } = useWords()
  const { reader, talk } = useDesk()
  const [typed, setTyped] = useState('')
  const [kind, setKind] = useState<FundingKind>('cash')
  const funding = useFunding(kind, card.person)
  const [end, setEnd] = useState<TalkEnd>()
  const [done, setDone] = useState<{ amountFen: bigint; beforeFen: bigint | undefined; at: Date }>()
  const amountFen = parseYuan(typed)
  const [isBusy, setBusy] = useState(false)

  const go = async (): Promise<void> => {
    if (amountFen === undefined || funding === undefined || reader === undefined) return
    setDone(undefined)
    setBusy(true)
    const told = await talk.hold(reader.reader, (key) =>
      ask(
        'card-sessions.open',
        { body: { kind: 'load', card: card.card, amountFen, funding } },
        { key },
      ),
    )
    setBusy(false)
    setEnd(told)
    if (told.how === 'done') setDone({ amountFen, beforeFen: onChipFen, at: new Date() })
    onDone()
  }

  if (done !== undefined) {
    const lines: ReceiptLine[] = [
      { label: t('load.amount'), fen: done.amountFen },
      { label: t('funding.title'), text: t(`funding.${kind}`) },
      ...(done.beforeFen === undefined
        ? []
        : [{ label: t('load.after'), fen: done.beforeFen + done.amountFen }]),
    ]
    return (
      <div className="rows">
        <Note mood="good">{t('load.done')}</Note>
        <Receipt title={t('act.load')} card={card.card} lines={lines} at={done.at} />
        <Button
          autoFocus
          onClick={() => {
            setDone(undefined)
            setTyped('')
          }}
        >
          {t('load.another')}
        </Button>
      </div>
    )
  }
  return (
    <Form layout="vertical" requiredMark={false} onFinish={() => void go()}>
      <Form.Item label={t('load.amount')} htmlFor="amount">
        <AmountField
          id="amount"
          typed={typed}
          onType={setTyped}
          keys={LOAD_KEYS}
          isOff={isBusy}
          inputRef={(field) => void (typed === '' && field?.focus())}
        />
      </Form.Item>
      <Form.Item label={t('funding.title')}>
        <FundingChoice value={kind} onChange={setKind} person={card.person} />
      </Form.Item>
      <div className="rows">
        <TalkResult end={end} card={card.card} onDone={onDone} />
        {isOnReader ? null : <Note mood="warn">{t('act.needs-card')}</Note>}
        <Button
          type="primary"
          htmlType="submit"
          data-go=""
          loading={isBusy}
          disabled={!isOnReader || amountFen === undefined || amountFen === 0n || !funding}
        >
          {t('load.go')}
        </Button>
      </div>
    </Form>
  )
}

/** Money off the card, into the hand of its holder or the online account. */
export function UnloadAct({ card, isOnReader, onChipFen, onDone }: ActParts): ReactNode {
  const { t } = useWords()
  const { reader, talk } = useDesk()
  const [typed, setTyped] = useState(onChipFen === undefined ? '' : plain(onChipFen))
  const [kind, setKind] = useState<FundingKind>('cash')
  const payTo = useFunding(kind, card.person)
  const [end, setEnd] = useState<TalkEnd>()
  const [done, setDone] = useState<{ amountFen: bigint; at: Date }>()
  const amountFen = parseYuan(typed)
  const [isBusy, setBusy] = useState(false)
  const go = async (): Promise<void> => {
    if (amountFen === undefined || payTo === undefined || reader === undefined) return
    setBusy(true)
    const told = await talk.hold(reader.reader, (key) =>
      ask(
        'card-sessions.open',
        { body: { kind: 'unload', card: card.card, amountFen, payTo } },
        { key },
      ),
    )
    setBusy(false)
    setEnd(told)
    if (told.how === 'done') setDone({ amountFen, at: new Date() })
    onDone()
  }
  if (done !== undefined) {
    return (
      <div className="rows">
        <Note mood="good">{t('unload.done')}</Note>
        <Receipt
          title={t('act.unload')}
          card={card.card}
          at={done.at}
          lines={[
            { label: t('unload.amount'), fen: done.amountFen },
            { label: t('unload.to'), text: t(`funding.${kind}`) },
          ]}
        />
      </div>
    )
  }
  return (
    <Form layout="vertical" requiredMark={false} onFinish={() => void go()}>
      <Form.Item label={t('unload.amount')} htmlFor="amount">
        <AmountField
          id="amount"
          typed={typed}
          onType={setTyped}
          isOff={isBusy}
          keys={onChipFen === undefined ? [] : [onChipFen]}
        />
      </Form.Item>
      <Form.Item label={t('unload.to')}>
        <FundingChoice value={kind} onChange={setKind} person={card.person} />
      </Form.Item>
      <div className="rows">
        <TalkResult end={end} card={card.card} onDone={onDone} />
        {isOnReader ? null : <Note mood="warn">{t('act.needs-card')}</Note>}
        <Button
          type="primary"
          htmlType="submit"
          data-go=""
          loading={isBusy}
          disabled={!isOnReader || amountFen === undefined || amountFen === 0n || !payTo}
        >
          {t('unload.go')}
        </Button>
      </div>
    </Form>
  )
}

/**
 * How a conversation that did not end well goes on: the sentence, and where nobody knows what the card did the one
 * act that finds out. Money is never moved twice by trying.
 */
export function TalkResult({
  end,
  card,
  onDone,
}: {
  readonly end: TalkEnd | undefined
  readonly card: string
  readonly onDone: () => void
}): ReactNode {
  const { t } = useWords()
  const { reader, talk, cardOnReader } = useDesk()
  const [found, setFound] = useState<TalkEnd>()
  const shown = found ?? end
  if (shown === undefined) return null
  if (shown.how === 'pending') return <Note mood="warn">{t('act.waits')}</Note>
  if (shown.how === 'done') {
    return found === undefined ? null : <Note mood="good">{t('talk.found-out')}</Note>
  }
  const isDoubt = IN_DOUBT.includes(shown.why.refused ?? '')
  const findOut = async (): Promise<void> => {
    if (reader === undefined) return
    const told = await talk.hold(reader.reader, (key) =>
      ask('card-sessions.open', { body: { kind: 'look-again', card } }, { key }),
    )
    // Every load is known already: then nothing is left to find out.
    const isKnown = told.how === 'not-done' && told.why.refused === 'nothing-in-doubt'
    setFound(isKnown ? { how: 'done', answer: {} } : told)
    onDone()
  }
  return (
    <RefusalNote why={shown.why}>
      {isDoubt ? (
        <Button
          type="primary"
          size="small"
          data-find-out=""
          disabled={cardOnReader !== card}
          onClick={() => void findOut()}
        >
          {t('talk.find-out')}
        </Button>
      ) : null}
    </RefusalNote>
  )
}
