import { useEffect, useRef } from 'react'

/** Somebody is typing; single letters are theirs. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** Enter is what somebody does with a button or a link that they have gone to. */
const isForIt = (target: EventTarget | null, key: string): boolean =>
  key === 'Enter' &&
  target instanceof HTMLElement &&
  target.closest('a, button, summary, [role="button"], [role="group"]') !== null

/** A dialogue lies over the page; keys of the page rest. */
const isCovered = (): boolean =>
  document.querySelector(
    '[role="dialog"][aria-modal="true"], .ant-modal-wrap:not([style*="none"])',
  ) !== null

export type KeyTable = Readonly<Record<string, () => void>>

/**
 * Keys of a page: "/", "?", "g c" (one after another) or "F2". They rest while somebody types into a field (but for
 * function keys) and under a dialogue.
 */
export function useKeys(table: KeyTable, isOn = true): void {
  const now = useRef(table)
  useEffect(() => {
    now.current = table
  })
  useEffect(() => {
    if (!isOn) return undefined
    let before = ''
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isCovered()) return
      // A key held down began as a wish for the page before.
      if (event.repeat) return
      const isFunction = /^F\d+$/.test(event.key)
      if (isTyping(event.target) && !isFunction) return
      if (isForIt(event.target, event.key)) return
      const pair = `${before} ${event.key}`
      const act = now.current[pair] ?? now.current[event.key]
      before = event.key === 'g' ? 'g' : ''
      if (act === undefined) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [isOn])
}
