import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { ask, type NotAnswered } from '../../centre/client'
import { parseYuan } from '../../money'
import { AmountField } from '../../parts/amount-field'
import { Field, Form } from '../../parts/form'
import { Note } from '../../parts/notes'
import { useWords } from '../../words/words'
import { useDesk } from './desk'
import { TalkResult } from './find-out'
import type { Funding } from './funding-choice'
import { Receipt, type ReceiptLine } from './receipt'
import { fenIn, moved, type TalkEnd } from './talk'

interface Loaded {
  readonly amountFen: bigint
  readonly afterFen: bigint | undefined
  readonly paidBy: string | undefined
  readonly at: Date
}

/** Money onto the card: amount, Enter; then what the card has signed for, to print. */
export function LoadForm({
  card,
  isOnReader,
  keys,
  funding,
  paidBy,
  onDone,
  before,
  waysOut,
  children,
}: {
  readonly card: string
  readonly isOnReader: boolean
  /** Amounts of one key each. */
  readonly keys: readonly bigint[]
  /** Who pays; undefined as long as that cannot be said. */
  readonly funding: Funding | undefined
  /** The same in words, for the receipt; nothing where it is always the same. */
  readonly paidBy?: string
  /** It was done or found out: everything about the card is asked for again. */
  readonly onDone: () => void
  /** What there is to know before the card was spoken with. */
  readonly before?: ReactNode
  /** What to do about a refusal where it takes more than its own sentence. */
  readonly waysOut?: (why: NotAnswered) => ReactNode
  /** The choice of who pays. */
  readonly children?: ReactNode
}): ReactNode {
  const { t } = useWords()
  const { reader, talk } = useDesk()
  const [typed, setTyped] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [end, setEnd] = useState<TalkEnd>()
  const [done, setDone] = useState<Loaded>()
  const amountFen = parseYuan(typed)

  const ended = (told: TalkEnd): void => {
    const loaded = moved(told)
    if (loaded === undefined) return
    setDone({ amountFen: loaded, afterFen: fenIn(told, 'balanceFen'), paidBy, at: new Date() })
  }
  const go = async (): Promise<void> => {
    if (amountFen === undefined || funding === undefined || reader === undefined) return
    setDone(undefined)
    setBusy(true)
    const told = await talk.hold(reader.reader, (key) =>
      ask('card-sessions.open', { body: { kind: 'load', card, amountFen, funding } }, { key }),
    )
    setBusy(false)
    setEnd(told)
    ended(told)
    onDone()
  }
  const another = (): void => {
    setDone(undefined)
    setEnd(undefined)
    setTyped('')
  }

  if (done !== undefined) return <LoadDone card={card} of={done} onAnother={another} />
  return (
    <Form onFinish={() => void go()}>
      <Field label={t('load.amount')} htmlFor="amount">
        <AmountField
          id="amount"
          typed={typed}
          onType={setTyped}
          keys={keys}
          isOff={isBusy}
          isFirst
        />
      </Field>
      {children}
      <div className="rows">
        {end === undefined ? before : null}
        <TalkResult end={end} card={card} onDone={onDone} onEnd={ended} waysOut={waysOut} />
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

function LoadDone({
  card,
  of: { amountFen, afterFen, paidBy, at },
  onAnother,
}: {
  readonly card: string
  readonly of: Loaded
  readonly onAnother: () => void
}): ReactNode {
  const { t } = useWords()
  const lines: ReceiptLine[] = [
    { label: t('load.amount'), fen: amountFen },
    ...(paidBy === undefined ? [] : [{ label: t('funding.title'), text: paidBy }]),
    ...(afterFen === undefined ? [] : [{ label: t('load.after'), fen: afterFen }]),
  ]
  return (
    <div className="rows">
      <Note mood="good">{t('load.done')}</Note>
      <Receipt title={t('act.load')} card={card} lines={lines} at={at} />
      <Button autoFocus onClick={onAnother}>
        {t('load.another')}
      </Button>
    </div>
  )
}
