import type { ReactNode } from 'react'
import { Link } from 'react-router'

export interface Figure {
  readonly name: string
  readonly value: ReactNode
  readonly under?: ReactNode
  /** Where it is laid open. */
  readonly to?: string
}

/** A few figures large enough to be read in passing. */
export const Figures = ({ of }: { readonly of: readonly Figure[] }): ReactNode => (
  <ul className="glance">
    {of.map(({ name, value, under, to }) => (
      <li key={name}>
        <span className="figure-name">{to === undefined ? name : <Link to={to}>{name}</Link>}</span>
        <strong className="digits">{value}</strong>
        {under === undefined ? null : <span className="quiet">{under}</span>}
      </li>
    ))}
  </ul>
)
