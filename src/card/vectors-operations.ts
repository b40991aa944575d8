import { concat, xor } from '../base'
import {
  algorithmOfByte,
  blockBytesOf,
  decryptBlocks,
  desBlocks,
  desKey,
  diversificationLevels,
  diversifyThrough,
  encryptBlocks,
  encryptForCard,
  fold,
  lengthPrefixed,
  wholeMac,
  type Algorithm,
} from '../keys'
import {
  greyLockRules,
  greyUnlockRules,
  loadRules,
  overdraftRules,
  purchaseRules,
  unloadRules,
} from './vectors-purse'
import { hexOf, plainName, rule, type Rule, type Rules } from './vectors-sheet'

/** What an operation may look at to choose its rules. */
export interface VectorParts {
  readonly inputs: Readonly<Record<string, unknown>>
  /** Plain names of the fields the vector expects. */
  readonly expects: ReadonlySet<string>
}

type Operation = (parts: VectorParts, algorithm: Algorithm) => Rules

/** Every operation, by what stands before the cipher in its name ("load" of "load-3des"). */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  ecb: (_, algorithm) => cipherRules(algorithm),
  kcv: (_, algorithm) => cipherRules(algorithm),
  'ecb-decrypt': (_, algorithm) => ({
    out: [rule(['key', 'data'], (key, data) => decryptBlocks(algorithm, key, data))],
  }),
  mac: (_, algorithm) => macRules(algorithm),
  'mac-multi': ({ inputs }, algorithm) => manyMacRules(inputs, algorithm),
  div: ({ inputs }, algorithm) => diversificationRules(inputs, algorithm),
  fold: () => ({ out: [rule(['key'], fold)] }),
  load: (_, algorithm) => loadRules(algorithm),
  purchase: ({ expects }, algorithm) =>
    purchaseRules(
      algorithm,
      ['mac1withauthcode', 'mac1withcode'].some((name) => expects.has(name)),
    ),
  unload: (_, algorithm) => unloadRules(algorithm),
  overdraft: (_, algorithm) => overdraftRules(algorithm),
  'grey-lock': (_, algorithm) => greyLockRules(algorithm),
  'grey-unlock': (_, algorithm) => greyUnlockRules(algorithm),
  'sm-keyload': (_, algorithm) => protectedRules(algorithm, ['wrapkey', 'key']),
  'sm-enc-mac': (_, algorithm) => protectedRules(algorithm, ['key', 'wrapkey']),
  'sm-mac': (_, algorithm) => macRules(algorithm),
  extauth: (_, algorithm) => authenticationRules(algorithm),
  intauth: (_, algorithm) => authenticationRules(algorithm),
  'psam-8070': ({ inputs }) => psamRules(inputs),
  'sam-desmac': ({ inputs }) => samMacRules(inputs),
}

/** Other names of the same operations. */
const ALIASES: Readonly<Record<string, string>> = {
  'ep-purchase': 'purchase',
  'ed-purchase': 'purchase',
  'capp-purchase': 'purchase',
  capp: 'purchase',
  cash: 'purchase',
  'ep-load': 'load',
  'ed-load': 'load',
  'ed-unload': 'unload',
  'psam-init-purchase': 'psam-8070',
  'sam-mac': 'sam-desmac',
}

/** The rules of an operation by its whole name, such as "mac-retail" or "ep-purchase-sm4". */
export function rulesOf(op: string, parts: VectorParts): Rules | undefined {
  const words = op.toLowerCase().split('-')
  const cipher = words.find((word) => Object.hasOwn(CIPHERS, word))
  const name = words.filter((word) => word !== cipher).join('-')
  const known = ALIASES[name] ?? name
  if (!Object.hasOwn(OPERATIONS, known)) return undefined
  return OPERATIONS[known]?.(parts, CIPHERS[cipher ?? '3des'] ?? '3des')
}

/** Single or triple DES and single or retail MAC follow from the length of the key. */
const CIPHERS: Readonly<Record<string, Algorithm>> = {
  des: '3des',
  '3des': '3des',
  tdes: '3des',
  retail: '3des',
  sm4: 'sm4',
}

