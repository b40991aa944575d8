import { z } from 'zod'
import { cityDateTime, fen, invariant, ok, refuse } from '../../../base'
import { signForTerminals } from '../../../card-care'
import {
  FARE_LINES_MAX,
  FARE_MAX_FEN,
  FARE_TEXT_BYTES_MAX,
  fareLinesText,
  readFareLines,
  writeFareTableFile,
  type FareLine,
} from '../../../messages'
import { acknowledgeFareTable, fareTable, fareTables, publishFareTable } from '../../../registry'
import { download, endpoint, read, write, type Route } from '../contract/endpoint'
import { because } from '../contract/second-person'
import {
  countOut,
  fenField,
  instantField,
  instantOut,
  operatorField,
  textField,
  wholeNumberText,
} from '../contract/fields'
import { bigintPlace, page, pageOf, pageQuery } from '../contract/page'

const VERSION_MAX = 999_999_999_999_999
const MINUTES_MAX = 1_440
const PPM = 1_000_000
const PUBLISHERS = ['operator', 'administrator'] as const

const fareOut = z.object({
  operator: z.string(),
  version: countOut,
  madeAt: instantOut,
  effectiveFrom: instantOut,
  lineCount: countOut,
})

const fareAmount = fenField({ min: 0, max: Number(FARE_MAX_FEN) })
const name = textField(FARE_TEXT_BYTES_MAX).meta({
  description: `at most ${FARE_TEXT_BYTES_MAX} bytes of UTF-8, without "|"`,
})

const fareLine = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('flat'), line: name, fareFen: fareAmount }),
  z.strictObject({
    is: z.literal('section'),
    line: name,
    from: name,
    to: name,
    fareFen: fareAmount,
  }),
  z.strictObject({
    is: z.literal('rate'),
    cardKind: z.int().min(0).max(255),
    payPpm: z.int().min(0).max(PPM),
    discount: z.enum(['of-card', 'concession']),
  }),
  z.strictObject({
    is: z.literal('transfer'),
    minutes: z.int().min(0).max(MINUTES_MAX),
    offFen: fareAmount,
  }),
])

/** The table is read as a terminal will read it, so that whoever asks hears at once what a terminal would refuse. */
function saysEachFareOnce(
  lines: readonly z.output<typeof fareLine>[],
  context: { addIssue(issue: { code: 'custom'; message: string; path: number[] }): void },
): void {
  const read = readFareLines(fareLinesText(lines.map(lineOf)))
  if (read.ok) return
  const line = Number(/\d+/.exec(read.field ?? '')?.[0] ?? 1)
  context.addIssue({ code: 'custom', message: read.detail ?? read.refused, path: [line - 1] })
}

export const postFareTable = endpoint({
  name: 'fares.publish',
  method: 'post',
  path: '/v1/operators/{operator}/fare-tables',
  tag: 'registry',
  summary: 'Publish the next fare table of an operator; two people must agree',
  may: PUBLISHERS,
  approvers: ['administrator'],
  fourEyes: ({ params }) => because('fares-change', { name: params.operator }),
  params: z.strictObject({ operator: operatorField }),
  body: z.strictObject({
    effectiveFrom: instantField,
    lines: z.array(fareLine).min(1).max(FARE_LINES_MAX).superRefine(saysEachFareOnce),
  }),
  answer: fareOut,
  status: 201,
  refusals: {
    'operator-unknown': 404,
    'fares-not-yours': 404,
    'fares-of-the-past': 422,
  },
})

export const listFareTables = endpoint({
  name: 'fares.list',
  method: 'get',
  path: '/v1/operators/{operator}/fare-tables',
  tag: 'registry',
  summary: 'The fare tables of an operator, newest first',
  may: 'signed-in',
  params: z.strictObject({ operator: operatorField }),
  query: z.strictObject(pageQuery(z.tuple([bigintPlace]))),
  answer: pageOf(fareOut),
})

