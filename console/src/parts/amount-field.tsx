import { Button, Input } from 'antd'
import type { ReactNode } from 'react'
import { money, parseYuan, plain } from '../money'
import { useWords } from '../words/words'

/**
 * An amount in yuan as somebody types it; what is typed is kept as text and read by `parseYuan`. `keys` are amounts
 * one key away: Alt+1, Alt+2 …
 */
export function AmountField({
  id,
  typed,
  onType,
  onEnter,
  keys = [],
  isFirst = false,
  isOff = false,
}: {
  readonly id: string
  readonly typed: string
  readonly onType: (typed: string) => void
  readonly onEnter?: () => void
  readonly keys?: readonly bigint[]
  /** Typing begins here. */
  readonly isFirst?: boolean
  readonly isOff?: boolean
}): ReactNode {
  const { t } = useWords()
  const isWrong = typed !== '' && parseYuan(typed) === undefined
  return (
    <div className="rows" style={{ gap: 6 }}>
      <Input
        id={id}
        autoFocus={isFirst}
        prefix="¥"
        inputMode="decimal"
        autoComplete="off"
        value={typed}
        readOnly={isOff}
        status={isWrong ? 'error' : ''}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? `${id}-wrong` : undefined}
        onChange={(event) => onType(event.target.value)}
        onPressEnter={() => onEnter?.()}
        onKeyDown={(event) => {
          const key = event.altKey ? keys[Number(event.code.replace('Digit', '')) - 1] : undefined
          if (key === undefined) return
          event.preventDefault()
          onType(plain(key))
        }}
      />
      {isWrong ? (
        <span id={`${id}-wrong`} style={{ color: 'var(--bad)' }}>
          {t('amount.wrong')}
        </span>
      ) : null}
      {keys.length === 0 ? null : (
        <div className="line" style={{ gap: 6 }}>
          {keys.map((key, index) => (
            <Button
              key={key.toString()}
              disabled={isOff}
              onClick={() => onType(plain(key))}
              aria-keyshortcuts={`Alt+${index + 1}`}
            >
              {money(key).replace(/\.00$/, '')}
            </Button>
          ))}
        </div>
      )}
    </div>
  )
}
