import { createHash } from 'node:crypto'
import {
  businessDateOf,
  hex,
  ok,
  refuse,
  type Act,
  type BusinessDate,
  type Refusal,
  type Result,
} from '../base'
import { writeTlv } from '../messages'
import { chipParameters } from './chip-data.table'
import { insertChipData } from './store-chip-data'

/** What terminals fetch to read bank chips: 370 and 372, 380 and 382 (iso8583.md 3.7). */
export type ChipDataKind = 'ca-keys' | 'ic-parameters'

/** A public key of a card scheme's authority (CA 公钥), RSA. Hex in capitals. */
export interface CaKey {
  /** Registered provider, five bytes. */
  readonly rid: string
  /** One byte. */
  readonly index: string
  readonly expires: BusinessDate
  readonly modulus: string
  readonly exponent: string
  /** SHA-1 over provider, index, modulus and exponent. */
  readonly check: string
}

/** A chip application that terminals take (AID 参数), its parameters by tag. Hex in capitals. */
export interface ChipApplication {
  readonly aid: string
  readonly parameters: Readonly<Record<string, string>>
}

/** A set as it is held: from its date on it takes the place of the set before. */
export type ChipSet =
  | { readonly kind: 'ca-keys'; readonly entries: readonly CaKey[] }
  | { readonly kind: 'ic-parameters'; readonly entries: readonly ChipApplication[] }

/** One entry as it goes over the wire. Hex in capitals. */
export interface ChipEntry {
  /** How it is asked for. */
  readonly name: string
  /** What the list says of it. */
  readonly listed: string
  readonly data: string
}

/** Counts of entries have two digits on the wire. */
export const CHIP_ENTRIES_MAX = 60

type SetRefusal = 'date-past' | 'chip-entry-repeated'
export type CaKeyRefusal = 'ca-key-check-differs' | 'ca-key-expired'
export type ChipParameterRefusal =
  'chip-parameter-unknown' | 'chip-parameter-malformed' | 'chip-parameter-missing'

interface Published<Entry> {
  readonly entries: readonly Entry[]
  readonly validFrom: BusinessDate
  readonly reason: string
}

/** Publishes the public keys that are in force from a day on; until then those before stay in force. */
export const publishCaKeys = (
  act: Act,
  { entries, ...asked }: Published<CaKey>,
): Promise<Result<{ readonly version: bigint }, SetRefusal | CaKeyRefusal>> =>
  publish(act, {
    ...asked,
    set: { kind: 'ca-keys', entries },
    wrong: firstWrong(entries, (key) => keyWrong(key, asked.validFrom)),
  })

/** Publishes the applications that terminals take from a day on. */
export const publishChipApplications = (
  act: Act,
  { entries, ...asked }: Published<ChipApplication>,
): Promise<Result<{ readonly version: bigint }, SetRefusal | ChipParameterRefusal>> =>
  publish(act, {
    ...asked,
    set: { kind: 'ic-parameters', entries },
    wrong: firstWrong(entries, applicationWrong),
  })

async function publish<Word extends string>(
  act: Act,
  asked: {
    readonly set: ChipSet
    readonly wrong: Refusal<Word> | undefined
    readonly validFrom: BusinessDate
    readonly reason: string
  },
): Promise<Result<{ readonly version: bigint }, SetRefusal | Word>> {
  const { set, validFrom, reason, wrong } = asked
  if (validFrom < businessDateOf(act.at, 0)) {
    return refuse('date-past', { field: 'validFrom', detail: 'a day that is over' })
  }
  if (wrong !== undefined) return wrong
  const names = chipEntries(set).map(({ name }) => name)
  const repeated = names.findIndex((name, at) => names.indexOf(name) !== at)
  if (repeated >= 0) {
    return refuse('chip-entry-repeated', {
      field: `entries[${repeated}]`,
      detail: 'an entry of this name stands before it',
    })
  }
  const version = await insertChipData(act, { set, validFrom, reason })
  await act.trail({
    act: 'pos-chip-data.published',
    subject: `pos-chip-data:${set.kind}`,
    reason,
    detail: { version: Number(version), validFrom, entries: names.length },
  })
  return ok({ version })
}

