import { borders, type Border } from '../../src/docs'
import { ownerOf, placeOf, sources, textOf, textsOf } from './sources'

/** Tables and views of every district, as printed in test/schema.sql (which schema.test.ts keeps true). */
const schema = textOf('test/schema.sql')
const tables = named(/^create table (\w+)/gm)
const views = named(/^create view (\w+)/gm)
const kinds: Readonly<Record<string, Border>> = borders

/** Every name of a table or view that stands in a text of the sources. */
const mentions = sources
  .filter(({ path }) => path.startsWith('src/'))
  .flatMap((source) =>
    [...textsOf(source)].flatMap((text) =>
      [...text.matchAll(/\b[a-z]+(?:_[a-z]+)+\b/g)].map(([name]) => ({
        path: source.path,
        place: placeOf(source.path),
        name,
        text,
      })),
    ),
  )

describe('one table, one writer', () => {
  test('the schema is read here', () => {
    expect(tables).toContain('ledger_entry')
    expect(views).toContain('clearing_paid_view')
  })

  test('a district speaks to its own tables, and reads others through their views', () => {
    const breaches = mentions
      .filter(({ name, place }) => tables.includes(name) && ownerOf(name) !== place)
      .filter(({ place }) => kinds[place]?.kind !== 'frame' && place !== 'bench')
      .map(({ path, name }) => `${path} speaks to ${name}, which belongs to ${ownerOf(name)}`)
    expect([...new Set(breaches)]).toEqual([])
  })

  test('nobody writes through a view', () => {
    const writes = mentions.filter(
      ({ name, text }) =>
        views.includes(name) &&
        new RegExp(`(insert into|update|delete from|truncate)\\s+${name}\\b`, 'i').test(text),
    )
    expect(writes.map(({ path, name }) => `${path} writes ${name}`)).toEqual([])
  })

  test('a view that is read exists', () => {
    const unknown = mentions.filter(({ name }) => name.endsWith('_view') && !views.includes(name))
    expect(unknown.map(({ path, name }) => `${path} reads ${name}`)).toEqual([])
  })

  test('what clearing and settlement know of each other passes through views', () => {
    const read = new Set(
      mentions
        .filter(({ place, name }) => place === 'settlement' && views.includes(name))
        .map(({ name }) => name),
    )
    expect([...read].filter((name) => name.startsWith('clearing_')).sort()).toEqual([
      'clearing_batch_total_view',
      'clearing_batch_view',
      'clearing_ruled_view',
      'clearing_taken_view',
    ])
  })
})

describe('SQL', () => {
  const texts = sources.flatMap((source) =>
    [...textsOf(source)].map((text) => ({ path: source.path, text })),
  )

  test('does without advisory locks, LISTEN and NOTIFY, which pools and many servers do not carry', () => {
    const wrong = texts.filter(({ text }) =>
      /\bpg_(try_)?advisory|\b(un)?listen [a-z_]+;?$|\bpg_notify\b|^notify\b/i.test(text),
    )
    expect(wrong.map(({ path }) => path)).toEqual([])
  })

  test('money and counts are whole numbers: no float, no numeric columns', () => {
    const wrong = schema
      .split('\n')
      .filter((line) => /^ {2}\w+ (real|double precision|numeric|money)\b/.test(line))
    expect(wrong).toEqual([])
  })
})

function named(pattern: RegExp): string[] {
  return [...schema.matchAll(pattern)].map(([, name]) => name as string)
}
