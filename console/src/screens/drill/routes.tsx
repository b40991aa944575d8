import type { ReactNode } from 'react'
import { Navigate, Route, Routes, useParams } from 'react-router'
import { useOperatorNames } from '../../parts/operator-name'
import { later } from '../../parts/later'
import { useWords } from '../../words/words'
import { OperatorDay, SamPage } from './operator-day'
import { RecordPage } from './record'

// Only they choose between shapes of a table; who comes for one tap needs none of that.
const Days = later(async () => ({ default: (await import('./days')).Days }))
const DayPage = later(async () => ({ default: (await import('./days')).DayPage }))

interface Base {
  readonly base: string
  /** Whose own days these are; then there is no list of operators. */
  readonly operator?: string | undefined
}

/** Days → operator → terminal → record, each an address of its own below `base`. */
export const DrillDown = (at: Base): ReactNode => (
  <Routes>
    <Route index element={<Days {...at} />} />
    <Route path=":date/*" element={<OfDay {...at} />} />
  </Routes>
)

function OfDay(at: Base): ReactNode {
  const { date = '' } = useParams()
  const { base, operator } = at
  const own =
    operator === undefined ? undefined : <Navigate to={`${base}/${date}/${operator}`} replace />
  return (
    <Routes>
      <Route index element={own ?? <DayPage base={base} date={date} />} />
      <Route path=":operator" element={<OfOperator base={base} date={date} />} />
      <Route path=":operator/:sam" element={<OfSam base={base} date={date} />} />
      <Route path=":operator/:sam/:record" element={<OfRecord base={base} date={date} />} />
    </Routes>
  )
}

interface BaseOfDay {
  readonly base: string
  readonly date: string
}

function OfOperator(at: BaseOfDay): ReactNode {
  const { operator = '' } = useParams()
  return <OperatorDay {...at} operator={operator} />
}

function OfSam(at: BaseOfDay): ReactNode {
  const { operator = '', sam = '' } = useParams()
  return <SamPage {...at} operator={operator} sam={sam} />
}

function OfRecord({ base, date }: BaseOfDay): ReactNode {
  const { t } = useWords()
  const { operator = '', sam = '', record = '' } = useParams()
  const nameOf = useOperatorNames()
  const day = `${base}/${date}`
  const up = [
    [base, t('drill.days')],
    [day, date],
    [`${day}/${operator}`, nameOf(operator)],
    [`${day}/${operator}/${sam}`, sam],
  ] as const
  return <RecordPage record={record} up={up} />
}

/** A record reached from the list of what is held. */
export function HeldRecord({ base }: { readonly base: string }): ReactNode {
  const { t } = useWords()
  const { record = '' } = useParams()
  return <RecordPage record={record} up={[[base, t('drill.held')]]} />
}
