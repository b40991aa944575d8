import { invariant, ok, refuse, type Result } from '../../src/base'
import {
  encryptBlocks,
  macUnionPay,
  macX919,
  pinBlockFormat0,
  terminalFactor,
  unwrapWorkKeys,
  type KeyLabel,
  type VirtualKeyFactory,
  type WorkKeys,
} from '../../src/keys'

/** A PIN pad in software: its master key is that of its terminal from the development keys, or was loaded into it. */
export class VirtualPinPad {
  readonly #masterKey: Buffer
  #keys: WorkKeys = {}

  constructor(
    from: VirtualKeyFactory | { readonly masterKey: Uint8Array },
    private readonly of: {
      /** f41. */
      readonly terminal: string
      readonly label: KeyLabel
      readonly mac: 'unionpay-ecb' | 'x9.19'
    },
  ) {
    if ('masterKey' in from) {
      this.#masterKey = Buffer.from(from.masterKey)
      return
    }
    const factor = terminalFactor(of.terminal)
    invariant(factor !== undefined, 'a terminal has a number', { terminal: of.terminal })
    const key = from.key(of.label, [factor])
    invariant(key.ok, 'the development keys have terminal master keys')
    this.#masterKey = key.value
  }

  get isReady(): boolean {
    return this.#keys.mak !== undefined && this.#keys.pik !== undefined
  }

  takeWorkKeys(wrapped: Uint8Array): Result<void> {
    const keys = unwrapWorkKeys(this.#masterKey, wrapped)
    if (!keys.ok) return keys
    this.#keys = keys.value
    return ok(undefined)
  }

  mac(data: Uint8Array): Buffer {
    const { mak } = this.#keys
    invariant(mak !== undefined, 'a POS signs in before it makes codes')
    return this.of.mac === 'x9.19' ? macX919({ key: mak, data }) : macUnionPay({ key: mak, data })
  }

  pinBlock(pin: string, cardNumber: string): Result<Buffer> {
    const { pik } = this.#keys
    if (pik === undefined) return refuse('not-signed-in')
    const block = pinBlockFormat0(pin, cardNumber)
    return block.ok ? ok(encryptBlocks('3des', pik, block.value)) : block
  }
}
