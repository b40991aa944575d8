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

/** The centre does not take whoever asks (any more): asking again would not change it. */
export class SignInRefused extends Error {
  constructor(words: string) {
    super(words)
    this.name = 'SignInRefused'
  }
}

/**
 * The way to the centre over a line that may break at any moment. Every request is one that may be said twice (an act
 * under its key, a look, or a word that changes nothing the second time), so it is said until it is answered.
 */
export class CentreLine {
  private centre: Citycard | undefined
  /** The sign-in was refused, and nothing was answered under another one since. */
  private isDoubted = false

  constructor(
    private readonly signIn: () => Promise<Citycard>,
    private readonly stopped: AbortSignal,
    /** Told when the centre cannot be reached, and when it is reached again. */
    private readonly reached: (isReached: boolean) => void = () => undefined,
  ) {}

  /**
   * Asks until there is an answer: over lost lines, over a centre that is just starting, and once after a sign-in that
   * ran out: who is refused with a fresh one is not taken. `signal` ends a waiting look early; then the answer is undefined.
   * @throws Stopped
   * @throws SignInRefused
   */
  async ask<Name extends OperationName>(
    name: Name,
    input: Input<Name>,
    signal?: AbortSignal,
  ): Promise<Answered<Name> | undefined> {
    for (let wait = AGAIN_AFTER_MS; ; wait = Math.min(2 * wait, AGAIN_AFTER_MAX_MS)) {
      if (this.stopped.aborted) throw new Stopped()
      const told = await this.once(name, input, signal).catch((error: unknown) => {
        if (error instanceof SignInRefused) throw error
        return undefined
      })
      if (signal?.aborted === true && told === undefined) return undefined
      if (told !== undefined && !isForLater(told)) {
        this.isDoubted = false
        this.reached(true)
        return told as Answered<Name>
      }
      if (told?.ok === false && told.status === UNKNOWN_CALLER) {
        if (this.isDoubted) throw new SignInRefused(told.detail ?? 'the centre does not know us')
        this.isDoubted = true
        this.centre = undefined
        continue
      }
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

const UNKNOWN_CALLER = 401

/** Not an answer yet: signed out, too many requests, or the centre is not itself. */
const isForLater = (told: Outcome<OperationName>): boolean =>
  !told.ok && (told.status === UNKNOWN_CALLER || told.status === 429 || told.status >= 500)