/** The first entry that is wrong, named by its place. */
function firstWrong<Entry, Word extends string>(
  entries: readonly Entry[],
  wrongIn: (entry: Entry) => Refusal<Word> | undefined,
): Refusal<Word> | undefined {
  for (const [at, entry] of entries.entries()) {
    const wrong = wrongIn(entry)
    if (wrong !== undefined) return { ...wrong, field: `entries[${at}].${wrong.field ?? ''}` }
  }
  return undefined
}

function keyWrong(key: CaKey, validFrom: BusinessDate): Refusal<CaKeyRefusal> | undefined {
  if (key.expires <= validFrom) {
    return refuse('ca-key-expired', { field: 'expires', detail: 'it is over before it begins' })
  }
  const { rid, index, modulus, exponent } = key
  const digest = createHash('sha1')
    .update(hex(`${rid}${index}${modulus}${exponent}`))
    .digest('hex')
  return digest.toUpperCase() === key.check
    ? undefined
    : refuse('ca-key-check-differs', {
        field: 'check',
        detail: 'SHA-1 of provider, index, modulus and exponent is another one',
      })
}

function applicationWrong({
  parameters,
}: ChipApplication): Refusal<ChipParameterRefusal> | undefined {
  const rows = new Map(chipParameters.map((row) => [row.tag, row]))
  for (const [tag, value] of Object.entries(parameters)) {
    const field = `parameters.${tag}`
    const row = rows.get(tag)
    if (row === undefined) {
      return refuse('chip-parameter-unknown', { field, detail: 'terminals take no such tag' })
    }
    const [least, most] = row.bytes
    const bytes = value.length / 2
    if (bytes < least || bytes > most) {
      const size = least === most ? `${least}` : `${least} to ${most}`
      return refuse('chip-parameter-malformed', { field, detail: `${size} bytes` })
    }
  }
  const missing = chipParameters.find(({ tag, needed }) => needed && !(tag in parameters))
  return missing === undefined
    ? undefined
    : refuse('chip-parameter-missing', {
        field: `parameters.${missing.tag}`,
        detail: missing.meaning,
      })
}

const RSA = '01'
const SHA_1 = '01'

/** The entries of a set as the wire has them, in the order in which they were published. */
export const chipEntries = (set: ChipSet): readonly ChipEntry[] =>
  set.kind === 'ca-keys' ? set.entries.map(keyEntry) : set.entries.map(applicationEntry)

function keyEntry({ rid, index, expires, modulus, exponent, check }: CaKey): ChipEntry {
  const name = [
    { tag: '9F06', value: rid },
    { tag: '9F22', value: index },
  ]
  // Eight digits in ASCII, as terminals keep it.
  const until = Buffer.from(expires.replaceAll('-', ''), 'latin1').toString('hex')
  const listed = [...name, { tag: 'DF05', value: until }]
  return {
    name: written(name),
    listed: written(listed),
    data: written([
      ...listed,
      { tag: 'DF06', value: SHA_1 },
      { tag: 'DF07', value: RSA },
      { tag: 'DF02', value: modulus },
      { tag: 'DF04', value: exponent },
      { tag: 'DF03', value: check },
    ]),
  }
}

function applicationEntry({ aid, parameters }: ChipApplication): ChipEntry {
  const name = [{ tag: '9F06', value: aid }]
  const told = chipParameters.flatMap(({ tag }) => {
    const value = parameters[tag]
    return value === undefined ? [] : [{ tag, value }]
  })
  return { name: written(name), listed: written(name), data: written([...name, ...told]) }
}

const written = (nodes: Parameters<typeof writeTlv>[0]): string =>
  writeTlv(nodes).toString('hex').toUpperCase()
