import { CENTRE, parseOperatorId, type Role } from '../base'
import type { City } from '../city'
import { actOf, addStaff, signIn } from '../oversight'
import type { Callers } from './run-fuzz'

const PASSWORD = 'long enough for one run 44'
const SOMEBODIES = 6
/** Cheap on purpose: these books are thrown away. */
const PASSWORD_COST = { N: 1_024, r: 8, p: 1 }

/** Whom bound roles are bound to: somebody has to be an operator's, an agent's, a citizen's. */
export interface Bound {
  readonly operator: string
  readonly agent: string
  readonly person: string
}

/** Signs one member of staff a role in at a centre; another one when the first can no longer act. */
export class StaffOfAllRoles implements Callers {
  private readonly headers = new Map<Role, string>()
  private count = 0

  constructor(
    private readonly city: Pick<City, 'oversight' | 'store'>,
    private readonly bound: Bound,
  ) {}

  async of(role: Role): Promise<string> {
    const known = this.headers.get(role)
    if (known !== undefined) return known
    const header = await this.signedIn(role)
    this.headers.set(role, header)
    return header
  }

  /** How some people sign in who do nothing else: whoever is tried with wrong passwords is soon locked out. */
  async somebodies(): Promise<readonly object[]> {
    const all: object[] = []
    for (let nth = 0; nth < SOMEBODIES; nth++) {
      await this.signedIn('auditor')
      all.push({ login: `fuzz-auditor-${this.count}`, password: PASSWORD, current: PASSWORD })
    }
    return all
  }

  async renew(role: Role): Promise<void> {
    this.headers.delete(role)
  }

  /** A role that nobody signs in with (a terminal shows a certificate) leads to a token nobody has. */
  private async signedIn(role: Role): Promise<string> {
    const desk = { ...this.city.oversight, passwordCost: PASSWORD_COST }
    const login = `fuzz-${role}-${++this.count}`
    const at = desk.clock.now()
    const operator = parseOperatorId(this.bound.operator)
    const added = await desk.database.transaction((tx) =>
      addStaff(actOf(tx, { actor: CENTRE, at, reference: `req_${login}` }), desk, {
        login,
        displayName: '测试',
        roles: [role],
        ...(role === 'operator' && operator.ok ? { operator: operator.value } : {}),
        ...(role === 'agent' ? { agent: this.bound.agent } : {}),
        ...(role === 'citizen' ? { person: this.bound.person } : {}),
        password: PASSWORD,
        passwordTemporary: false,
      }),
    )
    if (!added.ok) return 'Bearer nobody'
    const signed = await signIn(desk, { login, password: PASSWORD })
    return signed.ok ? `Bearer ${signed.value.token}` : 'Bearer nobody'
  }
}
