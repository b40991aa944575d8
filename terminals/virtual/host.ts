import { sameBytes } from '../../src/base'
import { keyLabel, type VaultQuestion } from '../../src/card'
import {
  commandMac,
  protectedCommand,
  purseMac,
  purseTac,
  reloadPinMac,
  sessionKey,
  type VirtualKeyFactory,
} from '../../src/keys'

const YES = Buffer.from([1])
const NO = Buffer.from([0])
const NO_KEY = Buffer.alloc(0)

const yesOrNo = (genuine: boolean): Buffer => (genuine ? YES : NO)

/**
 * A loading host in software: it answers the vault questions of a conversation at once, from development
 * keys. For virtual cities only; the centre asks its vault (`vaultDoor`).
 */
export const virtualHost =
  (factory: VirtualKeyFactory, levels: 1 | 2) =>
  (asks: VaultQuestion): Buffer => {
    const named = keyLabel(asks.key, levels)
    const key = named === undefined ? undefined : factory.key(named.label, named.factors)
    if (named === undefined || key?.ok !== true) return NO_KEY
    const { algorithm } = named.label
    switch (asks.act) {
      case 'check-load-mac1': {
        const session = sessionKey(algorithm, 'load', key.value, asks.facts)
        return yesOrNo(sameBytes(purseMac(algorithm, 'load-mac1', session, asks.facts), asks.code))
      }
      case 'make-load-mac2': {
        const session = sessionKey(algorithm, 'load', key.value, asks.facts)
        return purseMac(algorithm, 'load-mac2', session, asks.facts)
      }
      case 'check-load-tac':
        return yesOrNo(sameBytes(purseTac(algorithm, 'load', key.value, asks.facts), asks.code))
      case 'check-unload-mac1': {
        const session = sessionKey(algorithm, 'unload', key.value, asks.facts)
        const mac1 = purseMac(algorithm, 'unload-mac1', session, asks.facts)
        return yesOrNo(sameBytes(mac1, asks.code))
      }
      case 'make-unload-mac2': {
        const session = sessionKey(algorithm, 'unload', key.value, asks.facts)
        return purseMac(algorithm, 'unload-mac2', session, asks.facts)
      }
      case 'check-unload-mac3': {
        const session = sessionKey(algorithm, 'unload', key.value, asks.facts)
        const mac3 = purseMac(algorithm, 'unload-mac3', session, asks.facts)
        return yesOrNo(sameBytes(mac3, asks.code))
      }
      case 'make-command-mac':
        return commandMac(algorithm, key.value, asks)
      case 'make-protected-command':
        return protectedCommand(algorithm, key.value, asks)
      case 'make-reload-pin-mac':
        return reloadPinMac(algorithm, key.value, asks.pin)
    }
  }
