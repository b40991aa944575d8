import { Button, Input, Segmented } from 'antd'
import { useState, type ReactNode } from 'react'
import { useAct } from '../../centre/act'
import type { Answer } from '../../centre/client'
import { BigTable, type Column } from '../../parts/big-table'
import { Mark } from '../../parts/mark'
import { Note, RefusalNote } from '../../parts/notes'
import { Page } from '../../parts/page'
import { useWords } from '../../words/words'

type Described = Answer<'messages.describe'>
type Field = Described['fields'][number]

/** What is explained, and of which text: what stands in the field meanwhile may be another. */
type Told = Described & { readonly of: string }

const meaningIn = ({ meaning, meaningChinese }: Field, isChinese: boolean): string =>
  isChinese ? meaningChinese : meaning

/** A message or a record in plain words, field by field; card data comes masked from the centre. */
export function ExplainMessage(): ReactNode {
  const { t, language } = useWords()
  const [what, setWhat] = useState<'record' | 'message'>('message')
  const [text, setText] = useState('')
  const [told, setTold] = useState<Told>()
  const describe = useAct('messages.describe')
  const ask = async (): Promise<void> => {
    const answer = await describe.run({ body: { what, text: text.trim() } })
    setTold(answer.ok && !answer.pending ? { ...answer.value, of: `${what} ${text}` } : undefined)
  }
  const isChinese = language === 'zh'
  const columns: readonly Column<Field>[] = [
    {
      key: 'path',
      title: t('operations.field'),
      cell: ({ path }) => <span className="hex">{path}</span>,
    },
    {
      key: 'label',
      title: t('operations.name'),
      cell: ({ label, labelChinese }) => (isChinese ? labelChinese : label),
    },
    {
      key: 'value',
      title: t('drill.value'),
      cell: ({ value, valueChinese }) => (
        <span className="hex">{(isChinese ? valueChinese : value) || '—'}</span>
      ),
    },
    ...(told?.fields.some((field) => meaningIn(field, isChinese) !== '') === true
      ? [
          {
            key: 'meaning',
            title: t('operations.meaning'),
            cell: (field: Field) => meaningIn(field, isChinese),
          },
        ]
      : []),
    {
      key: 'tac',
      title: t('drill.under-tac'),
      cell: ({ coveredByTac }) =>
        coveredByTac ? <Mark mood="info">{t('drill.under-tac-yes')}</Mark> : '',
    },
  ]
  return (
    <Page title={t('operations.explain')} under={t('operations.explain-help')}>
      <div className="rows">
        <div className="line">
          <Segmented
            value={what}
            onChange={setWhat}
            options={[
              { value: 'message', label: t('operations.explain-message') },
              { value: 'record', label: t('operations.explain-record') },
            ]}
          />
          <Button
            type="primary"
            loading={describe.isBusy}
            disabled={text.trim() === ''}
            onClick={() => void ask()}
          >
            {t('operations.explain-do')}
          </Button>
        </div>
        <Input.TextArea
          className="hex"
          rows={5}
          value={text}
          onChange={(event) => setText(event.target.value)}
          aria-label={t('operations.explain-text')}
          placeholder={t('operations.explain-text')}
        />
        <RefusalNote why={describe.why} />
        {told?.of !== `${what} ${text}` ? null : (
          <>
            <Note mood="good">{isChinese ? told.sentenceChinese : told.sentence}</Note>
            <BigTable
              label={t('operations.explain')}
              columns={columns}
              rows={told.fields}
              rowKey={({ path }) => path}
            />
          </>
        )}
      </div>
    </Page>
  )
}
