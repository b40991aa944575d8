import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'
import type { Answer } from '../../centre/client'
import { BigTable } from '../../parts/big-table'
import { Empty, Panel } from '../../parts/page'
import { useWords } from '../../words/words'

type Person = Answer<'citizens.get'>

export const fieldOf = (person: Person, field: Person['fields'][number]['field']): string =>
  person.fields.find((one) => one.field === field)?.shown ?? '—'

/** The name before what else is known. */
export const nameFirst = <Field extends { readonly field: string }>(
  fields: readonly Field[],
): readonly Field[] =>
  [...fields].sort((one, other) => Number(other.field === 'name') - Number(one.field === 'name'))

/** More than one person, or none: each masked, with enough to tell them apart. */
export function Found({
  people,
  typed,
}: {
  readonly people: readonly Person[]
  readonly typed: string
}): ReactNode {
  const { t } = useWords()
  const navigate = useNavigate()
  const title = t('found.title', { count: people.length, typed })
  return (
    <Panel
      title={title}
      actions={
        <Button onClick={() => void navigate('/counter/register')}>{t('start.register')}</Button>
      }
    >
      {people.length === 0 ? (
        <Empty>{t('found.none')}</Empty>
      ) : (
        <BigTable
          label={title}
          rows={people}
          rowKey={({ person }) => person}
          height={320}
          onOpen={({ person }) => void navigate(`/counter/people/${person}`)}
          columns={[
            { key: 'name', title: t('person.name'), cell: (one) => fieldOf(one, 'name') },
            {
              key: 'birth',
              title: t('person.birthDate'),
              cell: (one) => fieldOf(one, 'birthDate'),
            },
            { key: 'phone', title: t('person.phone'), cell: (one) => fieldOf(one, 'phone') },
            {
              key: 'documents',
              title: t('person.documents'),
              cell: ({ documents }) => documents.map(({ shown }) => shown).join(' · '),
            },
            {
              key: 'status',
              title: t('person.status'),
              cell: ({ status }) => t(`alive.${status}`),
            },
          ]}
        />
      )}
    </Panel>
  )
}
