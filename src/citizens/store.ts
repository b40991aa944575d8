import type { Sql, Tx } from '../base'
import type { DocumentKind } from './documents.table'
import { numbered } from './numbered'
import type { PersonField, PersonRow, PersonStatus, Provenance } from './person'

const personColumns = `person, version, status, merged_into as "mergedInto", registered_at as "registeredAt"`

export async function personRow(sql: Sql, person: string): Promise<PersonRow | undefined> {
  const { rows } = await sql.query<PersonRow>(
    `select ${personColumns} from citizens_person where person = $1`,
    [person],
  )
  return rows[0]
}

export async function personRows(sql: Sql, persons: readonly string[]): Promise<PersonRow[]> {
  const { rows } = await sql.query<PersonRow>(
    `select ${personColumns} from citizens_person where person = any($1::text[]) order by person`,
    [persons],
  )
  return rows
}

export const lockPerson = async (tx: Tx, person: string): Promise<PersonRow | undefined> =>
  (await lockPersons(tx, [person]))[0]

/** In the order of their ids, so that nobody waits in a circle. */
export async function lockPersons(tx: Tx, persons: readonly string[]): Promise<PersonRow[]> {
  const { rows } = await tx.query<PersonRow>(
    `select ${personColumns} from citizens_person where person = any($1::text[]) order by person for update`,
    [persons],
  )
  return rows
}

export interface StoredField {
  readonly person: string
  readonly field: PersonField
  readonly sealed: Buffer
  readonly provenance: Provenance
  readonly setAt: Date
}

export async function storedFields(sql: Sql, persons: readonly string[]): Promise<StoredField[]> {
  const { rows } = await sql.query<StoredField>(
    `select person, field, sealed, provenance, set_at as "setAt" from citizens_field
      where person = any($1::text[]) order by person, field`,
    [persons],
  )
  return rows
}

export interface StoredDocument {
  readonly document: string
  readonly person: string
  readonly kind: DocumentKind
  readonly sealed: Buffer
  readonly validTo: string | null
  readonly provenance: Provenance
  readonly endedAt: Date | null
}

const documentColumns = `document, person, kind, sealed, valid_to as "validTo", provenance, ended_at as "endedAt"`

export async function storedDocuments(
  sql: Sql,
  persons: readonly string[],
): Promise<StoredDocument[]> {
  const { rows } = await sql.query<StoredDocument>(
    `select ${documentColumns} from citizens_document where person = any($1::text[])
      order by person, added_at, document`,
    [persons],
  )
  return rows
}

/** Takes turns on what a person would be recognised by; always in slot order, so that nobody waits in a circle. */
export async function takeTurns(tx: Tx, indexes: readonly Buffer[]): Promise<void> {
  const slots = [...new Set(indexes.map((index) => index.readUInt8(1)))]
  await tx.query(
    `select slot from citizens_turn where slot = any($1::int4[]) order by slot for update`,
    [slots],
  )
}

export interface NewPersonRow {
  readonly person: string
  readonly status: PersonStatus
  readonly twinIndex: Buffer | null
  readonly at: Date
  readonly reference: string
}

export async function insertPersons(tx: Tx, rows: readonly NewPersonRow[]): Promise<void> {
  await tx.query(
    `insert into citizens_person (person, version, status, twin_index, registered_at, changed_at, reference)
     select person, 1, status, twin_index, at, at, reference
       from unnest($1::text[], $2::text[], $3::bytea[], $4::timestamptz[], $5::text[])
         as given(person, status, twin_index, at, reference)`,
    [
      rows.map(({ person }) => person),
      rows.map(({ status }) => status),
      rows.map(({ twinIndex }) => twinIndex),
      rows.map(({ at }) => at.toISOString()),
      rows.map(({ reference }) => reference),
    ],
  )
}

export interface NextPersonRow {
  readonly person: string
  readonly version: number
  readonly status: PersonStatus
  readonly twinIndex: Buffer | null
  readonly at: Date
}

/** Persons as they are now, each one version on. */
export async function updatePersons(tx: Tx, rows: readonly NextPersonRow[]): Promise<void> {
  await tx.query(
    `update citizens_person kept
        set version = given.version, status = given.status, twin_index = given.twin_index, changed_at = given.at
       from unnest($1::text[], $2::int4[], $3::text[], $4::bytea[], $5::timestamptz[])
         as given(person, version, status, twin_index, at)
      where kept.person = given.person`,
    [
      rows.map(({ person }) => person),
      rows.map(({ version }) => version),
      rows.map(({ status }) => status),
      rows.map(({ twinIndex }) => twinIndex),
      rows.map(({ at }) => at.toISOString()),
    ],
  )
}

export interface FieldRow {
  readonly person: string
  readonly field: PersonField
  readonly sealed: Buffer
  readonly findIndex: Buffer | null
  readonly provenance: Provenance
  readonly reference: string
  readonly at: Date
  /** The version of the person that what the field said before was part of. */
  readonly endingVersion: number
}

