/** The time of day, asked through one door so that a simulated city can set it. */
export interface Clock {
  now(): Date
}

/** Chance, asked through one door so that one seed replays a whole city. */
export interface Chance {
  /** A whole number from 0 (included) to `below` (excluded). */
  below(below: number): number
  bytes(count: number): Buffer
}

/** A clock that stands still until it is set. */
export class SetClock implements Clock {
  constructor(private instant: Date) {}

  now(): Date {
    return this.instant
  }

  set(instant: Date): void {
    this.instant = instant
  }
}

/** Repeatable chance from a seed (mulberry32). Never for keys or challenges that must not be guessed. */
export class SeededChance implements Chance {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  below(below: number): number {
    return Math.floor((this.next() / 0x1_0000_0000) * below)
  }

  bytes(count: number): Buffer {
    const out = Buffer.alloc(count)
    for (let index = 0; index < count; index++) out[index] = this.next() & 0xff
    return out
  }

  private next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let mixed = this.state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}
