import { invariant, ok, refuse, type Act, type Result } from '../base'
import { decideCase, lockCase, openCasesOf, oneCase } from './duplicate-store'
import { raiseCases, type DuplicateReason } from './duplicates-of'
import { lockPerson, mergeInto } from './store'

export type DuplicateDecision =
  | { readonly verdict: 'distinct' }
  /** One person: `kept` stands for both from now on. */
  | { readonly verdict: 'merged'; readonly kept: string }

export type DecideDuplicateRefusal =
  | 'duplicate-case-unknown'
  | 'duplicate-case-decided'
  | 'version-changed'
  | 'person-not-in-case'
  | 'person-merged'

/**
 * A human says whether two entries are one person. Merging moves documents to the one that is kept and lets the
 * other stand as a pointer to it: nothing that names the other (cards, concessions, disputes) is lost.
 */
export async function decideDuplicate(
  act: Act,
  asked: {
    readonly duplicateCase: string
    readonly version?: number
    readonly reason: string
  } & DuplicateDecision,
): Promise<Result<{ readonly version: number }, DecideDuplicateRefusal>> {
  const { duplicateCase, reason } = asked
  const found = await lockCase(act.tx, duplicateCase)
  if (found === undefined) {
    return refuse('duplicate-case-unknown', { field: 'duplicateCase' })
  }
  if (asked.version !== undefined && asked.version !== found.version) {
    return refuse('version-changed', { detail: `it is version ${found.version} by now` })
  }
  if (found.state !== 'open') {
    return refuse('duplicate-case-decided', { detail: `it was decided as ${found.state}` })
  }
  const kept = asked.verdict === 'merged' ? asked.kept : null
  if (kept !== null && kept !== found.person && kept !== found.other) {
    return refuse('person-not-in-case', {
      field: 'kept',
      detail: `the case is about ${found.person} and ${found.other}`,
    })
  }
  if (kept !== null) {
    const gone = kept === found.person ? found.other : found.person
    const merged = await merge(act, { kept, gone, duplicateCase })
    if (!merged.ok) return merged
  }
  await decideCase(act.tx, {
    duplicateCase,
    state: asked.verdict,
    kept,
    at: act.at,
    by: act.actor.id,
    decision: reason,
  })
  await act.trail({
    act: `duplicate.${asked.verdict}`,
    subject: `citizen:${kept ?? found.person}`,
    reason,
    detail: { duplicateCase, person: found.person, other: found.other },
  })
  return ok({ version: found.version + 1 })
}

async function merge(
  act: Act,
  { kept, gone, duplicateCase }: { kept: string; gone: string; duplicateCase: string },
): Promise<Result<undefined, 'person-merged'>> {
  for (const person of [kept, gone].sort()) {
    const row = await lockPerson(act.tx, person)
    invariant(row !== undefined, 'a case is about persons that exist', { person })
    if (row.mergedInto !== null) {
      return refuse('person-merged', { detail: `${person} was merged into ${row.mergedInto}` })
    }
  }
  await mergeInto(act.tx, { kept, gone, at: act.at })
  for (const orphan of await openCasesOf(act.tx, gone)) {
    if (orphan === duplicateCase) continue
    const about = await oneCase(act.tx, orphan)
    invariant(about !== undefined, 'a case that is locked is there', { orphan })
    await decideCase(act.tx, {
      duplicateCase: orphan,
      state: 'distinct',
      kept: null,
      at: act.at,
      by: act.actor.id,
      decision: `${gone} was merged into ${kept}; asked again for ${kept}`,
    })
    const third = about.person === gone ? about.other : about.person
    if (third !== kept) {
      await raiseCases(act, kept, new Map([[third, about.reasons as readonly DuplicateReason[]]]))
    }
  }
  return ok(undefined)
}
