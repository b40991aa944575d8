import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { ask, type Answer } from '../../centre/client'
import { useLook } from '../../centre/look'
import { parseYuan, plain } from '../../money'
import { Amount } from '../../parts/amount'
import { AmountField } from '../../parts/amount-field'
import { Explain } from '../../parts/explain'
import { Field, Form } from '../../parts/form'
import { Note, RefusalNote } from '../../parts/notes'
import { Facts } from '../../parts/page'
import { useWords } from '../../words/words'
import type { ActParts } from './card-page'
import { useDesk } from './desk'
import { TalkResult } from './find-out'
import { FundingChoice, useFunding, type FundingKind } from './funding-choice'
import { LoadForm } from './load-form'
import { Receipt } from './receipt'
import { fenIn, moved, type TalkEnd } from './talk'

/** Money onto the card out of the own drawer or the holder's online account. */
export function LoadAct({ card, isOnReader, onDone }: ActParts): ReactNode {
  const { t } = useWords()
  const [kind, setKind] = useState<FundingKind>('cash')
  const funding = useFunding(kind, card.person)
  return (
    <LoadForm
      card={card.card}
      isOnReader={isOnReader}
      keys={LOAD_KEYS}
      funding={funding}
      paidBy={t(`funding.${kind}`)}
      onDone={onDone}
    >
      <Field label={t('funding.title')}>
        <FundingChoice value={kind} onChange={setKind} person={card.person} />
      </Field>
    </LoadForm>
  )
}

const LOAD_KEYS = [2_000n, 5_000n, 10_000n, 20_000n, 50_000n]

interface Unloaded {
  readonly amountFen: bigint
  readonly feeFen: bigint
  readonly paidFen: bigint
  readonly kind: FundingKind
  readonly at: Date
}

/** Money off the card, into the hand of its holder or the online account. */
export function UnloadAct({ card, isOnReader, onChipFen, onDone }: ActParts): ReactNode {
  const { t } = useWords()
  const { reader, talk } = useDesk()
  // All of it, as soon as the chip has said what that is, until somebody types otherwise.
  const [own, setTyped] = useState<string>()
  const typed = own ?? (onChipFen === undefined ? '' : plain(onChipFen))
  const [kind, setKind] = useState<FundingKind>('cash')
  const payTo = useFunding(kind, card.person)
  const [end, setEnd] = useState<TalkEnd>()
  const [done, setDone] = useState<Unloaded>()
  const amountFen = parseYuan(typed)
  const quote = useLook(
    'cards.refund-quote',
    { params: { card: card.card }, query: { amountFen: amountFen ?? 0n } },
    { when: amountFen !== undefined && amountFen > 0n },
  )
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
    ended(told)
    onDone()
  }
  const ended = (told: TalkEnd): void => {
    const unloaded = moved(told)
    if (unloaded === undefined) return
    setDone({
      amountFen: unloaded,
      feeFen: fenIn(told, 'feeFen') ?? 0n,
      paidFen: fenIn(told, 'paidFen') ?? unloaded,
      kind,
      at: new Date(),
    })
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
            ...(done.feeFen === 0n ? [] : [{ label: t('unload.fee'), fen: -done.feeFen }]),
            { label: t('unload.paid'), fen: done.paidFen },
            { label: t('unload.to'), text: t(`funding.${done.kind}`) },
          ]}
        />
      </div>
    )
  }
  return (
    <Form onFinish={() => void go()}>
      <Field label={t('unload.amount')} htmlFor="amount">
        <AmountField
          id="amount"
          typed={typed}
          onType={setTyped}
          isOff={isBusy}
          keys={onChipFen === undefined ? [] : [onChipFen]}
        />
      </Field>
      <Field label={t('unload.to')}>
        <FundingChoice value={kind} onChange={setKind} person={card.person} />
      </Field>
      <Facts
        of={[
          [t('unload.fee'), <Fee key="fee" quote={quote.data} />],
          [
            t('unload.paid'),
            <strong key="paid">
              <Amount fen={quote.data?.paidFen} />
            </strong>,
          ],
        ]}
      />
      <div className="rows" style={{ marginTop: 12 }}>
        <RefusalNote why={quote.error} />
        <TalkResult end={end} card={card.card} onDone={onDone} onEnd={ended} />
        {isOnReader ? null : <Note mood="warn">{t('act.needs-card')}</Note>}
        <Button
          type="primary"
          htmlType="submit"
          data-go=""
          loading={isBusy}
          // What is kept is seen before it is kept.
          disabled={!isOnReader || !payTo || quote.data === undefined}
        >
          {t('unload.go')}
        </Button>
      </div>
    </Form>
  )
}

type Quote = Answer<'cards.refund-quote'>

function Fee({ quote }: { readonly quote: Quote | undefined }): ReactNode {
  const { t, language } = useWords()
  if (quote === undefined) return '—'
  return (
    <>
      <Amount fen={quote.feeFen} />{' '}
      <Explain
        about={t('unload.fee')}
        of={{
          words: quote.why[language],
          steps: [
            { label: t('unload.amount'), fen: quote.amountFen },
            { label: t('unload.fee'), fen: -quote.feeFen },
          ],
          result: { label: t('unload.paid'), fen: quote.paidFen },
        }}
      />
    </>
  )
}
