import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  type ReactNode,
} from 'react'
import { ask, type Answer, type NotAnswered } from '../../centre/client'
import { useFreshen, useLook } from '../../centre/look'
import { useMe, type Role } from '../../centre/session'
import { useTalk, type Talk } from './talk'

export type Reader = Answer<'readers.list'>['items'][number]
export type Till = Answer<'tills.own'>

/** What stands on the desk of whoever works here. */
export interface Desk {
  /** The reader that is used; nothing when none is known. */
  readonly reader: Reader | undefined
  readonly readers: readonly Reader[]
  readonly choose: (reader: string) => void
  /** Moves a card of a virtual reader's drawer. */
  readonly put: (card: string | null) => Promise<NotAnswered | undefined>
  /** The number of the card that lies on the reader, as it says itself. */
  readonly cardOnReader: string | undefined
  /** The serial of a blank chip on the reader. */
  readonly blankOnReader: string | undefined
  /** The own drawer; nothing while none is open, or nobody knows. */
  readonly till: Till | undefined
  /** Whether there is an own drawer: until the centre has said so, nobody knows. */
  readonly isTillKnown: boolean
  /** Why nobody knows. */
  readonly tillWhy: NotAnswered | undefined
  /** Somebody is in the middle of an act: a card put on the reader does not lead away from it. */
  readonly isAtWork: boolean
  readonly setAtWork: (isAtWork: boolean) => void
  readonly talk: Talk
}

const DeskContext = createContext<Desk | undefined>(undefined)
const COUNTER: readonly Role[] = ['counter-clerk', 'counter-supervisor']
const KEPT = 'citycard.reader'
const READER_EVERY_MS = 1_000

export function DeskProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const found = useLook('readers.list', {}, { everyMs: READER_EVERY_MS })
  // An agent's shop has a reader and no drawer of ours.
  const hasTill = useMe().roles.some((role) => COUNTER.includes(role))
  const tills = useLook('tills.own', {}, { when: hasTill })
  const [chosen, setChosen] = useState(() => localStorage.getItem(KEPT) ?? undefined)
  const freshen = useFreshen()
  const talk = useTalk()

  const [isAtWork, setAtWork] = useState(false)
  const toldTill = tills.error?.refused === 'till-not-open' ? null : (tills.data ?? undefined)
  // Asked again it is as it was until the centre has answered.
  const [till, setTill] = useState<Till | null>()
  if (toldTill !== undefined && toldTill !== till) setTill(toldTill)

  const readers = useMemo(() => found.data?.items ?? [], [found.data])
  const [used, setUsed] = useState<string>()
  const reader =
    readers.find((one) => one.reader === used) ??
    readers.find((one) => one.reader === chosen && one.state !== 'away') ??
    readers.find(({ state }) => state !== 'away') ??
    readers[0]
  const name = reader?.reader
  // A reader that is gone for a moment is not replaced by another one, on which another card may lie.
  if (name !== undefined && name !== used) setUsed(name)

  const put = useCallback<Desk['put']>(
    async (card) => {
      if (name === undefined) return undefined
      const told = await ask('readers.wish', { params: { reader: name }, body: { put: card } })
      await freshen('readers.list')
      return told.ok ? undefined : told.why
    },
    [name, freshen],
  )

  const card = reader?.state === 'card' ? reader.card : null
  const desk: Desk = {
    reader,
    readers,
    choose: (one) => {
      localStorage.setItem(KEPT, one)
      setChosen(one)
      setUsed(one)
    },
    put,
    cardOnReader: card?.number ?? undefined,
    blankOnReader: card?.blank === true ? (card.chip ?? undefined) : undefined,
    till: till ?? undefined,
    isTillKnown: till !== undefined,
    tillWhy: till === undefined ? (tills.error ?? undefined) : undefined,
    isAtWork,
    setAtWork,
    talk,
  }
  return <DeskContext.Provider value={desk}>{children}</DeskContext.Provider>
}

export function useDesk(): Desk {
  const desk = useContext(DeskContext)
  if (desk === undefined) throw new Error('the counter has a desk')
  return desk
}

/** While somebody is in the middle of an act nothing leads away from it by itself. */
export function useAtWork(isAtWork: boolean): void {
  const { setAtWork } = useDesk()
  useEffect(() => {
    setAtWork(isAtWork)
    return () => setAtWork(false)
  }, [setAtWork, isAtWork])
}
