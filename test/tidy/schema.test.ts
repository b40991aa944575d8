import { borders, schemaPage } from '../../src/docs'
import { freshDatabase, type FreshDatabase } from '../support/database'
import { largeTables, mayChange } from './grants.table'
import { ownerOf } from './sources'

/** The books of the migration runner. */
const RUNNERS_OWN = /^citycard_migration/
const large: ReadonlySet<string> = new Set(largeTables)

let db: FreshDatabase
beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.drop())

test('test/schema.sql is the schema that the migrations make (npm run docs prints it)', async () => {
  const { printed, current } = await schemaPage(db.database)
  expect({ current, printed: current ? '' : printed }).toEqual({ current: true, printed: '' })
})

describe('names in the database', () => {
  test('every table and view is named after its district', async () => {
    const names = await relations('r', 'p', 'v', 'm', 'S')
    const districts = Object.entries(borders)
      .filter(([, { kind }]) => kind === 'district' || kind === 'gateway')
      .map(([place]) => place)
    const homeless = names.filter((name) => !districts.includes(ownerOf(name)))
    expect(homeless).toEqual([])
  })

  test('a view says that it is one', async () => {
    expect((await relations('v', 'm')).filter((name) => !name.endsWith('_view'))).toEqual([])
    expect((await relations('r', 'p')).filter((name) => name.endsWith('_view'))).toEqual([])
  })
})

describe('large tables can be spread over several servers by card', () => {
  test('a table with a card is one of the large ones', async () => {
    const withCard = await column(
      `select table_name as it from information_schema.columns join pg_tables on tablename = table_name
        where table_schema = 'public' and column_name = 'card'`,
    )
    expect(withCard).toEqual([...largeTables].sort())
  })

  test('the card is a whole number, never absent', async () => {
    const wrong = await column(
      `select table_name || ': ' || data_type || ' ' || is_nullable as it from information_schema.columns
        where table_schema = 'public' and column_name = 'card' and table_name = any($1::text[])
          and (data_type, is_nullable) <> ('bigint', 'NO')`,
      [[...largeTables]],
    )
    expect(wrong).toEqual([])
  })

  test('every primary key begins with the card, and every unique index holds card and event date', async () => {
    const unique = await rows<{
      table: string
      index: string
      primary: boolean
      columns: string[]
    }>(
      `select t.relname as "table", x.relname as index, i.indisprimary as "primary",
              (select array_agg(a.attname::text order by k.n)
                 from unnest(i.indkey) with ordinality k (attnum, n)
                 join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum) as columns
         from pg_index i join pg_class t on t.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
        where t.relname = any($1::text[]) and (i.indisunique or i.indisexclusion)`,
      [[...largeTables]],
    )
    const dated = new Set(
      await column(
        `select table_name as it from information_schema.columns where column_name = 'event_date'`,
      ),
    )
    const wrong = unique
      .filter(
        ({ table, columns }) =>
          columns[0] !== 'card' || (dated.has(table) && !columns.includes('event_date')),
      )
      .map(
        ({ table, index, columns }) =>
          `${index} of ${table} is unique over (${columns.join(', ')})`,
      )
    expect(wrong).toEqual([])
    expect(new Set(unique.filter(({ primary }) => primary).map(({ table }) => table))).toEqual(
      large,
    )
  })

  test('none of them refers to another by foreign key', async () => {
    const keys = await rows<{ from: string; to: string }>(
      `select conrelid::regclass::text as "from", confrelid::regclass::text as "to"
         from pg_constraint where contype = 'f'`,
    )
    expect(keys.filter(({ to }) => large.has(to))).toEqual([])
  })

  test('no number of turn stands in for a key of theirs', async () => {
    const serial = await column(
      `select c.relname || '.' || a.attname as it
         from pg_attribute a join pg_class c on c.oid = a.attrelid
         left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where c.relname = any($1::text[]) and a.attnum > 0
          and (a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) like 'nextval%')`,
      [[...largeTables]],
    )
    expect(serial).toEqual([])
  })
})

describe('nothing happens behind our back', () => {
  test('no triggers, no rules, no functions', async () => {
    const hidden = await column(
      `select 'trigger ' || tgname as it from pg_trigger where not tgisinternal
       union all select 'rule ' || rulename from pg_rules where schemaname = 'public'
       union all select 'function ' || p.oid::regprocedure::text from pg_proc p
         where pronamespace = 'public'::regnamespace
           and not exists (select from pg_depend d where d.objid = p.oid and d.deptype in ('i', 'e'))`,
    )
    expect(hidden).toEqual([])
  })

  test('no table is left without a primary key', async () => {
    const keyless = await column(
      `select relname as it from pg_class c where relnamespace = 'public'::regnamespace and relkind = 'r'
         and not exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'p')`,
    )
    expect(keyless.filter((name) => !RUNNERS_OWN.test(name))).toEqual([])
  })
})

describe('the role that works may do what work needs', () => {
  test('tables are append-only unless there is a reason', async () => {
    const granted = await rows<{ table: string; act: string }>(
      `select distinct c.relname as "table", lower(a.privilege_type) as act
         from pg_class c, aclexplode(c.relacl) a
        where a.grantee in (0, 'citycard_app'::regrole) and relnamespace = 'public'::regnamespace
        union
       select c.relname, lower(a.privilege_type)
         from pg_class c join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a
        where a.grantee in (0, 'citycard_app'::regrole) and relnamespace = 'public'::regnamespace`,
    )
    const changing = granted.filter(({ act }) => !['select', 'insert', 'usage'].includes(act))
    const allowed = Object.entries(mayChange).flatMap(([table, [acts]]) =>
      acts.split('+').map((act) => ({ table, act })),
    )
    expect(changing.sort(byTable)).toEqual(allowed.sort(byTable))
  })

  test('it changes nothing through a view', async () => {
    const writable = await column(
      `select relname as it from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace
         and has_table_privilege('citycard_app', oid, 'insert, update, delete, truncate, trigger')`,
    )
    expect(writable).toEqual([])
  })

  test('it owns nothing, creates nothing and is nobody special', async () => {
    const { rows: found } = await db.database.query(
      `select has_schema_privilege('citycard_app', 'public', 'create') as "mayCreate",
              has_database_privilege('citycard_app', current_database(), 'create') as "mayAddSchemas",
              exists (select from pg_class where relowner = 'citycard_app'::regrole) as "owns",
              rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolreplication as "special"
         from pg_roles where rolname = 'citycard_app'`,
    )
    expect(found).toEqual([{ mayCreate: false, mayAddSchemas: false, owns: false, special: false }])
  })
})

type Grant = { readonly table: string; readonly act: string }
const byTable = (left: Grant, right: Grant): number =>
  `${left.table} ${left.act}` < `${right.table} ${right.act}` ? -1 : 1

async function rows<Row>(text: string, params: readonly unknown[] = []): Promise<Row[]> {
  return (await db.database.query<Row>(text, params)).rows
}

const column = async (text: string, params: readonly unknown[] = []): Promise<string[]> =>
  (await rows<{ it: string }>(text, params)).map(({ it }) => it).sort()

const relations = async (...kinds: string[]): Promise<string[]> =>
  (
    await column(
      `select relname as it from pg_class
        where relnamespace = 'public'::regnamespace and relkind::text = any($1::text[])`,
      [kinds],
    )
  ).filter((name) => !RUNNERS_OWN.test(name))
