import { Button, Input, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { useLook, usePages, type ItemOf } from '../../centre/look'
import { Answered } from '../../parts/answer'
import { PagedTable, type Column } from '../../parts/big-table'
import { Download } from '../../parts/download'
import { Moment } from '../../parts/moment'
import { Note } from '../../parts/notes'
import { Facts, Page, Panel } from '../../parts/page'
import { AsRecorded, FactValue, Subject, useFactName, Who } from '../../parts/told'
import { useSaid, useWords, useWordsUnder } from '../../words/words'

type Entry = ItemOf<'trail.list'>

const FIELDS = ['login', 'subject', 'reference'] as const
type Asked = Readonly<Partial<Record<(typeof FIELDS)[number] | 'act', string>>>

/** Who did what to which subject and why, newest first; searched, exported, and its chain checked. */
export default function Trail(): ReactNode {
  const { t } = useWords()
  const said = useSaid()
  const nameOf = useFactName()
  const actsKnown = useWordsUnder('acted.')
  const [typed, setTyped] = useState<Asked>({})
  const [asked, setAsked] = useState<Asked>({})
  const [isChecking, setChecking] = useState(false)
  const [open, setOpen] = useState<Entry>()
  const trail = usePages('trail.list', { query: asked })
  const columns: readonly Column<Entry>[] = [
    { key: 'at', title: t('trail.at'), cell: ({ at }) => <Moment at={at} seconds /> },
    {
      key: 'actor',
      title: t('trail.actor'),
      cell: ({ actor, actorKind, actorNamed }) => (
        <Who of={actorNamed} id={actor} kind={actorKind} />
      ),
    },
    { key: 'act', title: t('trail.act'), cell: (entry) => <WhatWasDone of={entry} /> },
    {
      key: 'subject',
      title: t('trail.subject'),
      cell: ({ subject, subjectNamed }) => <Subject of={subject} named={subjectNamed} />,
    },
    {
      key: 'amount',
      title: t('trail.amount'),
      isNumber: true,
      cell: ({ detail }) => <MainAmount of={detail} />,
    },
    {
      key: 'reason',
      title: t('trail.reason'),
      cell: ({ reason }) => {
        const text = reason === null ? '—' : said(`because.${reason}`, reason)
        return (
          <span className="cut" title={text}>
            {text}
          </span>
        )
      },
    },
  ]
  const search = (): void =>
    setAsked(
      Object.fromEntries(
        Object.entries(typed)
          .map(([name, text]) => [name, text.trim()] as const)
          .filter(([, text]) => text !== '')
          // The number alone is the card: nobody has to know how the trail writes it.
          .map(([name, text]) => [
            name,
            name === 'subject' && /^\d{16,19}$/.test(text) ? `card:${text}` : text,
          ]),
      ),
    )
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
        <Select
          style={{ width: 220 }}
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          {...(typed.act === undefined ? {} : { value: typed.act })}
          placeholder={t('trail.act')}
          aria-label={t('trail.act')}
          onChange={(act: string | undefined) => setTyped({ ...typed, act: act ?? '' })}
          options={actsKnown.map(([value, label]) => ({ value, label }))}
        />
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
              [
                t('trail.actor'),
                <Who key="actor" of={open.actorNamed} id={open.actor} kind={open.actorKind} />,
              ],
              [
                t('trail.approved-by'),
                <Who key="approver" of={open.approverNamed} id={open.approvedBy} />,
              ],
              [t('trail.act'), said(`acted.${open.act}`, open.act)],
              [
                t('trail.subject'),
                <Subject key="subject" of={open.subject} named={open.subjectNamed} />,
              ],
              [
                t('trail.reason'),
                open.reason === null ? null : said(`because.${open.reason}`, open.reason),
              ],
              ...Object.entries(open.detail)
                .filter(([name]) => !UNTOLD.has(name))
                .map(
                  ([name, value]) =>
                    [nameOf(name), <FactValue key={name} name={name} value={value} />] as const,
                ),
              [
                t('trail.reference'),
                open.reference === null ? null : (
                  <span key="reference" className="hex">
                    {open.reference}
                  </span>
                ),
              ],
            ]}
          />
          <AsRecorded of={open} />
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

/** Sentences of the machine that the record keeps; what they say stands in words beside them. */
const UNTOLD = new Set(['because'])

/** What was done; what was asked for stands beside the asking. */
function WhatWasDone({ of: { act, detail } }: { readonly of: Entry }): ReactNode {
  const { t } = useWords()
  const said = useSaid()
  const { endpoint } = detail
  const done = said(`acted.${act}`, act)
  const text =
    typeof endpoint === 'string'
      ? t('trail.asked-for', { done, what: said(`asked.${endpoint}`, endpoint) })
      : done
  return (
    <span className="cut long" title={text}>
      {text}
    </span>
  )
}

/** The amount that an act was about, where it was about one. */
function MainAmount({ of }: { readonly of: Entry['detail'] }): ReactNode {
  const [name, value] =
    Object.entries(of).find(([one]) => one === 'fen' || one.endsWith('Fen')) ?? []
  return name === undefined || value === undefined ? '—' : <FactValue name={name} value={value} />
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
