import {
  AuditOutlined,
  CheckSquareOutlined,
  DashboardOutlined,
  ExceptionOutlined,
  IdcardOutlined,
  KeyOutlined,
  PayCircleOutlined,
  SafetyCertificateOutlined,
  ShopOutlined,
  WalletOutlined,
} from '@ant-design/icons'
import type { ComponentType } from 'react'
import type { Role } from './centre/session'
import type { Word } from './words/words'

/** One place of the menu. Its folder under screens/ shows it; nothing else of it is named anywhere. */
export interface Screen {
  /** First part of the address; what is below it belongs to the screen. */
  readonly path: `/${string}`
  /** Its name in the menu. */
  readonly word: Word
  /** `g` and this letter go there. */
  readonly letter: string
  readonly icon: ComponentType<{ 'aria-hidden'?: 'true' }>
  /** Who sees it. The centre decides what they are answered; this only spares them a closed door. */
  readonly roles: readonly Role[]
  readonly load: () => Promise<{ readonly default: ComponentType }>
  /** Keys of its own, for the page of keys. */
  readonly keys?: readonly (readonly [keys: string, word: Word])[]
}

/** In the order of the menu; the first one of a role is where it begins. */
export const screens: readonly Screen[] = [
  {
    path: '/counter',
    word: 'screen.counter',
    letter: 'c',
    icon: IdcardOutlined,
    roles: ['counter-clerk', 'counter-supervisor'],
    load: () => import('./screens/counter'),
    keys: [
      ['n', 'start.issue'],
      ['i', 'start.issue-to'],
      ['p', 'start.register'],
      ['t', 'till.title'],
      ['a', 'approvals.title'],
      ['l', 'act.load'],
      ['u', 'act.unload'],
      ['r', 'act.loss'],
      ['f', 'act.found'],
      ['e', 'act.replace'],
      ['b', 'act.hand-back'],
      ['F9', 'issue.go'],
    ],
  },
  {
    path: '/finance',
    word: 'screen.finance',
    letter: 'f',
    icon: WalletOutlined,
    roles: ['finance-maker', 'finance-checker', 'auditor'],
    load: () => import('./screens/finance'),
  },
  {
    path: '/disputes',
    word: 'screen.disputes',
    letter: 'd',
    icon: ExceptionOutlined,
    roles: ['counter-clerk', 'counter-supervisor', 'finance-maker', 'finance-checker', 'auditor'],
    load: () => import('./screens/disputes'),
  },
  {
    path: '/approvals',
    word: 'screen.approvals',
    letter: 'a',
    icon: CheckSquareOutlined,
    roles: [
      'counter-supervisor',
      'finance-maker',
      'finance-checker',
      'key-custodian',
      'administrator',
      'auditor',
    ],
    load: () => import('./screens/approvals'),
  },
  {
    path: '/operations',
    word: 'screen.operations',
    letter: 'o',
    icon: DashboardOutlined,
    roles: ['administrator', 'auditor'],
    load: () => import('./screens/operations'),
  },
  {
    path: '/trail',
    word: 'screen.trail',
    letter: 't',
    icon: AuditOutlined,
    roles: ['auditor'],
    load: () => import('./screens/trail'),
  },
  {
    path: '/keys',
    word: 'screen.keys',
    letter: 'k',
    icon: KeyOutlined,
    roles: ['key-custodian', 'administrator', 'auditor'],
    load: () => import('./screens/keys'),
  },
  {
    path: '/operator',
    word: 'screen.operator',
    letter: 'u',
    icon: ShopOutlined,
    roles: ['operator'],
    load: () => import('./screens/operator'),
  },
  {
    path: '/agent',
    word: 'screen.agent',
    letter: 'l',
    icon: PayCircleOutlined,
    roles: ['agent'],
    load: () => import('./screens/agent'),
  },
  {
    path: '/own',
    word: 'screen.own',
    letter: 'm',
    icon: SafetyCertificateOutlined,
    roles: ['citizen'],
    load: () => import('./screens/own'),
  },
]

export const screensOf = (roles: readonly Role[]): readonly Screen[] =>
  screens.filter((screen) => screen.roles.some((role) => roles.includes(role)))
