import { businessDateOf, invariant, type Act } from '../base'
import { carryOutChanges, planChanges, type PersonChange } from './change-person'
import { checkDocument, type CheckedDocument } from './documents'
import { traitsOf, turnsOf } from './duplicates-of'
import type { KeptDocument, StatedFacts } from './facts'
import type { PersonField, PersonRow, PersonStatus } from './person'
import { openText, places, soughtNumber, type PersonalVault } from './personal'
import { parsePopulationRow, type PopulationRow } from './population-file'
import type { PopulationFile, RowVerdict } from './population-store'
import { checkPerson, enterPersons, type PersonStated } from './register-person'
import { holdersOfNumbers, personRows, storedFields, takeTurns, type Holder } from './store'

/**
 * What a population file may not overrule: people tell a counter, or us, where they live and how they are reached now,
 * long before a register knows.
 */
const HOLDER_KNOWS_BETTER: readonly PersonField[] = ['phone', 'address']

type Verdict = Omit<RowVerdict, 'row'>

/** A row that can be read, with the document it names. */
interface Said {
  readonly row: number
  readonly of: PopulationRow
  readonly document: CheckedDocument
}

/**
 * Works through the rows of a part in sets: what is known of all of them is looked up at once, and what they say is
 * written at once. The outcome is that of one row after the other.
 */
export async function workRows(
  act: Act,
  vault: PersonalVault,
  file: PopulationFile,
  part: {
    readonly firstRow: number
    /** In their order; undefined where nothing can be read. */
    readonly lines: readonly (Buffer | undefined)[]
    /** Why nothing can be read there. */
    readonly unreadable: string
  },
): Promise<RowVerdict[]> {
  const today = businessDateOf(act.at, 0)
  const verdicts = new Map<number, Verdict>()
  let left: readonly Said[] = part.lines.flatMap((line, index) => {
    const row = part.firstRow + index
    const said = line === undefined ? refusedRow({ refused: part.unreadable }) : read(line)
    if (!('verdict' in said)) return [{ row, ...said }]
    verdicts.set(row, said)
    return []
  })
  while (left.length > 0) {
    const stretch = new Stretch(act, vault, { file, today })
    const taken = await stretch.take(left)
    for (const [row, verdict] of await stretch.work()) verdicts.set(row, verdict)
    left = left.slice(taken)
  }
  return part.lines.map((_, index) => {
    const row = part.firstRow + index
    const verdict = verdicts.get(row)
    invariant(verdict !== undefined, 'every row of a part ends in a verdict')
    return { row, ...verdict }
  })

  function read(line: Buffer): Verdict | Omit<Said, 'row'> {
    const text = decoded(line, file.encoding)
    if (text === undefined) {
      const detail = `it is not ${file.encoding}`
      return refusedRow({ refused: 'row-malformed', field: 'row', detail })
    }
    const parsed = parsePopulationRow(text)
    if (!parsed.ok) return refusedRow(parsed)
    const of = parsed.value
    const document = checkDocument(of.action === 'set' ? documentOf(of) : of.document, today)
    return document.ok ? { of, document: document.value } : refusedRow(document)
  }
}

const documentOf = ({ stated }: Extract<PopulationRow, { action: 'set' }>) =>
  stated.documents[0] as PersonStated['documents'][number]

function decoded(line: Buffer, encoding: PopulationFile['encoding']): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(line)
  } catch {
    return undefined
  }
}

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
): Verdict => ({ verdict, person, refused: null, field: null, detail: null })

interface Entering {
  readonly row: number
  readonly facts: StatedFacts
  readonly documents: readonly KeptDocument[]
  readonly status: PersonStatus
}

interface Changing {
  readonly row: number
  readonly isGone: boolean
  readonly change: PersonChange
}

/** Rows in a row of which no two speak of the same number or the same person. */
class Stretch {
  private readonly verdicts = new Map<number, Verdict>()
  private readonly entering: Entering[] = []
  private readonly changing: Changing[] = []

  constructor(
    private readonly act: Act,
    private readonly vault: PersonalVault,
    private readonly about: { readonly file: PopulationFile; readonly today: string },
  ) {}

  /** Takes rows up to the first that must wait for what is done with one before it; answers how many. */
  async take(rows: readonly Said[]): Promise<number> {
    const { act, vault } = this
    const sought = await Promise.all(rows.map(({ document }) => soughtNumber(vault, document)))
    const holders = await holdersOfNumbers(act.tx, sought)
    const met = new Set<string>()
    let taken = 0
    for (const [index, { document }] of rows.entries()) {
      const number = `${document.kind} ${document.number}`
      const person = holders[index]?.person
      if (met.has(number) || (person !== undefined && met.has(person))) break
      met.add(number)
      if (person !== undefined) met.add(person)
      taken += 1
    }
    await this.sort(rows.slice(0, taken), holders)
    return taken
  }

