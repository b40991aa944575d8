import { z } from 'zod'
import { invariant, ok } from '../../../base'
import {
  entriesAbout,
  exportTrail,
  findApproval,
  listApprovals,
  outcomeOf,
  staffByLogin,
  staffNamed,
  verifyTrail,
} from '../../../oversight'
import { download, endpoint, read, type Route } from '../contract/endpoint'
import { countOut, idField, instantField, instantOut, textField } from '../contract/fields'
import { bigintPlace, page, pageOf, pageQuery } from '../contract/page'
import { approvalOut, nameFor, nameOut, seesAllApprovals, toldApprovals } from './told-approval'

export const getTrail = endpoint({
  name: 'trail.list',
  method: 'get',
  path: '/v1/trail',
  tag: 'access',
  summary: 'Who did what to which subject and why, newest first',
  may: ['auditor'],
  query: z.strictObject({
    subject: textField(200).optional(),
    actor: textField(100).optional(),
    login: textField(64)
      .optional()
      .meta({ description: 'who acted, by the name they sign in with' }),
    act: textField(100).optional(),
    reference: textField(200).optional(),
    from: instantField.optional(),
    to: instantField.optional(),
    ...pageQuery(z.tuple([bigintPlace])),
  }),
  answer: pageOf(
    z.object({
      entry: countOut,
      at: instantOut,
      actor: z.string(),
      actorKind: z.string(),
      actorNamed: nameOut,
      approvedBy: z.string().nullable(),
      approverNamed: nameOut,
      act: z.string(),
      subject: z.string(),
      subjectNamed: nameOut.meta({ description: 'where the subject is a member of staff' }),
      reason: z.string().nullable(),
      detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
      reference: z.string().nullable(),
    }),
  ),
})

export const getTrailExport = endpoint({
  name: 'trail.export',
  method: 'get',
  path: '/v1/trail/export',
  tag: 'access',
  summary: 'The sealed trail with its hash chain, to be checked by `citycard trail verify`',
  may: ['auditor'],
  media: 'application/x-ndjson',
})

export const getTrailCheck = endpoint({
  name: 'trail.check',
  method: 'get',
  path: '/v1/trail/check',
  tag: 'access',
  summary: 'Whether the trail is as it was written, and which entries are not',
  may: ['auditor'],
  answer: z.object({
    intact: z.boolean(),
    sealed: countOut,
    unsealed: countOut,
    head: z.string(),
    tamperings: z.array(
      z.object({
        what: z.string(),
        entry: countOut.optional(),
        link: countOut.optional(),
        detail: z.string(),
      }),
    ),
  }),
  perMinuteMax: 10,
})

const MAY_SEE_APPROVALS = [
  'counter-clerk',
  'counter-supervisor',
  'agent',
  'finance-maker',
  'finance-checker',
  'key-custodian',
  'administrator',
  'auditor',
] as const

export const getApprovals = endpoint({
  name: 'approvals.list',
  method: 'get',
  path: '/v1/approvals',
  tag: 'access',
  summary: 'Acts that wait for a second person, or did; clerks see their own',
  may: MAY_SEE_APPROVALS,
  query: z.strictObject({
    state: z.enum(['pending', 'approved', 'rejected', 'expired']).optional(),
    ...pageQuery(z.tuple([idField('appr')])),
  }),
  answer: pageOf(approvalOut),
})

export const getApproval = endpoint({
  name: 'approvals.get',
  method: 'get',
  path: '/v1/approvals/{approval}',
  tag: 'access',
  summary: 'One act that waits or did; who asked for it sees what it then answered',
  may: MAY_SEE_APPROVALS,
  params: z.strictObject({ approval: idField('appr') }),
  answer: approvalOut.extend({
    outcome: z.object({ status: countOut, answer: z.unknown() }).optional(),
  }),
  secret: true,
  refusals: { 'approval-unknown': 404 },
})

/** What the auditor reads, and what waits for a second person. */
export const trail: readonly Route[] = [
  read(getTrail, async ({ sql, query: { limit, cursor, ...asked } }) => {
    const { login } = asked
    const known = login === undefined ? undefined : await staffByLogin(sql, login)
    // A login of nobody has done nothing.
    if (login !== undefined && known === undefined) return ok({ items: [], nextCursor: null })
    const rows = await entriesAbout(sql, {
      ...asked,
      ...(known === undefined ? {} : { actor: known.person ?? known.staff }),
      before: cursor?.[0],
      limit: limit + 1,
    })
    const names = await staffNamed(
      sql,
      rows
        .flatMap(({ actor, approvedBy, subject }) => [actor, approvedBy, staffIn(subject)])
        .filter((id) => id !== null),
    )
    return ok(
      page(rows, limit, {
        placeOf: ({ entry }) => [entry],
        item: (row) => ({
          ...row,
          actorNamed: nameFor(names, row.actor, true),
          approverNamed: nameFor(names, row.approvedBy, true),
          subjectNamed: nameFor(names, staffIn(row.subject), true),
          detail: JSON.parse(row.detail) as Record<string, string | number | boolean | null>,
        }),
      }),
    )
  }),

  download(getTrailExport, async ({ sql, trail }) => {
    await trail({ act: 'trail.exported', subject: 'trail' })
    return ok(withLineEnds(exportTrail(sql)))
  }),

  read(getTrailCheck, async ({ sql }) =>
    ok(
      await sql.transaction((tx) => verifyTrail(tx), {
        isolation: 'repeatable read',
        readOnly: true,
      }),
    ),
  ),

  read(getApprovals, async ({ sql, actor, at, desks, query: { state, limit, cursor } }) => {
    const rows = await listApprovals(sql, {
      state,
      at,
      after: cursor?.[0],
      limit: limit + 1,
      ...(seesAllApprovals(actor) ? {} : { maker: actor.id }),
    })
    const told = await toldApprovals(sql, rows, { actor, at, desks })
    return ok(page(told, limit, { placeOf: ({ approval }) => [approval], item: (row) => row }))
  }),

  read(getApproval, async ({ sql, actor, at, params: { approval }, desks }) => {
    const found = await findApproval(sql, approval)
    const seesIt = found?.maker === actor.id || seesAllApprovals(actor)
    if (found === undefined || !seesIt) {
      return { ok: false, refused: 'approval-unknown', field: 'params.approval' }
    }
    const isOwn = found.maker === actor.id
    const outcome = isOwn ? await outcomeOf(desks.oversight, found) : undefined
    const [told] = await toldApprovals(sql, [found], { actor, at, desks })
    invariant(told !== undefined, 'one approval is told')
    return ok({
      ...told,
      ...(outcome === undefined ? {} : { outcome: outcome as { status: number; answer: unknown } }),
    })
  }),
]

/** The member of staff that an entry is about, or nobody. */
const staffIn = (subject: string): string | null =>
  subject.startsWith('staff:') ? subject.slice('staff:'.length) : null

async function* withLineEnds(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`
}
