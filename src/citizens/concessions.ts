import {
  businessDateOf,
  ok,
  parseBusinessDate,
  refuse,
  type Act,
  type BusinessDate,
  type Result,
  type Sql,
} from '../base'
import { ruleAt } from '../rules'
import { concessionKinds, type ConcessionKind } from './concessions.table'
import {
  concessionRows,
  insertConcession,
  insertVerification,
  lockConcession,
  writeConcession,
} from './concession-store'
import { derivedId, openText, places, sealText, type PersonalVault } from './personal'
import { unknownPerson } from './see-person'
import { lockPerson, mergedPersons, storedFields } from './store'

export type { ConcessionKind }

export interface Concession {
  readonly concession: string
  readonly person: string
  readonly kind: ConcessionKind
  readonly version: number
  readonly validFrom: string
  readonly validTo: string | null
  /** Last day before it lapses for want of a verification. */
  readonly verifiedUntil: string
  readonly endedOn: string | null
  readonly endedReason: string | null
}

export type GrantRefusal =
  | 'person-unknown'
  | 'person-merged'
  | 'person-not-alive'
  | 'date-malformed'
  | 'dates-reversed'
  | 'birth-date-missing'
  | 'age-too-low'
  | 'concession-overlaps'

/**
 * Grants a concession from a day on, on evidence that is kept sealed. It stands for as many months as the rule
 * `concession-months` says on the day it begins, and then lapses unless it is verified.
 */
export async function grantConcession(
  act: Act,
  vault: PersonalVault,
  asked: {
    readonly person: string
    readonly kind: ConcessionKind
    readonly validFrom: string
    readonly validTo?: string | undefined
    readonly evidence: string
  },
): Promise<Result<Concession, GrantRefusal>> {
  const { person, kind, evidence } = asked
  const span = spanOf(asked)
  if (!span.ok) return span
  const row = await lockPerson(act.tx, person)
  if (row === undefined) return unknownPerson(person)
  if (row.mergedInto !== null) {
    return refuse('person-merged', { field: 'person', detail: `see ${row.mergedInto}` })
  }
  if (row.status !== 'alive') {
    return refuse('person-not-alive', { field: 'person', detail: `the person is ${row.status}` })
  }
  const aged = await oldEnough(act, vault, { person, kind, on: span.value.validFrom })
  if (!aged.ok) return aged
  const { validFrom, validTo } = span.value
  const other = (await concessionsOf(act.tx, person)).find(
    (one) =>
      one.kind === kind &&
      validFrom <= (lastDayOf(one) ?? '9999-12-31') &&
      one.validFrom <= (validTo ?? '9999-12-31'),
  )
  if (other !== undefined) {
    return refuse('concession-overlaps', {
      field: 'validFrom',
      detail: `${other.concession} covers part of the same time; verify it or end it`,
    })
  }
  const today = businessDateOf(act.at, 0)
  const verifiedUntil = await verifiedUntilOf(
    act.tx,
    validFrom > today ? validFrom : today,
    validTo,
  )
  const concession = derivedId('conc', act.reference)
  await insertConcession(act.tx, {
    concession,
    person,
    kind,
    validFrom,
    validTo,
    verifiedUntil,
    at: act.at,
    reference: act.reference,
  })
  await keepEvidence(act, vault, { concession, today, verifiedUntil, evidence })
  await act.trail({
    act: 'concession.granted',
    subject: `citizen:${person}`,
    detail: { concession, kind, validFrom, validTo, verifiedUntil },
  })
  return ok({
    concession,
    person,
    kind,
    version: 1,
    validFrom,
    validTo,
    verifiedUntil,
    endedOn: null,
    endedReason: null,
  })
}

export type VerifyRefusal = 'concession-unknown' | 'concession-ended' | 'version-changed'

/** Its holder was seen to be entitled still: it stands for another term from today. */
export async function verifyConcession(
  act: Act,
  vault: PersonalVault,
  asked: { readonly concession: string; readonly version?: number; readonly evidence: string },
): Promise<Result<Concession, VerifyRefusal>> {
  const today = businessDateOf(act.at, 0)
  const found = await standing(act, asked, today)
  if (!found.ok) return found
  const { concession, validFrom, validTo } = found.value
  const from = validFrom > today ? (validFrom as BusinessDate) : today
  const verifiedUntil = await verifiedUntilOf(act.tx, from, validTo)
  const version = found.value.version + 1
  await writeConcession(act.tx, { ...found.value, version, verifiedUntil })
  await keepEvidence(act, vault, { concession, today, verifiedUntil, evidence: asked.evidence })
  await act.trail({
    act: 'concession.verified',
    subject: `citizen:${found.value.person}`,
    detail: { concession, verifiedUntil },
  })
  return ok({ ...found.value, version, verifiedUntil })
}

/** Ends a concession on a day, not in the past: what was granted until yesterday was claimed for. */
export async function endConcession(
  act: Act,
  asked: {
    readonly concession: string
    readonly version?: number
    readonly lastDate: string
    readonly reason: string
  },
): Promise<Result<Concession, VerifyRefusal | 'date-malformed' | 'date-past'>> {
  const date = parseBusinessDate(asked.lastDate)
  if (!date.ok) return { ...date, field: 'lastDate' }
  const today = businessDateOf(act.at, 0)
  const found = await standing(act, asked, today)
  if (!found.ok) return found
  const earliest = found.value.validFrom > today ? found.value.validFrom : today
  if (date.value < earliest) {
    return refuse('date-past', { field: 'lastDate', detail: `it ends on ${earliest} or later` })
  }
  const ended = {
    ...found.value,
    version: found.value.version + 1,
    endedOn: date.value,
    endedReason: asked.reason,
  }
  await writeConcession(act.tx, ended)
  await act.trail({
    act: 'concession.ended',
    subject: `citizen:${ended.person}`,
    reason: asked.reason,
    detail: { concession: ended.concession, lastDate: date.value },
  })
  return ok(ended)
}

