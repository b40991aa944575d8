import { LogoutOutlined, UserOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react'
import { NavLink, Outlet, useLocation, useNavigate } from 'react-router'
import { useMe, useSession } from '../centre/session'
import { arriving } from '../parts/arriving'
import { Caught } from '../parts/caught'
import { Dialogue } from '../parts/dialogue'
import { MenuButton } from '../parts/menu-button'
import { Waiting } from '../parts/page'
import { faceAt } from '../faces.table'
import { screensOf, type Screen } from '../screens.table'
import { useWords } from '../words/words'
import { Brand } from './brand'
import { useKeys, type KeyTable } from './keys'
import { BrightnessSwitch, LanguageSwitch } from './switches'

const OwnAccess = lazy(arriving(() => import('./own-access')))
const SignInForm = lazy(arriving(() => import('./sign-in')))

/** Around every screen: the menu of the role, who this is, and what the keys do. */
export function Frame(): ReactNode {
  const { t, language } = useWords()
  const me = useMe()
  const { isLost, signOut } = useSession()
  const screens = screensOf(me.roles)
  const [isHelp, setHelp] = useState(false)
  const [isOwn, setOwn] = useState(false)
  const navigate = useNavigate()
  const main = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  const place = `/${pathname.split('/')[1] ?? ''}`

  const goTo: KeyTable = Object.fromEntries(
    screens.map(({ letter, path }) => [`g ${letter}`, () => void navigate(path)]),
  )
  useKeys(
    {
      ...goTo,
      '?': () => setHelp(true),
      '/': () => document.querySelector<HTMLInputElement>('[data-search] input')?.focus(),
    },
    !isLost,
  )
  // A new place is read from its top.
  useEffect(() => {
    void main.current?.scrollTo(0, 0)
  }, [place])

  return (
    <div className="frame">
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      <nav className="frame-nav" aria-label={t('shell.menu')}>
        <div className="frame-brand">
          <Brand size={30} />
          <div>
            {t('shell.name')}
            <small>{me.roles.map((role) => t(`role.${role}`)).join(' · ')}</small>
          </div>
        </div>
        <ul>
          {screens.map((screen) => (
            <MenuLine key={screen.path} screen={screen} />
          ))}
        </ul>
      </nav>
      <header className="frame-bar">
        <div className="grow" />
        <Button type="text" onClick={() => setHelp(true)} aria-keyshortcuts="?">
          {t('shell.keys')} <kbd>?</kbd>
        </Button>
        <LanguageSwitch />
        <BrightnessSwitch />
        <MenuButton
          type="text"
          icon={<UserOutlined />}
          data-own-menu=""
          label={me.displayName ?? me.id}
          items={[
            { key: 'own', icon: <UserOutlined />, label: t('own-access.title') },
            { key: 'out', icon: <LogoutOutlined />, label: t('shell.sign-out') },
          ]}
          onChoose={(key) => (key === 'own' ? setOwn(true) : void signOut())}
        >
          {me.displayName ?? me.id}
        </MenuButton>
      </header>
      <main
        className="frame-main"
        id="main"
        ref={main}
        tabIndex={-1}
        {...(language === 'zh' ? { 'data-face': faceAt(pathname) } : {})}
      >
        <Caught at={pathname}>
          <Suspense fallback={<Waiting lines={6} />}>
            <Outlet />
          </Suspense>
        </Caught>
      </main>
      <Dialogue
        open={isLost}
        title={t('session.lost')}
        footer={null}
        closable={false}
        keyboard={false}
        mask={{ closable: false }}
        destroyOnHidden
      >
        <p>{t('session.lost-help')}</p>
        <Suspense fallback={<Waiting />}>
          <SignInForm login={me.login ?? undefined} />
        </Suspense>
      </Dialogue>
      <Dialogue
        open={isOwn}
        title={t('own-access.title')}
        footer={null}
        onCancel={() => setOwn(false)}
        destroyOnHidden
      >
        <Suspense fallback={<Waiting />}>
          <OwnAccess />
        </Suspense>
      </Dialogue>
      <Help isOpen={isHelp} onClose={() => setHelp(false)} screens={screens} />
    </div>
  )
}

function MenuLine({ screen }: { readonly screen: Screen }): ReactNode {
  const { t } = useWords()
  const { path, word, letter, icon: Icon } = screen
  return (
    <li>
      <NavLink to={path} title={t(word)}>
        <Icon aria-hidden="true" />
        <span>{t(word)}</span>
        <span aria-hidden="true">g {letter}</span>
      </NavLink>
    </li>
  )
}

/** What the keys do: those of the frame, and those of the screen that is open. */
function Help({
  isOpen,
  onClose,
  screens,
}: {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly screens: readonly Screen[]
}): ReactNode {
  const { t } = useWords()
  const { pathname } = useLocation()
  const here = screens.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`))
  const lines: readonly (readonly [string, string])[] = [
    ['/', t('shell.keys-search')],
    ...screens.map(
      ({ letter, word }) => [`g ${letter}`, t('shell.keys-go', { where: t(word) })] as const,
    ),
    ...(here?.keys ?? []).map(([key, word]) => [key, t(word)] as const),
    ['?', t('shell.keys-help')],
    ['Esc', t('shell.keys-close')],
  ]
  return (
    <Dialogue
      open={isOpen}
      title={t('shell.keys')}
      footer={null}
      onCancel={onClose}
      destroyOnHidden
    >
      <dl className="facts">
        {lines.map(([keys, what]) => (
          <div key={keys} style={{ display: 'contents' }}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialogue>
  )
}
