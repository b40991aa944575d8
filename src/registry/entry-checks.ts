import {
  fen,
  parseBusinessDate,
  parseCardNumber,
  parseOperatorId,
  parseSamNumber,
  refuse,
  type Refusal,
} from '../base'
import { type CardProduct, cardProfiles } from './card-products'
import type { CardLoad, CardRegistration } from './cards'
import type { Contract } from './contracts'
import type { KeyVersion } from './key-versions'
import { checkCompanyCode } from './credit-code'
import { type Operator, operatorKinds } from './operators'
import {
  type Agent,
  applicationPurposes,
  type CatalogueApplication,
  type Merchant,
  type PartyContract,
  partyKinds,
  type ProductApplication,
} from './parties'
import type { SamBinding, Terminal } from './terminals'

/** Field, what it must be, and whether it is. */
type EntryCheck<Entry> = readonly [string, string, (entry: Entry) => boolean]

const isDate = (text: string): boolean => parseBusinessDate(text).ok
const isOpenDate = (text: string | null): boolean => text === null || isDate(text)
const isOrder = <Value extends string | Date>(from: Value, to: Value | null): boolean =>
  to === null || from <= to
const isWhole = (value: number, max: number): boolean =>
  Number.isInteger(value) && value >= 0 && value <= max
const isMoney = (amount: bigint): boolean => amount >= 0n && amount < 1n << 62n
const isWord = (text: string): boolean => text.trim() !== '' && text.length <= 100

export const operatorChecks: readonly EntryCheck<Operator>[] = [
  ['operator', 'an operator id', (it) => parseOperatorId(it.operator).ok],
  ['name', 'a name of 1 to 100 characters', (it) => isWord(it.name)],
  ['kind', `one of ${operatorKinds.join(', ')}`, (it) => operatorKinds.includes(it.kind)],
  ['activeFrom', 'a date', (it) => isDate(it.activeFrom)],
  ['activeTo', 'a date or open', (it) => isOpenDate(it.activeTo)],
  ['activeTo', 'not before activeFrom', (it) => isOrder(it.activeFrom, it.activeTo)],
]

export const contractChecks: readonly EntryCheck<Contract>[] = [
  ['contract', 'an id of 1 to 100 of a-z, 0-9, "-", "_"', (it) => isPlainId(it.contract)],
  ['validFrom', 'a date', (it) => isDate(it.validFrom)],
  ['validTo', 'a date or open', (it) => isOpenDate(it.validTo)],
  ['validTo', 'not before validFrom', (it) => isOrder(it.validFrom, it.validTo)],
  ['feePpm', '0 to 1000000', (it) => it.feePpm >= 0n && it.feePpm <= 1_000_000n],
]

export const terminalChecks: readonly EntryCheck<Terminal>[] = [
  ['terminal', 'an id of 1 to 100 characters', (it) => isWord(it.terminal)],
  ['kind', 'a word', (it) => isWord(it.kind)],
  ['installedTo', 'not before installedFrom', (it) => isOrder(it.installedFrom, it.installedTo)],
]

export const samBindingChecks: readonly EntryCheck<SamBinding>[] = [
  ['sam', '12 decimal digits', (it) => parseSamNumber(it.sam).ok],
  ['boundTo', 'not before boundFrom', (it) => isOrder(it.boundFrom, it.boundTo)],
]

export const cardProductChecks: readonly EntryCheck<CardProduct>[] = [
  ['product', 'an id of 1 to 100 of a-z, 0-9, "-", "_"', (it) => isPlainId(it.product)],
  ['version', '1 to 32767', (it) => isWhole(it.version, 32_767) && it.version > 0],
  ['profile', `one of ${cardProfiles.join(', ')}`, (it) => cardProfiles.includes(it.profile)],
  ['validFrom', 'a date', (it) => isDate(it.validFrom)],
  ['validTo', 'a date or open', (it) => isOpenDate(it.validTo)],
  ['validTo', 'not before validFrom', (it) => isOrder(it.validFrom, it.validTo)],
  ['maxBalanceFen', 'whole fen, not negative', (it) => isMoney(it.maxBalanceFen)],
  ['maxTapFen', 'whole fen, not negative', (it) => isMoney(it.maxTapFen)],
  ['depositFen', 'whole fen, not negative', (it) => isMoney(it.depositFen)],
]

export const keyVersionChecks: readonly EntryCheck<KeyVersion>[] = [
  ['label', 'a label of the vault', (it) => isWord(it.label)],
  ['version', '0 to 255', (it) => isWhole(it.version, 255)],
  ['algorithm', '0 to 255', (it) => isWhole(it.algorithm, 255)],
  ['validTo', 'not before validFrom', (it) => isOrder(it.validFrom, it.validTo)],
]

export const cardChecks: readonly EntryCheck<CardRegistration>[] = [
  ['card', '16 to 19 decimal digits', (it) => parseCardNumber(it.card).ok],
  ['issuer', '16 hexadecimal digits, upper case', (it) => /^[0-9A-F]{16}$/.test(it.issuer)],
  ['validFrom', 'a date', (it) => isDate(it.validFrom)],
  ['validTo', 'a date', (it) => isDate(it.validTo)],
  ['validTo', 'not before validFrom', (it) => isOrder(it.validFrom, it.validTo)],
  ['openingCounter', '0 to 65535', (it) => isWhole(it.openingCounter, 65_535)],
  ['keyVersion', '0 to 255', (it) => isWhole(it.keyVersion, 255)],
  ['algorithm', '0 to 255', (it) => isWhole(it.algorithm, 255)],
]

