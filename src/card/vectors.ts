import {
  InvariantBroken,
  ok,
  refuse,
  type FailedField,
  type Result,
  type VectorReport,
} from '../base'
import { plainHex, UNKNOWN_MARK, workedOut, workedOutLines } from './vectors-exchange'
import { LOG_RECORDS } from './vectors-exchange.table'
import { rulesOf } from './vectors-operations'
import { hexValuesOf, plainName, Sheet, type Rules } from './vectors-sheet'
import { INPUT_NAMES } from './vectors.table'

/**
 * Works out every expected value of a file of card-level vectors and compares. Any document is taken: what
 * has not the form of a vector is reported, never thrown. A vector with a wrong value is failed; one with a
 * value that nothing here can work out (an unknown operation, a missing input) is skipped and says why.
 */
export function runCardVectors(document: unknown): VectorReport {
  const vectors = isRecord(document) ? document['vectors'] : document
  if (!Array.isArray(vectors)) {
    const expected = 'a list of vectors'
    return {
      passed: 0,
      failed: [{ id: '-', field: 'vectors', expected, got: typeof vectors }],
      skipped: [],
    }
  }
  const outcomes = vectors.map((vector: unknown, index) => outcomeOf(vector, `#${index}`))
  return {
    passed: outcomes.filter(({ failed, why }) => failed.length === 0 && why === undefined).length,
    failed: outcomes.flatMap(({ failed }) => failed),
    skipped: outcomes.flatMap(({ id, failed, why }) =>
      why !== undefined && failed.length === 0 ? [{ id, why }] : [],
    ),
  }
}

interface Outcome {
  readonly id: string
  readonly failed: readonly FailedField[]
  readonly why?: string
}

function outcomeOf(vector: unknown, place: string): Outcome {
  const id = isRecord(vector) && typeof vector['id'] === 'string' ? vector['id'] : place
  const prepared = prepare(vector)
  if (!prepared.ok) return { id, failed: [], why: prepared.detail ?? prepared.refused }
  const { sheet, expected } = prepared.value
  const failed: FailedField[] = []
  const unknown: string[] = []
  for (const [field, value] of Object.entries(expected)) {
    const compared = compare(sheet, field, value)
    if (compared.ok && compared.value !== undefined) failed.push({ id, field, ...compared.value })
    if (!compared.ok) unknown.push(compared.detail ?? field)
  }
  return { id, failed, ...(unknown.length > 0 && { why: unknown.join('; ') }) }
}

interface Prepared {
  readonly sheet: Sheet
  readonly expected: Readonly<Record<string, unknown>>
}

function prepare(vector: unknown): Result<Prepared, 'vector-not-usable'> {
  if (!isRecord(vector)) return notUsable('a vector is an object')
  const { op, inputs, expected } = vector
  if (!isRecord(expected) || Object.keys(expected).length === 0) {
    return notUsable(['the vector carries no expected values', ...reasonsOf(vector)].join(': '))
  }
  if (typeof op !== 'string') return notUsable('the vector names no operation')
  if (!isRecord(inputs)) return notUsable('the vector has no inputs')
  const expects = new Set(Object.keys(expected).map(plainName))
  const rules = rulesOf(op, { inputs, expects })
  if (rules === undefined) return notUsable(`the operation "${op}" is not known`)
  return ok({ sheet: new Sheet(hexValuesOf(inputs), withOtherNames(rules)), expected })
}

/** Undefined when equal; what was expected and what came out when not; a refusal when nobody can tell. */
function compare(
  sheet: Sheet,
  field: string,
  value: unknown,
): Result<{ readonly expected: string; readonly got: string } | undefined, 'not-worked-out'> {
  try {
    const listed = listedText(value)
    if (listed === undefined) return notWorkedOut(`${field}: hexadecimal text is expected`)
    const got = workedOutField(sheet, plainName(field), value)
    if (got === undefined) {
      const missing = sheet.missingFor(plainName(field)).join(', ')
      return notWorkedOut(`${field} cannot be worked out without ${missing}`)
    }
    if (got.includes(UNKNOWN_MARK)) return notWorkedOut(`${field}: ${got}`)
    return ok(got === listed ? undefined : { expected: listed, got })
  } catch (broken) {
    // Inputs of a wrong size break the invariants of the formulas; here that says something of the vector.
    if (broken instanceof InvariantBroken) return notWorkedOut(`${field}: ${broken.message}`)
    throw broken
  }
}

function workedOutField(sheet: Sheet, name: string, value: unknown): string | undefined {
  if (Array.isArray(value)) return workedOutLines(sheet, value as string[]).join(' | ')
  const listed = plainHex(value as string)
  if (name === 'log' || name === 'logpostincrement') {
    return workedOut(sheet, LOG_RECORDS[name], listed)
  }
  const got = sheet.value(name)?.toString('hex').toUpperCase()
  if (name === 'apdu')
    return got === undefined ? commandAround(sheet, listed) : withLeAsListed(got, listed)
  return got
}

/** A command whose header the vector does not give: it must end in the data and what was made of it. */
function commandAround(sheet: Sheet, listed: string): string | undefined {
  const parts = [sheet.value('data'), sheet.value('mac4')]
  const ending = parts.every((part) => part !== undefined)
    ? Buffer.concat(parts)
    : sheet.value('out')
  if (ending === undefined) return undefined
  const header = listed.slice(0, Math.max(0, listed.length - 2 * ending.length))
  const lc = ending.length.toString(16).padStart(2, '0').toUpperCase()
  const counted = header.length === 10 ? header.slice(0, 8) + lc : header
  return counted + ending.toString('hex').toUpperCase()
}

/** Expected lengths at the end of a command may be written or left away. */
const withLeAsListed = (got: string, listed: string): string =>
  got.length === listed.length + 2 ? got.slice(0, -2) : got

function listedText(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return /^(?:[0-9A-Fa-f]{2}|\s)+$/.test(value) ? plainHex(value) : undefined
  }
  if (!Array.isArray(value) || !value.every((line) => typeof line === 'string')) return undefined
  return value
    .map((line) =>
      line.trim().startsWith('->') ? `-> ${plainHex(line.trim().slice(2))}` : plainHex(line),
    )
    .join(' | ')
}

function withOtherNames(rules: Rules): Rules {
  const named = Object.entries(INPUT_NAMES).map(([name, others]) => [
    name,
    [...(rules[name] ?? []), ...others.map((needs) => ({ needs, make: joined }))],
  ])
  return { ...rules, ...(Object.fromEntries(named) as Rules) }
}

const joined = (...parts: Buffer[]): Buffer => Buffer.concat(parts)

const reasonsOf = (vector: Readonly<Record<string, unknown>>): readonly string[] =>
  ['why', 'reason', 'note'].flatMap((name) => {
    const text = vector[name]
    return typeof text === 'string' ? [text] : []
  })

const notUsable = (detail: string) => refuse('vector-not-usable', { detail })
const notWorkedOut = (detail: string) => refuse('not-worked-out', { detail })

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
