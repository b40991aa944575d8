import { Button, type ButtonProps } from 'antd'
import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { Flyout } from './flyout'

export interface MenuItem<Key extends string> {
  readonly key: Key
  readonly icon?: ReactNode
  readonly label: string
  /** One of several, of which one holds. */
  readonly isChosen?: boolean
}

const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_at, count) => count - 1,
}

/** A button that opens a menu; the arrow keys walk it, Enter chooses, Esc leaves it. */
export function MenuButton<Key extends string>({
  label,
  items,
  onChoose,
  children,
  ...button
}: {
  /** Of the menu, for those who hear it. */
  readonly label: string
  readonly items: readonly MenuItem<Key>[]
  readonly onChoose: (key: Key) => void
} & Omit<ButtonProps, 'onClick'>): ReactNode {
  const id = useId()
  const opener = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  const walk = (event: KeyboardEvent<HTMLElement>): void => {
    const step = STEPS[event.key]
    if (step === undefined) return
    event.preventDefault()
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>('button')]
    const at = all.findIndex((one) => one === document.activeElement)
    all[step(at, all.length)]?.focus()
  }
  const choose = (key: Key): void => {
    document.getElementById(id)?.hidePopover()
    onChoose(key)
  }
  return (
    <>
      <Button
        {...button}
        ref={opener}
        popoverTarget={id}
        aria-haspopup="menu"
        aria-expanded={isOpen}
      >
        {children}
      </Button>
      <Flyout id={id} opener={opener} onToggle={setOpen} role="menu" label={label}>
        {() => (
          <div className="menu" role="none" onKeyDown={walk}>
            {items.map(({ key, icon, label: name, isChosen }, index) => (
              <button
                key={key}
                type="button"
                role={isChosen === undefined ? 'menuitem' : 'menuitemradio'}
                aria-checked={isChosen}
                autoFocus={index === 0}
                onClick={() => choose(key)}
              >
                {icon}
                {name}
              </button>
            ))}
          </div>
        )}
      </Flyout>
    </>
  )
}
