import { Button, Input } from 'antd'
import { useState, type ReactNode } from 'react'
import { useLook, usePages, type ItemOf } from '../../centre/look'
import { Answered } from '../../parts/answer'
import { PagedTable, type Column } from '../../parts/big-table'
import { Download } from '../../parts/download'
import { Moment } from '../../parts/moment'
import { Note } from '../../parts/notes'
import { Facts, Page, Panel } from '../../parts/page'
import { useWords } from '../../words/words'

type Entry = ItemOf<'trail.list'>

const FIELDS = ['actor', 'act', 'subject', 'reference'] as const
type Asked = Readonly<Partial<Record<(typeof FIELDS)[number], string>>>

/** Who did what to which subject and why, newest first; searched, exported, and its chain checked. */
export default function Trail(): ReactNode {
  const { t } = useWords()
  const [typed, setTyped] = useState<Asked>({})
  const [asked, setAsked] = useState<Asked>({})
  const [isChecking, setChecking] = useState(false)
  const [open, setOpen] = useState<Entry>()
  const trail = usePages('trail.list', { query: asked })
  const columns: readonly Column<Entry>[] = [
    { key: 'at', title: t('trail.at'), cell: ({ at }) => <Moment at={at} seconds /> },
    { key: 'actor', title: t('trail.actor'), cell: ({ actor }) => actor },
    { key: 'act', title: t('trail.act'), cell: ({ act }) => act },
    { key: 'subject', title: t('trail.subject'), cell: ({ subject }) => subject },
    { key: 'reason', title: t('trail.reason'), cell: ({ reason }) => reason ?? '—' },
  ]
  const search = (): void =>
    setAsked(Object.fromEntries(Object.entries(typed).filter(([, text]) => text !== '')))
  return (
    <Page
      title={t('trail.title')}
      actions={
        <div className="line">
          <Button onClick={() => setChecking(true)}>{t('trail.check')}</Button>
          <Download path="/v1/trail/export" media="application/x-ndjson" file="trail.ndjson">
            {t('trail.export')}
          </Download>
        </div>
      }
    >
      <form
        className="line"
        style={{ marginBottom: 12 }}
        data-search=""
        onSubmit={(event) => {
          event.preventDefault()
          search()
        }}
      >
        {FIELDS.map((name) => (
          <Input
            key={name}
            style={{ width: 190 }}
            allowClear
            value={typed[name] ?? ''}
            placeholder={t(`trail.${name}`)}
            aria-label={t(`trail.${name}`)}
            onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
          />
        ))}
        <Button type="primary" htmlType="submit">
          {t('trail.search')}
        </Button>
      </form>
      {isChecking ? <ChainCheck /> : null}
      {open === undefined ? null : (
        <Panel
          title={t('trail.one')}
          actions={
            <Button size="small" onClick={() => setOpen(undefined)}>
              {t('trail.put-away')}
            </Button>
          }
        >
          <Facts
            of={[
              [t('trail.at'), <Moment key="at" at={open.at} seconds />],
              [t('trail.actor'), `${open.actor} (${open.actorKind})`],
              [t('trail.approved-by'), open.approvedBy],
              [t('trail.act'), open.act],
              [t('trail.subject'), open.subject],
              [t('trail.reason'), open.reason],
              [t('trail.reference'), open.reference],
              ...Object.entries(open.detail).map(
                ([name, value]) => [name, value === null ? '—' : String(value)] as const,
              ),
            ]}
          />
        </Panel>
      )}
      <PagedTable
        label={t('trail.title')}
        pages={trail}
        columns={columns}
        rowKey={({ entry }) => String(entry)}
        onOpen={setOpen}
      />
    </Page>
  )
}

/** The chain is computed again from its first link. */
function ChainCheck(): ReactNode {
  const { t } = useWords()
  const check = useLook('trail.check', {})
  return (
    <Panel title={t('trail.check')}>
      <Answered look={check}>
        {({ intact, sealed, unsealed, head, tamperings }) => (
          <div className="rows">
            <Note mood={intact ? 'good' : 'bad'}>
              {t(intact ? 'trail.intact' : 'trail.tampered')}
            </Note>
            <Facts
              of={[
                [t('trail.sealed'), sealed],
                [t('trail.unsealed'), unsealed],
                [
                  t('trail.head'),
                  <span key="head" className="hex">
                    {head}
                  </span>,
                ],
                ...tamperings.map(
                  ({ what, entry, detail }) => [`${what} ${entry ?? ''}`, detail] as const,
                ),
              ]}
            />
          </div>
        )}
      </Answered>
    </Panel>
  )
}
