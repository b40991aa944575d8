import {
  InvariantBroken,
  ok,
  parseHex,
  reportOf,
  toHex,
  type Result,
  type VectorOutcome,
  type VectorReport,
} from '../base'
import { desBlocks, desKey } from './des'
import {
  aesDukptInitialKey,
  aesDukptTransactionKey,
  aesDukptUseKey,
  dukptInitialKey,
  dukptKey,
  dukptPinKey,
  type AesDukptUsage,
} from './dukpt'
import { pinBlockFormat0 } from './pin-block'
import {
  asHexCharacters,
  foldBlocks,
  macUnionPay,
  macUnionPaySm4,
  macX919,
  macX99,
} from './pos-mac'
import { posCheckValue, unwrapWorkKeys } from './work-keys'

type Json = Readonly<Record<string, unknown>>
type Made = Buffer | Result<Buffer>

/** What one entry of a list says and how each expected value is worked out from the others. */
type Recipes = Readonly<Record<string, (entry: Entry) => Made>>

/** Texts beside the values. */
const REMARKS: ReadonlySet<string> = new Set([
  'id',
  'algorithm',
  'source',
  'dataIs',
  'step',
  'layout',
  'note',
  'license',
  'path',
  'check',
])

class Entry {
  constructor(readonly json: Json) {}

  bytes(name: string): Buffer {
    const value = this.json[name]
    const parsed = typeof value === 'string' ? parseHex(value) : undefined
    if (parsed?.ok !== true) throw new Unusable(`${name} is no hex`)
    return parsed.value
  }

  text(name: string): string {
    const value = this.json[name]
    if (typeof value !== 'string') throw new Unusable(`${name} is no text`)
    return value
  }

  counter(): number {
    const { ctr } = this.json
    if (typeof ctr !== 'number') throw new Unusable('ctr is no number')
    return ctr
  }
}

/** The vector lacks something; not an error of ours. */
class Unusable extends Error {}

const macRecipes = (mac: (input: { key: Buffer; data: Buffer }) => Buffer): Recipes => ({
  keyKcv: (entry) => posCheckValue(entry.bytes('key')),
  mac: (entry) => mac({ key: entry.bytes('key'), data: entry.bytes('data') }),
})

const workKey =
  (name: 'pik' | 'mak' | 'tdk', made: (key: Buffer) => Buffer) =>
  (entry: Entry): Made => {
    const keys = unwrapWorkKeys(entry.bytes('tmk'), entry.bytes('f62'))
    if (!keys.ok) return keys
    const key = keys.value[name]
    if (key === undefined) throw new Unusable(`f62 holds no ${name}`)
    return made(key)
  }

const itself = (key: Buffer): Buffer => key

const pinBlock = (entry: Entry): Made => pinBlockFormat0(entry.text('pin'), entry.text('pan'))

const tdesKey = (entry: Entry): Buffer =>
  dukptKey(dukptInitialKey(entry.bytes('bdk'), entry.bytes('ksn')), entry.bytes('ksn'))

function encryptedPin(entry: Entry): Made {
  const block = pinBlock(entry)
  if (!('ok' in block) || !block.ok) return block
  return desBlocks(desKey(dukptPinKey(tdesKey(entry))), block.value)
}

const aesKeyId = (entry: Entry): Buffer => entry.bytes('ikid')

const aesTransaction = (entry: Entry): Result<Buffer> =>
  aesDukptTransactionKey({
    initialKey: aesDukptInitialKey(entry.bytes('bdk'), aesKeyId(entry)),
    keyId: aesKeyId(entry),
    counter: entry.counter(),
  })

const aesUse =
  (usage: AesDukptUsage) =>
  (entry: Entry): Made => {
    const key = aesTransaction(entry)
    if (!key.ok) return key
    const place = { keyId: aesKeyId(entry), counter: entry.counter() }
    return ok(aesDukptUseKey(key.value, usage, place))
  }

interface Kind {
  /** Names that are given and nothing to be worked out. */
  readonly given: readonly string[]
  readonly recipes: Recipes
}

const MAC_GIVEN = ['key', 'data']

/** Lists of entries by their name in the file. */
const LISTS: Readonly<Record<string, Kind>> = {
  macX919: { given: MAC_GIVEN, recipes: macRecipes(macX919) },
  macX99: { given: MAC_GIVEN, recipes: macRecipes(macX99) },
  macCupSm4: {
    given: MAC_GIVEN,
    recipes: {
      mac: (entry) => macUnionPaySm4({ key: entry.bytes('key'), data: entry.bytes('data') }),
    },
  },
  macCupEcb: {
    given: MAC_GIVEN,
    recipes: {
      ...macRecipes(macUnionPay),
      fold: (entry) => foldBlocks(entry.bytes('data')),
      foldAscii: (entry) => asHexCharacters(foldBlocks(entry.bytes('data'))),
    },
  },
  workKeys: {
    given: ['tmk', 'f62'],
    recipes: {
      tmkKcv: (entry) => posCheckValue(entry.bytes('tmk')),
      pikClear: workKey('pik', itself),
      pikKcv: workKey('pik', posCheckValue),
      makClear: workKey('mak', itself),
      makKcv: workKey('mak', posCheckValue),
      tdkClear: workKey('tdk', itself),
      tdkKcv: workKey('tdk', posCheckValue),
    },
  },
  pinBlockFormat0: { given: ['pin', 'pan'], recipes: { block: pinBlock } },
}

