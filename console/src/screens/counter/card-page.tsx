import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { useNavigate, useParams } from 'react-router'
import type { Answer, NotAnswered } from '../../centre/client'
import { useFreshen, useLook, usePages } from '../../centre/look'
import { Amount } from '../../parts/amount'
import { Answered } from '../../parts/answer'
import { Moment } from '../../parts/moment'
import { RefusalNote } from '../../parts/notes'
import { Empty, Facts, Page, Panel } from '../../parts/page'
import { useKeys } from '../../shell/keys'
import { useWords } from '../../words/words'
import { CardApplications } from './card-applications'
import { CardPicture, StateMark } from './card-picture'
import { useAtWork, useDesk } from './desk'
import { inFours } from './find'
import { FoundAct, LossAct } from './loss-acts'
import { HandBackAct } from './hand-back-act'
import { HistoryTable } from './history-table'
import { InDoubt } from './find-out'
import { LoadAct, UnloadAct } from './money-acts'
import { ReplaceAct } from './replace-act'
import { useChip } from './use-chip'

export type Card = Answer<'cards.get'>

export interface ActParts {
  readonly card: Card
  readonly isOnReader: boolean
  /** What the chip said it holds; undefined when it is not on the reader, or being asked. */
  readonly onChipFen: bigint | undefined
  readonly onClose: () => void
  /** The act was done or found out: everything about the card is asked for again. */
  readonly onDone: () => void
}

/** One act a letter; which of them a state allows is the centre's to say, these are the ones that can make sense. */
const acts = {
  load: { key: 'l', in: ['active'], body: LoadAct },
  unload: { key: 'u', in: ['active'], body: UnloadAct },
  loss: { key: 'r', in: ['active', 'lost-oral'], body: LossAct },
  found: { key: 'f', in: ['lost', 'lost-oral'], body: FoundAct },
  replace: { key: 'e', in: ['active', 'lost', 'expired', 'blocked'], body: ReplaceAct },
  'hand-back': { key: 'b', in: ['active', 'expired', 'blocked'], body: HandBackAct },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly key: string
      readonly in: readonly string[]
      readonly body: (parts: ActParts) => ReactNode
    }
  >
>
type ActName = keyof typeof acts
const actNames = Object.keys(acts) as readonly ActName[]

/** Everything about one card: how it looks, what it holds, what happened, and what can be done with it. */
export function CardPage(): ReactNode {
  const { card = '' } = useParams()
  return <OneCard key={card} number={card} />
}

function OneCard({ number }: { readonly number: string }): ReactNode {
  const { t } = useWords()
  const params = { params: { card: number } }
  const look = useLook('cards.get', params)
  const desk = useDesk()
  const isOnReader = desk.cardOnReader === number
  const { onChipFen, isReading, readWhy, readAgain } = useChip(number, isOnReader)
  return (
    <Page title={t('card.title')} under={<span className="digits">{inFours(number)}</span>}>
      <Answered look={look} lines={8}>
        {(card) => (
          <CardBody
            card={card}
            isOnReader={isOnReader}
            onChipFen={onChipFen}
            isReading={isReading}
            readWhy={readWhy}
            readAgain={readAgain}
          />
        )}
      </Answered>
    </Page>
  )
}