export const cardLoadChecks: readonly EntryCheck<CardLoad>[] = [
  ['onlineSeq', '0 to 65535', (it) => isWhole(it.onlineSeq, 65_535)],
  // Below zero where value is taken off the card online.
  [
    'amountFen',
    'whole fen, and not none',
    ({ amountFen: it }) => it !== 0n && (isMoney(it) || isMoney(fen(0n - it))),
  ],
]

const isCompanyCode = (text: string): boolean => {
  const checked = checkCompanyCode(text)
  return checked.ok && checked.value.code === text
}
const isShortId = (text: string): boolean => /^[a-z0-9-]{1,40}$/.test(text)

export const merchantChecks: readonly EntryCheck<Merchant>[] = [
  ['merchant', '"mer_" and an id', (it) => /^mer_[a-z0-9-]{1,40}$/.test(it.merchant)],
  ['operator', 'an operator id', (it) => parseOperatorId(it.operator).ok],
  ['name', 'a name of 1 to 100 characters', (it) => isWord(it.name)],
  ['creditCode', 'a credit code or an organisation code', (it) => isCompanyCode(it.creditCode)],
  ['mcc', '0 to 9999', (it) => isWhole(it.mcc, 9_999)],
  ['activeFrom', 'a date', (it) => isDate(it.activeFrom)],
  ['activeTo', 'a date or open', (it) => isOpenDate(it.activeTo)],
  ['activeTo', 'not before activeFrom', (it) => isOrder(it.activeFrom, it.activeTo)],
]

export const agentChecks: readonly EntryCheck<Agent>[] = [
  ['agent', '"agent_" and an id', (it) => /^agent_[a-z0-9-]{1,40}$/.test(it.agent)],
  ['name', 'a name of 1 to 100 characters', (it) => isWord(it.name)],
  ['creditCode', 'a credit code or an organisation code', (it) => isCompanyCode(it.creditCode)],
  ['activeFrom', 'a date', (it) => isDate(it.activeFrom)],
  ['activeTo', 'a date or open', (it) => isOpenDate(it.activeTo)],
  ['activeTo', 'not before activeFrom', (it) => isOrder(it.activeFrom, it.activeTo)],
]

export const partyContractChecks: readonly EntryCheck<PartyContract>[] = [
  ['contract', 'an id of 1 to 100 of a-z, 0-9, "-", "_"', (it) => isPlainId(it.contract)],
  ['partyKind', `one of ${partyKinds.join(', ')}`, (it) => partyKinds.includes(it.partyKind)],
  ['scope', 'an id of 1 to 40 of a-z, 0-9, "-"', (it) => isShortId(it.scope)],
  ['validFrom', 'a date', (it) => isDate(it.validFrom)],
  ['validTo', 'a date or open', (it) => isOpenDate(it.validTo)],
  ['validTo', 'not before validFrom', (it) => isOrder(it.validFrom, it.validTo)],
  ['ratePpm', '0 to 1000000', (it) => it.ratePpm >= 0n && it.ratePpm <= 1_000_000n],
]

export const applicationChecks: readonly EntryCheck<CatalogueApplication>[] = [
  ['application', 'an id of 1 to 40 of a-z, 0-9, "-"', (it) => isShortId(it.application)],
  ['name', 'a name of 1 to 100 characters', (it) => isWord(it.name)],
  [
    'purpose',
    `one of ${applicationPurposes.join(', ')}`,
    (it) => applicationPurposes.includes(it.purpose),
  ],
  ['validFrom', 'a date', (it) => isDate(it.validFrom)],
  ['validTo', 'a date or open', (it) => isOpenDate(it.validTo)],
  ['validTo', 'not before validFrom', (it) => isOrder(it.validFrom, it.validTo)],
]

export const productApplicationChecks: readonly EntryCheck<ProductApplication>[] = [
  ['application', 'an id of 1 to 40 of a-z, 0-9, "-"', (it) => isShortId(it.application)],
  ['version', '1 to 32767', (it) => isWhole(it.version, 32_767) && it.version > 0],
]

/** The first entry that cannot be, with the field that is wrong and what it should be. */
export function firstMalformed<Entry>(
  entries: readonly Entry[],
  checks: readonly EntryCheck<Entry>[],
): Refusal<'entry-malformed'> | undefined {
  for (const [index, entry] of entries.entries()) {
    const failed = checks.find(([, , holds]) => !holds(entry))
    if (failed !== undefined) {
      const [field, detail] = failed
      return refuse('entry-malformed', {
        field: `[${index}].${field}`,
        detail: `must be ${detail}`,
      })
    }
  }
  return undefined
}

/** Ids that become part of ledger references and file lines: nothing that could separate or escape. */
function isPlainId(text: string): boolean {
  return /^[a-z0-9_-]{1,100}$/.test(text)
}
