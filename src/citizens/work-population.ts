import { CENTRE, type Act, type Database, type TrailEntry, type Tx } from '../base'
import { places, type PersonalVault } from './personal'
import {
  dropBroken,
  finishFile,
  finishPart,
  firstPart,
  takeWaiting,
  type PopulationFile,
} from './population-store'
import { workRows } from './work-rows'

/** What the work needs: a database, the vault, and where the trail is kept. */
export interface PopulationWorks {
  readonly database: Database
  readonly vault: PersonalVault
  readonly trail: (
    tx: Tx,
    act: Omit<Act, 'tx' | 'trail'>,
    entries: readonly TrailEntry[],
  ) => Promise<void>
}

/** An arrival that has not ended for so long never will. */
const ARRIVAL_HOURS = 24

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
    await works.trail(tx, byOf(file, { at, part: 'end' }), [
      {
        act: 'population-file.done',
        subject: `population-file:${file.file}`,
        detail: { source: file.source, rows: file.rowCount, absent },
      },
    ])
    return 0
  }
  const { firstRow, rowCount, sealed } = part
  const opened = await works.vault.openPersonal({
    context: places.populationPart(file.file, firstRow),
    sealed,
  })
  const lines = opened.ok ? linesOf(opened.value) : []
  const said: TrailEntry[] = []
  const by = byOf(file, { at, part: String(firstRow) })
  const act: Act = { ...by, tx, trail: async (entry) => void said.push(entry) }
  const verdicts = await workRows(act, works.vault, file, {
    firstRow,
    lines: Array.from({ length: rowCount }, (_, index) => lines[index]),
    unreadable: opened.ok ? 'row-malformed' : opened.refused,
  })
  if (said.length > 0) await works.trail(tx, by, said)
  await finishPart(tx, file, { firstRow, rowCount, verdicts })
  return rowCount
}

const byOf = (
  { file }: PopulationFile,
  { at, part }: { readonly at: Date; readonly part: string },
) => ({ actor: CENTRE, at, reference: `${file}:${part}` })

function linesOf(plain: Buffer): Buffer[] {
  const lines: Buffer[] = []
  for (let from = 0; from < plain.length;) {
    const feed = plain.indexOf(0x0a, from)
    lines.push(plain.subarray(from, feed))
    from = feed + 1
  }
  return lines
}