/** Every concession a person (or an entry merged into the person) ever had, oldest first. */
export async function concessionsOf(sql: Sql, person: string): Promise<Concession[]> {
  return concessionRows(sql, await mergedPersons(sql, person))
}

/** The concessions in force on a day: granted, not ended, and verified for it. */
export async function concessionsAt(sql: Sql, person: string, date: string): Promise<Concession[]> {
  return (await concessionsOf(sql, person)).filter((one) => concessionHolds(one, date))
}

/** The concession in force on a day, of several the one granted first; undefined when none is. */
export async function concessionAt(
  sql: Sql,
  person: string,
  date: string,
): Promise<Concession | undefined> {
  return (await concessionsAt(sql, person, date))[0]
}

/** Whether a concession stands on a day. Nothing has to run for it to lapse: the days say it. */
export const concessionHolds = (one: Concession, date: string): boolean =>
  one.validFrom <= date && date <= one.verifiedUntil && date <= (lastDayOf(one) ?? '9999-12-31')

function lastDayOf({ validTo, endedOn }: Concession): string | null {
  if (validTo === null || endedOn === null) return validTo ?? endedOn
  return validTo < endedOn ? validTo : endedOn
}

function spanOf(asked: {
  readonly validFrom: string
  readonly validTo?: string | undefined
}): Result<
  { readonly validFrom: BusinessDate; readonly validTo: BusinessDate | null },
  'date-malformed' | 'dates-reversed'
> {
  const from = parseBusinessDate(asked.validFrom)
  if (!from.ok) return { ...from, field: 'validFrom' }
  if (asked.validTo === undefined) return ok({ validFrom: from.value, validTo: null })
  const to = parseBusinessDate(asked.validTo)
  if (!to.ok) return { ...to, field: 'validTo' }
  return to.value >= from.value
    ? ok({ validFrom: from.value, validTo: to.value })
    : refuse('dates-reversed', { field: 'validTo', detail: 'it ends before it begins' })
}

async function oldEnough(
  { tx }: Pick<Act, 'tx'>,
  vault: PersonalVault,
  { person, kind, on }: { person: string; kind: ConcessionKind; on: BusinessDate },
): Promise<Result<undefined, 'birth-date-missing' | 'age-too-low'>> {
  const { fromAge } = concessionKinds[kind]
  if (fromAge === undefined) return ok(undefined)
  const stored = (await storedFields(tx, [person])).find(({ field }) => field === 'birthDate')
  if (stored === undefined) {
    return refuse('birth-date-missing', {
      field: 'person',
      detail: `${kind} is granted by age, and no birth date is known`,
    })
  }
  const born = await openText(vault, places.field(person, 'birthDate'), stored.sealed)
  return ageOn(born, on) >= fromAge
    ? ok(undefined)
    : refuse('age-too-low', {
        field: 'kind',
        detail: `${kind} is granted from ${fromAge} years on`,
      })
}

/** Whole years on a day; one born on 29 February has a birthday on 1 March in other years. */
export const ageOn = (born: string, date: string): number =>
  Number(date.slice(0, 4)) - Number(born.slice(0, 4)) - (date.slice(5) < born.slice(5) ? 1 : 0)

async function verifiedUntilOf(
  sql: Sql,
  from: BusinessDate,
  validTo: string | null,
): Promise<string> {
  const months = await ruleAt(sql, 'concession-months', from)
  const until = monthsLater(from, Number(months))
  return validTo !== null && validTo < until ? validTo : until
}

/** The same day so many months later; the last day of a shorter month. */
export function monthsLater(date: string, months: number): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  const first = new Date(Date.UTC(year, month - 1 + months, 1))
  const daysInMonth = new Date(
    Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0),
  ).getUTCDate()
  first.setUTCDate(Math.min(day, daysInMonth))
  return first.toISOString().slice(0, 10)
}

async function standing(
  { tx }: Pick<Act, 'tx'>,
  asked: { readonly concession: string; readonly version?: number },
  today: string,
): Promise<Result<Concession, VerifyRefusal>> {
  const found = await lockConcession(tx, asked.concession)
  if (found === undefined) return refuse('concession-unknown', { field: 'concession' })
  if (asked.version !== undefined && asked.version !== found.version) {
    return refuse('version-changed', { detail: `it is version ${found.version} by now` })
  }
  const last = lastDayOf(found)
  return found.endedOn !== null || (last !== null && last < today)
    ? refuse('concession-ended', { field: 'concession', detail: `it ended on ${last}` })
    : ok(found)
}

async function keepEvidence(
  act: Act,
  vault: PersonalVault,
  {
    concession,
    today,
    verifiedUntil,
    evidence,
  }: {
    concession: string
    today: string
    verifiedUntil: string
    evidence: string
  },
): Promise<void> {
  const context = places.evidence(concession, act.reference)
  await insertVerification(act.tx, {
    concession,
    reference: act.reference,
    verifiedOn: today,
    verifiedUntil,
    evidence: await sealText(vault, context, evidence),
    verifiedBy: act.actor.id,
  })
}
