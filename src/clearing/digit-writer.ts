const ZERO = 0x30
/** What one row of a batch can need at most; room is made before, not looked for at each digit. */
const ROW_BYTES = 512

/** Writes rows of numbers as text straight into bytes: no string, and nothing to collect, for each of them. */
export class DigitWriter {
  private bytes: Buffer
  private at = 0

  /** @param room how many bytes are expected; more are made room for */
  constructor(room: number) {
    this.bytes = Buffer.allocUnsafeSlow(room + ROW_BYTES)
  }

  /** How many bytes were written since the last were taken. */
  get written(): number {
    return this.at
  }

  /** To be called before each row. */
  beginRow(): void {
    if (this.bytes.length - this.at >= ROW_BYTES) return
    const grown = Buffer.allocUnsafeSlow(this.bytes.length * 2 + ROW_BYTES)
    grown.set(this.bytes.subarray(0, this.at))
    this.bytes = grown
  }

  /** A whole number, and the character after it. */
  number(value: number, after: number): void {
    let rest = value
    if (rest < 0) {
      this.bytes[this.at++] = 0x2d
      rest = -rest
    }
    let size = 1
    for (let limit = 10; rest >= limit; limit *= 10) size++
    this.digits(rest, size)
    this.bytes[this.at++] = after
  }

  /** A whole number with leading zeros. */
  digits(value: number, size: number): void {
    let rest = value
    let at = this.at + size
    this.at = at
    let left = size
    // Above 31 bits a division by ten is one of doubles.
    while (rest > 0x7fff_ffff) {
      const tenth = Math.floor(rest / 10)
      this.bytes[--at] = ZERO + rest - tenth * 10
      rest = tenth
      left--
    }
    let small = rest | 0
    for (; left > 0; left--) {
      const tenth = (small / 10) | 0
      this.bytes[--at] = ZERO + small - tenth * 10
      small = tenth
    }
  }

  /** A number of up to nineteen digits without leading zeros, given in two parts; the lower has eight digits. */
  long(high: number, low: number, after: number): void {
    if (high === 0) this.number(low, after)
    else {
      this.number(high, 0)
      this.at--
      this.digits(low, 8)
      this.bytes[this.at++] = after
    }
  }

  character(code: number): void {
    this.bytes[this.at++] = code
  }

  /** What was written so far; the writer begins anew in the same bytes, so use it up first. */
  take(): Buffer {
    const written = this.bytes.subarray(0, this.at)
    this.at = 0
    return written
  }
}
