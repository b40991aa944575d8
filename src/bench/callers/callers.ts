import { once } from 'node:events'
import type { ChildProcess } from 'node:child_process'
import { invariant } from '../../base'
import { startListener } from '../program'
import type { Called, CallersOrder } from './orders'

/** The process in which the callers of the bench live. */
export class Callers {
  private readonly gone: Promise<void>

  private constructor(private readonly process: ChildProcess) {
    this.gone = once(process, 'exit').then(([code]: unknown[]) =>
      invariant(false, 'the callers of the bench stay until they are told to leave', { code }),
    )
    // Told to whoever waits for an answer; when nobody does, they were told to go.
    this.gone.catch(() => undefined)
  }

  static start(): Callers {
    return new Callers(startListener('callers/main'))
  }

  /** Gives an order and waits until it is followed. */
  async follow(order: CallersOrder): Promise<Called> {
    const answered = once(this.process, 'message')
    this.process.send(order)
    const [called] = (await Promise.race([answered, this.gone])) as [Called]
    return called
  }

  /** They hang up, and their process ends. */
  async leave(): Promise<void> {
    if (this.process.exitCode !== null) return
    const gone = once(this.process, 'exit')
    this.process.send({ do: 'leave' })
    await gone
  }
}