function CardBody({
  card,
  isOnReader,
  onChipFen,
  isReading,
  readWhy,
  readAgain,
}: {
  readonly card: Card
  readonly isOnReader: boolean
  readonly onChipFen: bigint | undefined
  /** What it holds may be another by now. */
  readonly isReading: boolean
  readonly readWhy: NotAnswered | undefined
  readonly readAgain: () => void
}): ReactNode {
  const { t } = useWords()
  const navigate = useNavigate()
  const freshen = useFreshen()
  const params = { params: { card: card.card } }
  const balance = useLook('cards.balance', params)
  const history = usePages('cards.history', params)
  const products = usePages('card-products.list', {})
  const [open, setOpen] = useState<ActName>()
  const [isDone, setDone] = useState(false)
  const { talk } = useDesk()
  const begin = (name?: ActName): void => {
    setOpen(name)
    setDone(false)
  }
  const can = actNames.filter((name) => (acts[name].in as readonly string[]).includes(card.state))
  useKeys(
    Object.fromEntries(can.map((name) => [acts[name].key, () => begin(name)])),
    // What is done is laid aside by the next act, without a key of its own.
    open === undefined || (isDone && talk.state.is === 'idle'),
  )
  const product = products.rows.find(
    ({ product: one, version }) => one === card.product && version === card.productVersion,
  )
  const Body = open === undefined ? undefined : acts[open].body
  useAtWork(open !== undefined)
  return (
    <div className="card-page">
      <div>
        <CardPicture
          card={card.card}
          product={product?.name ?? card.product}
          state={card.state}
          validTo={card.validTo}
          balanceFen={onChipFen ?? balance.data?.balanceFen}
          source={onChipFen === undefined ? 'books' : 'chip'}
        />
        <div className="acts no-print">
          {can.map((name) => (
            <Button
              key={name}
              type={name === can[0] ? 'primary' : 'default'}
              aria-keyshortcuts={acts[name].key}
              data-act={name}
              onClick={() => begin(name)}
            >
              {t(`act.${name}`)} <kbd>{acts[name].key}</kbd>
            </Button>
          ))}
        </div>
        <div className="rows" style={{ marginTop: 12, maxWidth: 380 }}>
          <InDoubt
            card={card.card}
            isOff={open !== undefined}
            onDone={() => {
              void freshen()
              readAgain()
            }}
          />
          <RefusalNote why={readWhy}>
            <Button size="small" onClick={readAgain}>
              {t('shell.again')}
            </Button>
          </RefusalNote>
          <Facts
            of={[
              [
                t('card.holder'),
                card.person === null ? (
                  t('card.nobody')
                ) : (
                  <Holder key="holder" person={card.person} />
                ),
              ],
              [t('card.deposit'), <Amount key="deposit" fen={card.depositFen} />],
              [t('card.issued'), <Moment key="issued" at={card.issuedAt} />],
              [t('card.books'), <Amount key="books" fen={balance.data?.balanceFen} />],
              [t('card.last-tap'), <Moment key="tap" at={balance.data?.lastTapAt} />],
              [t('card.gaps'), balance.data?.gapCount ?? '—'],
            ]}
          />
        </div>
      </div>
      <div>
        {Body === undefined || open === undefined ? null : (
          <Panel
            title={t(`act.${open}`)}
            actions={
              <Button type="text" onClick={() => begin()} data-close-act="">
                {t('act.close')} <kbd>Esc</kbd>
              </Button>
            }
          >
            <div
              onKeyDown={(event) => {
                if (event.key === 'Escape') begin()
              }}
            >
              <Body
                key={open}
                card={card}
                isOnReader={isOnReader}
                onChipFen={isReading ? undefined : onChipFen}
                onClose={() => begin()}
                onDone={() => {
                  setDone(true)
                  void freshen()
                  readAgain()
                }}
              />
            </div>
          </Panel>
        )}
        <Panel title={t('card.history')}>
          <HistoryTable pages={history} />
        </Panel>
        <CardApplications
          card={card}
          offered={product?.applications.map(({ application }) => application) ?? []}
          onDone={() => void freshen('cards.get')}
        />
        <Panel title={t('card.life')}>
          {card.life.length === 0 ? (
            <Empty>{t('table.empty')}</Empty>
          ) : (
            <Facts
              of={[...card.life]
                .reverse()
                .slice(0, 12)
                .map(({ at, act, to, reason, feeFen }, index) => [
                  `${card.life.length - index}.`,
                  <span key={at} className="line">
                    <Moment at={at} seconds /> <StateMark state={to} />
                    <span className="quiet">
                      {t(`life.${act}`)} · {t(`because.${reason}`)}
                    </span>
                    {feeFen > 0n ? <Amount fen={feeFen} /> : null}
                  </span>,
                ])}
            />
          )}
        </Panel>
        {card.person === null ? null : (
          <Button
            type="link"
            style={{ marginTop: 8 }}
            onClick={() => void navigate(`/counter/people/${card.person}`)}
          >
            {t('card.to-person')}
          </Button>
        )}
      </div>
    </div>
  )
}

function Holder({ person }: { readonly person: string }): ReactNode {
  const look = useLook('citizens.get', { params: { person } })
  const navigate = useNavigate()
  const name = look.data?.fields.find(({ field }) => field === 'name')?.shown
  return (
    <Button
      type="link"
      size="small"
      style={{ padding: 0, height: 'auto' }}
      onClick={() => void navigate(`/counter/people/${person}`)}
    >
      {name ?? person}
    </Button>
  )
}
