import { ApiOutlined } from '@ant-design/icons'
import { Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { Link } from 'react-router'
import type { NotAnswered } from '../../centre/client'
import { useMe } from '../../centre/session'
import { Mark } from '../../parts/mark'
import { RefusalNote } from '../../parts/notes'
import { useWords, type Language } from '../../words/words'
import { useDesk } from './desk'
import { inFours } from './find'

/** A drawer is labelled in both languages, Chinese first ("空白卡 · blank chip"). */
function inLanguage(meaning: string, language: Language): string {
  const [chinese = meaning, english = chinese] = meaning.split(' · ')
  return language === 'zh' ? chinese : english
}

/** What lies on the reader of this desk; without hardware, the drawer of the virtual one. */
export function ReaderStrip(): ReactNode {
  const { t, language } = useWords()
  const { reader, readers, choose, put, cardOnReader, blankOnReader, talk } = useDesk()
  const isCounter = !useMe().roles.includes('agent')
  const [why, setWhy] = useState<NotAnswered>()
  if (reader === undefined) {
    return (
      <div className="line reader-strip">
        <ApiOutlined aria-hidden="true" />
        <Mark mood="warn">{t('counter.reader-none')}</Mark>
        <span className="quiet">{t('counter.reader-none-help')}</span>
      </div>
    )
  }
  const { state, drawer, trouble, virtual, card } = reader
  return (
    <div className="rows" style={{ gap: 6 }}>
      <div className="line reader-strip">
        <ApiOutlined aria-hidden="true" />
        {readers.length > 1 ? (
          <Select
            size="small"
            aria-label={t('counter.reader')}
            value={reader.reader}
            onChange={choose}
            style={{ minWidth: 140 }}
            options={readers.map((one) => ({ value: one.reader, label: one.model }))}
          />
        ) : (
          <span className="quiet">{virtual ? t('counter.reader-virtual') : reader.model}</span>
        )}
        {state === 'away' ? <Mark mood="bad">{t('counter.reader-away')}</Mark> : null}
        {state === 'empty' ? <Mark>{t('counter.reader-empty')}</Mark> : null}
        {state === 'card' && cardOnReader !== undefined ? (
          <>
            <Mark mood="good">{t('counter.reader-card')}</Mark>
            {isCounter ? (
              <Link to={`/counter/cards/${cardOnReader}`} className="digits">
                {inFours(cardOnReader)}
              </Link>
            ) : (
              <span className="digits">{inFours(cardOnReader)}</span>
            )}
          </>
        ) : null}
        {blankOnReader === undefined ? null : <Mark mood="info">{t('counter.reader-blank')}</Mark>}
        {state === 'card' && cardOnReader === undefined && blankOnReader === undefined ? (
          <Mark mood="warn">{t('counter.reader-strange')}</Mark>
        ) : null}
        {talk.state.is === 'talking' ? (
          <Mark mood="info">{t('counter.talking', { turn: talk.state.turn })}</Mark>
        ) : null}
        {talk.state.is === 'line-lost' ? <Mark mood="bad">{t('counter.line-lost')}</Mark> : null}
        {virtual && drawer !== null ? (
          <Select
            size="small"
            aria-label={t('counter.drawer')}
            data-drawer=""
            placeholder={t('counter.drawer')}
            style={{ minWidth: 170 }}
            value={card?.name ?? null}
            options={[
              { value: '', label: t('counter.drawer-none') },
              ...drawer.map(({ name, meaning }) => ({
                value: name,
                // What the drawer says of it was true before it was written.
                label:
                  name === card?.name && cardOnReader !== undefined
                    ? name
                    : `${name} · ${inLanguage(meaning, language)}`,
              })),
            ]}
            // Also for the card that is shown to lie there: it may have been pulled since this was last asked.
            onSelect={(name: string) => void put(name === '' ? null : name).then(setWhy)}
          />
        ) : null}
      </div>
      {trouble === null ? null : <span style={{ color: 'var(--warn)' }}>{trouble}</span>}
      <RefusalNote why={why} />
    </div>
  )
}
