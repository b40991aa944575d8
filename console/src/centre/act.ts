import { useCallback, useRef, useState } from 'react'
import { writeJson } from './amounts'
import {
  ask,
  newKey,
  type Answer,
  type Asking,
  type NotAnswered,
  type OperationName,
  type Told,
} from './client'

export interface Acting<Name extends OperationName> {
  /** Does it; called again after a lost line it is the same act and is done once. */
  readonly run: (input: Asking<Name>) => Promise<Told<Answer<Name>>>
  readonly isBusy: boolean
  /** Why the last try was not done. */
  readonly why: NotAnswered | undefined
  readonly forget: () => void
}

/** The centre has not decided: nobody knows whether it was done, or nothing was even looked at. */
const isUndecided = ({ status }: NotAnswered): boolean =>
  status === 0 || status === 401 || status === 429 || status >= 500

/** The centre looks at records of the card this moment; it asks to come back in a few seconds. */
const BUSY_WORD = 'records-being-cleared'
const BUSY_TRIES = 20
const BUSY_PAUSE_MS = 700

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/** An act that waits by itself while the centre clears records of the card. Each try is an act of its own. */
export async function patiently<Value>(
  act: (key: string) => Promise<Told<Value>>,
): Promise<Told<Value>> {
  for (let left = BUSY_TRIES; ; left--) {
    const told = await act(newKey())
    if (told.ok || told.why.refused !== BUSY_WORD || left === 0) return told
    await pause(BUSY_PAUSE_MS)
  }
}

/**
 * An act of the centre. Its key is chosen before the first try and kept until the centre has decided, so that trying
 * again after a lost line or an ended session never acts twice; other input is another act.
 */
export function useAct<Name extends OperationName>(name: Name): Acting<Name> {
  const [isBusy, setBusy] = useState(false)
  const [why, setWhy] = useState<NotAnswered>()
  const underway = useRef<{ readonly key: string; readonly input: string }>(undefined)

  const run = useCallback(
    async (input: Asking<Name>) => {
      const text = writeJson(input)
      setBusy(true)
      const told = await patiently(async (fresh) => {
        const key = underway.current?.input === text ? underway.current.key : fresh
        underway.current = { key, input: text }
        const answered = await ask(name, input, { key })
        if (answered.ok || !isUndecided(answered.why)) underway.current = undefined
        return answered
      })
      setBusy(false)
      setWhy(told.ok ? undefined : told.why)
      return told
    },
    [name],
  )
  const forget = useCallback(() => setWhy(undefined), [])
  return { run, isBusy, why, forget }
}
