import { useCallback, useRef, useState } from 'react'
import { patiently } from '../../centre/act'
import { ask, NotAnswered, type Answer, type Told } from '../../centre/client'

type Turn = Answer<'card-sessions.open'> | Answer<'card-writings.session'>
type Ended = Answer<'card-sessions.get'>

/** How a conversation with a card ended. */
export type TalkEnd =
  | {
      readonly how: 'done'
      readonly answer: Readonly<Record<string, unknown>>
      readonly load?: string
    }
  | { readonly how: 'not-done'; readonly why: NotAnswered }
  | { readonly how: 'pending'; readonly approval: string }

/** An amount out of what a conversation answered. */
export function fenIn(end: TalkEnd, name: string): bigint | undefined {
  const value = end.how === 'done' ? end.answer[name] : undefined
  return typeof value === 'bigint' ? value : undefined
}

/**
 * What the card has signed for: what somebody typed meanwhile, or what the page knew when the act began, may be
 * another amount.
 */
export const moved = (end: TalkEnd): bigint | undefined =>
  end.how === 'done' && end.answer['state'] === 'confirmed' ? fenIn(end, 'amountFen') : undefined

export type TalkState =
  | { readonly is: 'idle' }
  /** `turn` counts the commands the card has answered. */
  | { readonly is: 'talking'; readonly turn: number }
  /** The line to the centre is lost; it goes on by itself as soon as it is back. */
  | { readonly is: 'line-lost'; readonly turn: number }

const LOOK_EVERY_MS = 250

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/** An act that lost its line is asked again under its own key until the centre has decided. */
async function untilDecided<Value>(
  act: () => Promise<Told<Value>>,
  tell: (isLost: boolean) => void,
): Promise<Told<Value>> {
  for (;;) {
    const told = await act()
    if (told.ok || told.why.status !== 0) {
      tell(false)
      return told
    }
    tell(true)
    await pause(1_000)
  }
}

export interface Talk {
  readonly state: TalkState
  /** Begins a conversation, hands it to the reader and answers how it ended. */
  readonly hold: (reader: string, open: (key: string) => Promise<Told<Turn>>) => Promise<TalkEnd>
  /** The same for one that was begun already, when a second person agreed to it. */
  readonly goOn: (reader: string, session: string) => Promise<TalkEnd>
}

/** One conversation at a time between the centre and the card on the reader; the page only watches it. */
export function useTalk(): Talk {
  const [state, setState] = useState<TalkState>({ is: 'idle' })
  const last = useRef<Promise<void>>(Promise.resolve())

  const hold = useCallback<Talk['hold']>(async (reader, open) => {
    // One after the other: what is asked while the card is being read waits for that and is not lost.
    const before = last.current
    let release = (): void => undefined
    last.current = new Promise((done) => {
      release = done
    })
    await before
    let turn = 0
    const tell = (isLost: boolean): void =>
      setState(isLost ? { is: 'line-lost', turn } : { is: 'talking', turn })
    setState({ is: 'talking', turn })
    try {
      const told = await patiently((key) => untilDecided(() => open(key), tell))
      if (!told.ok) return { how: 'not-done', why: told.why }
      if (told.pending) return { how: 'pending', approval: told.approval }
      const { session } = told.value
      const load = 'load' in told.value ? told.value.load : undefined
      if (told.value.state === 'open') {
        const given = await untilDecided(
          () => ask('readers.hand-over', { params: { reader }, body: { session } }),
          tell,
        )
        if (!given.ok) return { how: 'not-done', why: given.why }
      }
      for (;;) {
        const now = await untilDecided(
          () => ask('card-sessions.get', { params: { session } }),
          tell,
        )
        if (!now.ok) return { how: 'not-done', why: now.why }
        if (now.pending) return notDone(202, undefined)
        if (now.value.state !== 'open') return endOf(now.value, load)
        turn = now.value.turn ?? turn
        tell(false)
        await pause(LOOK_EVERY_MS)
      }
    } finally {
      release()
      setState({ is: 'idle' })
    }
  }, [])
  const goOn = useCallback<Talk['goOn']>(
    (reader, session) => hold(reader, () => ask('card-sessions.get', { params: { session } })),
    [hold],
  )
  return { state, hold, goOn }
}

const notDone = (status: number, word: string | undefined, detail?: string): TalkEnd => ({
  how: 'not-done',
  why: new NotAnswered(status, word, detail),
})

function endOf({ state, answer, refused, detail }: Ended, load: string | undefined): TalkEnd {
  if (state === 'done') {
    return { how: 'done', answer: answer ?? {}, ...(load === undefined ? {} : { load }) }
  }
  return state === 'interrupted'
    ? notDone(409, 'card-pulled')
    : notDone(409, refused ?? 'unknown', detail)
}