/** Writes fields; what they said before is kept under the version that they end. */
export async function putFields(tx: Tx, rows: readonly FieldRow[]): Promise<void> {
  if (rows.length === 0) return
  const columns = [
    rows.map(({ person }) => person),
    rows.map(({ field }) => field),
    rows.map(({ sealed }) => sealed),
    rows.map(({ findIndex }) => findIndex),
    rows.map(({ provenance }) => provenance),
    rows.map(({ reference }) => reference),
    rows.map(({ at }) => at.toISOString()),
  ]
  await tx.query(
    `insert into citizens_field_before
       (person, field, version, sealed, provenance, reference, set_at, replaced_at)
     select kept.person, kept.field, given.version, kept.sealed, kept.provenance, kept.reference, kept.set_at,
            given.at
       from unnest($1::text[], $2::text[], $3::int4[], $4::timestamptz[]) as given(person, field, version, at)
       join citizens_field kept using (person, field)`,
    [columns[0], columns[1], rows.map(({ endingVersion }) => endingVersion), columns[6]],
  )
  await tx.query(
    `insert into citizens_field (person, field, sealed, find_index, provenance, reference, set_at)
     select * from unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[], $5::text[], $6::text[],
                          $7::timestamptz[])
     on conflict (person, field) do update
        set sealed = excluded.sealed, find_index = excluded.find_index,
            provenance = excluded.provenance, reference = excluded.reference, set_at = excluded.set_at`,
    columns,
  )
}

export interface NewDocumentRow {
  readonly document: string
  readonly person: string
  readonly kind: DocumentKind
  readonly sealed: Buffer
  readonly numberIndex: Buffer
  readonly sameIndex: Buffer
  readonly validTo: string | null
  readonly provenance: Provenance
  readonly reference: string
  readonly at: Date
}

export async function insertDocuments(tx: Tx, rows: readonly NewDocumentRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `insert into citizens_document (document, person, kind, sealed, number_index, same_index, valid_to,
                                    provenance, reference, added_at)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::bytea[], $6::bytea[], $7::date[],
                          $8::text[], $9::text[], $10::timestamptz[])`,
    [
      rows.map(({ document }) => document),
      rows.map(({ person }) => person),
      rows.map(({ kind }) => kind),
      rows.map(({ sealed }) => sealed),
      rows.map(({ numberIndex }) => numberIndex),
      rows.map(({ sameIndex }) => sameIndex),
      rows.map(({ validTo }) => validTo),
      rows.map(({ provenance }) => provenance),
      rows.map(({ reference }) => reference),
      rows.map(({ at }) => at.toISOString()),
    ],
  )
}

export async function endDocument(
  tx: Tx,
  { document, person, at }: { document: string; person: string; at: Date },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update citizens_document set ended_at = $3
      where document = $1 and person = $2 and ended_at is null`,
    [document, person, at],
  )
  return rowCount === 1
}

export interface Holder {
  readonly person: string
  readonly document: string
}

/** A document's number as it is found: its indexes under every version of the index key. */
export interface SoughtNumber {
  readonly kind: DocumentKind
  readonly indexes: readonly Buffer[]
}

export const holderOfNumber = async (sql: Sql, number: SoughtNumber): Promise<Holder | undefined> =>
  (await holdersOfNumbers(sql, [number]))[0]

/** Who shows each of these numbers now. The kind is in the number's index too; here it lets the table's index serve. */
export async function holdersOfNumbers(
  sql: Sql,
  numbers: readonly SoughtNumber[],
): Promise<(Holder | undefined)[]> {
  const [indexes, places] = numbered(numbers.map((number) => number.indexes))
  const { rows } = await sql.query<Holder & { nth: number }>(
    `select given.nth, d.person, d.document
       from unnest($1::text[], $2::bytea[], $3::int4[]) as given(kind, number_index, nth)
       join citizens_document d using (kind, number_index)
      where d.ended_at is null`,
    [places.map((nth) => numbers[nth]?.kind), indexes, places],
    'citizens-holders-of-numbers',
  )
  const holders = numbers.map((): Holder | undefined => undefined)
  for (const { nth, person, document } of rows) holders[nth] = { person, document }
  return holders
}

export async function personsWithField(
  sql: Sql,
  field: PersonField,
  indexes: readonly Buffer[],
  page: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  const { rows } = await sql.query<{ person: string }>(
    `select f.person from citizens_field f join citizens_person p using (person)
      where f.field = $1 and f.find_index = any($2::bytea[]) and p.merged_into is null and f.person > $3
      order by f.person limit $4`,
    [field, indexes, page.after, page.limit],
  )
  return rows.map(({ person }) => person)
}

/** A person and all who turned out to be that person. */
export async function mergedPersons(sql: Sql, person: string): Promise<string[]> {
  const { rows } = await sql.query<{ person: string }>(
    `with recursive same(person) as (
       select $1::text collate "C"
       union
       select p.person from citizens_person p join same on p.merged_into = same.person)
     select person from same order by person`,
    [person],
  )
  return rows.map((row) => row.person)
}

/** One entry becomes a pointer to the other; its documents go over, and it is found by nothing any more. */
export async function mergeInto(
  tx: Tx,
  { kept, gone, at }: { kept: string; gone: string; at: Date },
): Promise<void> {
  await tx.query(`update citizens_document set person = $1 where person = $2`, [kept, gone])
  await tx.query(
    `update citizens_person set merged_into = $1, version = version + 1, changed_at = $3
      where person = $2`,
    [kept, gone, at],
  )
  await tx.query(
    `update citizens_person set version = version + 1, changed_at = $2 where person = $1`,
    [kept, at],
  )
}

/** Of each entry the one that is kept after all merging. */
export async function keptOfMany(
  sql: Sql,
  persons: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql.query<{ person: string; kept: string }>(
    `with recursive led as (
       select person as entry, person, merged_into from citizens_person where person = any($1::text[])
       union all
       select led.entry, next.person, next.merged_into
         from led join citizens_person next on next.person = led.merged_into)
     select entry as person, person as kept from led where merged_into is null`,
    [persons],
    'citizens-kept-of-many',
  )
  return new Map(rows.map(({ person, kept }) => [person, kept]))
}