  /** What each row asks for: a new person, a change, or nothing. */
  private async sort(
    rows: readonly Said[],
    holders: readonly (Holder | undefined)[],
  ): Promise<void> {
    const known = await this.known(holders.slice(0, rows.length))
    for (const [index, { row, of }] of rows.entries()) {
      const person = holders[index]?.person
      if (of.action === 'gone') {
        if (person === undefined) {
          const detail = 'nobody shows this document'
          this.verdicts.set(row, refusedRow({ refused: 'person-unknown', detail }))
        } else {
          this.changing.push({ row, isGone: true, change: { person, status: of.status } })
        }
        continue
      }
      const checked = checkPerson(of.stated, this.about.today)
      if (!checked.ok) {
        this.verdicts.set(row, refusedRow(checked))
        continue
      }
      const { status } = of.stated
      if (person === undefined) {
        this.entering.push({ row, ...checked.value, status: status ?? 'alive' })
        continue
      }
      const before = known.get(person)
      const set = newerFacts(checked.value.facts, before?.fields)
      const sameStatus = status === undefined || status === before?.row.status
      if (Object.keys(set).length === 0 && sameStatus) {
        this.verdicts.set(row, verdictOf('unchanged', person))
      } else {
        const change = { person, set, ...(status === undefined ? {} : { status }) }
        this.changing.push({ row, isGone: false, change })
      }
    }
  }

  /** What is known of those who show a document: most rows of a full file say just that, and end here. */
  private async known(
    holders: readonly (Holder | undefined)[],
  ): Promise<ReadonlyMap<string, Known>> {
    const { act, vault } = this
    const persons = holders.flatMap((holder) => (holder === undefined ? [] : [holder.person]))
    if (persons.length === 0) return new Map()
    const known = new Map<string, Known>()
    for (const row of await personRows(act.tx, persons)) known.set(row.person, { row, fields: [] })
    for (const { person, field, sealed, provenance } of await storedFields(act.tx, persons)) {
      const isHolders = provenance === 'counter' || provenance === 'own'
      const text = await openText(vault, places.field(person, field), sealed)
      known.get(person)?.fields.push({ field, text, isHolders })
    }
    return known
  }

  /** Does it, and answers what became of each row. */
  async work(): Promise<ReadonlyMap<number, Verdict>> {
    const { act, vault } = this
    const provenance = `population:${this.about.file.file}` as const
    // Locked first: whoever changes a person holds the person when it is his turn.
    const plans = await planChanges(
      act,
      vault,
      this.changing.map(({ change }) => change),
    )
    const possible = plans.flatMap((plan) => (plan.ok ? [plan.value] : []))
    const newcomers = await Promise.all(
      this.entering.map(async ({ row, ...one }) => ({
        ...one,
        label: String(row),
        traits: await traitsOf(vault, one.facts, one.documents),
      })),
    )
    await takeTurns(
      act.tx,
      [...possible, ...newcomers].flatMap(({ traits }) => turnsOf(traits)),
    )
    const changed = (await carryOutChanges({ act, vault, provenance }, possible)).values()
    for (const [index, { row, isGone, change }] of this.changing.entries()) {
      const plan = plans[index]
      if (plan?.ok !== true) {
        this.verdicts.set(row, refusedRow(plan ?? { refused: 'person-unknown' }))
        continue
      }
      const isChanged = changed.next().value?.changed === true
      const verdict = isGone ? 'gone' : isChanged ? 'changed' : 'unchanged'
      this.verdicts.set(row, verdictOf(verdict, change.person))
    }
    const entered = await enterPersons(act, vault, newcomers, provenance)
    for (const [index, { row }] of this.entering.entries()) {
      const one = entered[index]
      invariant(one !== undefined, 'every newcomer is answered')
      this.verdicts.set(row, one.ok ? verdictOf('created', one.value.person) : refusedRow(one))
    }
    return this.verdicts
  }
}

interface Known {
  readonly row: PersonRow
  readonly fields: {
    readonly field: PersonField
    readonly text: string
    /** The holder told us, at a counter or alone. */
    readonly isHolders: boolean
  }[]
}

/** What a file says that is not known yet and that the holder does not know better. */
function newerFacts(facts: StatedFacts, known: Known['fields'] = []): StatedFacts {
  const set: Partial<Record<PersonField, string | undefined>> = { ...facts }
  for (const { field, text, isHolders } of known) {
    if ((isHolders && HOLDER_KNOWS_BETTER.includes(field)) || text === set[field]) delete set[field]
  }
  return set as StatedFacts
}
