import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import { usePages } from '../../centre/look'
import { MerchantName } from '../../parts/merchant-name'
import { Moment } from '../../parts/moment'
import { RefusalNote } from '../../parts/notes'
import { Empty, Facts, Page, Panel, Waiting } from '../../parts/page'
import { Trace } from '../../parts/sub-menu'
import { useWords } from '../../words/words'
import { Batches } from './batches'
import { StandingMark, type Pos } from './terminals'
import { Transactions } from './transactions'

/** One POS: how it stands, what it sold, and its batches as both sides counted them. */
export function OnePos({ base }: { readonly base: string }): ReactNode {
  const { t } = useWords()
  const { terminal = '' } = useParams()
  const found = usePages('pos-terminals.list', { query: { terminal } }, { everyMs: 5_000 })
  const pos = found.rows[0]
  return (
    <Page title={t('pos.terminal-of', { terminal })}>
      <Trace
        steps={[
          [base, t('pos.terminals')],
          [`${base}/${terminal}`, terminal],
        ]}
      />
      <RefusalNote why={found.error} />
      {pos === undefined ? (
        found.isKnown ? (
          <Empty>{t('pos.unknown')}</Empty>
        ) : (
          <Waiting />
        )
      ) : (
        <div className="rows" key={terminal}>
          <Standing of={pos} />
          <Transactions terminal={terminal} />
          <Batches terminal={terminal} />
        </div>
      )}
    </Page>
  )
}

function Standing({ of }: { readonly of: Pos }): ReactNode {
  const { t } = useWords()
  return (
    <Panel title={t('pos.standing')}>
      <div className="columns">
        <Facts
          of={[
            [t('drill.state'), <StandingMark key="standing" of={of} />],
            [t('pos.signed-in-at'), <Moment key="in" at={of.signedInAt} seconds />],
            [t('pos.proved-at'), <Moment key="proved" at={of.provedAt} seconds />],
            [t('operations.last-seen'), <Moment key="seen" at={of.lastSeenAt} seconds />],
            [t('pos.wrong-macs'), of.wrongMacs],
            ...(of.lockedAt === null
              ? []
              : [[t('pos.locked-at'), <Moment key="locked" at={of.lockedAt} seconds />] as const]),
            ...(of.takenOutAt === null
              ? []
              : [[t('pos.taken-out-at'), <Moment key="out" at={of.takenOutAt} />] as const]),
          ]}
        />
        <Facts
          of={[
            [t('drill.operator'), of.operator],
            [
              t('pos.merchant'),
              <span key="merchant">
                <MerchantName of={of.merchant} /> · {of.merchantNumber}
              </span>,
            ],
            [t('pos.device'), of.device],
            [t('pos.batch'), of.batch],
            [t('pos.mac-algorithm'), of.macAlgorithm],
            [
              t('pos.key-checks'),
              of.checks === null ? (
                t('pos.no-keys')
              ) : (
                <span key="checks" className="hex">
                  {Object.entries(of.checks)
                    .map(([name, check]) => `${name} ${check}`)
                    .join(' · ')}
                </span>
              ),
            ],
            [t('pos.registered-at'), <Moment key="registered" at={of.registeredAt} />],
          ]}
        />
      </div>
    </Panel>
  )
}
