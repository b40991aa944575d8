import { z } from 'zod'
import type { CardNumber, Sql } from '../../../base'
import { remediedOf } from '../../../card-care'
import { cardHistory } from '../../../clearing'
import { cardKey } from '../../../registry'
import { cardOut, countOut, fenOut, instantField, instantOut } from '../contract/fields'
import { page, pageQuery } from '../contract/page'
import { chargedUnder, told } from './explained-entry'

/** What a card holds by the books, and what that rests on: to its holder and to the counter alike. */
export const balanceOut = z.object({
  card: cardOut,
  at: instantOut,
  balanceFen: fenOut,
  lastTapAt: instantOut.nullable(),
  gapCount: countOut.meta({ description: 'records of the card that have not come in yet' }),
})

/** A page of a card's history goes on behind the moment, the subject and the record of its last line. */
export const historyQuery = z.strictObject(
  pageQuery(z.tuple([instantField, z.string(), z.string()])),
)

/** A page of a card's history, newest first, each line explained; `within` leaves only lines of these times. */
export async function historyPage(
  sql: Sql,
  card: CardNumber,
  {
    limit,
    cursor,
    ...within
  }: z.output<typeof historyQuery> & Pick<Parameters<typeof cardHistory>[2], 'within'>,
) {
  const key = cardKey(card)
  const before =
    cursor === undefined ? undefined : ([cursor[0].toISOString(), cursor[1], cursor[2]] as const)
  const rows = await cardHistory(sql, key, { before, limit: limit + 1, ...within })
  const subjects = rows.map(({ subject }) => subject)
  const remedied = await remediedOf(sql, { card: key, subjects })
  const under = await chargedUnder(sql, rows)
  return page(rows, limit, {
    placeOf: ({ at, subject, record }) => [at.toISOString(), subject, record ?? ''],
    item: (entry) => told(entry, { remedied, under }),
  })
}
