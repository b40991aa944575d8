import { businessDateOf, CENTRE, type Act, type Database, type TrailEntry, type Tx } from '../base'
import { changePerson } from './change-person'
import { checkDocument } from './documents'
import { checkPerson, registerPerson, type PersonStated } from './register-person'
import type { PersonField, Provenance } from './person'
import { findable, openText, places, type PersonalVault } from './personal'
import { parsePopulationRow, type PopulationRow } from './population-file'
import {
  dropBroken,
  finishFile,
  finishPart,
  firstPart,
  takeWaiting,
  type PopulationFile,
  type RowVerdict,
} from './population-store'
import { holderOfNumber, personRow, storedFields } from './store'

/** What the work needs: a database, the vault, and where the trail is kept. */
export interface PopulationWorks {
  readonly database: Database
  readonly vault: PersonalVault
  readonly trail: (tx: Tx, act: Omit<Act, 'tx' | 'trail'>, entry: TrailEntry) => Promise<void>
}

/** An arrival that has not ended for so long never will. */
const ARRIVAL_HOURS = 24

/**
 * What a population file may not overrule: people tell a counter, or us, where they live and how they are reached now,
 * long before a register knows.
 */
const HOLDER_KNOWS_BETTER: readonly PersonField[] = ['phone', 'address']

/**
 * Works through the files that wait, oldest first, a part in a transaction. Safe to stop at any moment, to run again,
 * and to run in several processes.
 * @returns how many rows were worked through
 */
export async function workPopulationFiles(works: PopulationWorks, at: Date): Promise<number> {
  await works.database.transaction((tx) =>
    dropBroken(tx, new Date(at.getTime() - ARRIVAL_HOURS * 3_600_000)),
  )
  let rows = 0
  for (;;) {
    const done = await works.database.transaction((tx) => workPart(works, tx, at))
    if (done === undefined) return rows
    rows += done
  }
}

async function workPart(works: PopulationWorks, tx: Tx, at: Date): Promise<number | undefined> {
  const file = await takeWaiting(tx)
  if (file === undefined) return undefined
  const part = await firstPart(tx, file.file)
  if (part === undefined) {
    const absent = await finishFile(tx, file, at)
    await actOf(works, tx, file, { at, part: 'end' }).trail({
      act: 'population-file.done',
      subject: `population-file:${file.file}`,
      detail: { source: file.source, rows: file.rowCount, absent },
    })
    return 0
  }
  const { firstRow, rowCount, sealed } = part
  const opened = await works.vault.openPersonal({
    context: places.populationPart(file.file, firstRow),
    sealed,
  })
  const lines = opened.ok ? linesOf(opened.value) : []
  const act = actOf(works, tx, file, { at, part: String(firstRow) })
  const verdicts: RowVerdict[] = []
  for (let index = 0; index < rowCount; index++) {
    const row = firstRow + index
    const line = lines[index]
    const verdict =
      line === undefined
        ? refusedRow({ refused: opened.ok ? 'row-malformed' : opened.refused })
        : await workRow(act, works.vault, file, { row, line })
    verdicts.push({ row, ...verdict })
  }
  await finishPart(tx, file, { firstRow, rowCount, verdicts })
  return rowCount
}

function actOf(
  { trail }: PopulationWorks,
  tx: Tx,
  { file }: PopulationFile,
  { at, part }: { readonly at: Date; readonly part: string },
): Act {
  const act = { actor: CENTRE, at, reference: `${file}:${part}` }
  return { ...act, tx, trail: (entry) => trail(tx, act, entry) }
}

function linesOf(plain: Buffer): Buffer[] {
  const lines: Buffer[] = []
  for (let from = 0; from < plain.length;) {
    const feed = plain.indexOf(0x0a, from)
    lines.push(plain.subarray(from, feed))
    from = feed + 1
  }
  return lines
}

type Verdict = Omit<RowVerdict, 'row'>

const refusedRow = (refusal: { refused: string; field?: string; detail?: string }): Verdict => ({
  verdict: 'refused',
  person: null,
  refused: refusal.refused,
  field: refusal.field ?? null,
  detail: refusal.detail ?? null,
})

const verdictOf = (
  verdict: 'created' | 'changed' | 'unchanged' | 'gone',
  person: string,
): Verdict => ({
  verdict,
  person,
  refused: null,
  field: null,
  detail: null,
})

async function workRow(
  act: Act,
  vault: PersonalVault,
  file: PopulationFile,
  { row, line }: { readonly row: number; readonly line: Buffer },
): Promise<Verdict> {
  const text = decoded(line, file.encoding)
  if (text === undefined) {
    return refusedRow({
      refused: 'row-malformed',
      field: 'row',
      detail: `it is not ${file.encoding}`,
    })
  }
  const parsed = parsePopulationRow(text)
  if (!parsed.ok) return refusedRow(parsed)
  const said = parsed.value
  const provenance: Provenance = `population:${file.file}`
  const today = businessDateOf(act.at, 0)
  const document = checkDocument(said.action === 'set' ? documentOf(said) : said.document, today)
  if (!document.ok) return refusedRow(document)
  const holder = await holderOfNumber(
    act.tx,
    await vault.blindIndexes(findable.number(document.value)),
  )
  if (said.action === 'gone') {
    if (holder === undefined) {
      return refusedRow({ refused: 'person-unknown', detail: 'nobody shows this document' })
    }
    const { person } = holder
    const changed = await changePerson(act, vault, { person, status: said.status }, provenance)
    return changed.ok ? verdictOf('gone', person) : refusedRow(changed)
  }
  if (holder === undefined) {
    const label = String(row)
    const created = await registerPerson(act, vault, said.stated, { provenance, label })
    return created.ok ? verdictOf('created', created.value.person) : refusedRow(created)
  }
  return workKnown(act, vault, { person: holder.person, stated: said.stated, provenance, today })
}

const documentOf = ({ stated }: Extract<PopulationRow, { action: 'set' }>) =>
  stated.documents[0] as PersonStated['documents'][number]

/** A person who is registered: most rows of a full file say what is known, and end here after one look. */
async function workKnown(
  act: Act,
  vault: PersonalVault,
  known: {
    readonly person: string
    readonly stated: PersonStated
    readonly provenance: Provenance
    readonly today: string
  },
): Promise<Verdict> {
  const { person, stated, provenance, today } = known
  const checked = checkPerson(stated, today)
  if (!checked.ok) return refusedRow(checked)
  const set: Record<string, string | undefined> = { ...checked.value.facts }
  for (const { field, sealed, provenance: from } of await storedFields(act.tx, [person])) {
    const better = from === 'counter' || from === 'own'
    if (better && HOLDER_KNOWS_BETTER.includes(field)) delete set[field]
    else if ((await openText(vault, places.field(person, field), sealed)) === set[field]) {
      delete set[field]
    }
  }
  const row = await personRow(act.tx, person)
  const { status } = stated
  const sameStatus = status === undefined || status === row?.status
  if (Object.keys(set).length === 0 && sameStatus) return verdictOf('unchanged', person)
  const changed = await changePerson(
    act,
    vault,
    { person, set, ...(status === undefined ? {} : { status }) },
    provenance,
  )
  if (!changed.ok) return refusedRow(changed)
  return verdictOf(changed.value.changed ? 'changed' : 'unchanged', person)
}

function decoded(line: Buffer, encoding: PopulationFile['encoding']): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(line)
  } catch {
    return undefined
  }
}
