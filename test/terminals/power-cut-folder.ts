import type { Folder } from '../../terminals/journal'

/** The power went while something was written. */
export class PowerCut extends Error {}

/**
 * A folder that loses its power at one byte. Bytes of all writes are counted; when the count reaches `cutAt`, the
 * write stops there: an append leaves what came before, a replacement or a truncation has not happened. Afterwards
 * every call fails until `restore`.
 */
export class PowerCutFolder implements Folder {
  readonly #files = new Map<string, Buffer>()
  #written = 0
  #dead = false

  constructor(private cutAt = Number.POSITIVE_INFINITY) {}

  /** Bytes (and whole-file steps, one each) written so far. */
  get written(): number {
    return this.#written
  }

  /** The power is back, and stays. */
  restore(): void {
    this.#dead = false
    this.cutAt = Number.POSITIVE_INFINITY
  }

  read(name: string): Buffer | undefined {
    this.#demandPower()
    return this.#files.get(name)
  }

  append(name: string, bytes: Uint8Array): void {
    const room = this.#spend(bytes.length)
    const before = this.#files.get(name) ?? Buffer.alloc(0)
    this.#files.set(name, Buffer.concat([before, bytes.subarray(0, room)]))
    if (room < bytes.length) this.#cut()
  }

  truncate(name: string, size: number): void {
    if (this.#spend(1) < 1) this.#cut()
    this.#files.set(name, (this.#files.get(name) ?? Buffer.alloc(0)).subarray(0, size))
  }

  replace(name: string, bytes: Uint8Array): void {
    if (this.#spend(1) < 1) this.#cut()
    this.#files.set(name, Buffer.from(bytes))
  }

  /** For tests that damage what is there. */
  put(name: string, bytes: Buffer): void {
    this.#files.set(name, bytes)
  }

  #spend(bytes: number): number {
    this.#demandPower()
    const room = Math.min(bytes, this.cutAt - this.#written)
    this.#written += room
    return room
  }

  #demandPower(): void {
    if (this.#dead) throw new PowerCut('no power')
  }

  #cut(): never {
    this.#dead = true
    throw new PowerCut('the power is gone')
  }
}
