/**
 * A bucket of tokens: `perSecond` come in, at most two seconds' worth stay, each message takes one. Time is given in
 * milliseconds by whoever asks.
 */
export class Pace {
  private tokens: number
  private lastMs: number

  constructor(
    private perSecond: number,
    nowMs: number,
  ) {
    this.tokens = 2 * perSecond
    this.lastMs = nowMs
  }

  /** Another pace from now on, with a full bucket. */
  change(perSecond: number, nowMs: number): void {
    this.perSecond = perSecond
    this.tokens = 2 * perSecond
    this.lastMs = nowMs
  }

  /** Takes a token and answers 0; else in how many milliseconds one will be there. */
  take(nowMs: number): number {
    const come = (Math.max(0, nowMs - this.lastMs) / 1_000) * this.perSecond
    this.tokens = Math.min(2 * this.perSecond, this.tokens + come)
    this.lastMs = nowMs
    if (this.tokens >= 1) {
      this.tokens -= 1
      return 0
    }
    return Math.max(1, Math.ceil(((1 - this.tokens) / this.perSecond) * 1_000))
  }
}
