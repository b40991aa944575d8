import { setTimeout as pause } from 'node:timers/promises'
import type { Citycard, Input, OperationName, Outcome } from '../../src/client'

const AGAIN_AFTER_MS = 200
const AGAIN_AFTER_MAX_MS = 5_000

export type Answered<Name extends OperationName> = Exclude<
  Outcome<Name>,
  { readonly pending: true }
>

/** Says goodbye to whoever waits for the centre: the program was told to stop. */
export class Stopped extends Error {
  constructor() {
    super('the counter terminal was told to stop')
    this.name = 'Stopped'
  }
}

/**
 * The way to the centre over a line that may break at any moment. Every request is one that may be said twice (an act
 * under its key, a look, or a word that changes nothing the second time), so it is said until it is answered.
 */
export class CentreLine {
  private centre: Citycard | undefined

  constructor(
    private readonly signIn: () => Promise<Citycard>,
    private readonly stopped: AbortSignal,
    /** Told when the centre cannot be reached, and when it is reached again. */
    private readonly reached: (isReached: boolean) => void = () => undefined,
  ) {}

  /**
   * Asks until there is an answer: over lost lines, over a centre that is just starting, and after a sign-in that ran
   * out. `signal` ends a waiting look early; then the answer is undefined.
   * @throws Stopped
   */
  async ask<Name extends OperationName>(
    name: Name,
    input: Input<Name>,
    signal?: AbortSignal,
  ): Promise<Answered<Name> | undefined> {
    for (let wait = AGAIN_AFTER_MS; ; wait = Math.min(2 * wait, AGAIN_AFTER_MAX_MS)) {
      if (this.stopped.aborted) throw new Stopped()
      const told = await this.once(name, input, signal).catch(() => undefined)
      if (signal?.aborted === true && told === undefined) return undefined
      if (told !== undefined && !isForLater(told)) {
        this.reached(true)
        return told as Answered<Name>
      }
      if (told?.ok === false && told.status === 401) this.centre = undefined
      this.reached(false)
      await pause(wait, undefined, { signal: this.stopped }).catch(() => undefined)
    }
  }

  private async once<Name extends OperationName>(
    name: Name,
    input: Input<Name>,
    signal?: AbortSignal,
  ): Promise<Outcome<Name>> {
    this.centre ??= await this.signIn()
    const signals = signal === undefined ? this.stopped : AbortSignal.any([signal, this.stopped])
    return this.centre.call(name, { ...input, signal: signals })
  }
}

/** Not an answer yet: signed out, too many requests, or the centre is not itself. */
const isForLater = (told: Outcome<OperationName>): boolean =>
  !told.ok && (told.status === 401 || told.status === 429 || told.status >= 500)
