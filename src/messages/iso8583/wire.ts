/**
 * A message that is read. Hex and characters of all its bytes are made once, when the first field asks, and fields are
 * cut out of them: one call for each field would cost more than all the rest.
 */
export class Wire {
  #hex: string | undefined
  #latin: string | undefined

  constructor(readonly bytes: Buffer) {}

  /** Upper-case hex of some bytes. */
  hex(from: number, end: number): string {
    return (this.#hex ??= this.bytes.toString('hex').toUpperCase()).slice(2 * from, 2 * end)
  }

  /** Some bytes, one character each. */
  latin(from: number, end: number): string {
    return (this.#latin ??= this.bytes.toString('latin1')).slice(from, end)
  }
}

const FIRST_BYTES = 4_096

/**
 * Where a message is written: one buffer for all, since messages are written one at a time. It is wiped when a message
 * has been taken out of it, because there were PINs in it.
 */
export class Draft {
  bytes = Buffer.alloc(FIRST_BYTES)
  at = 0

  /** Makes room for so many bytes more. */
  room(count: number): void {
    if (this.at + count <= this.bytes.length) return
    const larger = Buffer.alloc(2 * (this.at + count))
    larger.set(this.bytes.subarray(0, this.at))
    this.bytes = larger
  }

  put(chunk: Uint8Array): void {
    this.room(chunk.length)
    this.bytes.set(chunk, this.at)
    this.at += chunk.length
  }

  /** What was written, as a buffer of its own. */
  taken(): Buffer {
    const written = Buffer.from(this.bytes.subarray(0, this.at))
    this.wipe()
    return written
  }

  wipe(): void {
    this.bytes.fill(0, 0, this.at)
    this.at = 0
  }
}
