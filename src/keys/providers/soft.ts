import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { concat, Fault, ok, refuse, sameBytes, type Result } from '../../base'
import { checkValueOf, diversifyThrough } from '../derive'
import {
  blindIndexWith,
  dataKeyCheckValue,
  openWith,
  sealWith,
  type DataKey,
  type DataKeyPurpose,
} from '../data-key'
import { DATA_KEY_PURPOSES, KEY_PURPOSES } from '../hierarchy.table'
import { parseDataKeys, parseKeyFile, type KeyFileRefusal, type MasterKey } from '../key-file'
import { labelText, type Algorithm, type KeyLabel } from '../label'
import { wholeMac } from '../mac'
import {
  purseMac,
  purseTac,
  sessionKey,
  type PurseMacFacts,
  type PurseMacName,
  type SessionFacts,
  type SessionKind,
  type TacFacts,
  type TacKind,
} from '../purse-mac'
import { seal, unseal, type UnsealRefusal } from '../sealed-file'
import {
  commandMac,
  externalAuthentication,
  protectedCommand,
  reloadPinMac,
} from '../secure-messaging'
import { TAC_VERDICT, type TacBatch } from '../tac-rows'
import {
  PURPOSES_ALLOWED,
  type CardKeyLabel,
  type DataKeyDescription,
  type KeyDescription,
  type KeyVault,
  type OpenRefusal,
  type OperatorFile,
  type VaultCheck,
  type VaultMake,
  type VaultRefusal,
} from '../vault'
import type { PosVault } from '../pos-vault'
import { SoftPosKeys } from './soft-pos'
import { TacWorkers } from './tac-workers'

export type SoftVaultRefusal =
  'soft-vault-in-production' | 'keys-file-unreadable' | KeyFileRefusal | UnsealRefusal

export interface SoftVaultSource {
  /** A key file in the clear (development keys), or else a sealed copy with its passphrase. */
  readonly keysFile?: string
  readonly sealedFile?: string
  readonly passphrase?: string
  readonly production: boolean
  /** Threads for bulk TAC checks; 0 stays in the caller's. */
  readonly threadCount?: number
}

/** Opens a vault that keeps keys in this process's memory. Refused in production, whatever the file says. */
export async function openSoftVault(
  source: SoftVaultSource,
): Promise<Result<SoftVault, SoftVaultRefusal>> {
  if (source.production) {
    return refuse('soft-vault-in-production', {
      detail: 'keys in memory are for development; production keys belong in an HSM',
    })
  }
  const text = await keyTextOf(source)
  if (!text.ok) return text
  const keys = parseKeyFile(text.value)
  const dataKeys = parseDataKeys(text.value)
  if (!keys.ok) return keys
  return dataKeys.ok
    ? ok(new SoftVault(keys.value, source.threadCount ?? 0, dataKeys.value))
    : dataKeys
}

/** Writes a sealed copy of a key file, readable by its owner alone. */
export async function sealKeyFile(copy: {
  readonly keysFile: string
  readonly sealedFile: string
  readonly passphrase: string
}): Promise<void> {
  const sealed = seal(await readFile(copy.keysFile, 'utf8'), copy.passphrase)
  await writeFile(copy.sealedFile, sealed, { mode: 0o600 })
}

async function keyTextOf(source: SoftVaultSource): Promise<Result<string, SoftVaultRefusal>> {
  const file = source.sealedFile ?? source.keysFile
  const text = file === undefined ? undefined : await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) {
    return refuse('keys-file-unreadable', { detail: 'the key file cannot be read' })
  }
  return source.sealedFile === undefined ? ok(text) : unseal(text, source.passphrase ?? '')
}

type Purposes = readonly KeyLabel['purpose'][]

/**
 * The key vault in memory. Keys stand in `#` fields, so that no log, inspection or JSON of a vault shows
 * them, and no answer, refusal or error holds any part of one.
 */
export class SoftVault implements KeyVault {
  readonly #keys: ReadonlyMap<string, MasterKey>
  readonly #dataKeys: readonly DataKey[]
  readonly #workers: TacWorkers
  readonly pos: PosVault

