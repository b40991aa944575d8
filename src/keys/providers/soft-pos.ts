import { createHmac } from 'node:crypto'
import { Fault, ok, refuse, sameBytes, type Result } from '../../base'
import { decryptBlocks, encryptBlocks } from '../block-cipher'
import { openWith, sealWith, type DataKey, type DataKeyPurpose } from '../data-key'
import { diversify } from '../derive'
import type { MasterKey } from '../key-file'
import { ALGORITHM_BYTE, algorithmOfByte, type Algorithm, type KeyLabel } from '../label'
import { pinBlockFormat0, pinOfBlockFormat0 } from '../pin-block'
import { POS_MAC_ALGORITHMS, type PosMacAlgorithm } from '../pos-mac'
import type {
  EnterKeyRefusal,
  KeyComponent,
  KeptComponentRefusal,
  MadeWorkKeys,
  PinQuestion,
  PinRefusal,
  PosMacQuestion,
  PosVault,
  PosVaultRefusal,
  SealedKey,
  TerminalKeyName,
} from '../pos-vault'
import { checkText, combinedKey, componentRight, freshKey, terminalFactor } from '../terminal-key'
import type { VaultRefusal } from '../vault'
import { WORK_KEY_LAYOUTS, wrapWorkKeys, type WorkKeyLayout, type WorkKeyName } from '../work-keys'

/** What the rest of a soft vault lends to its part for POS terminals. */
export interface KeysForPos {
  terminalMaster(label: KeyLabel): Result<MasterKey, VaultRefusal>
  /** Newest version first. */
  dataKeys(purpose: DataKeyPurpose): readonly DataKey[]
}

/** A key of a POS in the clear, with the cipher it is for. */
interface ClearKey {
  readonly algorithm: Algorithm
  readonly key: Buffer
}

type Use = 'tmk' | `tmk-part-${number}` | WorkKeyName

/** Opened keys that are remembered; a city has fewer terminals, and whoever has more opens some again. */
const OPENED_MAX = 20_000

/** Digest bytes of a kept PIN, after the byte of its version. */
const PIN_DIGEST_BYTES = 16
const PIN_BLOCK_BYTES = 8

/** The POS part of the key vault in memory; keys stand in `#` fields and in closures only. */
export class SoftPosKeys implements PosVault {
  readonly #keys: KeysForPos
  readonly #opened = new Map<string, ClearKey>()

  constructor(keys: KeysForPos) {
    this.#keys = keys
  }

  async terminalKeyCheckValue(name: TerminalKeyName) {
    const master = this.#masterOf(name)
    return master.ok ? ok(checkText(master.value.key, master.value.algorithm)) : master
  }

  async enterTerminalKey({
    terminal,
    label,
    components,
  }: Parameters<PosVault['enterTerminalKey']>[0]): Promise<
    Result<
      { readonly entered: SealedKey; readonly checkValue: string },
      EnterKeyRefusal | KeptComponentRefusal
    >
  > {
    const { algorithm } = label
    const may = enterable(terminal, label)
    if (!may.ok) return may
    const parts: KeyComponent[] = []
    for (const one of components) {
      if ('kept' in one) {
        const opened = this.#open(terminal, `tmk-part-${one.place}`, one.kept)
        if (!opened.ok) return opened
        const part = opened.value.key
        parts.push({ part, checkValue: checkText(part, algorithm) })
      } else parts.push(one)
    }
    const key = combinedKey(algorithm, parts)
    if (!key.ok) return key
    const entered = this.#seal(terminal, 'tmk', { algorithm, key: key.value })
    return ok({ entered, checkValue: checkText(key.value, algorithm) })
  }

  async keepComponent({
    terminal,
    label,
    place,
    component,
  }: Parameters<PosVault['keepComponent']>[0]): Promise<
    Result<{ readonly kept: SealedKey; readonly checkValue: string }, EnterKeyRefusal>
  > {
    const { algorithm } = label
    const may = enterable(terminal, label)
    if (!may.ok) return may
    const right = componentRight(algorithm, component)
    if (!right.ok) return right
    const key = Buffer.from(component.part)
    const kept = this.#seal(terminal, `tmk-part-${place}`, { algorithm, key })
    return ok({ kept, checkValue: checkText(key, algorithm) })
  }

