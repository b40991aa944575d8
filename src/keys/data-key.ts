import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { ok, refuse, type Result } from '../base'
import { DATA_KEY_PURPOSES } from './hierarchy.table'

export type DataKeyPurpose = keyof typeof DATA_KEY_PURPOSES

/** "personal-data/v1": versions 1 to 255, because one byte in front of what is sealed names the version. */
export interface DataKeyLabel {
  readonly purpose: DataKeyPurpose
  readonly version: number
}

/** A data key in the clear. Only providers hold such a thing. */
export interface DataKey {
  readonly label: DataKeyLabel
  /** What it is for, in words. */
  readonly purpose: string
  readonly validFrom: string
  readonly validTo: string
  /** 32 bytes. */
  readonly key: Buffer
}

export const DATA_KEY_BYTES = 32
/** What a blind index holds: one byte for the version of its key, 15 bytes (120 bits) of HMAC. */
export const BLIND_INDEX_BYTES = 16

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const SEALED_BYTES_MIN = 1 + NONCE_BYTES + TAG_BYTES

export const dataKeyText = ({ purpose, version }: DataKeyLabel): string => `${purpose}/v${version}`

export function parseDataKeyLabel(text: string): DataKeyLabel | undefined {
  const [purpose = '', versionText = '', ...rest] = text.split('/')
  const version = /^v[1-9]\d{0,2}$/.test(versionText) ? Number(versionText.slice(1)) : 256
  return Object.hasOwn(DATA_KEY_PURPOSES, purpose) && version <= 255 && rest.length === 0
    ? { purpose: purpose as DataKeyPurpose, version }
    : undefined
}

/**
 * Version byte, fresh nonce, ciphertext, tag. The context (which field of whom) is authenticated with it, so
 * that a sealed value that is moved to another row or column no longer opens.
 */
export function sealWith({ label, key }: DataKey, context: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(boundTo(label.version, context))
  const body = [cipher.update(plain), cipher.final(), cipher.getAuthTag()]
  return Buffer.concat([Buffer.of(label.version), nonce, ...body])
}

/** The plain bytes again; damage, another context and another key cannot be told apart. */
export function openWith(
  { label, key }: DataKey,
  context: string,
  sealed: Uint8Array,
): Result<Buffer, 'sealed-data-damaged'> {
  if (sealed.length < SEALED_BYTES_MIN) return damaged()
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES)
  const opener = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  opener.setAAD(boundTo(label.version, context)).setAuthTag(sealed.subarray(-TAG_BYTES))
  try {
    const body = opener.update(sealed.subarray(1 + NONCE_BYTES, -TAG_BYTES))
    return ok(Buffer.concat([body, opener.final()]))
  } catch {
    return damaged()
  }
}

/** Equal text in equal contexts has equal indexes; without the key nobody can try texts out. */
export function blindIndexWith({ label, key }: DataKey, context: string, text: string): Buffer {
  const hmac = createHmac('sha256', key).update(`${context}\0${text}`, 'utf8').digest()
  return Buffer.concat([Buffer.of(label.version), hmac.subarray(0, BLIND_INDEX_BYTES - 1)])
}

/** Left three bytes of a keyed digest of nothing: the same for two who hold the same key. */
export const dataKeyCheckValue = ({ label, key }: DataKey): string =>
  createHmac('sha256', key)
    .update(`check value\0${dataKeyText(label)}`)
    .digest()
    .toString('hex', 0, 3)
    .toUpperCase()

const boundTo = (version: number, context: string): Buffer =>
  Buffer.from(`citycard sealed ${version}\0${context}`, 'utf8')

const damaged = () =>
  refuse('sealed-data-damaged', {
    detail: 'what is stored was changed, cut off or belongs elsewhere',
  })
