import type { UseQueryResult } from '@tanstack/react-query'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import type { NotAnswered } from '../centre/client'
import { useWords } from '../words/words'
import { RefusalNote } from './notes'
import { Waiting } from './page'

/** Shows what a look answered; while it is on its way a skeleton, and when it failed why, with a way to ask again. */
export function Answered<Value>({
  look,
  children,
  lines = 4,
}: {
  readonly look: UseQueryResult<Value, NotAnswered>
  readonly children: (value: Value) => ReactNode
  readonly lines?: number
}): ReactNode {
  const { t } = useWords()
  const { data, error, refetch } = look
  if (data !== undefined && (error === null || error.status === 401)) return children(data)
  if (error !== null) {
    return (
      <RefusalNote why={error}>
        <Button onClick={() => void refetch()}>{t('shell.again')}</Button>
      </RefusalNote>
    )
  }
  return <Waiting lines={lines} />
}