  constructor(keys: readonly MasterKey[], threadCount: number, dataKeys: readonly DataKey[] = []) {
    this.#dataKeys = [...dataKeys].sort((one, other) => other.label.version - one.label.version)
    this.#keys = new Map(keys.map((key) => [labelText(key.label), key]))
    this.#workers = new TacWorkers(threadCount)
    this.pos = new SoftPosKeys({
      terminalMaster: (label) => this.#masterFor(label, PURPOSES_ALLOWED.terminal, 1),
      dataKeys: (purpose) => this.#dataKeysFor(purpose),
    })
  }

  async describe(): Promise<readonly KeyDescription[]> {
    return [...this.#keys.values()].map(({ label, level, purpose, validFrom, validTo, key }) => ({
      label,
      level,
      checkValue: checkValueOf(label.algorithm, key),
      validFrom,
      validTo,
      chinese: KEY_PURPOSES[label.purpose].chinese,
      purpose,
    }))
  }

  async checkValue(label: KeyLabel): Promise<Result<string, 'key-unknown'>> {
    const master = this.#keys.get(labelText(label))
    return master === undefined ? unknown(label) : ok(checkValueOf(label.algorithm, master.key))
  }

  async checkTacs(batch: TacBatch): Promise<Uint8Array> {
    const master = this.#masterFor(batch.label, PURPOSES_ALLOWED.tac, batch.levels)
    if (!master.ok) return new Uint8Array(batch.count).fill(TAC_VERDICT.keyUnknown)
    return this.#workers.check(batch.label.algorithm, master.value.key, batch)
  }

  async checkLoadMac1(question: VaultCheck<SessionFacts<'load'> & PurseMacFacts<'load-mac1'>>) {
    return compared(this.#mac(LOAD, 'load-mac1', question), question.mac)
  }

  async makeLoadMac2(question: VaultMake<SessionFacts<'load'> & PurseMacFacts<'load-mac2'>>) {
    return this.#mac(LOAD, 'load-mac2', question)
  }

  async checkLoadTac(question: VaultCheck<TacFacts<'load'>>) {
    return compared(this.#tac('load', question), question.mac)
  }

  async checkPurchaseTac(question: VaultCheck<TacFacts<'purchase'>>) {
    return compared(this.#tac('purchase', question), question.mac)
  }

  async checkUnloadMac1(
    question: VaultCheck<SessionFacts<'unload'> & PurseMacFacts<'unload-mac1'>>,
  ) {
    return compared(this.#mac(UNLOAD, 'unload-mac1', question), question.mac)
  }

  async makeUnloadMac2(question: VaultMake<SessionFacts<'unload'> & PurseMacFacts<'unload-mac2'>>) {
    return this.#mac(UNLOAD, 'unload-mac2', question)
  }

  async checkUnloadMac3(
    question: VaultCheck<SessionFacts<'unload'> & PurseMacFacts<'unload-mac3'>>,
  ) {
    return compared(this.#mac(UNLOAD, 'unload-mac3', question), question.mac)
  }

  async checkOverdraftMac1(
    question: VaultCheck<SessionFacts<'overdraft'> & PurseMacFacts<'overdraft-mac1'>>,
  ) {
    return compared(this.#mac(OVERDRAFT, 'overdraft-mac1', question), question.mac)
  }

  async makeOverdraftMac2(
    question: VaultMake<SessionFacts<'overdraft'> & PurseMacFacts<'overdraft-mac2'>>,
  ) {
    return this.#mac(OVERDRAFT, 'overdraft-mac2', question)
  }

  async checkGreyUnlockMac1(
    question: VaultCheck<SessionFacts<'grey-unlock'> & PurseMacFacts<'grey-unlock-mac1'>>,
  ) {
    return compared(this.#mac(GREY_UNLOCK, 'grey-unlock-mac1', question), question.mac)
  }

  async makeGreyUnlockMac2(
    question: VaultMake<SessionFacts<'grey-unlock'> & PurseMacFacts<'grey-unlock-mac2'>>,
  ) {
    return this.#mac(GREY_UNLOCK, 'grey-unlock-mac2', question)
  }

  async makeCommandMac(question: Parameters<KeyVault['makeCommandMac']>[0]) {
    return this.#withCardKey(question.key, PURPOSES_ALLOWED.command, (algorithm, key) =>
      commandMac(algorithm, key, question),
    )
  }

  async makeProtectedCommand(question: Parameters<KeyVault['makeProtectedCommand']>[0]) {
    return this.#withCardKey(question.key, PURPOSES_ALLOWED.command, (algorithm, key) =>
      protectedCommand(algorithm, key, question),
    )
  }

  async makeReloadPinMac(question: Parameters<KeyVault['makeReloadPinMac']>[0]) {
    return this.#withCardKey(question.key, PURPOSES_ALLOWED.reloadPin, (algorithm, key) =>
      reloadPinMac(algorithm, key, question.newPin),
    )
  }

  async answerChallenge(question: Parameters<KeyVault['answerChallenge']>[0]) {
    return this.#withCardKey(question.key, PURPOSES_ALLOWED.challenge, (algorithm, key) =>
      externalAuthentication(algorithm, key, question.challenge),
    )
  }

  async wrapKey(question: Parameters<KeyVault['wrapKey']>[0]) {
    const written = this.#cardKey(question.key, Object.keys(KEY_PURPOSES) as Purposes)
    if (!written.ok) return written
    const { header, challenge } = question
    const plain = concat(question.attributes, written.value)
    return this.#withCardKey(question.under, PURPOSES_ALLOWED.wrap, (algorithm, key) =>
      protectedCommand(algorithm, key, { header, challenge, plain }),
    )
  }

  async makeFileMac(file: OperatorFile): Promise<Buffer> {
    const [newest] = this.#fileKeys()
    if (newest === undefined) throw new Fault('keys', 'the vault holds no file key', false)
    return fileMac(newest, file)
  }

  async checkFileMac(file: OperatorFile & { readonly mac: Uint8Array }): Promise<boolean> {
    const keys = this.#fileKeys()
    if (keys.length === 0) throw new Fault('keys', 'the vault holds no file key', false)
    return keys.some((key) => sameBytes(fileMac(key, file), file.mac))
  }

  async describeDataKeys(): Promise<readonly DataKeyDescription[]> {
    return this.#dataKeys.map((dataKey) => ({
      label: dataKey.label,
      checkValue: dataKeyCheckValue(dataKey),
      validFrom: dataKey.validFrom,
      validTo: dataKey.validTo,
      chinese: DATA_KEY_PURPOSES[dataKey.label.purpose].chinese,
      purpose: dataKey.purpose,
    }))
  }

  async sealPersonal(question: Parameters<KeyVault['sealPersonal']>[0]): Promise<Buffer> {
    return sealWith(this.#newest('personal-data'), question.context, question.plain)
  }

  async openPersonal(
    question: Parameters<KeyVault['openPersonal']>[0],
  ): Promise<Result<Buffer, OpenRefusal>> {
    const { context, sealed } = question
    const key = this.#dataKeysFor('personal-data').find(({ label }) => label.version === sealed[0])
    return key === undefined
      ? refuse('key-unknown', { detail: 'the vault holds no such version of the data key' })
      : openWith(key, context, sealed)
  }

  async blindIndex({ context, text }: Parameters<KeyVault['blindIndex']>[0]): Promise<Buffer> {
    return blindIndexWith(this.#newest('blind-index'), context, text)
  }

  async blindIndexes({
    context,
    text,
  }: Parameters<KeyVault['blindIndexes']>[0]): Promise<readonly Buffer[]> {
    return this.#dataKeysFor('blind-index').map((key) => blindIndexWith(key, context, text))
  }

  async personalDataVersion() {
    return {
      personalData: this.#newest('personal-data').label.version,
      blindIndex: this.#newest('blind-index').label.version,
    }
  }

  async close(): Promise<void> {
    await this.#workers.close()
  }

  /** Newest version first. */
  #dataKeysFor(purpose: DataKeyPurpose): readonly DataKey[] {
    return this.#dataKeys.filter(({ label }) => label.purpose === purpose)
  }

  #newest(purpose: DataKeyPurpose): DataKey {
    const [newest] = this.#dataKeysFor(purpose)
    if (newest === undefined) throw new Fault('keys', `the vault holds no ${purpose} key`, false)
    return newest
  }

  #mac<Name extends PurseMacName, Kind extends SessionKind>(
    { kind, purposes }: { readonly kind: Kind; readonly purposes: Purposes },
    name: Name,
    { key, facts }: VaultMake<SessionFacts<Kind> & PurseMacFacts<Name>>,
  ): Result<Buffer, VaultRefusal> {
    return this.#withCardKey(key, purposes, (algorithm, cardKey) =>
      purseMac(algorithm, name, sessionKey(algorithm, kind, cardKey, facts), facts),
    )
  }

  #tac<Kind extends TacKind>(kind: Kind, { key, facts }: VaultMake<TacFacts<Kind>>) {
    return this.#withCardKey(key, PURPOSES_ALLOWED.tac, (algorithm, cardKey) =>
      purseTac(algorithm, kind, cardKey, facts),
    )
  }

  #withCardKey(
    key: CardKeyLabel,
    purposes: Purposes,
    use: (algorithm: Algorithm, cardKey: Buffer) => Buffer,
  ): Result<Buffer, VaultRefusal> {
    const cardKey = this.#cardKey(key, purposes)
    return cardKey.ok ? ok(use(key.label.algorithm, cardKey.value)) : cardKey
  }

  #cardKey({ label, factors }: CardKeyLabel, purposes: Purposes): Result<Buffer, VaultRefusal> {
    const master = this.#masterFor(label, purposes, factors.length)
    return master.ok ? ok(diversifyThrough(label.algorithm, master.value.key, factors)) : master
  }

  #masterFor(
    label: KeyLabel,
    purposes: Purposes,
    factorCount: number,
  ): Result<MasterKey, VaultRefusal> {
    const master = this.#keys.get(labelText(label))
    if (master === undefined) return unknown(label)
    if (!purposes.includes(label.purpose)) {
      return refuse('key-purpose-wrong', { detail: `${labelText(label)} is not for this` })
    }
    return master.factorCounts.includes(factorCount)
      ? ok(master)
      : refuse('key-level-wrong', {
          detail: `${labelText(label)} takes ${master.factorCounts.join(' or ')} factors`,
        })
  }

  /** Newest version first. */
  #fileKeys(): readonly MasterKey[] {
    return [...this.#keys.values()]
      .filter(({ label }) => label.purpose === 'file-mac')
      .sort((one, other) => other.label.version - one.label.version)
  }
}

const LOAD = { kind: 'load', purposes: PURPOSES_ALLOWED.load } as const
const UNLOAD = { kind: 'unload', purposes: PURPOSES_ALLOWED.unload } as const
const OVERDRAFT = { kind: 'overdraft', purposes: PURPOSES_ALLOWED.overdraft } as const
const GREY_UNLOCK = { kind: 'grey-unlock', purposes: PURPOSES_ALLOWED.greyUnlock } as const

const unknown = (label: KeyLabel) =>
  refuse('key-unknown', { detail: `the vault holds no ${labelText(label)}` })

function compared(
  made: Result<Buffer, VaultRefusal>,
  mac: Uint8Array,
): Result<boolean, VaultRefusal> {
  return made.ok ? ok(sameBytes(made.value, mac)) : made
}

/** Every operator has its own file key, so that none can sign for another. */
function fileMac({ label, key }: MasterKey, { operator, digest }: OperatorFile): Buffer {
  const factor = createHash('sha256').update(operator, 'utf8').digest().subarray(0, 8)
  const operatorKey = diversifyThrough(label.algorithm, key, [factor])
  return Buffer.from(wholeMac(label.algorithm, { key: operatorKey, data: digest }).subarray(0, 8))
}
