import { Button, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { useAct } from '../../centre/act'
import { useFreshen, useLook, usePages, type ItemOf } from '../../centre/look'
import { useMe } from '../../centre/session'
import { grouped } from '../../money'
import { Answered } from '../../parts/answer'
import { PagedTable, type Column } from '../../parts/big-table'
import { Mark } from '../../parts/mark'
import { Moment } from '../../parts/moment'
import { Note, RefusalNote } from '../../parts/notes'
import { Facts, Page, Panel } from '../../parts/page'
import { useRefusal, useWords } from '../../words/words'

type Hotlist = ItemOf<'hotlists.list'>
type Fares = ItemOf<'fares.list'>

/** What terminals fetch, and which of them have it. */
export function Lists(): ReactNode {
  const { t } = useWords()
  return (
    <Page title={t('operations.lists')} under={t('operations.lists-help')}>
      <div className="columns">
        <Hotlists />
        <Spread />
      </div>
      <FareTables />
    </Page>
  )
}

function Hotlists(): ReactNode {
  const { t } = useWords()
  const { roles } = useMe()
  const freshen = useFreshen()
  const make = useAct('hotlists.make')
  const inWords = useRefusal()
  const hotlists = usePages('hotlists.list', {}, { everyMs: 5_000 })
  const columns: readonly Column<Hotlist>[] = [
    {
      key: 'version',
      title: t('operations.version'),
      isNumber: true,
      cell: ({ version }) => version,
    },
    {
      key: 'kind',
      title: t('operations.list-kind'),
      cell: ({ kind }) => <Mark>{t(`operations.list-${kind}`)}</Mark>,
    },
    {
      key: 'cards',
      title: t('operations.cards'),
      isNumber: true,
      cell: ({ cardCount }) => cardCount,
    },
    {
      key: 'changes',
      title: t('operations.changes'),
      isNumber: true,
      cell: ({ changeCount }) => changeCount,
    },
    { key: 'made', title: t('operations.made'), cell: ({ madeAt }) => <Moment at={madeAt} /> },
  ]
  const now = async (): Promise<void> => {
    const told = await make.run({ body: { kind: 'incremental' } })
    if (told.ok) await freshen('hotlists.list', 'hotlists.spread')
  }
  return (
    <Panel
      title={t('operations.hotlists')}
      actions={
        roles.includes('administrator') ? (
          <Button loading={make.isBusy} onClick={() => void now()}>
            {t('operations.make-hotlist')}
          </Button>
        ) : null
      }
    >
      {make.why?.refused === 'hotlist-unchanged' ? (
        <Note mood="info">{inWords(make.why).what}</Note>
      ) : (
        <RefusalNote why={make.why} />
      )}
      <PagedTable
        label={t('drill.table-of', { of: t('operations.hotlists') })}
        pages={hotlists}
        columns={columns}
        rowKey={({ version }) => String(version)}
        height={260}
        empty={t('operations.hotlists-none')}
      />
    </Panel>
  )
}

function Spread(): ReactNode {
  const { t } = useWords()
  const spread = useLook('hotlists.spread', {}, { everyMs: 5_000 })
  return (
    <Panel title={t('operations.spread')}>
      <Answered look={spread}>
        {({ newest, terminals, versions }) => (
          <Facts
            isSums
            of={[
              [t('operations.newest'), newest],
              [t('operations.terminals'), grouped(terminals)],
              ...versions.map(
                (of) =>
                  [
                    of.version === 0
                      ? t('operations.acknowledged-none')
                      : t('operations.acknowledged', { version: of.version }),
                    grouped(of.terminals),
                  ] as const,
              ),
            ]}
          />
        )}
      </Answered>
    </Panel>
  )
}

function FareTables(): ReactNode {
  const { t } = useWords()
  const operators = usePages('operators.list', {})
  const [chosen, setChosen] = useState<string>()
  const operator = chosen ?? operators.rows[0]?.operator ?? ''
  const tables = usePages('fares.list', { params: { operator } }, { when: operator !== '' })
  const columns: readonly Column<Fares>[] = [
    {
      key: 'version',
      title: t('operations.version'),
      isNumber: true,
      cell: ({ version }) => version,
    },
    {
      key: 'lines',
      title: t('operations.lines'),
      isNumber: true,
      cell: ({ lineCount }) => lineCount,
    },
    { key: 'made', title: t('operations.made'), cell: ({ madeAt }) => <Moment at={madeAt} /> },
    {
      key: 'from',
      title: t('operations.effective'),
      cell: ({ effectiveFrom }) => <Moment at={effectiveFrom} />,
    },
  ]
  return (
    <Panel
      title={t('operations.fare-tables')}
      actions={
        <Select
          style={{ width: 240 }}
          value={operator}
          onChange={setChosen}
          aria-label={t('operations.operator')}
          options={operators.rows.map((one) => ({ value: one.operator, label: one.name }))}
        />
      }
    >
      <PagedTable
        label={t('drill.table-of', { of: t('operations.fare-tables') })}
        pages={tables}
        columns={columns}
        rowKey={({ version }) => String(version)}
        height={260}
        empty={t('operations.fares-none')}
      />
    </Panel>
  )
}
