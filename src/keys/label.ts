import { ok, refuse, type Result } from '../base'
import { isKeyPurpose, type KeyPurpose } from './hierarchy'

/** 3DES is algorithm byte 00 on the card, SM4 is 04 (card-protocol §1.5). */
export const ALGORITHM_BYTE = { '3des': 0x00, sm4: 0x04 } as const
export type Algorithm = keyof typeof ALGORITHM_BYTE

/** How everybody but the vault names a key: what for, which generation, which cipher. */
export interface KeyLabel {
  readonly purpose: KeyPurpose
  /** The key version byte of the card, 0 to 255; it selects the generation of the master key. */
  readonly version: number
  readonly algorithm: Algorithm
}

/** The algorithm a card or record names, if we know it. */
export const algorithmOfByte = (byte: number): Algorithm | undefined =>
  byte === ALGORITHM_BYTE['3des'] ? '3des' : byte === ALGORITHM_BYTE.sm4 ? 'sm4' : undefined

/** "tac/v1/3des" */
export const labelText = ({ purpose, version, algorithm }: KeyLabel): string =>
  `${purpose}/v${version}/${algorithm}`

export function parseLabel(text: string): Result<KeyLabel, 'key-label-malformed'> {
  const [purpose = '', versionText = '', algorithm = '', ...rest] = text.split('/')
  const version = /^v(0|[1-9]\d{0,2})$/.test(versionText) ? Number(versionText.slice(1)) : 256
  return isKeyPurpose(purpose) && version <= 255 && isAlgorithm(algorithm) && rest.length === 0
    ? ok({ purpose, version, algorithm })
    : refuse('key-label-malformed', {
        detail: 'a key label is purpose/vVERSION/algorithm, for example tac/v1/3des',
      })
}

const isAlgorithm = (text: string): text is Algorithm => Object.hasOwn(ALGORITHM_BYTE, text)
