/**
 * Gathers the bytes of records until a chunk of them is cut off. Holds one chunk and the rest of one piece,
 * whatever the size of the file.
 */
export class RecordGatherer {
  /** Valid up to `length`; replaced by `append` and `cut`. */
  bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES)
  length = 0

  append(piece: Uint8Array): void {
    const needed = this.length + piece.length
    if (needed > this.bytes.length) this.grow(Math.max(needed, this.bytes.length * 2))
    this.bytes.set(piece, this.length)
    this.length = needed
  }

  /** Hands over the first `end` bytes and goes on with the rest in a new buffer. */
  cut(end: number): Buffer {
    const chunk = this.bytes.subarray(0, end)
    const rest = this.bytes.subarray(end, this.length)
    this.bytes = Buffer.allocUnsafeSlow(Math.max(INITIAL_BYTES, end + rest.length))
    this.bytes.set(rest)
    this.length = rest.length
    return chunk
  }

  private grow(sizeBytes: number): void {
    const larger = Buffer.allocUnsafeSlow(sizeBytes)
    larger.set(this.bytes.subarray(0, this.length))
    this.bytes = larger
  }
}

const INITIAL_BYTES = 64 * 1024
