import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { usePages, type ItemOf } from '../../centre/look'
import { PagedTable, type Column } from '../../parts/big-table'
import { Moment } from '../../parts/moment'
import { Page, Panel } from '../../parts/page'
import { useMe } from '../../centre/session'
import { useWords } from '../../words/words'
import { PublishApplications, PublishCaKeys } from './publish'
import { applicationLines } from './typed-entries'

type CaKeys = ItemOf<'pos-ca-keys.list'>
type Applications = ItemOf<'pos-ic-parameters.list'>

/** What a set of either kind has in common. */
interface Published {
  readonly version: number
  readonly validFrom: string
  readonly madeAt: string
  readonly reason: string
}

/** With what POS terminals check bank chips, and which of them they take: every version, newest first. */
export function ChipData(): ReactNode {
  const { t } = useWords()
  const caKeys = usePages('pos-ca-keys.list', {})
  const applications = usePages('pos-ic-parameters.list', {})
  // Two administrators publish; custodians and auditors look.
  const mayPublish = useMe().roles.includes('administrator')
  const [open, setOpen] = useState<'ca-keys' | 'applications'>()
  const publishing = (what: 'ca-keys' | 'applications'): ReactNode =>
    mayPublish ? (
      <Button
        size="small"
        data-publish={what}
        aria-expanded={open === what}
        onClick={() => setOpen(open === what ? undefined : what)}
      >
        {t(open === what ? 'approvals.put-away' : 'keys.publish')}
      </Button>
    ) : null
  const common: readonly Column<Published>[] = [
    { key: 'version', title: t('keys.version'), cell: ({ version }) => version },
    {
      key: 'from',
      title: t('keys.from'),
      cell: ({ validFrom }) => <span className="digits">{validFrom}</span>,
    },
    { key: 'at', title: t('keys.published'), cell: ({ madeAt }) => <Moment at={madeAt} /> },
    { key: 'reason', title: t('approvals.reason'), cell: ({ reason }) => reason },
  ]
  const keyColumns: readonly Column<CaKeys>[] = [
    ...common,
    {
      key: 'keys',
      title: t('keys.ca-keys-in'),
      cell: ({ keys }) => (
        <span className="hex cut long" title={keys.map(inWords).join('\n')}>
          {keys.map(inWords).join(', ')}
        </span>
      ),
    },
  ]
  const applicationColumns: readonly Column<Applications>[] = [
    ...common,
    {
      key: 'applications',
      title: t('keys.applications-in'),
      cell: (set) => {
        const names = set.applications.map(({ aid }) => aid)
        return (
          <span className="hex cut long" title={names.join('\n')}>
            {names.join(', ')}
          </span>
        )
      },
    },
  ]
  return (
    <Page title={t('keys.chip-data')} under={t('keys.chip-data-help')}>
      <Panel title={t('keys.ca-keys')} actions={publishing('ca-keys')}>
        {open === 'ca-keys' ? <PublishCaKeys /> : null}
        <PagedTable
          label={t('keys.ca-keys')}
          pages={caKeys}
          columns={keyColumns}
          rowKey={({ version }) => String(version)}
          height={260}
          empty={t('keys.chip-data-none')}
        />
      </Panel>
      <Panel title={t('keys.applications')} actions={publishing('applications')}>
        {open === 'applications' ? (
          <PublishApplications
            begins={applicationLines(applications.rows[0]?.applications ?? [])}
          />
        ) : null}
        <PagedTable
          label={t('keys.applications')}
          pages={applications}
          columns={applicationColumns}
          rowKey={({ version }) => String(version)}
          height={260}
          empty={t('keys.chip-data-none')}
        />
      </Panel>
    </Page>
  )
}

const inWords = ({ rid, index, expires }: CaKeys['keys'][number]): string =>
  `${rid}·${index} (${expires})`