  async makeWorkKeys({
    key: name,
    layout,
    mac,
  }: Parameters<PosVault['makeWorkKeys']>[0]): Promise<Result<MadeWorkKeys, PosVaultRefusal>> {
    const master = this.#masterOf(name)
    if (!master.ok) return master
    const { algorithm } = master.value
    const makBytes = makBytesOf(layout, mac, algorithm)
    if (makBytes === undefined) {
      return refuse('key-purpose-wrong', { detail: `no MAK for ${mac} in the layout ${layout}` })
    }
    const keys: Partial<Record<WorkKeyName, Buffer>> = {}
    for (const [one, size] of WORK_KEY_LAYOUTS[layout]) {
      keys[one] = freshKey(algorithm, one === 'mak' ? makBytes : size)
    }
    const wrapped = wrapWorkKeys(master.value.key, keys, algorithm)
    const { pik, mak, tdk } = keys
    if (!wrapped.ok || pik === undefined || mak === undefined) {
      return refuse('key-purpose-wrong', { detail: `no such keys in the layout ${layout}` })
    }
    const sealed = (use: WorkKeyName, key: Buffer): SealedKey =>
      this.#seal(name.terminal, use, { algorithm, key })
    return ok({
      wrapped: wrapped.value,
      sealed: {
        pik: sealed('pik', pik),
        mak: sealed('mak', mak),
        ...(tdk === undefined ? {} : { tdk: sealed('tdk', tdk) }),
      },
      checkValues: Object.fromEntries(
        Object.entries(keys).map(([use, key]) => [use, checkText(key, algorithm)]),
      ),
    })
  }

  async makeMac(question: PosMacQuestion): Promise<Result<Buffer, PosVaultRefusal>> {
    return this.#mac(question)
  }

  async checkMac(question: PosMacQuestion & { readonly mac: Uint8Array }) {
    const made = this.#mac(question)
    return made.ok ? ok(sameBytes(made.value, question.mac)) : made
  }

  async translatePin(
    question: Parameters<PosVault['translatePin']>[0],
  ): Promise<Result<Buffer, PinRefusal>> {
    const pin = this.#pinOf(question)
    if (!pin.ok) return pin
    const { terminal, sealedPik, cardNumber } = question.to
    const key = this.#pik(terminal, sealedPik)
    if (!key.ok) return key
    const block = pinBlockFormat0(pin.value, cardNumber ?? question.cardNumber)
    return block.ok ? ok(encryptBlocks('3des', key.value.key, block.value)) : block
  }

  async keepPin(question: Parameters<PosVault['keepPin']>[0]): Promise<Result<Buffer, PinRefusal>> {
    const pin = 'pin' in question ? ok(question.pin) : this.#pinOf(question.from)
    if (!pin.ok) return pin
    if (!/^\d{4,12}$/.test(pin.value)) {
      return refuse('pin-malformed', { detail: '4 to 12 digits' })
    }
    const [newest] = this.#keys.dataKeys('pin-check')
    if (newest === undefined) throw new Fault('keys', 'the vault holds no pin-check key', false)
    return ok(pinDigest(newest, question.context, pin.value))
  }

  async checkPin(
    question: Parameters<PosVault['checkPin']>[0],
  ): Promise<Result<boolean, PinRefusal>> {
    const { kept, context } = question
    const key = this.#keys.dataKeys('pin-check').find(({ label }) => label.version === kept[0])
    if (key === undefined) {
      return refuse('key-unknown', { detail: 'the vault holds no such version of the PIN key' })
    }
    const pin = this.#pinOf(question)
    return pin.ok ? ok(sameBytes(pinDigest(key, context, pin.value), kept)) : pin
  }