const cipherRules = (algorithm: Algorithm): Rules => ({
  data: [rule(['rnd'], (rnd) => filled(rnd, blockBytesOf(algorithm)))],
  out: [rule(['key', 'data'], (key, data) => encryptBlocks(algorithm, key, data))],
  block: [rule(['data'], (data) => data)],
  response: [rule(['out'], (out) => out)],
  ...leftParts('zeros', 'kcv', [3, 4, 8]),
  zeros: [
    rule(['key'], (key) => encryptBlocks(algorithm, key, Buffer.alloc(blockBytesOf(algorithm)))),
  ],
})

const macRules = (algorithm: Algorithm): Rules => ({
  ...macOver(algorithm, ['key'], (data) => data, ['data']),
})

/** One MAC for each message, under the message's own name. */
function manyMacRules(inputs: VectorParts['inputs'], algorithm: Algorithm): Rules {
  const { messages } = inputs
  const entries = typeof messages === 'object' && messages !== null ? Object.entries(messages) : []
  return Object.fromEntries(
    entries.flatMap(([name, text]: [string, unknown]): [string, readonly Rule[]][] => {
      const data = hexOf(text)
      if (data === undefined) return []
      const made = (key: Buffer, startValue?: Buffer): Buffer =>
        wholeMac(algorithm, { key, data, ...(startValue && { startValue }) }).subarray(0, 4)
      return [[plainName(name), [rule(['key', 'iv'], made), rule(['key'], (key) => made(key))]]]
    }),
  )
}

function diversificationRules(inputs: VectorParts['inputs'], algorithm: Algorithm): Rules {
  const { factors } = inputs
  const list = (Array.isArray(factors) ? factors : [factors]).map(hexOf)
  if (!list.every((factor) => factor !== undefined)) return {}
  const levels = list.map((_, index) => [
    `level${index + 1}`,
    [rule(['key'], (key) => last(diversificationLevels(algorithm, key, list.slice(0, index + 1))))],
  ])
  return {
    ...(Object.fromEntries(levels) as Rules),
    subkey: [rule(['key'], (key) => diversifyThrough(algorithm, key, list))],
  }
}

/** A protected command with encrypted data: plain block, cipher, MAC over header and cipher. */
const protectedRules = (algorithm: Algorithm, keyNames: readonly string[]): Rules => ({
  underkey: keyNames.map((name) => rule([name], (key) => key)),
  block: [rule(['plain'], (plain) => lengthPrefixed(algorithm, plain))],
  cipher: [rule(['underkey', 'plain'], (key, plain) => encryptForCard(algorithm, key, plain))],
  ...macOver(algorithm, ['underkey'], concat, ['header', 'cipher']),
  apdu: [rule(['header', 'cipher', 'mac4'], concat)],
})

function macOver(
  algorithm: Algorithm,
  [keyName]: readonly [string],
  joined: (...parts: Buffer[]) => Buffer,
  names: readonly string[],
): Rules {
  const made = (key: Buffer, startValue: Buffer, parts: Buffer[]): Buffer =>
    wholeMac(algorithm, { key, data: joined(...parts), startValue })
  return {
    ...leftParts('whole', 'mac', [4, 8, 16]),
    mac: [rule(['mac4'], (mac4) => mac4)],
    whole: [
      rule([keyName, 'iv', ...names], (key, iv, ...parts) => made(key, iv, parts)),
      rule([keyName, ...names], (key, ...parts) => made(key, Buffer.alloc(0), parts)),
    ],
  }
}

const authenticationRules = (algorithm: Algorithm): Rules => ({
  block: [
    rule(['key', 'rnd'], (key, rnd) =>
      encryptBlocks(algorithm, key, filled(rnd, blockBytesOf(algorithm))),
    ),
  ],
  out: [rule(['block'], (block) => (block.length === 16 ? fold(block) : block))],
  folded: [rule(['out'], (out) => out)],
  response: [rule(['out'], (out) => out)],
})

