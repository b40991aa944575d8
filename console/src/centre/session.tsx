import { useQueryClient } from '@tanstack/react-query'
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  type ReactNode,
} from 'react'
import { ask, NotAnswered, setCsrf, whenSessionIsLost, type Answer } from './client'

export type Centre = Answer<'centre.get'>
export type Me = Answer<'access.me'>
export type Role = Me['roles'][number]

export interface SignIn {
  readonly login: string
  readonly password: string
  readonly code?: string
}

export interface Session {
  readonly centre: Centre
  /** Nobody when nobody has signed in here. */
  readonly me: Me | undefined
  /** The session ended while somebody worked: what they typed is kept, they sign in again over it. */
  readonly isLost: boolean
  readonly signIn: (by: SignIn) => Promise<NotAnswered | undefined>
  readonly signOut: () => Promise<void>
  /** Asks again who this is: after a password or a second factor was set. */
  readonly renew: () => Promise<void>
}

const SessionContext = createContext<Session | undefined>(undefined)

type Start =
  | { readonly state: 'asking' }
  | { readonly state: 'failed'; readonly why: NotAnswered }
  | { readonly state: 'ready'; readonly centre: Centre; readonly me: Me | undefined }

/** Asks the centre what it is and who this is, then shows `children`. */
export function SessionProvider({
  children,
  waiting,
  failed,
}: {
  readonly children: ReactNode
  readonly waiting: ReactNode
  readonly failed: (why: NotAnswered, again: () => void) => ReactNode
}): ReactNode {
  const [start, setStart] = useState<Start>({ state: 'asking' })
  const [isLost, setLost] = useState(false)
  const [tries, setTries] = useState(0)
  const kept = useQueryClient()

  useEffect(() => {
    let isWanted = true
    void begin().then((begun) => {
      if (isWanted) setStart(begun)
    })
    return () => {
      isWanted = false
    }
  }, [tries])

  useEffect(() => whenSessionIsLost(() => setLost(true)), [])

  const renew = useCallback(async () => {
    const told = await ask('access.me', {})
    if (!told.ok || told.pending) return
    setCsrf(told.value.csrf ?? undefined)
    setStart((now) => (now.state === 'ready' ? { ...now, me: told.value } : now))
  }, [])

  const before = start.state === 'ready' ? start.me : undefined
  const signIn = useCallback(
    async (by: SignIn) => {
      const told = await ask('access.sign-in', { body: { ...by, cookie: true } })
      if (!told.ok) return told.why
      if (told.pending) return new NotAnswered(202, undefined)
      setCsrf(told.value.csrf)
      // Somebody else sees nothing of what the one before them saw.
      if (before !== undefined && before.login !== by.login) kept.clear()
      await renew()
      setLost(false)
      await kept.invalidateQueries()
      return undefined
    },
    [kept, renew, before],
  )

  const signOut = useCallback(async () => {
    await ask('access.sign-out', {})
    setCsrf(undefined)
    kept.clear()
    setStart((now) => (now.state === 'ready' ? { ...now, me: undefined } : now))
    setLost(false)
  }, [kept])

  const session = useMemo(
    () =>
      start.state === 'ready'
        ? { centre: start.centre, me: start.me, isLost, signIn, signOut, renew }
        : undefined,
    [start, isLost, signIn, signOut, renew],
  )
  if (start.state === 'asking') return waiting
  if (start.state === 'failed') return failed(start.why, () => setTries(tries + 1))
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>
}

async function begin(): Promise<Start> {
  const [centre, me] = await Promise.all([ask('centre.get', {}), ask('access.me', {})])
  if (!centre.ok) return { state: 'failed', why: centre.why }
  if (centre.pending) return { state: 'failed', why: new NotAnswered(202, undefined) }
  if (!me.ok || me.pending) return { state: 'ready', centre: centre.value, me: undefined }
  setCsrf(me.value.csrf ?? undefined)
  return { state: 'ready', centre: centre.value, me: me.value }
}

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === undefined) throw new Error('a screen stands inside the session')
  return session
}

/** Who is signed in. Only for what is shown to those who are. */
export function useMe(): Me {
  const { me } = useSession()
  if (me === undefined) throw new Error('somebody is signed in')
  return me
}
