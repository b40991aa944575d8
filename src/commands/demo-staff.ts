import { invariant, type Role } from '../base'
import type { City } from '../city'
import { registerPerson } from '../citizens'
import { addStaff, newPassword, staffByLogin, type StaffEntry } from '../oversight'
import { operators, register } from '../registry'
import { acting } from './staff'

/** Who works in the demonstration city: one for each role that a person has, two where one alone may not act. */
const CAST = [
  ['clerk', '柜员', 'counter-clerk'],
  ['supervisor', '柜台主管', 'counter-supervisor'],
  ['agent', '充值代理', 'agent'],
  ['maker', '财务经办', 'finance-maker'],
  ['checker', '财务复核', 'finance-checker'],
  ['operator', '运营单位', 'operator'],
  ['hospital', '医疗机构', 'medical-institution'],
  ['custodian', '密钥管理员', 'key-custodian'],
  ['custodian-2', '密钥管理员二', 'key-custodian'],
  ['administrator', '系统管理员', 'administrator'],
  ['administrator-2', '系统管理员二', 'administrator'],
  ['auditor', '审计员', 'auditor'],
  ['citizen', '市民', 'citizen'],
] as const satisfies readonly (readonly [login: string, name: string, role: Role])[]

/** Whose desk the demonstration has. */
export const DEMO_CLERK = CAST[0][0]
/** Whose shop it has. */
export const DEMO_AGENT_LOGIN = CAST[2][0]

const SIDE_BY_SIDE = 2

/** A shop that loads cards. The credit code is well-formed and nobody's. */
const DEMO_AGENT = {
  agent: 'agent_demo',
  name: '示范充值点',
  creditCode: '91320500MA1ABCDE14',
  activeFrom: '2018-01-01',
  activeTo: null,
} as const

/** The number that GB 11643 prints as its example; nobody has it. */
const DEMO_CITIZEN = {
  name: '张三',
  documents: [{ kind: 'resident-id', number: '11010519491231002X' }],
} as const

export interface DemoStaff {
  /** One for all of them, drawn for this database; nothing keeps it but whoever is told. */
  readonly password: string
  readonly staff: readonly { readonly login: string; readonly role: string }[]
}

/**
 * Staff for the demonstration, in a database that has none of them; nothing when they are there already. Never for
 * an installation at work: the caller sees to that.
 */
export async function addDemoStaff(city: City): Promise<DemoStaff | undefined> {
  const { database } = city.store
  if ((await staffByLogin(database, DEMO_CLERK)) !== undefined) return undefined
  const [operator] = await operators(database)
  const agents = await register(database, { agents: [DEMO_AGENT] })
  const citizen = await acting(city, (act) => registerPerson(act, city.vault, DEMO_CITIZEN))
  const bindings: Partial<Record<Role, Partial<StaffEntry>>> = {
    ...(agents.ok ? { agent: { agent: DEMO_AGENT.agent } } : {}),
    ...(operator === undefined ? {} : { operator: { operator: operator.operator } }),
    ...(citizen.ok ? { citizen: { person: citizen.value.person } } : {}),
  }
  const needsBinding = (role: Role): boolean => ['operator', 'citizen', 'agent'].includes(role)
  const cast = CAST.filter(([, , role]) => bindings[role] !== undefined || !needsBinding(role))
  const password = newPassword(city.oversight.secrets)
  // A few side by side: each hash keeps a core busy for a quarter of a second, and each act holds a connection.
  for (let from = 0; from < cast.length; from += SIDE_BY_SIDE) {
    await Promise.all(
      cast.slice(from, from + SIDE_BY_SIDE).map(async ([login, displayName, role]) => {
        const added = await acting(city, (act) =>
          addStaff(act, city.oversight, {
            login,
            displayName,
            roles: [role],
            ...bindings[role],
            password,
            passwordTemporary: false,
            demo: true,
          }),
        )
        invariant(added.ok || added.refused === 'login-taken', 'demo staff may be added', { login })
      }),
    )
  }
  return { password, staff: cast.map(([login, , role]) => ({ login, role })) }
}
