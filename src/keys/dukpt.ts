import { createCipheriv } from 'node:crypto'
import { concat, invariant, ok, refuse, xor, type Result } from '../base'
import { desBlocks, desKey } from './des'

/**
 * Derived unique key per transaction: every transaction of a terminal has a key of its own, which follows from
 * the base key and the terminal's serial number and counter. TDES after ANSI X9.24-1, AES-128 after X9.24-3.
 */
export type DukptRefusal = 'counter-skipped'

const KSN_BYTES = 10
const COUNTER_BITS = 21
const COUNTER_MASK = (1 << COUNTER_BITS) - 1
/** Turns a key into the one for the other half (X9.24-1). */
const OTHER_HALF = Buffer.from('C0C0C0C000000000C0C0C0C000000000', 'hex')
/** Turns a transaction key into the one for PINs. */
const PIN_VARIANT = Buffer.from('00000000000000FF00000000000000FF', 'hex')

/** The key a terminal is given: from the base key and its serial number with a counter of zero. */
export function dukptInitialKey(baseKey: Uint8Array, ksn: Uint8Array): Buffer {
  const serial = withoutCounter(ksn).subarray(0, 8)
  return concat(
    desBlocks(desKey(baseKey), serial),
    desBlocks(desKey(xor(baseKey, OTHER_HALF)), serial),
  )
}

/** The key of the transaction that a serial number with its counter names. */
export function dukptKey(initialKey: Uint8Array, ksn: Uint8Array): Buffer {
  invariant(initialKey.length === 16, 'an initial key has 16 bytes')
  const counter = ksnCounter(ksn)
  let serial = withoutCounter(ksn).subarray(2).readBigUInt64BE()
  let key: Buffer = Buffer.from(initialKey)
  for (let bit = COUNTER_BITS - 1; bit >= 0; bit--) {
    if ((counter & (1 << bit)) === 0) continue
    serial |= 1n << BigInt(bit)
    const block = Buffer.alloc(8)
    block.writeBigUInt64BE(serial)
    key = concat(halfKey(xor(key, OTHER_HALF), block), halfKey(key, block))
  }
  return key
}

/** The key for PINs of a transaction. */
export const dukptPinKey = (transactionKey: Uint8Array): Buffer => xor(transactionKey, PIN_VARIANT)

/** One way: a half of a key from which the one before cannot be worked out. */
function halfKey(key: Uint8Array, serial: Uint8Array): Buffer {
  const right = key.subarray(8)
  return xor(desBlocks(desKey(key.subarray(0, 8)), xor(serial, right)), right)
}

const ksnCounter = (ksn: Uint8Array): number => {
  invariant(ksn.length === KSN_BYTES, 'a key serial number has ten bytes')
  return Buffer.from(ksn).readUIntBE(KSN_BYTES - 3, 3) & COUNTER_MASK
}

function withoutCounter(ksn: Uint8Array): Buffer {
  invariant(ksn.length === KSN_BYTES, 'a key serial number has ten bytes')
  const serial = Buffer.from(ksn)
  const tail = serial.readUIntBE(KSN_BYTES - 3, 3)
  serial.writeUIntBE(tail - (tail & COUNTER_MASK), KSN_BYTES - 3, 3)
  return serial
}

/** What an AES key is derived for (X9.24-3, table of key usage indicators). */
export const AES_DUKPT_USAGE = {
  keyEncryption: 0x0002,
  pin: 0x1000,
  macGeneration: 0x2000,
  macVerification: 0x2001,
  macBothWays: 0x2002,
  dataEncryption: 0x3000,
  dataDecryption: 0x3001,
  dataBothWays: 0x3002,
  derivation: 0x8000,
  initialKey: 0x8001,
} as const

export type AesDukptUsage = Exclude<keyof typeof AES_DUKPT_USAGE, 'derivation' | 'initialKey'>

const AES_128 = Buffer.from('00020080', 'hex')
const COUNTER_BITS_SET_MAX = 16
const AES_COUNTER_BITS = 32

/** The key a terminal is given under AES-128 DUKPT: from the base key and its eight-byte key id. */
export function aesDukptInitialKey(baseKey: Uint8Array, keyId: Uint8Array): Buffer {
  invariant(keyId.length === 8, 'an initial key id has eight bytes')
  return aesDerive(baseKey, AES_DUKPT_USAGE.initialKey, keyId)
}

export interface AesDukptTransaction {
  readonly initialKey: Uint8Array
  readonly keyId: Uint8Array
  /** 1 to 2³² − 1. */
  readonly counter: number
}

/** The transaction key from which the keys for use are derived; counters with over 16 bits set are skipped. */
export function aesDukptTransactionKey({
  initialKey,
  keyId,
  counter,
}: AesDukptTransaction): Result<Buffer, DukptRefusal> {
  const whole = Number.isInteger(counter) && counter > 0 && counter < 2 ** AES_COUNTER_BITS
  if (!whole || bitsOf(counter) > COUNTER_BITS_SET_MAX) {
    return refuse('counter-skipped', { detail: '1 to 2^32 - 1 with at most 16 bits set' })
  }
  let key: Buffer = Buffer.from(initialKey)
  let reached = 0
  for (let bit = AES_COUNTER_BITS - 1; bit >= 0; bit--) {
    const value = 2 ** bit
    if (Math.floor(counter / value) % 2 === 0) continue
    reached += value
    key = aesDerive(key, AES_DUKPT_USAGE.derivation, idAndCounter(keyId, reached))
  }
  return ok(key)
}

/** A key for one use, from the transaction key. */
export const aesDukptUseKey = (
  transactionKey: Uint8Array,
  usage: AesDukptUsage,
  { keyId, counter }: Omit<AesDukptTransaction, 'initialKey'>,
): Buffer => aesDerive(transactionKey, AES_DUKPT_USAGE[usage], idAndCounter(keyId, counter))

/** The last four bytes of the key id, then the counter. */
function idAndCounter(keyId: Uint8Array, counter: number): Buffer {
  const out = Buffer.alloc(8)
  out.set(keyId.subarray(-4))
  out.writeUInt32BE(counter, 4)
  return out
}

const bitsOf = (value: number): number => value.toString(2).replaceAll('0', '').length

/** One AES block: version 01, block counter 01, usage, AES-128, key length, context. */
function aesDerive(key: Uint8Array, usage: number, context: Uint8Array): Buffer {
  invariant(key.length === 16 && context.length === 8, 'AES-128 DUKPT derives from 16 and 8 bytes')
  const head = Buffer.from([0x01, 0x01, usage >> 8, usage & 0xff])
  const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false)
  return concat(cipher.update(concat(head, AES_128, context)), cipher.final())
}
