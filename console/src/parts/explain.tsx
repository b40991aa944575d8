import { QuestionCircleOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useId, useRef, useState, type ReactNode } from 'react'
import { money } from '../money'
import { useWords } from '../words/words'
import { Flyout } from './flyout'

export interface ExplainStep {
  readonly label: string
  /** Added up from top to bottom; negative takes away. */
  readonly fen: bigint
}

export interface Explanation {
  /** The rule by its name and version: "fare table 2026-01, row 3". */
  readonly rule?: string
  /** In words, in the language of the moment. */
  readonly words?: string
  /** The arithmetic: steps that add up to `result`. */
  readonly steps?: readonly ExplainStep[]
  readonly result?: ExplainStep
}

/** The "why" behind an amount or a verdict: the rule that made it and the arithmetic, one click or Enter away. */
export const Explain = ({
  of,
  about,
}: {
  readonly of: Explanation
  /** What is explained, for those who hear it. */
  readonly about: string
}): ReactNode => (
  <ExplainBy about={about}>
    <Explained of={of} />
  </ExplainBy>
)

/** The same with anything inside, which begins to be asked for when somebody opens it. */
export function ExplainBy({
  about,
  children,
}: {
  readonly about: string
  readonly children: ReactNode
}): ReactNode {
  const { t } = useWords()
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const opener = useRef<HTMLButtonElement>(null)
  return (
    // In a row that opens on a click, asking why opens nothing else.
    <span className="explain" onClick={(event) => event.stopPropagation()}>
      <Button
        ref={opener}
        type="text"
        size="small"
        icon={<QuestionCircleOutlined />}
        popoverTarget={id}
        aria-label={t('explain.of', { about })}
        aria-expanded={isOpen}
      />
      <Flyout
        id={id}
        opener={opener}
        onToggle={setOpen}
        role="dialog"
        label={t('explain.of', { about })}
      >
        {() => children}
      </Flyout>
    </span>
  )
}

/** The same, laid open. */
export function Explained({ of }: { readonly of: Explanation }): ReactNode {
  const { t } = useWords()
  const { rule, words, steps, result } = of
  return (
    <div className="rows">
      {words === undefined ? null : <p style={{ margin: 0 }}>{words}</p>}
      {steps === undefined || steps.length === 0 ? null : (
        <table className="sum-table">
          <tbody>
            {steps.map(({ label, fen }) => (
              <tr key={label}>
                <td>{label}</td>
                <td className="amount">{money(fen)}</td>
              </tr>
            ))}
            {result === undefined ? null : (
              <tr>
                <th scope="row">{result.label}</th>
                <td className="amount">
                  <strong>= {money(result.fen)}</strong>
                </td>
              </tr>
            )}
          </tbody>
        </table>
      )}
      {rule === undefined ? null : (
        <span className="quiet">
          {t('explain.rule')} {rule}
        </span>
      )}
    </div>
  )
}
