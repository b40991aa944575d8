import { useState, type ReactNode } from 'react'
import { Link } from 'react-router'
import { useLook, usePages } from '../../centre/look'
import { BigTable } from '../../parts/big-table'
import { Mark } from '../../parts/mark'
import { Moment } from '../../parts/moment'
import { RefusalNote } from '../../parts/notes'
import { Empty, Facts, Page, Panel, Waiting } from '../../parts/page'
import { About } from '../../parts/told'
import { useSaid, useWords } from '../../words/words'
import { CardPicture } from '../counter/card-picture'
import { nameFirst } from '../counter/found'
import { disputeMoods, OwnDispute } from './own-dispute'

/** The own cards as pictures, and how the own disputes stand. */
export function OwnCards(): ReactNode {
  const { t } = useWords()
  const said = useSaid()
  const cards = usePages('own.cards', {})
  const disputes = usePages('own.disputes', {})
  const self = useLook('own.self', {})
  const [opened, setOpened] = useState<string>()
  return (
    <Page title={t('screen.own')} under={t('own.under')}>
      <div className="rows">
        <RefusalNote why={cards.error} />
        {cards.isLoading ? <Waiting /> : null}
        {!cards.isLoading && cards.rows.length === 0 && cards.error === null ? (
          <Panel>
            <Empty>{t('own.no-cards')}</Empty>
          </Panel>
        ) : null}
        <div className="columns">
          {cards.rows.map((card) => (
            <OwnPicture key={`${card.card} ${card.heldFrom}`} {...card} />
          ))}
        </div>
        <div className="columns">
          <Panel title={t('own.self')}>
            {self.data === undefined ? (
              <RefusalNote why={self.error} />
            ) : (
              <Facts
                of={[
                  ...nameFirst(self.data.fields).map(
                    ({ field, shown }) =>
                      [
                        t(`person.${field}`),
                        field === 'sex' ? said(`sex.${shown}`, shown) : shown,
                      ] as const,
                  ),
                  ...self.data.documents.map(
                    ({ kind, shown }) => [t(`document.${kind}`), shown] as const,
                  ),
                ]}
              />
            )}
          </Panel>
          <Panel title={t('own.disputes')}>
            <RefusalNote why={disputes.error} />
            {disputes.rows.length === 0 ? (
              disputes.isKnown ? (
                <Empty>{t('own.no-disputes')}</Empty>
              ) : null
            ) : (
              <BigTable
                label={t('own.disputes')}
                rows={disputes.rows}
                rowKey={({ dispute }) => dispute}
                height={260}
                onOpen={({ dispute }) => setOpened(dispute)}
                columns={[
                  {
                    key: 'at',
                    title: t('history.at'),
                    cell: ({ raisedAt }) => <Moment at={raisedAt} />,
                  },
                  {
                    key: 'subject',
                    title: t('own.subject'),
                    cell: ({ subject }) => <About of={subject} />,
                  },
                  {
                    key: 'state',
                    title: t('card.state'),
                    cell: ({ state }) => (
                      <Mark mood={disputeMoods[state]}>{t(`dispute.${state}`)}</Mark>
                    ),
                  },
                ]}
              />
            )}
          </Panel>
        </div>
      </div>
      {opened === undefined ? null : (
        <OwnDispute key={opened} dispute={opened} onClose={() => setOpened(undefined)} />
      )}
    </Page>
  )
}

function OwnPicture({
  card,
  productName,
  state,
  validTo,
  heldTo,
}: {
  readonly card: string
  readonly productName: string
  readonly state: string
  readonly validTo: string
  readonly heldTo: string | null
}): ReactNode {
  const { t } = useWords()
  const balance = useLook('own.balance', { params: { card } }, { when: heldTo === null })
  return (
    <div className="rows">
      <CardPicture
        card={card}
        product={productName}
        state={state}
        validTo={validTo}
        balanceFen={balance.data?.balanceFen}
        source="books"
      />
      <Link to={`/own/cards/${card}`}>{t('own.open')}</Link>
    </div>
  )
}
