import { z } from 'zod'
import { cityInstant, ok, type Role } from '../../../base'
import { samsSeen, type SamSeen } from '../../../clearing'
import { hotlistSpread, newestHotlist, terminalVersions } from '../../../registry'
import { endpoint, read, type Route } from '../contract/endpoint'
import { countOut, instantOut, operatorField } from '../contract/fields'
import { page, pageOf, pageQuery } from '../contract/page'

const LOOKS_AFTER = ['administrator', 'auditor'] as const satisfies readonly Role[]

export const listTerminalHealth = endpoint({
  name: 'terminals.health',
  method: 'get',
  path: '/v1/terminal-health',
  tag: 'clearing',
  summary:
    'Terminals in use: when they were last heard of, what they have, what is missing of them',
  description: 'An operator sees its own. `missing` looks at the newest 2,000 numbers of each SAM.',
  may: [...LOOKS_AFTER, 'operator'],
  query: z.strictObject({
    operator: operatorField.optional(),
    ...pageQuery(z.tuple([z.string().max(100)])),
  }),
  answer: pageOf(
    z.object({
      terminal: z.string(),
      operator: z.string(),
      kind: z.string(),
      place: z.string(),
      sams: z.array(z.string()),
      lastTapAt: instantOut.nullable(),
      lastFileAt: instantOut.nullable(),
      lastSeenAt: instantOut.nullable(),
      missing: countOut,
      hotlistVersion: countOut.nullable(),
      hotlistBehind: countOut.nullable(),
      fareVersion: countOut.nullable(),
    }),
  ),
})

export const getHotlistSpread = endpoint({
  name: 'hotlists.spread',
  method: 'get',
  path: '/v1/hotlist-spread',
  tag: 'card-care',
  summary: 'How many terminals in use have which hotlist; version 0 stands for none',
  may: LOOKS_AFTER,
  answer: z.object({
    newest: countOut,
    terminals: countOut,
    versions: z.array(z.object({ version: countOut, terminals: countOut })),
  }),
})

/** The machines of the city as the centre hears of them. */
export const machines: readonly Route[] = [
  read(listTerminalHealth, async ({ sql, actor, at, query: { operator, limit, cursor } }) => {
    const [rows, newest] = await Promise.all([
      terminalVersions(sql, {
        at,
        operator: actor.operator ?? operator,
        after: cursor?.[0],
        limit: limit + 1,
      }),
      newestHotlist(sql),
    ])
    const seen = await samsSeen(
      sql,
      rows.flatMap(({ sams }) => sams.map(BigInt)),
    )
    const newestVersion = newest?.version ?? 0n
    return ok(
      page(rows, limit, {
        placeOf: ({ terminal }) => [terminal],
        item: ({ hotlistAt, fareAt, ...row }) => {
          const heard = row.sams.flatMap((sam) => seen.get(BigInt(sam)) ?? [])
          const lastTapAt = latest(heard.map(tapMoment))
          const lastFileAt = latest(heard.map(({ judgedAt }) => judgedAt))
          return {
            ...row,
            lastTapAt,
            lastFileAt,
            lastSeenAt: latest([lastFileAt, hotlistAt, fareAt]),
            missing: heard.reduce((sum, { missing }) => sum + missing, 0),
            hotlistBehind: newestVersion === 0n ? null : newestVersion - (row.hotlistVersion ?? 0n),
          }
        },
      }),
    )
  }),

  read(getHotlistSpread, async ({ sql, at }) => {
    const [versions, newest] = await Promise.all([hotlistSpread(sql, at), newestHotlist(sql)])
    const terminals = versions.reduce((sum, of) => sum + of.terminals, 0)
    return ok({ newest: newest?.version ?? 0n, terminals, versions })
  }),
]

function tapMoment({ date, time }: SamSeen): Date | null {
  const at = cityInstant(`${date.replaceAll('-', '')}${String(time).padStart(6, '0')}`)
  return at.ok ? at.value : null
}

function latest(moments: readonly (Date | null)[]): Date | null {
  const known = moments.filter((moment) => moment !== null)
  return known.length === 0 ? null : new Date(Math.max(...known.map(Number)))
}
