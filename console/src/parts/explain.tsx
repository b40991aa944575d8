import { QuestionCircleOutlined } from '@ant-design/icons'
import { Button, Popover } from 'antd'
import type { ReactNode } from 'react'
import { money } from '../money'
import { useWords } from '../words/words'

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
export function Explain({
  of,
  about,
}: {
  readonly of: Explanation
  /** What is explained, for those who hear it. */
  readonly about: string
}): ReactNode {
  const { t } = useWords()
  return (
    <Popover trigger="click" placement="bottomRight" content={<Explained of={of} />}>
      <Button
        type="text"
        size="small"
        icon={<QuestionCircleOutlined />}
        aria-label={t('explain.of', { about })}
      />
    </Popover>
  )
}

/** The same, laid open. */
export function Explained({ of }: { readonly of: Explanation }): ReactNode {
  const { t } = useWords()
  const { rule, words, steps, result } = of
  return (
    <div style={{ maxWidth: 360 }} className="rows">
      {words === undefined ? null : <p style={{ margin: 0 }}>{words}</p>}
      {steps === undefined || steps.length === 0 ? null : (
        <table style={{ width: '100%', borderSpacing: '0 2px' }}>
          <tbody>
            {steps.map(({ label, fen }) => (
              <tr key={label}>
                <td>{label}</td>
                <td className="amount" style={{ textAlign: 'right' }}>
                  {money(fen)}
                </td>
              </tr>
            ))}
            {result === undefined ? null : (
              <tr>
                <th style={{ textAlign: 'left' }}>{result.label}</th>
                <th className="amount" style={{ textAlign: 'right' }}>
                  = {money(result.fen)}
                </th>
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
