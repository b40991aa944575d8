import type { ReactNode } from 'react'
import { cityMinute, citySecond } from '../city-time'

/** A moment on the city's clock; to the second when that matters. */
export const Moment = ({
  at,
  seconds = false,
}: {
  readonly at: string | null | undefined
  readonly seconds?: boolean
}): ReactNode =>
  at === null || at === undefined ? (
    '—'
  ) : (
    <time dateTime={at} className="digits">
      {seconds ? citySecond(at) : cityMinute(at)}
    </time>
  )
