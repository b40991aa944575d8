import { bigEndian, fromBigEndian } from '../base'
import {
  ALGORITHM_BYTE,
  greyLockSessionKey,
  mac,
  macRetail,
  PURSE_MACS,
  purseMac,
  SESSION_INPUTS,
  sessionKey,
  tacInput,
  tacKeyOf,
  TACS,
  type Algorithm,
  type PurseFact,
  type PurseMacFacts,
  type PurseMacName,
  type SessionFacts,
  type SessionKind,
  type TacFacts,
  type TacKind,
} from '../keys'
import { rule, type Rule, type Rules } from './vectors-sheet'

/** How vectors name the facts of a transaction. */
const FACT_NAMES: Readonly<Record<PurseFact, string>> = {
  random: 'rnd',
  onlineSequence: 'onlineseq',
  offlineSequence: 'offlineseq',
  terminalSequence: 'termseq',
  terminalRandom: 'termrnd',
  oldBalance: 'oldbalance',
  newBalance: 'newbalance',
  balance: 'balance',
  amount: 'amount',
  oldLimit: 'oldlimit',
  newLimit: 'newlimit',
  type: 'type',
  terminal: 'term',
  dateTime: 'datetime',
  authCode: 'authcode',
}

type Renamed = Partial<Record<PurseFact, string>>

export const loadRules = (algorithm: Algorithm): Rules => ({
  ...commonRules(algorithm, 'onlineseq'),
  sk: [sessionRule(algorithm, 'load', 'dlk')],
  mac1: [macRule(algorithm, 'load-mac1')],
  mac2: [macRule(algorithm, 'load-mac2')],
  newbalance: [rule(['oldbalance', 'amount'], (old, amount) => added(old, amount, 1n))],
  tac: [tacRule(algorithm, 'load')],
})

/** Purchase, compound purchase and cash. `codeIsPlain`: whether "mac1" means the MAC without the card's code. */
export function purchaseRules(algorithm: Algorithm, codeIsPlain: boolean): Rules {
  const plain = macRule(algorithm, 'purchase-mac1')
  const withCode = macRule(algorithm, 'purchase-mac1-auth-code')
  return {
    ...commonRules(algorithm, 'offlineseq'),
    sk: [sessionRule(algorithm, 'purchase', 'dpk')],
    mac1: codeIsPlain ? [plain] : [withCode, plain],
    mac1withoutcode: [plain],
    mac1withoutauthcode: [plain],
    mac1withauthcode: [withCode],
    mac1withcode: [withCode],
    mac2: [macRule(algorithm, 'purchase-mac2')],
    provemac: [rule(['mac2'], same)],
    tac: [tacRule(algorithm, 'purchase')],
    newbalance: [rule(['oldbalance', 'amount'], (old, amount) => added(old, amount, -1n))],
  }
}

export const unloadRules = (algorithm: Algorithm): Rules => ({
  ...commonRules(algorithm, 'onlineseq'),
  sk: [sessionRule(algorithm, 'unload', 'dulk')],
  mac1: [macRule(algorithm, 'unload-mac1')],
  mac2: [macRule(algorithm, 'unload-mac2')],
  mac3: [macRule(algorithm, 'unload-mac3')],
  newbalance: [rule(['oldbalance', 'amount'], (old, amount) => added(old, amount, -1n))],
})

/** Whether the manual's TAC key "directly" means folded or not is not settled: both readings are given. */
export const overdraftRules = (algorithm: Algorithm): Rules => ({
  ...commonRules(algorithm, 'onlineseq'),
  sk: [sessionRule(algorithm, 'overdraft', 'duk')],
  mac1: [macRule(algorithm, 'overdraft-mac1')],
  mac2: [macRule(algorithm, 'overdraft-mac2')],
  newbalance: [rule(['balance'], same)],
  tac: [tacRule(algorithm, 'overdraft')],
  tacxorkey: [tacRule(algorithm, 'overdraft')],
  tacdirectretail: [
    rule(['dtk', ...namesOf(TACS.overdraft)], (dtk, ...parts) =>
      macRetail({
        key: dtk,
        data: tacInput('overdraft', factsOf<TacFacts<'overdraft'>>(TACS.overdraft, parts)),
      }).subarray(0, 4),
    ),
  ],
})