/** Objects with rows: what the object gives is given to each of its rows. */
const WITH_ROWS: Readonly<Record<string, { readonly whole: Kind; readonly row: Kind }>> = {
  dukptTdes: {
    whole: {
      given: ['bdk', 'ksn0', 'pin', 'pan'],
      recipes: {
        ipek: (entry) => dukptInitialKey(entry.bytes('bdk'), entry.bytes('ksn0')),
        pinBlock,
      },
    },
    row: {
      given: ['ksn'],
      recipes: { encryptedPin, key: tdesKey, pinKey: (entry) => dukptPinKey(tdesKey(entry)) },
    },
  },
  dukptAes: {
    whole: {
      given: ['bdk', 'ikid'],
      recipes: { initialKey: (entry) => aesDukptInitialKey(entry.bytes('bdk'), aesKeyId(entry)) },
    },
    row: {
      given: ['ctr'],
      recipes: {
        txn: aesTransaction,
        pin: aesUse('pin'),
        macGen: aesUse('macGeneration'),
        macVer: aesUse('macVerification'),
        macBoth: aesUse('macBothWays'),
        data: aesUse('dataEncryption'),
        dataEnc: aesUse('dataEncryption'),
        dataDec: aesUse('dataDecryption'),
        dataBoth: aesUse('dataBothWays'),
        keyEnc: aesUse('keyEncryption'),
      },
    },
  },
}

/**
 * Runs the crypto part of an ISO 8583 corpus: MACs, work keys, PIN blocks, DUKPT. Any document is taken; an
 * entry with a value that nothing here can work out is skipped and says why.
 */
export function runPosKeyVectors(crypto: Json): VectorReport {
  return reportOf(
    Object.entries(crypto).flatMap(([name, part]) => {
      if (typeof part === 'string' || name === 'pinBlockSources') return []
      const kind = Object.hasOwn(LISTS, name) ? LISTS[name] : undefined
      if (kind !== undefined && Array.isArray(part)) {
        return part.map((entry: unknown, index) => outcomeOf(kind, entry, `${name}-${index + 1}`))
      }
      const rows = Object.hasOwn(WITH_ROWS, name) ? WITH_ROWS[name] : undefined
      if (rows === undefined || !isRecord(part)) {
        return [{ id: name, failed: [], why: 'nothing here knows such vectors' }]
      }
      return outcomesOfRows(rows, part, name)
    }),
  )
}

function outcomesOfRows(
  { whole, row }: { readonly whole: Kind; readonly row: Kind },
  part: Json,
  name: string,
): VectorOutcome[] {
  const { rows, ...given } = part
  const list = Array.isArray(rows) ? rows : []
  return [
    outcomeOf(whole, given, name),
    ...list.map((entry: unknown, index) => {
      const id = `${name}-${index + 1}`
      if (!isRecord(entry)) return { id, failed: [], why: 'a row is an object' }
      // A row says itself what it expects: the same name above is given to it, not expected again.
      return outcomeOf(row, entry, id, given)
    }),
  ]
}

function outcomeOf(kind: Kind, json: unknown, place: string, above: Json = {}): VectorOutcome {
  if (!isRecord(json)) return { id: place, failed: [], why: 'an entry is an object' }
  const id = typeof json['id'] === 'string' ? json['id'] : place
  const expected = Object.entries(json).filter(
    ([name]) => !REMARKS.has(name) && !kind.given.includes(name),
  )
  if (expected.length === 0) return { id, failed: [], why: 'it expects nothing' }
  const failed: { field: string; expected: string; got: string }[] = []
  const reasons: string[] = []
  for (const [field, value] of expected) {
    const recipe = Object.hasOwn(kind.recipes, field) ? kind.recipes[field] : undefined
    const made = recipe === undefined ? 'nothing here works it out' : madeBy(recipe, above, json)
    if (typeof made === 'string') reasons.push(`${field}: ${made}`)
    else if (made.text !== value) {
      failed.push({ field, expected: String(value), got: made.text })
    }
  }
  return { id, failed, ...(reasons.length > 0 && { why: reasons.join('; ') }) }
}

/** The value as hex, or why there is none. A row's `pin` is a key, the PIN of the whole is digits. */
function madeBy(
  recipe: (entry: Entry) => Made,
  above: Json,
  json: Json,
): { readonly text: string } | string {
  try {
    const made = recipe(new Entry({ ...json, ...above }))
    if (!('ok' in made)) return { text: toHex(made) }
    return { text: made.ok ? toHex(made.value) : made.refused }
  } catch (broken) {
    if (broken instanceof Unusable || broken instanceof InvariantBroken) return broken.message
    throw broken
  }
}

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
