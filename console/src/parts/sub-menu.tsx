import type { ReactNode } from 'react'
import { NavLink } from 'react-router'
import { useWords, type Word } from '../words/words'

/** The places of one screen, side by side above its pages. */
export function SubMenu({
  label,
  places,
}: {
  readonly label: string
  readonly places: readonly (readonly [to: string, word: Word])[]
}): ReactNode {
  const { t } = useWords()
  return (
    <nav className="sub-menu" aria-label={label}>
      {places.map(([to, word], index) => (
        <NavLink key={to} to={to} end={index === 0}>
          {t(word)}
        </NavLink>
      ))}
    </nav>
  )
}

/** The way down to where one is; each step leads back up. */
export function Trace({
  steps,
}: {
  readonly steps: readonly (readonly [to: string, name: string])[]
}): ReactNode {
  const { t } = useWords()
  return (
    <nav className="trace" aria-label={t('drill.trace')}>
      {steps.map(([to, name]) => (
        <NavLink key={to} to={to} end>
          {name}
        </NavLink>
      ))}
    </nav>
  )
}