  #mac(question: PosMacQuestion): Result<Buffer, PosVaultRefusal> {
    const { terminal, sealedMak, algorithm, data } = question
    const mak = this.#open(terminal, 'mak', sealedMak)
    if (!mak.ok) return mak
    const kind = POS_MAC_ALGORITHMS[algorithm]
    const { key } = mak.value
    return kind.algorithm === mak.value.algorithm && takes(kind.keyBytes, key.length)
      ? ok(kind.make({ key, data }))
      : refuse('key-purpose-wrong', { detail: `the terminal's MAK is none for ${algorithm}` })
  }

  #pinOf({ terminal, sealedPik, block, cardNumber }: PinQuestion): Result<string, PinRefusal> {
    const pik = this.#pik(terminal, sealedPik)
    if (!pik.ok) return pik
    if (block.length !== PIN_BLOCK_BYTES) {
      return refuse('pin-malformed', { detail: 'a PIN block has eight bytes' })
    }
    return pinOfBlockFormat0(decryptBlocks('3des', pik.value.key, block), cardNumber)
  }

  /** f52 has room for one DES block: no network is known that sends a PIN under SM4 in it. */
  #pik(terminal: string, sealed: Uint8Array): Result<ClearKey, PosVaultRefusal> {
    const pik = this.#open(terminal, 'pik', sealed)
    return pik.ok && pik.value.algorithm !== '3des'
      ? refuse('key-purpose-wrong', { detail: 'PIN blocks are made under 3DES' })
      : pik
  }

  #masterOf({ terminal, label, entered }: TerminalKeyName): Result<ClearKey, PosVaultRefusal> {
    if (entered !== undefined) {
      const own = this.#open(terminal, 'tmk', entered)
      return own.ok && own.value.algorithm !== label.algorithm
        ? refuse('key-purpose-wrong', { detail: 'entered for another cipher' })
        : own
    }
    const master = this.#keys.terminalMaster(label)
    if (!master.ok) {
      const { refused, ...about } = master
      return refuse(refused === 'key-level-wrong' ? 'key-purpose-wrong' : refused, about)
    }
    const factor = terminalFactor(terminal)
    if (factor === undefined) {
      return refuse('key-unknown', { detail: 'a terminal number has one to eight characters' })
    }
    const { algorithm } = label
    return ok({ algorithm, key: diversify(algorithm, master.value.key, factor) })
  }

  #seal(terminal: string, use: Use, { algorithm, key }: ClearKey): SealedKey {
    const [newest] = this.#keys.dataKeys('terminal-keys')
    if (newest === undefined) {
      throw new Fault('keys', 'the vault holds no terminal-keys key', false)
    }
    const plain = Buffer.concat([Buffer.of(ALGORITHM_BYTE[algorithm]), key])
    return sealWith(newest, contextOf(terminal, use), plain)
  }

  /** A work key is opened for its first message and kept for those that follow. */
  #open(terminal: string, use: Use, sealed: Uint8Array): Result<ClearKey, PosVaultRefusal> {
    const name = `${contextOf(terminal, use)} ${Buffer.from(sealed).toString('latin1')}`
    const known = this.#opened.get(name)
    if (known !== undefined) return ok(known)
    const opened = this.#unseal(terminal, use, sealed)
    if (!opened.ok) return opened
    if (this.#opened.size >= OPENED_MAX) this.#opened.clear()
    this.#opened.set(name, opened.value)
    return opened
  }

  #unseal(terminal: string, use: Use, sealed: Uint8Array): Result<ClearKey, PosVaultRefusal> {
    const dataKey = this.#keys
      .dataKeys('terminal-keys')
      .find(({ label }) => label.version === sealed[0])
    if (dataKey === undefined) {
      return refuse('key-unknown', { detail: 'the vault holds no such version of the data key' })
    }
    const plain = openWith(dataKey, contextOf(terminal, use), sealed)
    if (!plain.ok) return plain
    const algorithm = algorithmOfByte(plain.value[0] ?? 0xff)
    return algorithm === undefined
      ? refuse('sealed-data-damaged', { detail: 'a key of no known cipher' })
      : ok({ algorithm, key: plain.value.subarray(1) })
  }
}

/** Only master keys of terminals are brought in parts, and only for what can be a terminal. */
function enterable(terminal: string, label: KeyLabel): Result<void, EnterKeyRefusal> {
  if (label.purpose !== 'terminal-master') {
    return refuse('key-purpose-wrong', { detail: 'a terminal enters a terminal-master key' })
  }
  return terminalFactor(terminal) === undefined
    ? refuse('components-malformed', { field: 'terminal', detail: 'a terminal number' })
    : ok(undefined)
}

const contextOf = (terminal: string, use: Use): string => `pos ${use} ${terminal.trimEnd()}`

const takes = (sizes: readonly number[], size: number): boolean => sizes.includes(size)

/** The bytes of the MAK: what its algorithm takes, the longest that the layout has room for. */
function makBytesOf(
  layout: WorkKeyLayout,
  mac: PosMacAlgorithm,
  algorithm: Algorithm,
): 8 | 16 | undefined {
  const kind = POS_MAC_ALGORITHMS[mac]
  const room = WORK_KEY_LAYOUTS[layout].find(([name]) => name === 'mak')?.[1] ?? 0
  if (kind.algorithm !== algorithm) return undefined
  return kind.keyBytes.filter((size) => size <= room).at(-1)
}

/** Without the key nobody can try the few PINs there are; with the context none can be moved to another card. */
const pinDigest = ({ label, key }: DataKey, context: string, pin: string): Buffer =>
  Buffer.concat([
    Buffer.of(label.version),
    createHmac('sha256', key)
      .update(`pin\0${context}\0${pin}`, 'utf8')
      .digest()
      .subarray(0, PIN_DIGEST_BYTES),
  ])
