import { Router } from 'express'
import { maskCardNumber, parseBusinessDate, refuse, type Sql } from '../../../base'
import { clearingFigures, openForks, openGaps, reasons, samGaps } from '../../../clearing'
import { trialBalance } from '../../../ledger'
import {
  settlementJson,
  settlementOf,
  statementCsv,
  statementJson,
  statementOf,
} from '../../../settlement'
import { sendRefusal } from '../problem'

const LISTED_MAX = 1_000

/** What may be looked up: settlements and statements, what is missing, what is suspected, the balances. */
export function enquiries(sql: Sql): Router {
  const routes = Router()

  routes.get('/v1/settlement', async (request, response) => {
    const asked = dateOf(request.query['date'])
    if (asked !== undefined && !asked.ok) return sendRefusal(response, 422, asked)
    const found = await settlementOf(sql, asked?.value)
    if (!found.ok) return sendRefusal(response, 404, found)
    response.json(settlementJson(found.value))
  })

  routes.get('/v1/statements/:operator/:date', async (request, response) => {
    const date = parseBusinessDate(request.params.date)
    if (!date.ok) return sendRefusal(response, 422, { ...date, field: 'date' })
    const found = await statementOf(sql, { operator: request.params.operator, date: date.value })
    if (!found.ok) return sendRefusal(response, 404, found)
    response.format({
      json: () => response.json(statementJson(found.value)),
      'text/csv': () => response.send(statementCsv([found.value])),
    })
  })

  routes.get('/v1/clearing', async (_request, response) => {
    response.json(await clearingFigures(sql))
  })

  routes.get('/v1/reasons', (_request, response) => {
    response.json(reasons)
  })

  routes.get('/v1/card-gaps', async (_request, response) => {
    const gaps = await openGaps(sql, LISTED_MAX)
    response.json(
      gaps.map(({ card, purse, fromCounter, toCounter, missingFen }) => ({
        card: maskCardNumber(card.toString()),
        purse,
        fromCounter,
        toCounter,
        missingFen: missingFen === null ? null : Number(missingFen),
      })),
    )
  })

  routes.get('/v1/sam-gaps', async (_request, response) => {
    const gaps = await samGaps(sql, LISTED_MAX)
    response.json(
      gaps.map(({ sam, fromSeq, toSeq }) => ({
        sam: sam.toString().padStart(12, '0'),
        fromSeq: Number(fromSeq),
        toSeq: Number(toSeq),
      })),
    )
  })

  routes.get('/v1/clone-alarms', async (_request, response) => {
    const forks = await openForks(sql, LISTED_MAX)
    response.json(
      forks.map(({ card, ...fork }) => ({ card: maskCardNumber(card.toString()), ...fork })),
    )
  })

  routes.get('/v1/trial-balance', async (_request, response) => {
    const { lines, ...sums } = await trialBalance(sql)
    response.json({ ...asNumbers(sums), lines: lines.map(asNumbers) })
  })

  return routes
}

function dateOf(text: unknown): ReturnType<typeof parseBusinessDate> | undefined {
  if (text === undefined) return undefined
  const date = typeof text === 'string' ? parseBusinessDate(text) : refuse('date-malformed')
  return date.ok ? date : { ...date, field: 'date' }
}

/** Fen as JSON numbers: whole and below 2^53, which the books of a city stay under. */
const asNumbers = (row: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      typeof value === 'bigint' ? Number(value) : value,
    ]),
  )
