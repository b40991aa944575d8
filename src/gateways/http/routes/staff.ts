import { z } from 'zod'
import { ok, type Role, type Sql } from '../../../base'
import {
  addStaff,
  changeStaff,
  checkStaff,
  decidesForOthers,
  newPassword,
  resetStaff,
  staffAfter,
  staffById,
  unlockStaff,
} from '../../../oversight'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import { because } from '../contract/second-person'
import { idField, instantOut, operatorField, textField, versionOut } from '../contract/fields'
import { page, pageOf, pageQuery } from '../contract/page'
import { roleField } from './access'

const ADMINISTRATOR = ['administrator'] as const satisfies readonly Role[]

const TWO_PEOPLE = because('decides-for-others')

/** Whether somebody decides for others already. */
async function decides(sql: Sql, id: string): Promise<boolean> {
  const found = await staffById(sql, id)
  return found !== undefined && decidesForOthers(found.roles)
}

const staffId = z.strictObject({ staff: idField('staff') })
const rolesField = z.array(roleField).min(1).max(6)
const agentField = idField('agent').meta({ description: 'for the role agent' })
const personField = idField('person').meta({ description: 'for the role citizen' })
const issuerField = z.url().max(300).meta({ description: 'of the OpenID provider' })
const subjectField = textField(255).meta({ description: '`sub` at the OpenID provider' })

const staffOut = z.object({
  staff: z.string(),
  login: z.string(),
  displayName: z.string(),
  roles: z.array(roleField),
  operator: z.string().nullable(),
  agent: z.string().nullable(),
  person: z.string().nullable(),
  state: z.enum(['active', 'disabled']),
  hasPassword: z.boolean(),
  passwordTemporary: z.boolean(),
  secondFactor: z.boolean(),
  secondFactorRequired: z.boolean(),
  oidcIssuer: z.string().nullable(),
  oidcSubject: z.string().nullable(),
  lockedUntil: instantOut.nullable(),
  createdAt: instantOut,
  version: versionOut,
})

const passwordOut = z.string().nullable().meta({
  description: 'a temporary password, shown this once; null for who signs in elsewhere',
})

export const listStaff = endpoint({
  name: 'staff.list',
  method: 'get',
  path: '/v1/staff',
  tag: 'access',
  summary: 'Everybody who may sign in, by login',
  may: ['administrator', 'auditor'],
  query: z.strictObject(pageQuery(z.tuple([textField(64)]))),
  answer: pageOf(staffOut),
})

export const getStaff = endpoint({
  name: 'staff.get',
  method: 'get',
  path: '/v1/staff/{staff}',
  tag: 'access',
  summary: 'One member of staff',
  may: ['administrator', 'auditor'],
  params: staffId,
  answer: staffOut,
  refusals: { 'staff-unknown': 404 },
})

export const postStaff = endpoint({
  name: 'staff.add',
  method: 'post',
  path: '/v1/staff',
  tag: 'access',
  summary: 'Add somebody who may sign in; the answer holds a temporary password',
  may: ADMINISTRATOR,
  body: z.strictObject({
    login: textField(64, 2).meta({ example: 'mei.lin' }),
    displayName: textField(100),
    roles: rolesField,
    operator: operatorField.optional(),
    agent: agentField.optional(),
    person: personField.optional(),
    secondFactorRequired: z.boolean().optional(),
    oidcIssuer: issuerField.optional(),
    oidcSubject: subjectField.optional(),
  }),
  answer: z.object({ staff: staffOut, password: passwordOut }),
  status: 201,
  secret: true,
  refusals: {
    'login-malformed': 422,
    'login-taken': 409,
    'roles-contradict': 422,
    'binding-missing': 422,
    'password-too-weak': 422,
  },
  // What cannot be is refused at once, not after somebody else has looked at it.
  fourEyes: ({ body }) =>
    decidesForOthers(body.roles) && checkStaff(body).ok ? TWO_PEOPLE : undefined,
  approvers: ADMINISTRATOR,
})

