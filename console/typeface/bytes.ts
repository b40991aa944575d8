/** Reads a font's numbers, largest byte first, one after the other. */
export class Reader {
  #at = 0

  constructor(readonly bytes: Buffer) {}

  get at(): number {
    return this.#at
  }

  u8(): number {
    return this.bytes.readUInt8(this.#step(1))
  }

  u16(): number {
    return this.bytes.readUInt16BE(this.#step(2))
  }

  u32(): number {
    return this.bytes.readUInt32BE(this.#step(4))
  }

  take(length: number): Buffer {
    const from = this.#step(length)
    return this.bytes.subarray(from, from + length)
  }

  skip(length: number): void {
    this.#step(length)
  }

  /** UIntBase128 of WOFF2: seven bits a byte, the last one without its highest bit. */
  base128(): number {
    let value = 0
    for (let count = 0; count < 5; count++) {
      const byte = this.u8()
      value = value * 128 + (byte & 0x7f)
      if (byte < 0x80) return value
    }
    throw new Error('a length of a font file does not end')
  }

  /** 255UInt16 of WOFF2. */
  short255(): number {
    const code = this.u8()
    if (code === 253) return this.u16()
    if (code === 254) return this.u8() + 506
    return code === 255 ? this.u8() + 253 : code
  }

  #step(length: number): number {
    const from = this.#at
    this.#at += length
    if (this.#at > this.bytes.length) throw new Error('a font file ends too early')
    return from
  }
}

export const u16 = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2)
  values.forEach((value, index) => bytes.writeUInt16BE(value & 0xffff, index * 2))
  return bytes
}

export const u32 = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => bytes.writeUInt32BE(value >>> 0, index * 4))
  return bytes
}

export function base128(value: number): Buffer {
  const bytes = [value & 0x7f]
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.unshift((rest & 0x7f) | 0x80)
  }
  return Buffer.from(bytes)
}
