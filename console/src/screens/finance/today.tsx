import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useLook, usePages, type ItemOf } from '../../centre/look'
import type { Answer } from '../../centre/client'
import { grouped } from '../../money'
import { Amount } from '../../parts/amount'
import { Answered } from '../../parts/answer'
import { Figures } from '../../parts/figures'
import { Moment } from '../../parts/moment'
import { Empty, Facts, Page, Panel, Waiting } from '../../parts/page'
import { RefusalNote } from '../../parts/notes'
import { useWords } from '../../words/words'
import { DayFeeWhy } from '../drill/why'

type Books = Answer<'trial-balance.get'>

const LIVE = { everyMs: 5_000 }

/** What the accounts under these codes hold together, each on its normal side. */
const held = ({ lines }: Books, ...codes: readonly string[]): bigint =>
  lines
    .filter(({ account }) => codes.some((code) => account.startsWith(code)))
    .reduce((sum, { balanceFen }) => sum + balanceFen, 0n)

/** Today at a glance; a figure leads to where it is laid open. */
export function Today(): ReactNode {
  const { t } = useWords()
  const days = usePages('settlement.days', {}, LIVE)
  const books = useLook('trial-balance.get', {}, LIVE)
  const waiting = usePages('approvals.list', { query: { state: 'pending' } }, LIVE)
  const day = days.rows[0]
  const settled = days.rows.find(({ state }) => state === 'closed')
  return (
    <Page
      title={t('finance.today')}
      under={day === undefined ? undefined : t('finance.today-of', { date: day.date })}
    >
      <RefusalNote why={days.error} />
      {day === undefined ? (
        days.isKnown ? (
          <Empty>{t('table.empty')}</Empty>
        ) : (
          <Waiting />
        )
      ) : (
        <>
          <Figures
            of={[
              {
                name: t('finance.received'),
                value: <Amount fen={day.chargedFen} />,
                under: t('finance.taps-of', { count: grouped(day.taps) }),
                to: `/finance/days/${day.date}`,
              },
              {
                name: t('finance.expected-payout'),
                value: <Amount fen={day.netFen} />,
                under: t('finance.after-fees'),
                to: `/finance/days/${day.date}`,
              },
              {
                name: t('finance.suspense'),
                value: (
                  <Amount fen={books.data === undefined ? undefined : held(books.data, '2299')} />
                ),
                under: t('finance.suspense-help'),
                to: '/finance/balances',
              },
              {
                name: t('finance.waiting'),
                value: waiting.isKnown ? `${waiting.rows.length}${waiting.isMore ? '+' : ''}` : '—',
                under: t('finance.waiting-help'),
                to: '/approvals',
              },
            ]}
          />
          <div className="columns narrow">
            <Verdicts date={day.date} />
            {settled === undefined ? null : <LastSettled day={settled} />}
            <Reserve />
          </div>
        </>
      )}
    </Page>
  )
}

/** What the last closed day came to, and the way into it. */
function LastSettled({ day }: { readonly day: ItemOf<'settlement.days'> }): ReactNode {
  const { t } = useWords()
  return (
    <Panel title={t('finance.last-settled')}>
      <Facts
        isSums
        of={[
          [
            t('drill.date'),
            <Link key="date" to={`/finance/days/${day.date}`}>
              {day.date}
            </Link>,
          ],
          [t('drill.taps'), grouped(day.taps)],
          [t('drill.charged'), <Amount key="charged" fen={day.chargedFen} />],
          [
            t('drill.fee'),
            <span key="fee">
              <DayFeeWhy date={day.date} />
              <Amount fen={-day.feeFen} />
            </span>,
          ],
          [t('drill.net'), <Amount key="net" fen={day.netFen} />],
          [t('drill.subsidy'), <Amount key="subsidy" fen={day.subsidyFen} />],
          [t('drill.closed-at'), <Moment key="closed" at={day.closedAt} />],
        ]}
      />
    </Panel>
  )
}

function Verdicts({ date }: { readonly date: string }): ReactNode {
  const { t } = useWords()
  const figures = useLook('clearing.day', { params: { date } }, LIVE)
  return (
    <Panel title={t('finance.verdicts')}>
      <Answered look={figures}>
        {({ verdicts, claimed, files, records }) => (
          <Facts
            isSums
            of={[
              [t('finance.files'), grouped(files)],
              [t('finance.records'), grouped(records)],
              ...(['accepted', 'duplicate', 'suspect', 'rejected'] as const).map(
                (verdict) =>
                  [
                    t(`verdict.${verdict}`),
                    <span key={verdict} className="digits">
                      {grouped(verdicts[verdict])} · <Amount fen={claimed[`${verdict}Fen`]} />
                    </span>,
                  ] as const,
              ),
            ]}
          />
        )}
      </Answered>
    </Panel>
  )
}

/** Customers' money in custody against what is owed to customers: what is missing would be somebody's. */
function Reserve(): ReactNode {
  const { t } = useWords()
  const books = useLook('trial-balance.get', {}, LIVE)
  return (
    <Panel title={t('finance.reserve')}>
      <Answered look={books}>
        {(found) => {
          const custody = held(found, '1002', '1001', '1012')
          const owedToHolders = held(found, '2001', '2002', '2003', '2005', '2202', '2203', '2299')
          const owedToOperators = held(found, '2004', '2204') - held(found, '1123')
          return (
            <Facts
              isSums
              of={[
                [t('finance.custody'), <Amount key="custody" fen={custody} />],
                [t('finance.owed-holders'), <Amount key="holders" fen={-owedToHolders} />],
                [t('finance.owed-operators'), <Amount key="operators" fen={-owedToOperators} />],
                [
                  t('finance.left'),
                  <strong key="left">
                    <Amount fen={custody - owedToHolders - owedToOperators} />
                  </strong>,
                ],
                [
                  t('finance.books'),
                  t(found.balanced ? 'finance.books-balance' : 'finance.books-differ'),
                ],
              ]}
            />
          )
        }}
      </Answered>
      <p className="quiet">{t('finance.reserve-help')}</p>
    </Panel>
  )
}
