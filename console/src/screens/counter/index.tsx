import { Button, Input, type InputRef } from 'antd'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { Navigate, Outlet, Route, Routes, useLocation, useNavigate } from 'react-router'
import { ask, type Answer, type NotAnswered } from '../../centre/client'
import { later, laterOf } from '../../parts/later'
import { Mark } from '../../parts/mark'
import { RefusalNote } from '../../parts/notes'
import { useKeys } from '../../shell/keys'
import { useWords } from '../../words/words'
import './counter.css'
import { DeskProvider, useDesk } from './desk'
import { soughtBy } from './find'
import { Found } from './found'
import { ReaderStrip } from './reader-strip'
import { Start } from './start'

const CardPage = laterOf(() => import('./card-page'), 'CardPage')
const PersonPage = laterOf(() => import('./person-page'), 'PersonPage')
const RegisterPage = laterOf(() => import('./register-page'), 'RegisterPage')
const IssuePage = laterOf(() => import('./issue-page'), 'IssuePage')
const TillPage = laterOf(() => import('./till-page'), 'TillPage')
const Approvals = later(() => import('../approvals'))

/** Who was found, and by what. */
interface Sighting {
  readonly people: Answer<'citizens.search'>['items']
  readonly typed: string
}

/** The counter: everything a clerk does with a person, a card and a drawer. */
export default function Counter(): ReactNode {
  return (
    <DeskProvider>
      <Routes>
        <Route element={<Around />}>
          <Route index element={<Start />} />
          <Route path="cards/:card" element={<CardPage />} />
          <Route path="people/:person" element={<PersonPage />} />
          <Route path="register" element={<RegisterPage />} />
          <Route path="issue" element={<IssuePage />} />
          <Route path="till" element={<TillPage />} />
          <Route path="approvals" element={<Approvals />} />
          <Route path="*" element={<Navigate to="/counter" replace />} />
        </Route>
      </Routes>
    </DeskProvider>
  )
}

/** One field finds everything; beside it what lies on the reader, and the drawer. */
function Around(): ReactNode {
  const { t } = useWords()
  const navigate = useNavigate()
  const { till, isTillKnown, cardOnReader, isAtWork } = useDesk()
  const { pathname } = useLocation()
  const [typed, setTyped] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [why, setWhy] = useState<NotAnswered>()
  const [found, setFound] = useState<Sighting>()
  const [place, setPlace] = useState(pathname)
  // What was sought is done with as soon as somebody goes on: a document's number does not stay in sight.
  if (place !== pathname) {
    setPlace(pathname)
    setTyped('')
    setWhy(undefined)
    setFound(undefined)
    setBusy(false)
  }

  // The field does not hold the letters of the page: they are keys. A digit is nobody's key and begins a number, typed
  // or read by a scanner, wherever the clerk is not typing already.
  const field = useRef<InputRef>(null)
  const digit = (typedNow: string) => () => {
    field.current?.focus()
    setTyped((before) => before + typedNow)
  }
  useKeys({
    ...Object.fromEntries([...'0123456789'].map((one) => [one, digit(one)])),
    // A chip that is being written is finished first.
    n: () => {
      if (!isAtWork) void navigate('/counter/issue')
    },
    t: () => void navigate('/counter/till'),
    a: () => void navigate('/counter/approvals'),
    p: () => void navigate('/counter/register'),
  })

  // A card that is put on the reader opens by itself, unless somebody is in the middle of something else.
  const before = useRef(cardOnReader)
  useEffect(() => {
    const isNew = cardOnReader !== undefined && before.current !== cardOnReader
    before.current = cardOnReader
    const mayLeave = pathname === '/counter' || pathname.startsWith('/counter/cards/')
    if (isNew && mayLeave && !isAtWork) void navigate(`/counter/cards/${cardOnReader}`)
  }, [cardOnReader, pathname, navigate, isAtWork])

  // What comes of a search that somebody has gone on from, or of the one before, is not looked at any more.
  const search = useRef(0)
  useEffect(() => {
    search.current += 1
  }, [pathname])

  const find = async (): Promise<void> => {
    const sought = soughtBy(typed)
    setWhy(undefined)
    setFound(undefined)
    if (sought === undefined) return
    if (sought.what === 'card') {
      field.current?.blur()
      await navigate(`/counter/cards/${sought.card}`)
      return
    }
    const own = ++search.current
    setBusy(true)
    const told = await ask('citizens.search', sought.ask)
    if (search.current !== own) return
    setBusy(false)
    if (!told.ok) return setWhy(told.why)
    if (told.pending) return
    const [first, ...others] = told.value.items
    if (first !== undefined && others.length === 0) {
      // The next letter is a key of the page that opens.
      field.current?.blur()
      await navigate(`/counter/people/${first.person}`)
      return
    }
    setFound({ people: told.value.items, typed })
  }

  return (
    <>
      <div className="counter-top no-print">
        <search className="counter-find" data-search="">
          <Input.Search
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            placeholder={t('counter.find')}
            aria-label={t('counter.find')}
            ref={field}
            enterButton={t('counter.find-go')}
            loading={isBusy}
            onSearch={() => void find()}
          />
        </search>
        <div className="counter-reader">
          <ReaderStrip />
        </div>
        <Button type="text" onClick={() => void navigate('/counter/till')}>
          {t('till.title')}{' '}
          {till === undefined ? (
            isTillKnown ? (
              <Mark mood="warn">{t('till.is-closed')}</Mark>
            ) : null
          ) : (
            <Mark mood="good">{till.desk}</Mark>
          )}
        </Button>
      </div>
      {why === undefined && found === undefined ? null : (
        <div className="rows" style={{ marginBottom: 16 }}>
          <RefusalNote why={why} />
          {found === undefined ? null : <Found {...found} />}
        </div>
      )}
      <Outlet />
    </>
  )
}
