import { z } from 'zod'
import { maskCardNumber, type Actor, type Sql } from '../../../base'
import { approvalState, requestOf, staffNamed, type Approval, type Named } from '../../../oversight'
import { fenOut, instantOut } from '../contract/fields'
import { groundCodes, groundOf } from '../contract/second-person'
import type { Desks } from '../desks'

const factOut = z.union([z.string(), z.number(), z.boolean()])

/** Login always, the name only to those who decide and to auditors. */
export const nameOut = z
  .object({ login: z.string(), name: z.string().nullable() })
  .nullable()
  .meta({ description: 'a member of staff; null for nobody, a machine or a citizen' })

export const approvalOut = z.object({
  approval: z.string(),
  endpoint: z.string(),
  because: z.string(),
  ground: z
    .object({ code: z.enum(groundCodes), fen: fenOut.optional(), name: z.string().optional() })
    .nullable()
    .meta({ description: '`because` as a code with its values; null for a sentence of old times' }),
  facts: z.record(z.string(), factOut).meta({
    description:
      'what was asked, as far as whoever decides has to know it: amounts in fen under names that end with "Fen". ' +
      'Documents, secrets and texts about persons are not among them',
  }),
  maker: z.string(),
  makerNamed: nameOut,
  requestedAt: instantOut,
  expiresAt: instantOut,
  state: z.enum(['pending', 'approved', 'rejected', 'expired']),
  decidedBy: z.string().nullable(),
  deciderNamed: nameOut,
  decidedAt: instantOut.nullable(),
  reason: z.string().nullable(),
  own: z.boolean(),
})

/** Who sees what others asked for: those who may decide, and the auditor. */
const SEES_ALL = new Set<string>([
  'counter-supervisor',
  'finance-checker',
  'key-custodian',
  'administrator',
  'auditor',
])

/** Who may look at a card by its number anyway (cards.get). */
const SEES_CARDS = new Set<string>([
  'counter-clerk',
  'counter-supervisor',
  'administrator',
  'auditor',
])

export const seesAllApprovals = ({ roles }: Pick<Actor, 'roles'>): boolean =>
  roles.some((role) => SEES_ALL.has(role))

/**
 * Members of what was asked that are told to whoever sees an approval, in the order in which they are read. Nothing
 * else leaves the seal: no document, no answer to a citizen, no key.
 */
const TOLD = [
  'card',
  'person',
  'closing',
  'load',
  'item',
  'dispute',
  'till',
  'agent',
  'operator',
  'contract',
  'partyKind',
  'party',
  'scope',
  'rule',
  'staff',
  'login',
  'displayName',
  'roles',
  'kind',
  'what',
  'verdict',
  'step',
  'state',
  'cause',
  'value',
  'amountFen',
  'paidInFen',
  'countedFen',
  'feePpm',
  'ratePpm',
  'bank',
  'payment',
  'validFrom',
  'validTo',
  'effectiveFrom',
  'lastDate',
  'reason',
] as const

/** Of members that are objects: which of theirs, and under what name. */
const TOLD_OF: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  remedy: { fen: 'remedyFen', cause: 'cause' },
  funding: { kind: 'paidBy' },
  feeFrom: { kind: 'paidBy' },
  payTo: { kind: 'paidTo' },
  to: { kind: 'paidTo' },
}

export type Facts = Record<string, string | number | boolean>

/** What of a request is told, cards masked unless `cards` says that they may be seen. */
export function factsOf(request: unknown, { cards }: { readonly cards: boolean }): Facts {
  const { params, body } = (request ?? {}) as { params?: object; body?: object }
  const given: Readonly<Record<string, unknown>> = { ...params, ...body }
  const facts: Facts = {}
  const tell = (name: string, value: unknown): void => {
    if (typeof value === 'number' || typeof value === 'boolean') facts[name] = value
    if (typeof value === 'string') facts[name] = value
    if (Array.isArray(value)) facts[name] = value.filter((it) => typeof it === 'string').join(', ')
  }
  for (const name of TOLD) tell(name, given[name])
  for (const [name, members] of Object.entries(TOLD_OF)) {
    const part = given[name]
    if (typeof part !== 'object' || part === null) continue
    for (const [member, as] of Object.entries(members)) tell(as, Reflect.get(part, member))
  }
  const { card } = facts
  if (typeof card === 'string' && !cards) facts['card'] = maskCardNumber(card)
  return facts
}

/** Approvals as `actor` may see them: who asked and decided by name, what was asked, and why it needs two. */
export async function toldApprovals(
  sql: Sql,
  rows: readonly Approval[],
  of: { readonly actor: Actor; readonly at: Date; readonly desks: Desks },
) {
  const { actor, at, desks } = of
  const names = await staffNamed(
    sql,
    rows.flatMap(({ maker, decidedBy }) => (decidedBy === null ? [maker] : [maker, decidedBy])),
  )
  const seesNames = seesAllApprovals(actor)
  const named = (id: string | null): Named | null => nameFor(names, id, seesNames)
  const cards = actor.roles.some((role) => SEES_CARDS.has(role))
  return Promise.all(
    rows.map(async (row) => ({
      approval: row.approval,
      endpoint: row.endpoint,
      because: row.because,
      ground: groundOf(row.because) ?? null,
      facts: factsOf(await requestOf(desks.oversight, row), { cards }),
      maker: row.maker,
      makerNamed: named(row.maker),
      requestedAt: row.requestedAt,
      expiresAt: row.expiresAt,
      state: approvalState(row, at),
      decidedBy: row.decidedBy,
      deciderNamed: named(row.decidedBy),
      decidedAt: row.decidedAt,
      reason: row.reason,
      own: row.maker === actor.id,
    })),
  )
}

/** Who goes by an id, with the name or without; null for machines, citizens and nobody. */
export function nameFor(
  names: ReadonlyMap<string, { readonly login: string; readonly name: string }>,
  id: string | null,
  seesNames: boolean,
): Named | null {
  const found = id === null ? undefined : names.get(id)
  return found === undefined ? null : { login: found.login, name: seesNames ? found.name : null }
}
