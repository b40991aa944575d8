import type { Sql } from '../base'
import { numbered } from './numbered'

/** Who is like the one asked about at a place of the question. */
export interface Alike {
  readonly nth: number
  readonly person: string
}

/** Who shows a number that is the same as one of these, in whatever form. */
export async function holdersOfSame(
  sql: Sql,
  same: readonly (readonly Buffer[])[],
): Promise<Alike[]> {
  const { rows } = await sql.query<Alike>(
    `select distinct given.nth, d.person
       from unnest($1::bytea[], $2::int4[]) as given(same_index, nth)
       join citizens_document d using (same_index) join citizens_person p using (person)
      where d.ended_at is null and p.merged_into is null
      order by given.nth, d.person`,
    numbered(same),
  )
  return rows
}

/** Whose name and birth date are the same. */
export async function personsWithTwin(
  sql: Sql,
  twins: readonly (readonly Buffer[])[],
): Promise<Alike[]> {
  const { rows } = await sql.query<Alike>(
    `select given.nth, p.person
       from unnest($1::bytea[], $2::int4[]) as given(twin_index, nth) join citizens_person p using (twin_index)
      where p.merged_into is null order by given.nth, p.person`,
    numbered(twins),
  )
  return rows
}

/** Whose name and phone number are the same. */
export async function personsWithNameAndPhone(
  sql: Sql,
  asked: readonly { readonly name: readonly Buffer[]; readonly phone: readonly Buffer[] }[],
): Promise<Alike[]> {
  const pairs = asked.flatMap(({ name, phone }, nth) =>
    name.flatMap((one) => phone.map((other) => ({ nth, name: one, phone: other }))),
  )
  if (pairs.length === 0) return []
  const { rows } = await sql.query<Alike>(
    // Phone numbers hardly repeat: each is looked up by itself, whatever the statistics of the table say.
    `select given.nth, alike.person
       from unnest($1::bytea[], $2::bytea[], $3::int4[]) as given(name, phone, nth)
      cross join lateral (
        select n.person
          from citizens_field t
          join citizens_field n on n.person = t.person and n.field = 'name' and n.find_index = given.name
          join citizens_person p on p.person = t.person and p.merged_into is null
         where t.field = 'phone' and t.find_index = given.phone offset 0) alike
      order by given.nth, alike.person`,
    [pairs.map(({ name }) => name), pairs.map(({ phone }) => phone), pairs.map(({ nth }) => nth)],
  )
  return rows
}
