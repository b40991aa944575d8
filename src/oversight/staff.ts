import {
  ok,
  refuse,
  roles as roleTable,
  type Actor,
  type OperatorId,
  type Result,
  type Role,
} from '../base'

/** Somebody who may sign in, without any secret. */
export interface Staff {
  readonly staff: string
  /** The name given at sign-in. */
  readonly login: string
  readonly displayName: string
  readonly roles: readonly Role[]
  readonly operator: string | null
  readonly agent: string | null
  readonly person: string | null
  readonly state: 'active' | 'disabled'
  readonly hasPassword: boolean
  /** Given by somebody else: to be changed before anything else is done. */
  readonly passwordTemporary: boolean
  readonly secondFactorRequired: boolean
  readonly secondFactor: boolean
  readonly oidcIssuer: string | null
  readonly oidcSubject: string | null
  readonly lockedUntil: Date | null
  readonly demo: boolean
  readonly version: number
  readonly createdAt: Date
}

export type StaffRefusal = 'login-malformed' | 'roles-contradict' | 'binding-missing'

/** What a member of staff is when they are added. */
export interface StaffEntry {
  readonly login: string
  readonly displayName: string
  readonly roles: readonly Role[]
  /** For the role "operator". */
  readonly operator?: string | undefined
  /** For the role "agent". */
  readonly agent?: string | undefined
  /** For the role "citizen". */
  readonly person?: string | undefined
  readonly secondFactorRequired?: boolean | undefined
  readonly oidcIssuer?: string | undefined
  readonly oidcSubject?: string | undefined
}

/** Roles that stand alone, with the reason. */
const ALONE: Readonly<Partial<Record<Role, string>>> = {
  auditor: 'who checks does not take part',
  administrator: 'who gives rights moves no money',
  'key-custodian': 'who keeps a part of the keys does nothing else with them',
  operator: 'an operator sees its own takings only',
  agent: 'an agent loads from its own account only',
  'medical-institution': 'an institution sees its own claims only',
  citizen: 'a citizen sees the own cards only',
}

/** Roles one person may not have both of: four eyes are four only when they are two people's. */
const APART: readonly (readonly [Role, Role])[] = [['finance-maker', 'finance-checker']]

/** Whether an entry may stand: its roles agree with each other and with what it is bound to. */
export function checkStaff(entry: StaffEntry): Result<StaffEntry, StaffRefusal> {
  if (!/^[a-z0-9][a-z0-9._-]{1,63}$/.test(entry.login)) {
    return refuse('login-malformed', {
      field: 'login',
      detail: 'a login is 2 to 64 of a-z, 0-9, ".", "_" and "-", and begins with a letter or digit',
    })
  }
  const contradiction = contradictionIn(entry.roles)
  if (contradiction !== undefined) {
    return refuse('roles-contradict', { field: 'roles', detail: contradiction })
  }
  if ((entry.oidcIssuer === undefined) !== (entry.oidcSubject === undefined)) {
    return refuse('binding-missing', {
      field: 'oidcSubject',
      detail: 'an OpenID provider and the subject it knows somebody by come together',
    })
  }
  const bindings = [
    ['operator', entry.operator],
    ['agent', entry.agent],
    ['citizen', entry.person],
  ] as const
  const wrong = bindings.find(([role, to]) => entry.roles.includes(role) !== (to !== undefined))
  if (wrong === undefined) return ok(entry)
  const field = wrong[0] === 'citizen' ? 'person' : wrong[0]
  const detail = `the role "${wrong[0]}" and the member "${field}" come together`
  return refuse('binding-missing', { field, detail })
}

function contradictionIn(roles: readonly Role[]): string | undefined {
  if (roles.length === 0) return 'somebody who may sign in has a role'
  if (roles.includes('terminal')) return 'a terminal shows its certificate and signs in nowhere'
  const alone = roles.find((role) => roles.length > 1 && ALONE[role] !== undefined)
  if (alone !== undefined) return `"${alone}" stands alone: ${ALONE[alone]}`
  const pair = APART.find(([one, other]) => roles.includes(one) && roles.includes(other))
  return pair === undefined ? undefined : `"${pair[0]}" and "${pair[1]}" are two people`
}

/** Roles that are the second pair of eyes for others, and the one that gives rights. */
const SECOND_PERSONS: ReadonlySet<Role> = new Set<Role>([
  'counter-supervisor',
  'finance-checker',
  'key-custodian',
  'administrator',
])

/**
 * Whether these roles decide about what others ask for: an administrator who could give them to somebody alone, or
 * take over who has them, would be both people of every act for four eyes.
 */
export const decidesForOthers = (given: readonly Role[]): boolean =>
  given.some((role) => SECOND_PERSONS.has(role))

/** What must be done before anything else may be. */
export type Outstanding = 'password-change' | 'second-factor'

export function outstandingFor(
  staff: Staff,
  session: { readonly secondFactor: boolean; readonly way: 'password' | 'oidc' },
): Outstanding[] {
  const found: Outstanding[] = []
  if (staff.passwordTemporary && session.way === 'password') found.push('password-change')
  // An OpenID provider asks for its own second factor.
  const hasShownIt = session.secondFactor || session.way === 'oidc'
  if (staff.secondFactorRequired && !hasShownIt) found.push('second-factor')
  return found
}

/** The actor somebody is; with something outstanding they may only see to that: an actor without roles. */
export function actorOf(staff: Staff, outstanding: readonly Outstanding[] = []): Actor {
  const isCitizen = staff.person !== null
  return {
    id: staff.person ?? staff.staff,
    kind: isCitizen ? 'citizen' : 'staff',
    roles: outstanding.length > 0 ? [] : staff.roles,
    ...(staff.operator === null ? {} : { operator: staff.operator as OperatorId }),
    ...(staff.agent === null ? {} : { agent: staff.agent }),
    ...(staff.person === null ? {} : { person: staff.person }),
  }
}

export const isRole = (text: string): text is Role => Object.hasOwn(roleTable, text)