/** INIT_SAM_FOR_PURCHASE: the session a SAM opens from what the terminal passes on (card-protocol §5.3). */
function psamRules(inputs: VectorParts['inputs']): Rules {
  const algorithm = algorithmOfByte(hexOf(inputs['data'])?.[19] ?? 0) ?? '3des'
  const slice = (from: number, to?: number): readonly Rule[] => [
    rule(['data'], (data) => data.subarray(from, to)),
  ]
  return {
    ...purchaseRules(algorithm, false),
    rnd: slice(0, 4),
    offlineseq: slice(4, 6),
    amount: slice(6, 10),
    type: slice(10, 11),
    datetime: slice(11, 18),
    keyversion: slice(18, 19),
    algorithm: slice(19, 20),
    term: [rule(['psamterm'], (term) => term)],
    termseq: [rule(['psamtermseq'], (sequence) => sequence)],
    dpk: [
      rule(['rootkey', 'data'], (key, data) =>
        diversifyThrough(algorithm, key, factorsAsSent(data.subarray(20))),
      ),
    ],
    subkey: [rule(['dpk'], (key) => key)],
    apdu: [
      rule(['data'], (data) =>
        concat(Buffer.of(0x80, 0x70, 0, 0, data.length), data, Buffer.of(0x08)),
      ),
    ],
    response: [rule(['termseq', 'mac1'], concat)],
    credit: [rule(['mac2'], (mac2) => concat(Buffer.of(0x80, 0x72, 0, 0, 4), mac2))],
  }
}

/** Factors travel card first and are applied last first. */
function factorsAsSent(bytes: Buffer): readonly Buffer[] {
  const factors: Buffer[] = []
  for (let at = 0; at + 8 <= bytes.length; at += 8) factors.unshift(bytes.subarray(at, at + 8))
  return factors
}

const FOLDED_KIND = 4

/** INIT_FOR_DESCRYPT and DES CRYPT: one chain over data that the caller padded (card-protocol §5.5). */
function samMacRules(inputs: VectorParts['inputs']): Rules {
  const command = hexOf(inputs['descrypt']) ?? Buffer.alloc(0)
  const data = command.subarray(5, 5 + (command[4] ?? 0))
  const withStart = ((command[2] ?? 0) & 0x04) !== 0
  const start = withStart ? data.subarray(0, 8) : Buffer.alloc(8)
  const message = withStart ? data.subarray(8) : data
  return {
    mackey: [
      rule(['rootkey', 'initfordescrypt'], (key, init) => {
        const derived = diversifyThrough('3des', key, factorsAsSent(init.subarray(5)))
        return ((init[2] ?? 0) & 0x1f) === FOLDED_KIND ? fold(derived) : derived
      }),
    ],
    ...leftParts('whole', 'mac', [4, 8]),
    whole: [rule(['mackey', 'descrypt'], (key) => chained(key, start, message))],
    out: [rule(['mackey', 'descrypt'], (key) => desBlocks(desKey(key), message))],
    response: [rule(['whole'], (whole) => whole)],
  }
}

/** CBC-MAC over whole blocks without padding; a 16-byte key gives the last block triple DES. */
function chained(key: Buffer, start: Buffer, message: Buffer): Buffer {
  const single = desKey(key.subarray(0, 8))
  let value = start
  for (let at = 0; at < message.length; at += 8) {
    const atEnd = at + 8 >= message.length
    value = desBlocks(atEnd ? desKey(key) : single, xor(value, message.subarray(at, at + 8)))
  }
  return value
}

/** "mac4", "mac8": the left bytes of a whole value. */
const leftParts = (whole: string, name: string, sizes: readonly number[]): Rules =>
  Object.fromEntries(
    sizes.map((size) => [`${name}${size}`, [rule([whole], (value) => value.subarray(0, size))]]),
  )

function filled(bytes: Buffer, size: number): Buffer {
  const block = Buffer.alloc(size)
  block.set(bytes.subarray(0, size))
  return block
}

const last = (levels: readonly Buffer[]): Buffer => levels.at(-1) ?? Buffer.alloc(0)
