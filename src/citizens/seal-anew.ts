import { Fault, type Database, type Tx } from '../base'
import type { documentKinds } from './documents.table'
import type { PersonField } from './person'
import { findable, openText, places, sealText, type PersonalVault } from './personal'
import { checkDocument } from './documents'

/** So many rows a transaction: short enough that no clerk waits. */
const ROWS_AT_ONCE = 200

interface Place {
  readonly table: string
  readonly key: readonly string[]
  readonly column: string
  readonly contextOf: (row: Readonly<Record<string, string>>) => string
}

/** Every column that holds something sealed. */
const sealedColumns: readonly Place[] = [
  {
    table: 'citizens_field',
    key: ['person', 'field'],
    column: 'sealed',
    contextOf: (row) => places.field(row['person'] ?? '', row['field'] as PersonField),
  },
  {
    table: 'citizens_field_before',
    key: ['person', 'field', 'version'],
    column: 'sealed',
    contextOf: (row) => places.field(row['person'] ?? '', row['field'] as PersonField),
  },
  {
    table: 'citizens_document',
    key: ['document'],
    column: 'sealed',
    contextOf: (row) => places.document(row['document'] ?? ''),
  },
  {
    table: 'citizens_verification',
    key: ['concession', 'reference'],
    column: 'evidence',
    contextOf: (row) => places.evidence(row['concession'] ?? '', row['reference'] ?? ''),
  },
  {
    table: 'citizens_dispute',
    key: ['dispute'],
    column: 'statement',
    contextOf: (row) => places.statement(row['dispute'] ?? ''),
  },
  {
    table: 'citizens_dispute',
    key: ['dispute'],
    column: 'answer',
    contextOf: (row) => places.answer(row['dispute'] ?? ''),
  },
]

/**
 * Seals what an older key version sealed under the newest, and makes blind indexes anew; a part at a time, in
 * transactions of its own, until nothing old is left. Safe to stop and to run again at any moment.
 * @returns how many values were sealed or indexed anew
 */
export async function sealAnew(database: Database, vault: PersonalVault): Promise<number> {
  const newest = await vault.personalDataVersion()
  let renewed = 0
  for (const place of sealedColumns) {
    for (;;) {
      const done = await database.transaction((tx) =>
        sealPart(tx, vault, place, newest.personalData),
      )
      renewed += done
      if (done < ROWS_AT_ONCE) break
    }
  }
  for (const indexPart of [indexPersons, indexDocuments]) {
    for (;;) {
      const done = await database.transaction((tx) => indexPart(tx, vault, newest.blindIndex))
      renewed += done
      if (done < ROWS_AT_ONCE) break
    }
  }
  return renewed
}

async function sealPart(
  tx: Tx,
  vault: PersonalVault,
  { table, key, column, contextOf }: Place,
  version: number,
): Promise<number> {
  const { rows } = await tx.query<Record<string, string> & { sealed: Buffer }>(
    `select ${key.map((name) => `${name}::text as ${name}`).join(', ')}, ${column} as sealed from ${table}
      where ${column} is not null and get_byte(${column}, 0) <> $1
      order by ${key.join(', ')} limit ${ROWS_AT_ONCE} for update skip locked`,
    [version],
  )
  for (const { sealed, ...row } of rows) {
    const context = contextOf(row)
    const anew = await sealText(vault, context, await openText(vault, context, sealed))
    await tx.query(
      `update ${table} set ${column} = $1
        where ${key.map((name, index) => `${name}::text = $${index + 2}`).join(' and ')}`,
      [anew, ...key.map((name) => row[name])],
    )
  }
  return rows.length
}

/** Persons of whom an index was made under an older key: name, phone, and name with birth date. */
async function indexPersons(tx: Tx, vault: PersonalVault, version: number): Promise<number> {
  const { rows } = await tx.query<{ person: string }>(
    `select person from citizens_person p
      where get_byte(twin_index, 0) <> $1
         or exists (select from citizens_field f where f.person = p.person
                       and f.find_index is not null and get_byte(f.find_index, 0) <> $1)
      order by person limit ${ROWS_AT_ONCE} for no key update skip locked`,
    [version],
  )
  for (const { person } of rows) {
    const { rows: fields } = await tx.query<{ field: PersonField; sealed: Buffer }>(
      `select field, sealed from citizens_field where person = $1`,
      [person],
    )
    const facts = new Map<PersonField, string>()
    for (const { field, sealed } of fields) {
      facts.set(field, await openText(vault, places.field(person, field), sealed))
    }
    for (const field of ['name', 'phone'] as const) {
      const text = facts.get(field)
      if (text === undefined) continue
      const index = await vault.blindIndex(findable[field](text))
      await tx.query(`update citizens_field set find_index = $3 where person = $1 and field = $2`, [
        person,
        field,
        index,
      ])
    }
    const [name, birthDate] = [facts.get('name'), facts.get('birthDate')]
    const twin =
      name === undefined || birthDate === undefined
        ? null
        : await vault.blindIndex(findable.twin(name, birthDate))
    await tx.query(`update citizens_person set twin_index = $2 where person = $1`, [person, twin])
  }
  return rows.length
}

async function indexDocuments(tx: Tx, vault: PersonalVault, version: number): Promise<number> {
  const { rows } = await tx.query<{
    document: string
    kind: keyof typeof documentKinds
    sealed: Buffer
    addedOn: string
  }>(
    `select document, kind, sealed, (added_at + interval '1 day')::date::text as "addedOn"
       from citizens_document
      where get_byte(number_index, 0) <> $1 or get_byte(same_index, 0) <> $1
      order by document limit ${ROWS_AT_ONCE} for update skip locked`,
    [version],
  )
  for (const { document, kind, sealed, addedOn } of rows) {
    const number = await openText(vault, places.document(document), sealed)
    const checked = checkDocument({ kind, number }, addedOn)
    if (!checked.ok) throw new Fault('citizens', `${document} no longer passes its check`, false)
    await tx.query(
      `update citizens_document set number_index = $2, same_index = $3 where document = $1`,
      [
        document,
        await vault.blindIndex(findable.number(checked.value)),
        await vault.blindIndex(findable.sameNumber(checked.value)),
      ],
    )
  }
  return rows.length
}
