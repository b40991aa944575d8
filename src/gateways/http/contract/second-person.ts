/**
 * Why an act waits for a second person: a code that a screen has words for, and the sentence of it. The sentence is
 * what an approval keeps and answers as `because`; `groundOf` finds code and values in it again, so that approvals of
 * yesterday are told in every language too. A sentence that was once used is never changed: add another code.
 */
export const grounds = {
  'amount-large': 'from {fen} fen on two people agree',
  'pay-out-large': 'from {fen} fen on a pay-out needs a second person',
  'drawer-differs': 'the drawer differs by more than {fen} fen',
  'money-given-back': 'because {fen} fen are given back',
  'holder-not-shown': 'the holder of the online account has not shown a document',
  'blocked-card-emptied': 'a blocked card is emptied by two people',
  'blocked-card-closed': 'a blocked card is closed by two people',
  'card-unblocked': 'whoever blocks and unblocks alone could cover misuse',
  correction: 'a correction is made by two people',
  'bank-money-fetched': 'money of the bank is fetched by two people',
  'agent-prepaid': 'what an agent may load is entered by two people',
  'contract-changes': 'a contract decides who is paid what',
  'fares-change': 'the fares of {name} change',
  'rule-changes': '{name} is a rule of the city',
  'item-decided': 'an item is decided by two people',
  'chip-keys': 'a wrong key lets forged chips pass',
  'chip-parameters': 'parameters decide which chips are taken without asking',
  'decides-for-others': 'who decides for others is entered and changed by two administrators',
} as const satisfies Readonly<Record<string, string>>

export type GroundCode = keyof typeof grounds

export const groundCodes = Object.keys(grounds) as [GroundCode, ...GroundCode[]]

declare const madeOfGround: unique symbol

/** A sentence of `grounds`, its values put in; nothing else is a reason for a second person. */
export type Because = string & { readonly [madeOfGround]: true }

/** What a sentence speaks of: whole fen, or the name of an operator or rule. */
export interface GroundValues {
  readonly fen?: bigint
  readonly name?: string
}

export interface Ground extends GroundValues {
  readonly code: GroundCode
}

/** The sentence of a code. */
export const because = (code: GroundCode, { fen, name }: GroundValues = {}): Because =>
  grounds[code].replace('{fen}', String(fen)).replace('{name}', name ?? '') as Because

const patterns = groundCodes.map((code) => ({
  code,
  pattern: new RegExp(
    `^${grounds[code].replace('{fen}', '(?<fen>\\d+)').replace('{name}', '(?<name>\\S+)')}$`,
  ),
}))

/** Code and values of a sentence that `because` made; nothing for any other text. */
export function groundOf(sentence: string): Ground | undefined {
  for (const { code, pattern } of patterns) {
    const { groups = {} } = pattern.exec(sentence) ?? {}
    if (!pattern.test(sentence)) continue
    const { fen, name } = groups
    return {
      code,
      ...(fen === undefined ? {} : { fen: BigInt(fen) }),
      ...(name === undefined ? {} : { name }),
    }
  }
  return undefined
}
