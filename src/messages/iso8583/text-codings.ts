import { codePage037 } from './ebcdic.table'

const fromEbcdic = Buffer.from(codePage037.join(''), 'hex')
const toEbcdicByte = inverted(fromEbcdic)

function inverted(bytes: Uint8Array): Uint8Array {
  const back = new Uint8Array(256)
  bytes.forEach((character, byte) => {
    back[character] = byte
  })
  return back
}

/** Text of EBCDIC bytes (code page 037); every byte has a character. */
export const ebcdicText = (bytes: Uint8Array): string =>
  Buffer.from(bytes.map((byte) => fromEbcdic[byte] as number)).toString('latin1')

/** EBCDIC bytes of text; undefined where a character has none. */
export function ebcdicBytes(text: string): Buffer | undefined {
  const characters = latinBytes(text)
  return characters && Buffer.from(characters.map((code) => toEbcdicByte[code] as number))
}

/** One byte a character; undefined where a character is none of the first 256. */
export function latinBytes(text: string): Buffer | undefined {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0xff) return undefined
  return Buffer.from(text, 'latin1')
}

const FIRST_PRINTABLE = 0x20
const LAST_PRINTABLE = 0x7e

let gbkPairs: ReadonlyMap<string, number> | undefined

/**
 * Text of GBK bytes, or undefined where they are none: printable ASCII, and pairs that the platform's decoder
 * reads as one character which is written back as the same pair.
 */
export function gbkText(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder('gbk').decode(bytes)
  return gbkBytes(text)?.equals(bytes) === true ? text : undefined
}

/** GBK bytes of text; undefined where a character has none. */
export function gbkBytes(text: string): Buffer | undefined {
  const bytes: number[] = []
  for (const character of text) {
    const code = character.charCodeAt(0)
    if (code >= FIRST_PRINTABLE && code <= LAST_PRINTABLE) {
      bytes.push(code)
      continue
    }
    gbkPairs ??= allGbkPairs()
    const pair = gbkPairs.get(character)
    if (pair === undefined) return undefined
    bytes.push(pair >> 8, pair & 0xff)
  }
  return Buffer.from(bytes)
}

/** Node reads GBK but does not write it: the table for writing is what reading gives, once, when needed. */
function allGbkPairs(): ReadonlyMap<string, number> {
  const decoder = new TextDecoder('gbk')
  const pairs = new Map<string, number>()
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue
      const character = decoder.decode(Uint8Array.of(lead, trail))
      const one = [...character].length === 1 && character !== '\ufffd'
      if (one && !pairs.has(character)) pairs.set(character, (lead << 8) | trail)
    }
  }
  return pairs
}
