import { invariant, type Result } from '../base'
import { algorithmOfByte, type CardKeyLabel, type KeyVault, type VaultRefusal } from '../keys'
import type { CardKeyName, VaultQuestion } from './vault-question'

const YES = Buffer.of(1)
const NO = Buffer.of(0)
const NO_KEY = Buffer.alloc(0)

/** Answers the vault questions of a conversation from a key vault. `levels`: factors its keys take. */
export const vaultDoor =
  (vault: KeyVault, levels: 1 | 2) =>
  async (asks: VaultQuestion): Promise<Buffer> => {
    const key = keyLabel(asks.key, levels)
    if (key === undefined) return NO_KEY
    switch (asks.act) {
      case 'check-load-mac1':
        return yesOrNo(await vault.checkLoadMac1({ key, facts: asks.facts, mac: asks.code }))
      case 'check-unload-mac1':
        return yesOrNo(await vault.checkUnloadMac1({ key, facts: asks.facts, mac: asks.code }))
      case 'make-load-mac2':
        return made(await vault.makeLoadMac2({ key, facts: asks.facts }))
      case 'make-unload-mac2':
        return made(await vault.makeUnloadMac2({ key, facts: asks.facts }))
      case 'check-load-tac':
        return yesOrNo(await vault.checkLoadTac({ key, facts: asks.facts, mac: asks.code }))
      case 'check-unload-mac3':
        return yesOrNo(await vault.checkUnloadMac3({ key, facts: asks.facts, mac: asks.code }))
      case 'make-command-mac': {
        const { header, data, challenge } = asks
        return made(await vault.makeCommandMac({ key, header, data, challenge }))
      }
      case 'make-protected-command': {
        const { header, plain, challenge } = asks
        return made(await vault.makeProtectedCommand({ key, header, plain, challenge }))
      }
      case 'make-reload-pin-mac':
        return made(await vault.makeReloadPinMac({ key, newPin: asks.pin }))
      case 'answer-challenge':
        return made(await vault.answerChallenge({ key, challenge: asks.challenge }))
      case 'wrap-key': {
        const { attributes, header, challenge } = asks
        const under = keyLabel(asks.under, levels)
        if (under === undefined) return NO_KEY
        return made(await vault.wrapKey({ key, under, attributes, header, challenge }))
      }
    }
  }

/** The label under which the vault knows a card's key; undefined for an algorithm byte nobody knows. */
export function keyLabel(name: CardKeyName, levels: 1 | 2): CardKeyLabel | undefined {
  const algorithm = algorithmOfByte(name.algorithm)
  if (algorithm === undefined) return undefined
  const { purpose, version } = name
  // A transport key belongs to a chip whose issuer nobody has written yet.
  const issuerCounts = levels === 2 && purpose !== 'transport'
  return {
    label: { purpose, version, algorithm },
    factors: issuerCounts ? [name.issuer, name.card] : [name.card],
  }
}

function yesOrNo(answer: Result<boolean, VaultRefusal>): Buffer {
  if (!answer.ok) return noKey(answer.refused)
  return answer.value ? YES : NO
}

const made = (answer: Result<Buffer, VaultRefusal>): Buffer =>
  answer.ok ? answer.value : noKey(answer.refused)

/** An unknown key is the card's affair (an old generation); a key of another purpose is our own error. */
function noKey(refused: VaultRefusal): Buffer {
  invariant(refused !== 'key-purpose-wrong', 'a conversation names keys of the right purpose')
  return NO_KEY
}
