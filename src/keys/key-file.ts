import { parseHex, refuse, ok, type Result } from '../base'
import { DATA_KEY_BYTES, dataKeyText, parseDataKeyLabel, type DataKey } from './data-key'
import { isKeyLevel, type KeyLevel } from './hierarchy'
import { labelText, parseLabel, type KeyLabel } from './label'

/** A master key in the clear. Only providers and the virtual key factory hold such a thing. */
export interface MasterKey {
  readonly label: KeyLabel
  readonly level: KeyLevel
  /** How many factors may lead from it to a derived key. */
  readonly factorCounts: readonly number[]
  /** What it is for, in words. */
  readonly purpose: string
  readonly validFrom: string
  readonly validTo: string
  readonly key: Buffer
}

export type KeyFileRefusal = 'keys-file-malformed'

/** Keys of a JSON key file, each with its label, level, purpose in words and days of use. */
export function parseKeyFile(text: string): Result<readonly MasterKey[], KeyFileRefusal> {
  const entries = listOf(text, 'keys')
  if (entries === undefined || entries.length === 0) {
    return malformed('keys', 'a key file is JSON with a list "keys"')
  }
  const keys: MasterKey[] = []
  for (const [index, entry] of entries.entries()) {
    const key = masterKeyOf(entry, `keys[${index}]`)
    if (!key.ok) return key
    if (keys.some((other) => labelText(other.label) === labelText(key.value.label))) {
      return malformed(`keys[${index}].label`, 'each label stands once')
    }
    keys.push(key.value)
  }
  return ok(keys)
}

/** The keys over stored data in a key file; a file without any is a file of cards' keys alone. */
export function parseDataKeys(text: string): Result<readonly DataKey[], KeyFileRefusal> {
  const keys: DataKey[] = []
  for (const [index, entry] of (listOf(text, 'dataKeys') ?? []).entries()) {
    const key = dataKeyOf(entry, `dataKeys[${index}]`)
    if (!key.ok) return key
    if (keys.some((other) => dataKeyText(other.label) === dataKeyText(key.value.label))) {
      return malformed(`dataKeys[${index}].label`, 'each label stands once')
    }
    keys.push(key.value)
  }
  return ok(keys)
}

function listOf(text: string, name: string): readonly unknown[] | undefined {
  try {
    const document: unknown = JSON.parse(text)
    const list = isRecord(document) ? document[name] : undefined
    return Array.isArray(list) ? (list as unknown[]) : undefined
  } catch {
    return undefined
  }
}

function dataKeyOf(entry: unknown, at: string): Result<DataKey, KeyFileRefusal> {
  if (!isRecord(entry)) return malformed(at, 'each key is an object')
  const label = parseDataKeyLabel(textOf(entry, 'label'))
  if (label === undefined) return malformed(`${at}.label`, 'a data key is purpose/vVERSION')
  const key = parseHex(textOf(entry, 'key'))
  if (!key.ok || key.value.length !== DATA_KEY_BYTES) {
    return malformed(`${at}.key`, `a data key is ${DATA_KEY_BYTES} bytes of hex`)
  }
  const facts = wordsAndDaysOf(entry, at)
  return facts.ok ? ok({ label, ...facts.value, key: key.value }) : facts
}

function wordsAndDaysOf(
  entry: Readonly<Record<string, unknown>>,
  at: string,
): Result<Pick<DataKey, 'purpose' | 'validFrom' | 'validTo'>, KeyFileRefusal> {
  const purpose = textOf(entry, 'for')
  if (purpose.length < 10) return malformed(`${at}.for`, 'every key says what it is for')
  const [validFrom, validTo] = [textOf(entry, 'validFrom'), textOf(entry, 'validTo')]
  return isDay(validFrom) && isDay(validTo) && validFrom <= validTo
    ? ok({ purpose, validFrom, validTo })
    : malformed(`${at}.validFrom`, 'a key has a first and a last day, YYYY-MM-DD')
}

/** Details never quote what was read: it may be a key in the wrong place. */
function masterKeyOf(entry: unknown, at: string): Result<MasterKey, KeyFileRefusal> {
  if (!isRecord(entry)) return malformed(at, 'each key is an object')
  const label = parseLabel(textOf(entry, 'label'))
  if (!label.ok) return malformed(`${at}.label`, 'a label is purpose/vVERSION/algorithm')
  const level = textOf(entry, 'level')
  if (!isKeyLevel(level)) return malformed(`${at}.level`, 'a level is one of the key tree')
  const key = parseHex(textOf(entry, 'key'))
  if (!key.ok || key.value.length !== 16) return malformed(`${at}.key`, 'a key is 16 bytes of hex')
  const words = wordsAndDaysOf(entry, at)
  if (!words.ok) return words
  const factorCounts = entry['factorCounts']
  if (!isFactorCounts(factorCounts)) return malformed(`${at}.factorCounts`, 'a list of 1, 2 or 3')
  return ok({ label: label.value, level, factorCounts, ...words.value, key: key.value })
}

const malformed = (field: string, detail: string) =>
  refuse('keys-file-malformed', { field, detail })

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text)

const isFactorCounts = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((count) => [1, 2, 3].includes(count as number))

function textOf(entry: Readonly<Record<string, unknown>>, name: string): string {
  const value = entry[name]
  return typeof value === 'string' ? value : ''
}
