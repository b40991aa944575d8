import { z } from 'zod'
import { ok, ppm, type Act, type Result, type Role } from '../../../base'
import {
  endTerm,
  registerIn,
  type CreditCodeRefusal,
  type Registration,
  type RegistryRefusal,
  type Termed,
} from '../../../registry'
import { dateField, dateOut, operatorField, reasonField, textField } from '../contract/fields'
import { page, pageQuery } from '../contract/page'
import { because } from '../contract/second-person'

export const ADMIN = ['administrator'] as const satisfies readonly Role[]
export const LOOKS = [
  'administrator',
  'auditor',
  'counter-clerk',
  'counter-supervisor',
  'finance-maker',
  'finance-checker',
] as const satisfies readonly Role[]

export const bearerField = z.enum(['operator', 'city'])
export const plainId = z.string().regex(/^[a-z0-9_-]{1,100}$/)
export const shortId = z.string().regex(/^[a-z0-9-]{1,40}$/)
export const merchantField = z.string().regex(/^mer_[a-z0-9-]{1,40}$/)
export const agentField = z.string().regex(/^agent_[a-z0-9-]{1,40}$/)
export const terminalField = textField(100)
export const samField = z.string().regex(/^\d{12}$/)
export const ppmField = z
  .int()
  .min(0)
  .max(1_000_000)
  .transform((parts) => ppm(BigInt(parts)))
  .meta({ description: 'parts per million' })
export const nameField = textField(100)
export const companyCodeField = textField(30).meta({
  description: 'a unified social credit code, or an old organisation code',
  example: '91320500MA1ABCDE14',
})

/** What registering may be refused with, where everything else was checked before. */
export const entered = {
  'entry-malformed': 422,
  'operator-unknown': 404,
  'terminal-unknown': 404,
  'card-product-unknown': 404,
  'card-unknown': 404,
  'merchant-unknown': 404,
  'agent-unknown': 404,
  'application-unknown': 404,
  'registered-otherwise': 409,
  'validity-overlaps': 409,
} as const satisfies Record<RegistryRefusal, number>
export const codeRefusals = {
  'code-length-wrong': 422,
  'code-characters-wrong': 422,
  'code-check-wrong': 422,
} as const satisfies Record<CreditCodeRefusal, number>
const ended = { 'date-malformed': 422, 'date-past': 422, 'term-not-running': 409 } as const

export const registry = <Name extends string, Path extends string>(name: Name, path: Path) => ({
  name,
  path,
  tag: 'registry' as const,
})
export const byId = z.strictObject(pageQuery(z.tuple([z.string()])))
export const byIdOfOperator = z.strictObject({
  operator: operatorField.optional(),
  ...pageQuery(z.tuple([z.string()])),
})
export const termBody = { activeFrom: dateField, activeTo: dateField.optional() }
export const validBody = { validFrom: dateField, validTo: dateField.optional() }
const endBody = z.strictObject({ lastDate: dateField, reason: reasonField })
const endOut = z.object({ lastDate: dateOut })

/** An act that sets the last day of an entry. */
export const ends = {
  method: 'post',
  may: ADMIN,
  body: endBody,
  answer: endOut,
  refusals: ended,
} as const
/** What a contract says changes by two people only. */
export const byTwo = {
  fourEyes: () => because('contract-changes'),
  approvers: ['finance-checker'],
} as const

/** Registers one entry and says so in the trail; the same entry again is answered like the first time. */
export async function entry(
  { act }: { readonly act: Act },
  registration: Registration,
  subject: string,
): Promise<Result<undefined, RegistryRefusal>> {
  const done = await registerIn(act.tx, registration)
  if (!done.ok) {
    // One entry: its place in a list says nothing to the caller.
    const field = done.field?.replace(/^.*\]\.?/, '')
    const { field: _place, ...refusal } = done
    return field === undefined || field === '' ? refusal : { ...refusal, field }
  }
  await act.trail({ act: `${subject.split(':')[0]}.registered`, subject })
  return ok(undefined)
}

export const ending =
  (kind: Termed, idOf: (params: Record<string, string>) => string) =>
  ({
    act,
    params,
    body,
  }: {
    readonly act: Act
    readonly params: Record<string, string>
    readonly body: { readonly lastDate: string; readonly reason: string }
  }) =>
    endTerm(act, { kind, id: idOf(params), ...body })

/** To an operator the terminals of others are not there. */
export const ownOperator = (
  actor: { readonly operator?: string; readonly roles: readonly Role[] },
  asked: string | undefined,
): { operator?: string } => {
  const operator = actor.roles.includes('operator') ? (actor.operator ?? 'nobody') : asked
  return operator === undefined ? {} : { operator }
}

export const partOf = (query: { limit: number; cursor?: [string] | undefined }) => ({
  limit: query.limit + 1,
  ...(query.cursor === undefined ? {} : { after: query.cursor[0] }),
})
export const pageBy =
  <Key extends string>(key: Key) =>
  <Row extends Readonly<Record<Key, string>>>(rows: readonly Row[], limit: number) =>
    page(rows, limit, { placeOf: (row) => [row[key]], item: (row) => row })
