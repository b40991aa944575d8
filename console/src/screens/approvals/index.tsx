import { Button, Input, Segmented } from 'antd'
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { useLocation } from 'react-router'
import { useAct } from '../../centre/act'
import { whyOf } from '../../centre/client'
import { useFreshen, useLook, usePages, type ItemOf, type Pages } from '../../centre/look'
import { useMe } from '../../centre/session'
import { money } from '../../money'
import { PagedTable, type Column } from '../../parts/big-table'
import { Mark, type Mood } from '../../parts/mark'
import { Moment } from '../../parts/moment'
import { useOperatorNames } from '../../parts/operator-name'
import { Note, RefusalNote } from '../../parts/notes'
import { Facts, Page, Panel } from '../../parts/page'
import { AsRecorded, FactValue, useFactName, Who } from '../../parts/told'
import { useSaid, useWords } from '../../words/words'

type Approval = ItemOf<'approvals.list'>

const moods: Readonly<Record<Approval['state'], Mood>> = {
  pending: 'warn',
  approved: 'good',
  rejected: 'bad',
  expired: 'quiet',
}
const DECIDERS = ['counter-supervisor', 'finance-checker', 'administrator', 'key-custodian']

/** Acts that wait for a second pair of eyes, and what became of others. */
export default function Approvals(): ReactNode {
  const { t } = useWords()
  const said = useSaid()
  const [state, setState] = useState<'pending' | 'all'>('pending')
  const [open, setOpen] = useState<Approval>()
  const [done, setDone] = useState<Done>()
  const list = usePages('approvals.list', state === 'pending' ? { query: { state } } : {}, {
    everyMs: 5_000,
  })
  const columns: readonly Column<Approval>[] = [
    {
      key: 'at',
      title: t('approvals.asked'),
      cell: ({ requestedAt }) => <Moment at={requestedAt} />,
    },
    {
      key: 'act',
      title: t('approvals.act'),
      cell: ({ endpoint }) => said(`asked.${endpoint}`, endpoint),
    },
    { key: 'about', title: t('approvals.about'), cell: (one) => <MainThing of={one} /> },
    {
      key: 'amount',
      title: t('approvals.amount'),
      isNumber: true,
      cell: ({ facts }) => <MainAmount of={facts} />,
    },
    {
      key: 'maker',
      title: t('approvals.maker'),
      cell: ({ maker, makerNamed }) => <Who of={makerNamed} id={maker} />,
    },
    {
      key: 'state',
      title: t('approvals.state'),
      cell: (one) => <Mark mood={moods[one.state]}>{t(`approvals.state-${one.state}`)}</Mark>,
    },
    {
      key: 'by',
      title: t('approvals.decided-by'),
      cell: ({ decidedBy, deciderNamed }) => <Who of={deciderNamed} id={decidedBy} />,
    },
  ]
  return (
    <Page
      title={t('screen.approvals')}
      under={t('approvals.help')}
      actions={
        <Segmented
          value={state}
          onChange={setState}
          options={[
            { value: 'pending', label: t('approvals.pending') },
            { value: 'all', label: t('approvals.all') },
          ]}
        />
      }
    >
      {done === undefined ? null : <DoneNote of={done} />}
      {open === undefined ? <Linked onOpen={setOpen} /> : null}
      {open === undefined ? null : (
        <Decision
          key={open.approval}
          // As it is now, where the list still has it: somebody else may have decided meanwhile.
          of={list.rows.find(({ approval }) => approval === open.approval) ?? open}
          onDone={(decided) => {
            setOpen(undefined)
            setDone(decided)
          }}
        />
      )}
      <PagedTable
        label={t('screen.approvals')}
        pages={useNewestFirst(list)}
        columns={columns}
        rowKey={({ approval }) => approval}
        onOpen={(row) => {
          setOpen(row)
          setDone(undefined)
        }}
        empty={t('approvals.none')}
      />
    </Page>
  )
}

/** The centre turns pages in an order that tells nothing; people look for what came last. */
function useNewestFirst(pages: Pages<Approval>): Pages<Approval> {
  const { rows } = pages
  const sorted = useMemo(
    () => [...rows].sort((one, other) => other.requestedAt.localeCompare(one.requestedAt)),
    [rows],
  )
  return { ...pages, rows: sorted }
}

/** Somebody came by a link to one of them (`#appr_…`): it is laid open. */
function Linked({ onOpen }: { readonly onOpen: (one: Approval) => void }): ReactNode {
  const { hash } = useLocation()
  const approval = hash.slice(1)
  const found = useLook('approvals.get', { params: { approval } }, { when: approval !== '' })
  const opened = useRef('')
  const { data } = found
  useEffect(() => {
    if (data === undefined || opened.current === data.approval) return
    opened.current = data.approval
    onOpen(data)
  }, [data, onOpen])
  return <RefusalNote why={found.error} />
}

