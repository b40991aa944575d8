import { useId, type CSSProperties, type ReactNode } from 'react'

/** Fields that are sent together: Enter in any of them does what the button below them does. */
export const Form = ({
  onFinish,
  style,
  children,
}: {
  readonly onFinish?: () => void
  readonly style?: CSSProperties
  readonly children: ReactNode
}): ReactNode => (
  <form
    className="form"
    noValidate
    {...(style === undefined ? {} : { style })}
    onSubmit={(event) => {
      event.preventDefault()
      onFinish?.()
    }}
  >
    {children}
  </form>
)

/** What is to be filled in and, below it, what helps. Several choices under one name have no `htmlFor`. */
export function Field({
  label,
  htmlFor,
  extra,
  style,
  children,
}: {
  readonly label: ReactNode
  readonly htmlFor?: string
  readonly extra?: ReactNode
  readonly style?: CSSProperties
  readonly children: ReactNode
}): ReactNode {
  const own = useId()
  const look = style === undefined ? {} : { style }
  const under = extra === undefined || extra === null ? null : <div className="quiet">{extra}</div>
  return htmlFor === undefined ? (
    <div className="field" role="group" aria-labelledby={own} {...look}>
      <span id={own} className="field-name">
        {label}
      </span>
      {children}
      {under}
    </div>
  ) : (
    <div className="field" {...look}>
      <label className="field-name" htmlFor={htmlFor}>
        {label}
      </label>
      {children}
      {under}
    </div>
  )
}
