import { useEffect, type ReactNode } from 'react'
import { useWords } from '../words/words'

/** One page of a screen: its heading, what can be done on the whole of it, and its content. */
export function Page({
  title,
  under,
  actions,
  children,
}: {
  readonly title: string
  readonly under?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}): ReactNode {
  const { t } = useWords()
  useEffect(() => {
    document.title = `${title} · ${t('shell.name')}`
  }, [title, t])
  return (
    <>
      <header className="page-head">
        <div>
          <h1>{title}</h1>
          {under === undefined ? null : <p className="page-under">{under}</p>}
        </div>
        <div className="grow" />
        {actions}
      </header>
      {children}
    </>
  )
}

/** A part of a page with a heading of its own. */
export const Panel = ({
  title,
  actions,
  children,
}: {
  readonly title?: string
  readonly actions?: ReactNode
  readonly children: ReactNode
}): ReactNode => (
  <section className="panel" {...(title === undefined ? {} : { 'aria-label': title })}>
    {title === undefined && actions === undefined ? null : (
      <div className="panel-head">
        {title === undefined ? null : <h2>{title}</h2>}
        <div className="grow" />
        {actions}
      </div>
    )}
    {children}
  </section>
)

/** Names and values. A value that is not known is a dash. `isSums`: amounts, which stand digits under digits. */
export const Facts = ({
  of,
  isSums = false,
}: {
  readonly of: readonly (readonly [name: string, value: ReactNode])[]
  readonly isSums?: boolean
}): ReactNode => (
  <dl className={isSums ? 'facts sums' : 'facts'}>
    {of.map(([name, value]) => (
      <div key={name} style={{ display: 'contents' }}>
        <dt>{name}</dt>
        <dd>{value ?? '—'}</dd>
      </div>
    ))}
  </dl>
)

/** Stands where an answer will stand. */
export function Waiting({ lines = 4 }: { readonly lines?: number }): ReactNode {
  const { t } = useWords()
  return (
    <div className="rows" role="status" aria-label={t('shell.loading')}>
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} className="skeleton" style={{ width: `${90 - ((line * 17) % 40)}%` }} />
      ))}
    </div>
  )
}

export const Empty = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <p className="empty">{children}</p>
)
