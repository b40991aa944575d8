import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { Button, ConfigProvider } from 'antd'
import { lazy, Suspense, useMemo, type ComponentType, type ReactNode } from 'react'
import { BrowserRouter, Navigate, Route, Routes } from 'react-router'
import { NotAnswered } from '../centre/client'
import { SessionProvider, useSession } from '../centre/session'
import { setCityZone } from '../city-time'
import { arriving } from '../parts/arriving'
import { Caught } from '../parts/caught'
import { RefusalNote } from '../parts/notes'
import { Empty, Page, Waiting } from '../parts/page'
import { screens, screensOf } from '../screens.table'
import { themeOf } from '../theme'
import { useComponentWords, useWords } from '../words/words'
import { BrightnessContext, useBrightnessSetting } from './brightness'
import { Frame } from './frame'

/** Styles that components make count only with this; see src/gateways/http/routes/console-pages.ts. */
const nonceOfThisPage = (): string =>
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

const kept = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What was refused is refused again; only a lost line or a fault is tried once more.
      retry: (count, error) =>
        count < 2 && error instanceof NotAnswered && (error.status === 0 || error.status >= 500),
      refetchOnWindowFocus: true,
    },
  },
})

export function App(): ReactNode {
  const brightness = useBrightnessSetting()
  const locale = useComponentWords()
  const theme = useMemo(() => themeOf(brightness.isDark), [brightness.isDark])
  const csp = useMemo(() => ({ nonce: nonceOfThisPage() }), [])
  return (
    <BrightnessContext.Provider value={brightness}>
      <ConfigProvider theme={theme} csp={csp} locale={locale} button={{ autoInsertSpace: false }}>
        <QueryClientProvider client={kept}>
          <BrowserRouter>
            <SessionProvider
              waiting={<Starting />}
              failed={(why, again) => <NotStarted why={why} again={again} />}
            >
              <Places />
            </SessionProvider>
          </BrowserRouter>
        </QueryClientProvider>
      </ConfigProvider>
    </BrightnessContext.Provider>
  )
}

const Starting = (): ReactNode => (
  <main className="door">
    <div className="door-card">
      <Waiting />
    </div>
  </main>
)

function NotStarted({
  why,
  again,
}: {
  readonly why: NotAnswered
  readonly again: () => void
}): ReactNode {
  const { t } = useWords()
  return (
    <main className="door">
      <div className="door-card">
        <RefusalNote why={why}>
          <Button onClick={again}>{t('shell.again')}</Button>
        </RefusalNote>
      </div>
    </main>
  )
}

/** Who is signed in already never sees these. */
const Door = lazy(arriving(() => import('./door')))
const Outstanding = lazy(arriving(() => import('./outstanding')))

/** One part of the program a screen; it is loaded when somebody goes there. */
const loaded = screens.map((screen) => ({
  ...screen,
  Body: lazy<ComponentType>(arriving(screen.load)),
}))

function Places(): ReactNode {
  const { centre, me } = useSession()
  setCityZone(centre.timeZone)
  if (me === undefined || me.outstanding.length > 0) {
    return (
      <Caught at={me === undefined ? 'door' : 'outstanding'}>
        <Suspense fallback={<Starting />}>{me === undefined ? <Door /> : <Outstanding />}</Suspense>
      </Caught>
    )
  }
  const own = screensOf(me.roles)
  const home = own[0]
  return (
    <Routes>
      <Route element={<Frame />}>
        {loaded.map(({ path, roles, Body }) => (
          <Route
            key={path}
            path={`${path}/*`}
            element={me.roles.some((role) => roles.includes(role)) ? <Body /> : <NotYours />}
          />
        ))}
        <Route
          index
          element={home === undefined ? <NotYours /> : <Navigate to={home.path} replace />}
        />
        <Route path="*" element={<Nowhere />} />
      </Route>
    </Routes>
  )
}

/** A place that another role works at. The centre would answer nothing of it either. */
function NotYours(): ReactNode {
  const { t } = useWords()
  return (
    <Page title={t('not-yours.title')}>
      <Empty>{t('not-yours.text')}</Empty>
    </Page>
  )
}

function Nowhere(): ReactNode {
  const { t } = useWords()
  return (
    <Page title={t('nowhere.title')}>
      <Empty>{t('nowhere.text')}</Empty>
    </Page>
  )
}