export const getFareTable = endpoint({
  name: 'fares.get',
  method: 'get',
  path: '/v1/operators/{operator}/fare-tables/{version}',
  tag: 'registry',
  summary: 'A fare table as a signed file, as terminals take it',
  description:
    'Lines that end in a line feed: CITYCARD-FARES|1|operator|version|madeAt|effectiveFrom|count, then F|line|fareFen, ' +
    'S|line|from|to|fareFen, R|cardKind|payPpm|discount, T|minutes|offFen, then END|count|digest|mac. The digest is ' +
    'the SHA-256 of every byte before the last line, the MAC is made over it with the file key of the centre.',
  may: 'signed-in',
  params: z.strictObject({ operator: operatorField, version: wholeNumberText(1, VERSION_MAX) }),
  media: 'text/plain',
  refusals: { 'fare-table-unknown': 404 },
})

export const acknowledgeFares = endpoint({
  name: 'fares.acknowledge',
  method: 'post',
  path: '/v1/fare-acknowledgements',
  tag: 'registry',
  summary: 'A terminal has a fare table of its operator from now on, by the clock of the centre',
  may: ['terminal', 'operator', 'administrator'],
  body: z.strictObject({
    terminal: z.string().regex(/^[A-Za-z0-9_.:-]{1,64}$/),
    version: z.int().min(1).max(VERSION_MAX),
  }),
  answer: z.object({
    terminal: z.string(),
    operator: z.string(),
    version: countOut,
    acknowledgedAt: instantOut,
  }),
  status: 201,
  refusals: { 'terminal-unknown': 404, 'terminal-not-yours': 404, 'fare-table-unknown': 404 },
})

/** A line as the file has it. Amounts arrive as Fen already. */
function lineOf(asked: z.output<typeof fareLine>): FareLine {
  switch (asked.is) {
    case 'flat':
      return { is: 'flat', line: asked.line, fare: asked.fareFen }
    case 'section':
      return {
        is: 'section',
        line: asked.line,
        from: asked.from,
        to: asked.to,
        fare: asked.fareFen,
      }
    case 'rate':
      return {
        is: 'rate',
        cardKind: asked.cardKind,
        payPpm: BigInt(asked.payPpm),
        discount: asked.discount === 'of-card' ? 1 : 2,
      }
    case 'transfer':
      return { is: 'transfer', minutes: asked.minutes, off: fen(asked.offFen) }
  }
}

export const fareTableRoutes: readonly Route[] = [
  write(postFareTable, ({ act, params, body }) =>
    publishFareTable(act, {
      operator: params.operator,
      effectiveFrom: body.effectiveFrom,
      body: fareLinesText(body.lines.map(lineOf)),
      lineCount: body.lines.length,
    }),
  ),
  read(listFareTables, async ({ sql, params, query: { limit, cursor } }) => {
    const { operator } = params
    const rows = await fareTables(sql, { operator, before: cursor?.[0], limit: limit + 1 })
    return ok(page(rows, limit, { placeOf: ({ version }) => [version], item: (table) => table }))
  }),
  download(getFareTable, async ({ sql, desks, params }) => {
    const { operator } = params
    const table = await fareTable(sql, { operator, version: BigInt(params.version) })
    if (table === undefined) {
      return refuse('fare-table-unknown', {
        field: 'version',
        detail: 'no such table was published',
      })
    }
    const lines = readFareLines(table.body)
    invariant(lines.ok, 'a table was checked when it was published')
    const header = {
      operator,
      version: table.version,
      madeAt: cityDateTime(table.madeAt),
      effectiveFrom: cityDateTime(table.effectiveFrom),
    }
    return ok(
      await writeFareTableFile(header, lines.value, (digest) =>
        signForTerminals(desks.care, digest),
      ),
    )
  }),
  write(acknowledgeFares, ({ act, body }) =>
    acknowledgeFareTable(act, { terminal: body.terminal, version: BigInt(body.version) }),
  ),
]
