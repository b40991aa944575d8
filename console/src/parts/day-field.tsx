import { CalendarOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { dayAfter, dayTyped, isDay } from '../day'
import { useWords } from '../words/words'

const STEPS: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1 }

/**
 * A day in the city's form, whatever the browser's own is. The arrow keys go a day on or back; the calendar is the
 * browser's. What is typed stays; only a day is handed on, else nothing.
 */
export function DayField({
  id,
  value,
  onChange,
  min,
  max,
}: {
  readonly id: string
  readonly value: string
  readonly onChange: (day: string) => void
  /** No day before this one. */
  readonly min?: string | undefined
  /** No day after this one. */
  readonly max?: string
}): ReactNode {
  const { t } = useWords()
  const calendar = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(value)
  const [told, setTold] = useState(value)
  // Somebody else has set it.
  if (value !== told) {
    setTold(value)
    setTyped(value)
  }
  const isGood = (day: string): boolean =>
    isDay(day) && (min === undefined || day >= min) && (max === undefined || day <= max)
  const type = (text: string): void => {
    const day = isGood(dayTyped(text)) ? dayTyped(text) : ''
    setTyped(text)
    if (day === told) return
    setTold(day)
    onChange(day)
  }
  const step = (event: KeyboardEvent): void => {
    const days = STEPS[event.key]
    if (days === undefined || told === '') return
    event.preventDefault()
    type(dayAfter(told, days))
  }
  const isWrong = typed !== '' && told === ''
  return (
    <div className="rows" style={{ gap: 6 }}>
      <span className="day-field">
        <Input
          id={id}
          value={typed}
          inputMode="numeric"
          autoComplete="off"
          placeholder={t('day.form')}
          maxLength={11}
          aria-invalid={isWrong}
          aria-describedby={isWrong ? `${id}-wrong` : undefined}
          onChange={(event) => type(event.target.value)}
          onBlur={() => setTyped(dayTyped(typed))}
          onKeyDown={step}
          suffix={
            <Button
              type="text"
              size="small"
              icon={<CalendarOutlined />}
              aria-label={t('day.choose')}
              onClick={() => calendar.current?.showPicker()}
            />
          }
        />
        <input
          ref={calendar}
          type="date"
          tabIndex={-1}
          aria-hidden="true"
          value={told}
          min={min}
          max={max}
          onChange={(event) => type(event.target.value)}
        />
      </span>
      {isWrong && typed.length >= 8 ? (
        <span id={`${id}-wrong`} style={{ color: 'var(--bad)' }}>
          {t('day.wrong')}
        </span>
      ) : null}
    </div>
  )
}
