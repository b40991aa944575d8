import type { ReactNode } from 'react'
import { Link, NavLink, useLocation } from 'react-router'
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
  const { pathname } = useLocation()
  // One place lies below another's address: the longest that fits is where one is.
  const here = places
    .map(([to]) => to)
    .filter((to) => pathname === to || pathname.startsWith(`${to}/`))
    .reduce((longest, to) => (to.length > longest.length ? to : longest), '')
  return (
    <nav className="sub-menu" aria-label={label}>
      {places.map(([to, word]) => (
        <Link
          key={to}
          to={to}
          {...(to === here ? { className: 'active', 'aria-current': 'page' as const } : {})}
        >
          {t(word)}
        </Link>
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