export const patchStaff = endpoint({
  name: 'staff.change',
  method: 'patch',
  path: '/v1/staff/{staff}',
  tag: 'access',
  summary: 'Change roles, bindings, name or state; nobody changes their own',
  description: 'Whoever is disabled or gets other roles is signed out everywhere.',
  may: ADMINISTRATOR,
  params: staffId,
  body: z.strictObject({
    displayName: textField(100).optional(),
    roles: rolesField.optional(),
    operator: operatorField.nullable().optional(),
    agent: agentField.nullable().optional(),
    person: personField.nullable().optional(),
    state: z.enum(['active', 'disabled']).optional(),
    secondFactorRequired: z.boolean().optional(),
    oidcIssuer: issuerField.nullable().optional(),
    oidcSubject: subjectField.nullable().optional(),
  }),
  answer: staffOut,
  editsVersion: true,
  refusals: {
    'staff-unknown': 404,
    'login-malformed': 422,
    'login-taken': 409,
    'roles-contradict': 422,
    'binding-missing': 422,
    'own-rights': 409,
  },
  // To shut somebody out is never dangerous, and sometimes urgent.
  fourEyes: async ({ tx, actor, params, body }) => {
    if (params.staff === actor.id) return undefined
    const isShutOut = body.state === 'disabled' && Object.keys(body).length === 1
    const isGuarded = decidesForOthers(body.roles ?? []) || (await decides(tx, params.staff))
    return isGuarded && !isShutOut ? TWO_PEOPLE : undefined
  },
  approvers: ADMINISTRATOR,
})

export const postUnlock = endpoint({
  name: 'staff.unlock',
  method: 'post',
  path: '/v1/staff/{staff}/unlock',
  tag: 'access',
  summary: 'Let somebody try again who was locked out after wrong passwords',
  may: ADMINISTRATOR,
  params: staffId,
  answer: staffOut,
  refusals: { 'staff-unknown': 404 },
})

export const postReset = endpoint({
  name: 'staff.reset',
  method: 'post',
  path: '/v1/staff/{staff}/reset',
  tag: 'access',
  summary: 'Give somebody a new temporary password, and take away a second factor that is lost',
  may: ADMINISTRATOR,
  params: staffId,
  body: z.strictObject({ secondFactor: z.boolean().optional() }),
  answer: z.object({ staff: staffOut, password: passwordOut }),
  secret: true,
  refusals: { 'staff-unknown': 404, 'own-rights': 409 },
  fourEyes: async ({ tx, actor, params }) =>
    params.staff !== actor.id && (await decides(tx, params.staff)) ? TWO_PEOPLE : undefined,
  approvers: ADMINISTRATOR,
})

const UNKNOWN = { ok: false, refused: 'staff-unknown', field: 'params.staff' } as const

/** Who may sign in, seen and changed by administrators. */
export const staff: readonly Route[] = [
  read(listStaff, async ({ sql, query: { limit, cursor } }) => {
    const rows = await staffAfter(sql, { after: cursor?.[0], limit: limit + 1 })
    return ok(page(rows, limit, { placeOf: ({ login }) => [login], item: (row) => row }))
  }),

  read(getStaff, async ({ sql, params }) => {
    const found = await staffById(sql, params.staff)
    return found === undefined ? UNKNOWN : ok(found)
  }),

  write(postStaff, async ({ act, body, desks: { oversight } }) => {
    const signsInElsewhere = body.oidcSubject !== undefined
    const password = signsInElsewhere ? undefined : newPassword(oversight.secrets)
    const added = await addStaff(act, oversight, { ...body, password })
    return added.ok ? ok({ staff: added.value, password: password ?? null }) : added
  }),

  write(patchStaff, ({ act, params, body, version }) =>
    changeStaff(act, { ...body, staff: params.staff, version }),
  ),

  write(postUnlock, ({ act, params }) => unlockStaff(act, params)),

  write(postReset, ({ act, params, body, desks }) =>
    resetStaff(act, desks.oversight, { ...params, ...body }),
  ),
]
