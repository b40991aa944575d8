import type { ReactNode } from 'react'
import { usePages, type ItemOf } from '../../centre/look'
import { cityDate } from '../../city-time'
import { PagedTable, type Column } from '../../parts/big-table'
import { Mark } from '../../parts/mark'
import { Page } from '../../parts/page'
import { useSaid, useWords } from '../../words/words'

type Key = ItemOf<'keys.list'>

/** The keys of the vault by name: what they are for, how to recognise them, and from when to when. Never a key. */
export function Labels(): ReactNode {
  const { t, language } = useWords()
  const said = useSaid()
  const keys = usePages('keys.list', {})
  const columns: readonly Column<Key>[] = [
    {
      key: 'label',
      title: t('keys.label'),
      cell: ({ label }) => <span className="hex">{label}</span>,
    },
    {
      key: 'version',
      title: t('keys.version'),
      cell: ({ label }) => /\/v(\d+)/.exec(label)?.[1] ?? '—',
    },
    {
      key: 'level',
      title: t('keys.level'),
      cell: ({ level }) => <Mark>{said(`level.${level}`, level)}</Mark>,
    },
    {
      key: 'check',
      title: t('keys.check-value'),
      cell: ({ checkValue }) => <span className="hex">{checkValue}</span>,
    },
    {
      key: 'from',
      title: t('keys.from'),
      cell: ({ validFrom }) => <span className="digits">{validFrom}</span>,
    },
    {
      key: 'to',
      title: t('keys.to'),
      cell: ({ validTo }) => <span className="digits">{validTo}</span>,
    },
    {
      key: 'entered',
      title: t('keys.entered'),
      cell: ({ enteredUntil }) => (
        <span className="digits">{enteredUntil === null ? '—' : cityDate(enteredUntil)}</span>
      ),
    },
    {
      key: 'purpose',
      title: t('keys.purpose'),
      cell: ({ purpose, purposeChinese }) => {
        const text = language === 'zh' ? purposeChinese : purpose
        return (
          <span className="cut" title={text}>
            {text}
          </span>
        )
      },
    },
  ]
  return (
    <Page title={t('screen.keys')} under={t('keys.help')}>
      <PagedTable
        label={t('screen.keys')}
        pages={keys}
        columns={columns}
        rowKey={({ label }) => label}
      />
    </Page>
  )
}