export function greyLockRules(algorithm: Algorithm): Rules {
  const session = ['rnd', 'offlineseq', 'termseq', 'termrnd']
  const facts = ['random', 'offlineSequence', 'terminalSequence', 'terminalRandom'] as const
  type GreyFacts = Parameters<typeof greyLockSessionKey>[2]
  return {
    ...commonRules(algorithm, 'offlineseq'),
    purse: [rule(['locktype'], purseOf)],
    tempkey: [sessionRule(algorithm, 'grey-lock', 'dpk')],
    sk: [
      rule(['dpk', ...session], (dpk, ...parts) =>
        greyLockSessionKey(algorithm, dpk, factsOf<GreyFacts>(facts, parts)),
      ),
    ],
    locktype: [rule(['type'], same)],
    mac1: [macRule(algorithm, 'grey-lock-mac1', { type: 'locktype' })],
    mac2: [macRule(algorithm, 'grey-lock-mac2')],
    gmac: [macRule(algorithm, 'gmac')],
    tac: [tacRule(algorithm, 'debit-for-unlock', { type: 'debittype' })],
  }
}

/** The key is DUGK with one vendor and DULK in the manual; so are the fields of MAC1. */
export const greyUnlockRules = (algorithm: Algorithm): Rules => ({
  ...commonRules(algorithm, 'onlineseq'),
  sk: [
    sessionRule(algorithm, 'grey-unlock', 'dugk'),
    sessionRule(algorithm, 'grey-unlock', 'dulk'),
  ],
  mac1: [macRule(algorithm, 'grey-unlock-mac1')],
  mac1fmcos: [macRule(algorithm, 'grey-unlock-mac1-fmcos')],
  mac2: [macRule(algorithm, 'grey-unlock-mac2')],
})

const commonRules = (algorithm: Algorithm, counter: string): Rules => ({
  // Some old cards carry an 8-byte TAC key, which is used as it is.
  tackey: [
    rule(['dtk'], (dtk) => (dtk.length === 8 ? dtk : Buffer.from(tacKeyOf(algorithm, dtk)))),
  ],
  purse: [rule(['type'], purseOf)],
  algorithm: [rule([], () => Buffer.of(ALGORITHM_BYTE[algorithm]))],
  counter: [rule([counter], same)],
  counterafter: [rule([counter], (before) => bigEndian((fromBigEndian(before) + 1n) & 0xffffn, 2))],
})

/** The deposit (ED, 01) or the purse (EP, 02) that a transaction type belongs to. */
function purseOf(type: Buffer | undefined): Buffer {
  const ofDeposit = [0x01, 0x03, 0x04, 0x05, 0x07, 0x91, 0x93, 0x95]
  return Buffer.of(ofDeposit.includes(type?.[0] ?? 0) ? 0x01 : 0x02)
}

const same = (value: Buffer | undefined): Buffer => value as Buffer

function added(old: Buffer | undefined, amount: Buffer | undefined, sign: bigint): Buffer {
  const sum = fromBigEndian(old as Buffer) + sign * fromBigEndian(amount as Buffer)
  return bigEndian(sum & 0xffff_ffffn, 4)
}

function sessionRule(algorithm: Algorithm, kind: SessionKind, keyName: string): Rule {
  const facts = SESSION_INPUTS[kind].flatMap((part): PurseFact[] =>
    part === 'filler' ? [] : [part === 'terminalSequenceRight' ? 'terminalSequence' : part],
  )
  return rule([keyName, ...namesOf(facts)], (key, ...parts) =>
    sessionKey(algorithm, kind, key, factsOf<SessionFacts<SessionKind>>(facts, parts)),
  )
}

function macRule(algorithm: Algorithm, name: PurseMacName, renamed: Renamed = {}): Rule {
  const facts = PURSE_MACS[name]
  return rule(['sk', ...namesOf(facts, renamed)], (session, ...parts) =>
    purseMac(algorithm, name, session, factsOf<PurseMacFacts<PurseMacName>>(facts, parts)),
  )
}

function tacRule(algorithm: Algorithm, kind: TacKind, renamed: Renamed = {}): Rule {
  const facts = TACS[kind]
  return rule(['tackey', ...namesOf(facts, renamed)], (key, ...parts) =>
    mac(algorithm, {
      key: key,
      data: tacInput(kind, factsOf<TacFacts<TacKind>>(facts, parts)),
    }),
  )
}

const namesOf = (facts: readonly PurseFact[], renamed: Renamed = {}): string[] =>
  facts.map((fact) => renamed[fact] ?? FACT_NAMES[fact])

const factsOf = <Facts>(names: readonly PurseFact[], parts: readonly Buffer[]): Facts =>
  Object.fromEntries(names.map((name, index) => [name, parts[index]])) as Facts