const THINGS = [
  'card',
  'person',
  'operator',
  'rule',
  'agent',
  'party',
  'contract',
  'dispute',
  'till',
  'closing',
  'load',
  'item',
  'displayName',
  'login',
  'staff',
] as const

/** What an act is about, in one cell. */
function MainThing({ of: { facts } }: { readonly of: Approval }): ReactNode {
  const nameOf = useFactName()
  const name = THINGS.find((one) => facts[one] !== undefined)
  const value = name === undefined ? undefined : facts[name]
  if (name === undefined || value === undefined) return '—'
  return (
    <>
      <span className="quiet">{nameOf(name)}</span> <FactValue name={name} value={value} />
    </>
  )
}

/** The amount an act moves, where it moves one. */
function MainAmount({ of }: { readonly of: Approval['facts'] }): ReactNode {
  const [, value] = Object.entries(of).find(([name]) => name.endsWith('Fen')) ?? []
  return value === undefined ? '—' : <FactValue name="fen" value={value} />
}

/** Why it needs two people, in words; a sentence of old times as it was written. */
function Ground({ of: { ground, because } }: { readonly of: Approval }): ReactNode {
  const { t } = useWords()
  const said = useSaid()
  const operatorName = useOperatorNames()
  if (ground === null) return because
  const { code, fen = 0n, name = '' } = ground
  return t(`ground.${code}`, {
    amount: money(fen),
    name: code === 'rule-changes' ? said(`rule.${name}`, name) : operatorName(name),
  })
}

/** What was decided, and what came of the act. */
interface Done {
  readonly decision: 'approved' | 'rejected'
  readonly outcome?: { readonly status: number; readonly answer?: unknown }
}

/** An approved act is carried out at once, and may be refused then. */
function DoneNote({ of: { decision, outcome } }: { readonly of: Done }): ReactNode {
  const { t } = useWords()
  if (outcome === undefined || outcome.status < 400) {
    return <Note mood="good">{t(`approvals.${decision}`)}</Note>
  }
  return (
    <div className="rows">
      <Note mood="warn">{t('approvals.not-carried-out')}</Note>
      <RefusalNote why={whyOf(outcome)} />
    </div>
  )
}

/** Who asked never decides; the centre sees to it, this only says so. */
function Decision({
  of,
  onDone,
}: {
  readonly of: Approval
  /** Nothing when it was put away undecided. */
  readonly onDone: (done?: Done) => void
}): ReactNode {
  const { t } = useWords()
  const said = useSaid()
  const nameOf = useFactName()
  const { roles } = useMe()
  const freshen = useFreshen()
  const decide = useAct('approvals.decide')
  const [reason, setReason] = useState('')
  const mayDecide =
    of.state === 'pending' && !of.own && roles.some((role) => DECIDERS.includes(role))
  const say = async (decision: 'approved' | 'rejected'): Promise<void> => {
    const body = { decision, ...(reason === '' ? {} : { reason }) }
    const told = await decide.run({ params: { approval: of.approval }, body })
    if (!told.ok) return
    await freshen()
    if (told.pending) return onDone()
    const { outcome } = told.value
    onDone({ decision, ...(outcome === undefined ? {} : { outcome }) })
  }
  return (
    <Panel
      title={t('approvals.one')}
      actions={
        <Button size="small" onClick={() => onDone()}>
          {t('approvals.put-away')}
        </Button>
      }
    >
      <div className="rows">
        <Facts
          of={[
            [t('approvals.act'), said(`asked.${of.endpoint}`, of.endpoint)],
            ...Object.entries(of.facts).map(
              ([name, value]) =>
                [nameOf(name), <FactValue key={name} name={name} value={value} />] as const,
            ),
            [t('approvals.because'), <Ground key="because" of={of} />],
            [t('approvals.maker'), <Who key="maker" of={of.makerNamed} id={of.maker} />],
            [t('approvals.asked'), <Moment key="asked" at={of.requestedAt} />],
            [t('approvals.expires'), <Moment key="expires" at={of.expiresAt} />],
            ...(of.state === 'pending'
              ? []
              : ([
                  [
                    t('approvals.decided-by'),
                    <Who key="decider" of={of.deciderNamed} id={of.decidedBy} />,
                  ],
                  [t('approvals.decided-at'), <Moment key="decided" at={of.decidedAt} />],
                  [t('approvals.why'), of.reason],
                ] as const)),
          ]}
        />
        {of.own && of.state === 'pending' ? <Note>{t('approvals.own')}</Note> : null}
        <RefusalNote why={decide.why} />
        {mayDecide ? (
          <div className="line">
            <Input
              style={{ width: 320 }}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              placeholder={t('approvals.why')}
              aria-label={t('approvals.why')}
            />
            <Button type="primary" loading={decide.isBusy} onClick={() => void say('approved')}>
              {t('approvals.approve')}
            </Button>
            <Button danger loading={decide.isBusy} onClick={() => void say('rejected')}>
              {t('approvals.reject')}
            </Button>
          </div>
        ) : null}
        <AsRecorded of={of} />
      </div>
    </Panel>
  )
}
