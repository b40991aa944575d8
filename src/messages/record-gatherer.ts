const SMALLEST_BYTES = 4096

/**
 * Gathers the bytes of records until a chunk of them is cut off. Holds one chunk and the rest of one piece,
 * whatever the size of the file.
 */
export class RecordGatherer {
  /** What was gathered so far; replaced by `append` and `cut`. */
  filled: Buffer
  private space = Buffer.allocUnsafeSlow(SMALLEST_BYTES)

  constructor() {
    this.filled = this.space.subarray(0, 0)
  }

  append(piece: Uint8Array): void {
    const length = this.filled.length + piece.length
    if (length > this.space.length) this.move(Math.max(length, this.space.length * 2))
    this.space.set(piece, this.filled.length)
    this.filled = this.space.subarray(0, length)
  }

  /**
   * Hands over the first `end` bytes; the rest goes on in a new buffer.
   *
   * @param room how many bytes are expected there; as many as were cut off unless said otherwise
   */
  cut(end: number, room = end): Buffer {
    const chunk = this.filled.subarray(0, end)
    this.filled = this.filled.subarray(end)
    this.move(Math.max(SMALLEST_BYTES, room, this.filled.length))
    return chunk
  }

  private move(sizeBytes: number): void {
    this.space = Buffer.allocUnsafeSlow(sizeBytes)
    this.space.set(this.filled)
    this.filled = this.space.subarray(0, this.filled.length)
  }
}
