import { useCallback, useEffect, useRef, useState, type ReactNode, type RefObject } from 'react'

const GAP = 6
const EDGE = 8

/** Right edges in line, below the opener or, where there is no room, above it; never beyond the window. */
function place(flyout: HTMLElement, opener: Element): void {
  const at = opener.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = flyout
  const below = at.bottom + GAP
  const above = at.top - GAP - height
  const top = below + height > innerHeight - EDGE && above >= EDGE ? above : below
  flyout.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - EDGE - height))}px`
  flyout.style.left = `${Math.max(EDGE, Math.min(at.right - width, innerWidth - EDGE - width))}px`
}

export interface FlyoutOf {
  readonly id: string
  /** What it belongs to; a button with `popoverTarget` of the same id opens and closes it. */
  readonly opener: RefObject<Element | null>
  readonly onToggle?: (isOpen: boolean) => void
  readonly role?: 'menu' | 'dialog'
  readonly label: string
  /** Made when it opens. */
  readonly children: () => ReactNode
}

/** Over the page beside what opened it. The browser closes it on Esc and on a click elsewhere. */
export function Flyout({ id, opener, onToggle, role, label, children }: FlyoutOf): ReactNode {
  const flyout = useRef<HTMLDivElement>(null)
  const [isOpen, setOpen] = useState(false)
  const settle = useCallback(() => {
    if (flyout.current !== null && opener.current !== null) place(flyout.current, opener.current)
  }, [opener])
  useEffect(() => {
    const element = flyout.current
    if (!isOpen || element === null) return undefined
    settle()
    // What it shows may come later and be larger; and the page below it moves.
    const watch = new ResizeObserver(settle)
    watch.observe(element)
    addEventListener('scroll', settle, true)
    addEventListener('resize', settle)
    return () => {
      watch.disconnect()
      removeEventListener('scroll', settle, true)
      removeEventListener('resize', settle)
    }
  }, [isOpen, settle])
  return (
    <div
      ref={flyout}
      id={id}
      className="flyout"
      popover="auto"
      role={role}
      aria-label={label}
      onToggle={({ newState }) => {
        setOpen(newState === 'open')
        onToggle?.(newState === 'open')
      }}
    >
      {isOpen ? children() : null}
    </div>
  )
}
