import { z } from 'zod'
import { businessDateOf, cityDateTime, ok, refuse, type Role } from '../../../base'
import { acknowledgeHotlist, signForTerminals } from '../../../card-care'
import { writeHotlistFile } from '../../../messages'
import {
  hotlistLines,
  hotlistVersion,
  hotlistVersions,
  makeHotlist,
  staleTerminals,
} from '../../../registry'
import { ruleAt } from '../../../rules'
import { download, endpoint, read, write, type Route } from '../contract/endpoint'
import { countOut, instantOut, wholeNumberText } from '../contract/fields'
import { bigintPlace, page, pageOf, pageQuery } from '../contract/page'

const HOTLIST_READERS = [
  'terminal',
  'operator',
  'administrator',
  'auditor',
] as const satisfies readonly Role[]

const hotlistOut = z.object({
  version: countOut,
  kind: z.enum(['full', 'incremental']),
  madeAt: instantOut,
  effectiveAt: instantOut,
  cardCount: countOut,
  changeCount: countOut,
})
const VERSION_MAX = 999_999_999_999_999

export const listHotlists = endpoint({
  name: 'hotlists.list',
  method: 'get',
  path: '/v1/hotlists',
  tag: 'card-care',
  summary: 'The hotlists that were made, newest first',
  may: HOTLIST_READERS,
  query: z.strictObject(pageQuery(z.tuple([bigintPlace]))),
  answer: pageOf(hotlistOut),
})

export const getHotlist = endpoint({
  name: 'hotlists.get',
  method: 'get',
  path: '/v1/hotlists/{version}',
  tag: 'card-care',
  summary: 'A hotlist as a signed file: the whole list, or what changed since a version',
  description:
    'Lines that end in a line feed: CITYCARD-HOTLIST|1|version|since|madeAt|effectiveAt|count, then L|card|cause ' +
    'for a card to refuse or U|card for one in order again, then END|count|digest|mac. The digest is the SHA-256 ' +
    'of every byte before the last line, the MAC is made over it with the file key of the centre.',
  may: ['terminal', 'operator', 'administrator'],
  params: z.strictObject({ version: wholeNumberText(1, VERSION_MAX) }),
  query: z.strictObject({ since: wholeNumberText(0, VERSION_MAX).optional() }),
  media: 'text/plain',
  refusals: { 'hotlist-unknown': 404 },
})

export const makeOneHotlist = endpoint({
  name: 'hotlists.make',
  method: 'post',
  path: '/v1/hotlists',
  tag: 'card-care',
  summary: 'Make a hotlist now, without waiting for its hour',
  may: ['administrator', 'counter-supervisor'],
  body: z.strictObject({ kind: z.enum(['full', 'incremental']) }),
  answer: hotlistOut,
  status: 201,
  refusals: { 'hotlist-unchanged': 409 },
})

export const acknowledgeOneHotlist = endpoint({
  name: 'hotlists.acknowledge',
  method: 'post',
  path: '/v1/hotlist-acknowledgements',
  tag: 'card-care',
  summary: 'A terminal has a hotlist from now on, by the clock of the centre',
  may: ['terminal', 'operator', 'administrator'],
  body: z.strictObject({
    terminal: z.string().regex(/^[A-Za-z0-9_.:-]{1,64}$/),
    version: z.int().min(1).max(VERSION_MAX),
  }),
  answer: z.object({ terminal: z.string(), version: countOut, acknowledgedAt: instantOut }),
  status: 201,
  refusals: { 'terminal-unknown': 404, 'terminal-not-yours': 404, 'hotlist-unknown': 404 },
})

export const listStaleTerminals = endpoint({
  name: 'terminals.stale',
  method: 'get',
  path: '/v1/stale-terminals',
  tag: 'card-care',
  summary: 'Terminals that lack a hotlist older than the rule terminal-stale-hours',
  may: ['administrator', 'auditor'],
  query: z.strictObject(pageQuery(z.tuple([z.string().max(64)]))),
  answer: pageOf(
    z.object({
      terminal: z.string(),
      operator: z.string(),
      place: z.string(),
      version: countOut,
      acknowledgedAt: instantOut.nullable(),
      missingSince: instantOut,
    }),
  ),
})

const HOUR_MS = 3_600_000

export const hotlistRoutes: readonly Route[] = [
  read(listHotlists, async ({ sql, query: { limit, cursor } }) =>
    ok(
      page(await hotlistVersions(sql, { before: cursor?.[0], limit: limit + 1 }), limit, {
        placeOf: ({ version }) => [version],
        item: (version) => version,
      }),
    ),
  ),
  download(getHotlist, async ({ sql, desks, params, query }) => {
    const version = await hotlistVersion(sql, BigInt(params.version))
    const since = BigInt(query.since ?? 0)
    if (version === undefined || since > version.version) {
      return refuse('hotlist-unknown', { field: 'version', detail: 'no such hotlist was made' })
    }
    const lines = await hotlistLines(sql, { version: version.version, since })
    return ok(
      await writeHotlistFile(
        {
          version: version.version,
          since,
          madeAt: cityDateTime(version.madeAt),
          effectiveAt: cityDateTime(version.effectiveAt),
        },
        lines,
        (digest) => signForTerminals(desks.care, digest),
      ),
    )
  }),
  write(makeOneHotlist, async ({ act, body }) => {
    const made = await makeHotlist(act, body.kind)
    if (made === undefined) {
      return refuse('hotlist-unchanged', { detail: 'nothing changed since the newest hotlist' })
    }
    await act.trail({
      act: 'hotlist.made',
      subject: `hotlist:${made.version}`,
      detail: { kind: made.kind, changes: Number(made.changeCount) },
    })
    return ok(made)
  }),
  write(acknowledgeOneHotlist, ({ act, body }) =>
    acknowledgeHotlist(act, { ...body, version: BigInt(body.version) }),
  ),
  read(listStaleTerminals, async ({ sql, at, query: { limit, cursor } }) => {
    const hours = await ruleAt(sql, 'terminal-stale-hours', businessDateOf(at, 0))
    const rows = await staleTerminals(sql, {
      at,
      limit: new Date(at.getTime() - Number(hours) * HOUR_MS),
      after: cursor?.[0] ?? '',
      count: limit + 1,
    })
    return ok(page(rows, limit, { placeOf: ({ terminal }) => [terminal], item: (row) => row }))
  }),
]
