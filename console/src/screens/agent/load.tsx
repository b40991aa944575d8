import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { Link } from 'react-router'
import { useFreshen } from '../../centre/look'
import { Amount } from '../../parts/amount'
import { Note, RefusalNote } from '../../parts/notes'
import { Facts, Page, Panel } from '../../parts/page'
import { useWords } from '../../words/words'
import { useDesk } from '../counter/desk'
import { inFours } from '../counter/find'
import { InDoubt } from '../counter/find-out'
import { LoadForm } from '../counter/load-form'
import { ReaderStrip } from '../counter/reader-strip'
import { useChip } from '../counter/use-chip'
import { Standing } from './standing'

const LOAD_KEYS = [2_000n, 5_000n, 10_000n, 20_000n]

/** The card on the reader is loaded out of the agent's prepayment; the rider pays the agent. */
export function AgentLoad({ agent }: { readonly agent: string }): ReactNode {
  const { t } = useWords()
  const { cardOnReader, reader, talk } = useDesk()
  const [shown, setShown] = useState<string>()
  // What was done with a card, or is to be found out, stays until the next one comes, and while a card is spoken with.
  if (cardOnReader !== undefined && cardOnReader !== shown && talk.state.is === 'idle') {
    setShown(cardOnReader)
  }
  return (
    <Page title={t('agent.load')} under={t('agent.load-help')}>
      <div className="rows">
        <Standing agent={agent} />
        <ReaderStrip />
        {shown === undefined ? (
          reader === undefined ? null : (
            <Note>{t('agent.put-card')}</Note>
          )
        ) : (
          <OneCard key={shown} card={shown} agent={agent} isOnReader={cardOnReader === shown} />
        )}
      </div>
    </Page>
  )
}

function OneCard({
  card,
  agent,
  isOnReader,
}: {
  readonly card: string
  readonly agent: string
  readonly isOnReader: boolean
}): ReactNode {
  const { t } = useWords()
  const freshen = useFreshen()
  const { onChipFen, isReading, readWhy, readAgain } = useChip(card, isOnReader)
  const onDone = (): void => {
    readAgain()
    void freshen('agents.account', 'loads.list', 'agents.entries')
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
        <LoadForm
          card={card}
          isOnReader={isOnReader}
          keys={LOAD_KEYS}
          funding={{ kind: 'agent', agent }}
          onDone={onDone}
          before={<InDoubt card={card} onDone={onDone} />}
          waysOut={({ refused }) => (refused === 'funds-not-enough' ? <PayIn /> : null)}
        />
      </Panel>
    </div>
  )
}

/** How there will be enough again. */
function PayIn(): ReactNode {
  const { t } = useWords()
  return (
    <span>
      {t('agent.pay-in')} <Link to="/agent/account">{t('agent.account')}</Link>
    </span>
  )
}
