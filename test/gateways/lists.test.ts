import { z } from 'zod'
import { operationsOf, resolverOf, type Document, type JsonSchema } from '../../src/api-fuzz'
import { allRoutes, describedElsewhere, openApiOf } from '../../src/gateways/http'
import { pageWithin, shortPageQuery } from '../../src/gateways/http/contract/page'

const document = openApiOf([...allRoutes, ...describedElsewhere]) as unknown as Document
const resolve = resolverOf(document)
const PAGE_MAX = 200

/** Lists inside an answer that is one thing: each belongs to that thing, which says how long it can become. */
const partsOfOneThing: Readonly<Record<string, string>> = {
  'cards.get': 'the states of one card and its applications',
  'citizens.get': 'what is known of one person',
  'own.self': 'what is known of one person',
  'duplicate-cases.get': 'two persons',
  'settlement.get': 'a report: its days and operators make up its sums',
  'disputes.get': 'one dispute: the causes for which something may be given back',
  'statements.get': 'a statement: its contracts make up its sums',
  'clearing.hours': 'the hours of one day',
  'records.get': 'one record: its fields, rulings and entries',
  'hotlists.spread': 'a report: the newest twenty versions',
  'trial-balance.get':
    'a report: its lines make up its sums, and many accounts of one name are one line',
  'loads.get': 'the steps of one load',
  'rules.list': 'the rules, a table of the program',
  'stock.get': 'the moves of one chip',
  'personalisation-orders.get': 'the keys of one profile',
  'centre.get': 'what this centre says of itself',
  'readers.get': 'what lies in one reader',
  'uploads.receipt': 'the receipt of one file, with the first of its exceptions',
  'uploads.attempts': 'what was sent under one file number',
  'trail.check': 'findings, of which the check gives the first few',
}

/** Where in an answer lists of things stand. */
function listsIn(schema: JsonSchema, at = '$'): string[] {
  if (schema.$ref !== undefined) return listsIn(resolve(schema.$ref), at)
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]
  const members = Object.entries(schema.properties ?? {})
  const isOfThings = schema.items !== undefined && schema.items.type === 'object'
  return [
    ...(isOfThings ? [at] : []),
    ...inner.flatMap((part) => listsIn(part, at)),
    ...members.flatMap(([name, part]) => listsIn(part, `${at}.${name}`)),
  ]
}

const looks = operationsOf(document)
  .filter(({ method }) => method === 'GET')
  .flatMap((operation) => {
    const schema = operation.answers['200']?.content?.['application/json']?.schema
    return schema === undefined ? [] : [{ operation, schema }]
  })
const withLists = looks
  .map((look) => ({ ...look, lists: listsIn(look.schema) }))
  .filter(({ lists }) => lists.length > 0)

describe('every list of the contract', () => {
  test('there are lists at all', () => {
    expect(withLists.length).toBeGreaterThan(30)
  })

  test.each(withLists.map((look) => [look.operation.name, look] as const))(
    '%s turns pages, or is part of one thing',
    (name, { operation, schema, lists }) => {
      if (partsOfOneThing[name] !== undefined) {
        expect(lists).not.toContain('$')
        expect(lists).not.toContain('$.items')
        return
      }
      expect(lists).toContain('$.items')
      const whole = schema.$ref === undefined ? schema : resolve(schema.$ref)
      expect(whole.required).toEqual(expect.arrayContaining(['items', 'nextCursor']))
      expect(whole.properties?.['items']?.maxItems).toBe(PAGE_MAX)
      const query = operation.parameters.filter((one) => one.in === 'query')
      const limit = query.find((one) => one.name === 'limit')
      expect(limit).toMatchObject({ schema: { minimum: 1, maximum: PAGE_MAX } })
      expect(query.find((one) => one.name === 'cursor')).toBeDefined()
    },
  )

  test('none of those that are part of one thing has become something else', () => {
    const names = withLists.map(({ operation }) => operation.name)
    expect(Object.keys(partsOfOneThing).filter((name) => !names.includes(name))).toEqual([])
  })
})

describe('the pages of a short list', () => {
  const query = z.strictObject(shortPageQuery)
  const walked = (rows: readonly string[], limit: string, changed = rows): string[] => {
    const shown: string[] = []
    let cursor: string | null | undefined
    for (let turn = 0; cursor !== null; turn++) {
      const asked = query.parse({ limit, ...(cursor === undefined ? {} : { cursor }) })
      const turned = pageWithin(turn === 0 ? rows : changed, asked, {
        wordOf: (row) => row,
        order: 'falling',
        item: (row) => row,
      })
      shown.push(...turned.items)
      cursor = turned.nextCursor
    }
    return shown
  }

  test.each(['1', '2', '3', '200'])('%s at a time show every row once, in order', (limit) => {
    expect(walked(['b', 'd', 'a', 'b', 'c', 'b'], limit)).toEqual(['d', 'c', 'b', 'b', 'b', 'a'])
  })

  test('a row that comes or goes meanwhile hides no other and shows none twice', () => {
    expect(walked(['a', 'b', 'c', 'd'], '2', ['a', 'b', 'd', 'e'])).toEqual(['d', 'c', 'b', 'a'])
  })
})
