import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { ask } from '../../centre/client'
import { useFreshen } from '../../centre/look'
import { parseYuan } from '../../money'
import { Amount } from '../../parts/amount'
import { AmountField } from '../../parts/amount-field'
import { Field, Form } from '../../parts/form'
import { Note, RefusalNote } from '../../parts/notes'
import { Facts, Page, Panel } from '../../parts/page'
import { useWords } from '../../words/words'
import { useAtWork, useDesk } from '../counter/desk'
import { inFours } from '../counter/find'
import { TalkResult } from '../counter/find-out'
import { ReaderStrip } from '../counter/reader-strip'
import { Receipt } from '../counter/receipt'
import type { TalkEnd } from '../counter/talk'
import { useChip } from '../counter/use-chip'
import { Standing } from './standing'

const LOAD_KEYS = [2_000n, 5_000n, 10_000n, 20_000n]

/** The card on the reader is loaded out of the agent's prepayment; the rider pays the agent. */
export function AgentLoad({ agent }: { readonly agent: string }): ReactNode {
  const { t } = useWords()
  const { cardOnReader, reader } = useDesk()
  return (
    <Page title={t('agent.load')} under={t('agent.load-help')}>
      <div className="rows">
        <Standing agent={agent} />
        <ReaderStrip />
        {cardOnReader === undefined ? (
          reader === undefined ? null : (
            <Note>{t('agent.put-card')}</Note>
          )
        ) : (
          <OneCard key={cardOnReader} card={cardOnReader} agent={agent} />
        )}
      </div>
    </Page>
  )
}

interface Loaded {
  readonly amountFen: bigint
  readonly afterFen: bigint | undefined
  readonly at: Date
}

function OneCard({ card, agent }: { readonly card: string; readonly agent: string }): ReactNode {
  const { t } = useWords()
  const { reader, talk } = useDesk()
  const freshen = useFreshen()
  const { onChipFen, isReading, readWhy, readAgain } = useChip(card, true)
  const [typed, setTyped] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [end, setEnd] = useState<TalkEnd>()
  const [done, setDone] = useState<Loaded>()
  const amountFen = parseYuan(typed)
  useAtWork(isBusy)

  const ended = (told: TalkEnd): void => {
    if (told.how !== 'done' || told.answer['state'] !== 'confirmed') return
    const { amountFen: moved, balanceFen } = told.answer
    if (typeof moved !== 'bigint') return
    const afterFen = typeof balanceFen === 'bigint' ? balanceFen : undefined
    setDone({ amountFen: moved, afterFen, at: new Date() })
  }
  const onDone = (): void => {
    readAgain()
    void freshen('agents.account', 'loads.list', 'agents.entries')
  }
  const go = async (): Promise<void> => {
    if (amountFen === undefined || reader === undefined) return
    setDone(undefined)
    setBusy(true)
    const funding = { kind: 'agent', agent } as const
    const told = await talk.hold(reader.reader, (key) =>
      ask('card-sessions.open', { body: { kind: 'load', card, amountFen, funding } }, { key }),
    )
    setBusy(false)
    setEnd(told)
    ended(told)
    onDone()
  }

  return (
    <div className="columns">
      <Panel title={t('agent.card')}>
        <div className="rows">
          <Facts
            of={[
              [
                t('drill.card'),
                <span key="card" className="digits">
                  {inFours(card)}
                </span>,
              ],
              [
                t('agent.on-card'),
                <span key="held" data-balance="">
                  <Amount fen={isReading ? undefined : onChipFen} />
                </span>,
              ],
            ]}
          />
          <RefusalNote why={readWhy}>
            <Button size="small" onClick={readAgain}>
              {t('shell.again')}
            </Button>
          </RefusalNote>
        </div>
      </Panel>
      <Panel title={t('act.load')}>
        {done === undefined ? (
          <Form onFinish={() => void go()}>
            <Field label={t('load.amount')} htmlFor="amount">
              <AmountField
                id="amount"
                typed={typed}
                onType={setTyped}
                keys={LOAD_KEYS}
                isOff={isBusy}
                isFirst
              />
            </Field>
            <div className="rows">
              <TalkResult end={end} card={card} onDone={onDone} onEnd={ended} />
              <Button
                type="primary"
                htmlType="submit"
                data-go=""
                loading={isBusy}
                disabled={amountFen === undefined || amountFen === 0n}
              >
                {t('load.go')}
              </Button>
            </div>
          </Form>
        ) : (
          <div className="rows">
            <Note mood="good">{t('load.done')}</Note>
            <Receipt
              title={t('act.load')}
              card={card}
              at={done.at}
              lines={[
                { label: t('load.amount'), fen: done.amountFen },
                ...(done.afterFen === undefined
                  ? []
                  : [{ label: t('load.after'), fen: done.afterFen }]),
              ]}
            />
            <Button
              autoFocus
              onClick={() => {
                setDone(undefined)
                setEnd(undefined)
                setTyped('')
              }}
            >
              {t('load.another')}
            </Button>
          </div>
        )}
      </Panel>
    </div>
  )
}
